#!/usr/bin/env python3
"""Writes valid.json, invalid.json and manifest.json from cases/ and schemas/; `--check` only compares.

This is a second encoder of request bodies, written from the tracker protocol and the schemas, not from the Rust code:
it reads the tracking plan and the schemas themselves, builds the whole request as a tree and prints it. It shares
nothing with the core but those sources. What is wrong with an invalid case is written by hand in cases/invalid.json
and only copied here.

Needs Python 3.11 (tomllib) and its standard library.
"""

import hashlib
import json
import sys
import uuid
from decimal import Decimal
from pathlib import Path

import tomllib  # of the standard library since Python 3.11

Json = dict | list | str | float | bool | None

HERE = Path(__file__).parent
SCHEMAS = HERE.parent.parent / "schemas"

SNOWPLOW = "iglu:com.snowplowanalytics.snowplow"
PAYLOAD_DATA = f"{SNOWPLOW}/payload_data/jsonschema/1-0-4"
CONTEXTS = f"{SNOWPLOW}/contexts/jsonschema/1-0-1"
UNSTRUCT_EVENT = f"{SNOWPLOW}/unstruct_event/jsonschema/1-0-0"

FRAMINGS = ("internal_events", "self_describing")
CONFIG = {
    "app_id": "snowgauge",
    "namespace": "vectors",
    "platform": "srv",
    "tracker_version": "vector-1.0.0",
}
CREATED = 1767225600123
SENT = 1767225601456


# --- The sources ---------------------------------------------------------------------------------------------------


def load(name: str) -> Json:
    """A JSON file of this folder."""
    return json.loads((HERE / name).read_text("utf-8"))


def load_schemas() -> dict[str, dict]:
    """The schemas by name."""
    files = sorted(SCHEMAS.glob("com.gitlab/*/jsonschema/1-0-0"))
    return {file.parts[-3]: json.loads(file.read_text("utf-8")) for file in files}


def load_events() -> dict[str, dict]:
    """The tracking plan's events by name."""
    plan = tomllib.loads((SCHEMAS / "tracking-plan.toml").read_text("utf-8"))
    return {event["name"]: event for event in plan["event"]}


SCHEMA = load_schemas()
EVENT = load_events()
DATA = load("cases/data.json")


def uri(name: str) -> str:
    """The Iglu URI of a schema that is named for short; any other name stays what it is."""
    return f"iglu:com.gitlab/{name}/jsonschema/1-0-0" if name in SCHEMA else name


# --- The encoder ---------------------------------------------------------------------------------------------------


def number(value: float) -> str:
    """ECMAScript's Number::toString; Python's repr has the same shortest digits in another form."""
    if value == 0:
        return "0"
    negative, digit_tuple, exponent = Decimal(repr(value)).normalize().as_tuple()
    digits = "".join(map(str, digit_tuple))
    point = len(digits) + int(exponent)  # the value is 0.digits * 10 ** point
    if len(digits) <= point <= 21:
        text = digits + "0" * (point - len(digits))
    elif 0 < point <= 21:
        text = f"{digits[:point]}.{digits[point:]}"
    elif -6 < point <= 0:
        text = f"0.{'0' * -point}{digits}"
    else:
        text = f"{digits[0]}{'.' if digits[1:] else ''}{digits[1:]}e{point - 1:+d}"
    return "-" + text if negative else text


def to_json(value: Json) -> str:
    """Compact JSON: no escape that JSON does not ask for, members in the order of the dict."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{to_json(key)}:{to_json(member)}" for key, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(to_json(item) for item in value) + "]"
    return number(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def in_order(node: dict, value: Json) -> Json:
    """The value with the members of its objects in the schema's order, unlisted ones last."""
    if isinstance(value, dict):
        properties = node.get("properties", {})
        listed = {name: in_order(properties[name], value[name]) for name in properties if name in value}
        return listed | {name: member for name, member in value.items() if name not in listed}
    if isinstance(value, list):
        return [in_order(node.get("items", {}), item) for item in value]
    return value


def self_describing(schema: str, data: Json, versions: dict[str, str]) -> dict:
    """A datum with the URI that it is sent under."""
    name = schema.split("/")[1]
    sent_under = f"iglu:com.gitlab/{name}/jsonschema/{versions[name]}" if name in versions else schema
    return {"schema": sent_under, "data": in_order(SCHEMA[name], data)}


def request_body(case: dict) -> str:
    """The body of the request that carries this vector's event alone."""
    config, plan = case["config"], EVENT[case["event"]["name"]]
    versions = config.get("schema_versions", {})
    own = [self_describing(plan["schema"], case["event"]["data"], versions)] if "schema" in plan else []
    entities = [self_describing(entity["schema"], entity["data"], versions) for entity in case["entities"]]
    structured = not own or config["framing"] == "internal_events"

    fields = {
        "e": "se" if structured else "ue",
        "eid": str(uuid.UUID(hex=case["entropy"], version=4)),
        "dtm": str(case["created"]),
        "tv": config["tracker_version"],
        "tna": config["namespace"],
        "aid": config["app_id"],
        "p": config["platform"],
    }
    if structured:
        fields |= {"se_ca": plan["category"], "se_ac": plan["action"]}
        entities = own + entities
    else:
        fields["ue_pr"] = to_json({"schema": UNSTRUCT_EVENT, "data": own[0]})
    if entities:
        fields["co"] = to_json({"schema": CONTEXTS, "data": entities})
    fields["stm"] = str(case["sent"])
    return to_json({"schema": PAYLOAD_DATA, "data": [fields]})


# --- Cases become vectors ------------------------------------------------------------------------------------------


