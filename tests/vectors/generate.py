#!/usr/bin/env python3
"""Writes the generated vectors and manifest.json from cases/ and schemas/; `--check` only compares.

The bodies come from encoder.py, a second encoder of its own. What is wrong with an invalid case is written by hand in
cases/ and only copied here.

Needs Python 3.11 (tomllib) and its standard library.
"""

import hashlib
import json
import sys

import protocol
from encoder import EVENT, FIELDS, HERE, SCHEMA, Json, fields_of, load, request_body, uri

FRAMINGS = ("internal_events", "self_describing")
CONFIG = {
    "app_id": "snowgauge",
    "namespace": "vectors",
    "platform": "srv",
    "tracker_version": "vector-1.0.0",
}
CREATED = 1767225600123
SENT = 1767225601456
DATA = load("cases/data.json")


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


def self_describing_case(case: dict) -> dict:
    """An entity or an event's data: of one of our schemas as in the other cases, or of a host's own."""
    if "datum" in case:
        return {"schema": uri(case["datum"]), "data": datum(case["datum"], case)}
    return {"schema": case["schema"], "data": repeated(case["data"])}


def layer(case: dict | None) -> dict:
    """What a tracker or a scope adds to each event."""
    entities = [self_describing_case(entity) for entity in (case or {}).get("entities", [])]
    return {"subject": repeated((case or {}).get("subject", {})), "entities": entities}


def kind_event(case: dict) -> dict:
    """An event of any kind."""
    event = {"kind": case["kind"]}
    if case["kind"] == "planned":
        has_data = "schema" in EVENT[case["name"]]
        event |= {"name": case["name"], "data": datum(case["name"], case) if has_data else None}
    elif case["kind"] == "self_describing_event":
        event |= self_describing_case(case)
    return event | {"fields": repeated(case.get("fields", {}))}


def of_kind(case: dict) -> dict:
    """A case with everything that an event can be given; it is valid unless it names violations."""
    config = {"framing": FRAMINGS[0], "too_long": "reject", "base64": False}
    vector = {
        "name": case["name"],
        "given": case.get("given", "values"),
        "config": CONFIG | config | case.get("config", {}),
        "tracker": layer(case.get("tracker")),
        "scope": layer(case["scope"]) if "scope" in case else None,
        "event": kind_event(case["event"]),
        "subject": repeated(case.get("subject", {})),
        "true_timestamp": case.get("true_timestamp"),
        "entities": [self_describing_case(entity) for entity in case.get("entities", [])],
        "entropy": hashlib.sha256(case["name"].encode()).hexdigest()[:32],
        "created": CREATED,
        "sent": SENT,
    }
    if "violations" in case:
        default = uri("payload_data")
        violations = [{**one, "schema": uri(one.get("schema", default))} for one in case["violations"]]
        return vector | {"at": case.get("at", "event"), "violations": violations}
    return vector | {"body": request_body(vector), "truncated": fields_of(vector)[1]}


def counting(case: dict) -> dict:
    """A case of request counts; `records` stands for so many requests, each with a key of its own."""
    steps: list[dict] = []
    for step in case["steps"]:
        numbers = range(step.get("records", 0))
        requests = [{"record": "request", "key": {"lang": f"key {number}"}, "count": 1} for number in numbers]
        steps += requests or [repeated(step)]
    return {"name": case["name"], "max_keys": case.get("max_keys"), "steps": steps, "stats": case["stats"]}


def options(case: dict) -> dict:
    """A case of options: what it sets, with what every tracker needs."""
    base = {"collector": "https://snowplow.example", "app_id": "test"}
    return {name: part for name, part in case.items() if name != "with"} | {"options": base | repeated(case["with"])}


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


def gaps_of_kinds(cases: list[dict]) -> list[str]:
    """What the cases of all kinds have forgotten: a field that none sets, or that none sets wrongly."""
    found = []
    layers = [layer for case in cases for layer in (case, case["tracker"], case["scope"] or {})]
    subjects = [layer.get("subject", {}) for layer in layers] + [case["event"]["fields"] for case in cases]
    pointers = [violation["pointer"] for case in cases for violation in case.get("violations", [])]
    for name, _, _ in FIELDS:
        is_set = name == "true_timestamp" or any(name in subject for subject in subjects)
        found += [] if is_set else [f"no case has the field {name}"]
        found += [] if f"/{name}" in pointers else [f"no invalid case is about the field {name}"]
    names = [case["name"] for case in cases]
    return found + [f"the name {name!r} is there twice" for name in set(names) if names.count(name) > 1]


# --- Files ---------------------------------------------------------------------------------------------------------


def file_text(content: dict[str, Json]) -> str:
    """JSON in ASCII alone, so that no editor hides or reorders a character, with a line per case."""
    if "cases" not in content:
        return json.dumps(content) + "\n"
    head = "".join(f"{json.dumps(name)}: {json.dumps(part)}, " for name, part in content.items() if name != "cases")
    lines = ",\n".join(json.dumps(case, allow_nan=False) for case in content["cases"])
    return f'{{{head}"cases": [\n{lines}\n]}}\n'


def files() -> dict[str, Json]:
    """Every file that this program writes."""
    vectors = [valid(case, framing) for case in load("cases/valid.json") for framing in FRAMINGS]
    faults = [invalid(case) for case in load("cases/invalid.json")]
    of_kinds = [of_kind(case) for case in load("cases/kinds.json")]
    counted = [counting(case) for case in load("cases/counts.json")]
    of_options = [options(case) for case in load("cases/options.json")]
    if found := gaps(vectors, faults) + gaps_of_kinds(of_kinds):
        sys.exit("\n".join(found))
    kinds = [fault["kind"] for fault in faults]
    rules = protocol.cases()
    counts = {"valid": len(vectors), "invalid_value": kinds.count("value"), "invalid_text": kinds.count("text")}
    refused = sum("violations" in case for case in of_kinds)
    counts |= {"kinds_valid": len(of_kinds) - refused, "kinds_invalid": refused, "protocol": len(rules)}
    counts |= {"counts": len(counted), "options": len(of_options)}
    contents = {"valid.json": vectors, "invalid.json": faults, "kinds.json": of_kinds, "counts.json": counted}
    contents |= {"options.json": of_options}
    contents = {name: {"cases": cases} for name, cases in contents.items()}
    contents["protocol.json"] = {"event": protocol.EVENT, "cases": rules}
    return contents | {"manifest.json": counts}


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