def repeated(value: Json) -> Json:
    """Resolves {"$repeat": text or list, "$times": n} wherever it stands."""
    if isinstance(value, dict):
        if "$repeat" in value:
            return value["$repeat"] * value["$times"]
        return {name: repeated(member) for name, member in value.items()}
    return [repeated(item) for item in value] if isinstance(value, list) else value


def datum(name: str, case: dict) -> Json:
    """The data that a case means: `only` that, or the schema's data of cases/data.json `without` and `with` some."""
    if "only" in case:
        return repeated(case["only"])
    data = {field: value for field, value in DATA[name].items() if field not in case.get("without", [])}
    data |= repeated(case.get("with", {}))
    return dict(reversed(data.items())) if case.get("reversed") else data


def event_and_entities(case: dict) -> dict:
    """A case's event and entities in full."""
    has_data = "schema" in EVENT[case["event"]]
    return {
        "event": {"name": case["event"], "data": datum(case["event"], case) if has_data else None},
        "entities": [
            {"schema": uri(entity["datum"]), "data": datum(entity["datum"], entity)} for entity in case["entities"]
        ],
    }


def valid(case: dict, framing: str) -> dict:
    """A valid case under one framing."""
    vector = {
        "name": f"{case['name']}, {framing}",
        "config": CONFIG | repeated(case.get("config", {})) | {"framing": framing},
        **event_and_entities(case),
        "entropy": case.get("entropy", hashlib.sha256(case["name"].encode()).hexdigest()[:32]),
        "created": case.get("created", CREATED),
        "sent": case.get("sent", SENT),
    }
    return vector | {"body": request_body(vector)}


def invalid(case: dict) -> dict:
    """An invalid case; its violations are as written by hand, the schema's URI in full."""
    if "check" in case:
        checked, about = event_and_entities(case["check"]), case["check"]["event"]
        action = {"kind": "value", "check": checked}
    elif "check_text" in case:
        about = case["check_text"]["event"]["name"]
        entities = [entity | {"schema": uri(entity["schema"])} for entity in case["check_text"]["entities"]]
        action = {"kind": "text", "check": case["check_text"] | {"entities": entities}}
    elif "text" in case:
        about = case["schema"]
        action = {"kind": "text", "validate": {"schema": uri(about), "text": repeated(case["text"])}}
    else:
        about = case["validate"]
        action = {"kind": "value", "validate": {"schema": uri(about), "data": datum(about, case)}}
    violations = [violation | {"schema": uri(violation.get("schema", about))} for violation in case["violations"]]
    return {"name": case["name"], **action, "violations": violations}


# --- What the cases have to cover ----------------------------------------------------------------------------------


def seen_values(vectors: list[dict]) -> dict[tuple[str, str], list]:
    """Every value of every property of every schema in the valid vectors."""
    seen: dict[tuple[str, str], list] = {}
    for vector in vectors:
        data = [(vector["event"]["name"], vector["event"]["data"] or {})]
        data += [(entity["schema"].split("/")[1], entity["data"]) for entity in vector["entities"]]
        for name, members in data:
            for field in SCHEMA.get(name, {}).get("properties", {}):
                seen.setdefault((name, field), []).append(members.get(field, "absent"))
    return seen


def gaps(vectors: list[dict], faults: list[dict]) -> list[str]:
    """What the cases have forgotten."""
    found = []
    seen = seen_values(vectors)
    for name, schema in SCHEMA.items():
        for field, node in schema["properties"].items():
            wanted = node.get("enum", []) + ([None] if "null" in node["type"] else [])
            wanted += [] if field in schema.get("required", []) else ["absent"]
            values = seen.get((name, field), [])
            found += [f"{name}: no valid vector has {field} = {value!r}" for value in wanted if value not in values]
        about = [fault for fault in faults if any(one["schema"] == uri(name) for one in fault["violations"])]
        found += [f"{name}: only {len(about)} invalid vectors"] if len(about) < 3 else []
    for event in EVENT:
        found += [f"{event}: no vector"] if all(vector["event"]["name"] != event for vector in vectors) else []
    names = [vector["name"] for vector in vectors + faults]
    return found + [f"the name {name!r} is there twice" for name in set(names) if names.count(name) > 1]


# --- Files ---------------------------------------------------------------------------------------------------------


def file_text(content: dict[str, Json]) -> str:
    """JSON in ASCII alone, so that no editor hides or reorders a character, with a line per case."""
    if "cases" not in content:
        return json.dumps(content) + "\n"
    return '{"cases": [\n' + ",\n".join(json.dumps(case, allow_nan=False) for case in content["cases"]) + "\n]}\n"


def files() -> dict[str, Json]:
    """Every file that this program writes."""
    vectors = [valid(case, framing) for case in load("cases/valid.json") for framing in FRAMINGS]
    faults = [invalid(case) for case in load("cases/invalid.json")]
    if found := gaps(vectors, faults):
        sys.exit("\n".join(found))
    kinds = [fault["kind"] for fault in faults]
    counts = {"valid": len(vectors), "invalid_value": kinds.count("value"), "invalid_text": kinds.count("text")}
    return {"valid.json": {"cases": vectors}, "invalid.json": {"cases": faults}, "manifest.json": counts}


def main() -> None:
    """Writes the files, or compares them."""
    check = sys.argv[1:] == ["--check"]
    drifted = []
    for name, content in files().items():
        text = file_text(content)
        file = HERE / name
        if check and (not file.exists() or file.read_text("utf-8") != text):
            drifted.append(name)
        elif not check:
            file.write_text(text, "utf-8")
    if drifted:
        sys.exit(f"not what the cases and schemas say: {', '.join(drifted)}; run tests/vectors/generate.py")


if __name__ == "__main__":
    main()
