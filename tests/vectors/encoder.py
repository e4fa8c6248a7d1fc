"""A second encoder of request bodies, written from the tracker protocol and the schemas, not from the Rust code.

It reads the tracking plan and the schemas themselves, builds the whole request as a tree and prints it. It shares
nothing with the core but those sources.
"""

import base64
import json
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

# What a host can set, in the order of the wire: property, key, most UTF-16 units (None: no text to cut).
FIELDS = (
    ("platform", "p", None),
    ("user_id", "uid", 255),
    ("screen_resolution", "res", None),
    ("viewport", "vp", None),
    ("color_depth", "cd", 12),
    ("timezone", "tz", 255),
    ("language", "lang", 255),
    ("ip_address", "ip", 128),
    ("useragent", "ua", 1000),
    ("domain_user_id", "duid", 128),
    ("network_user_id", "tnuid", 128),
    ("domain_session_id", "sid", None),
    ("domain_session_index", "vid", None),
    ("true_timestamp", "ttm", None),
    ("category", "se_ca", 1000),
    ("action", "se_ac", 1000),
    ("label", "se_la", 4096),
    ("property", "se_pr", 1000),
    ("value", "se_va", None),
    ("page_url", "url", 10_000),
    ("page_title", "page", 2000),
    ("referrer", "refr", 10_000),
    ("min_x_offset", "pp_mix", None),
    ("max_x_offset", "pp_max", None),
    ("min_y_offset", "pp_miy", None),
    ("max_y_offset", "pp_may", None),
)

KINDS = {"structured_event": "se", "self_describing_event": "ue", "page_view": "pv", "page_ping": "pp"}


def load(name: str) -> Json:
    """A JSON file of this folder."""
    return json.loads((HERE / name).read_text("utf-8"))


def load_schemas() -> dict[str, dict]:
    """The schemas by name."""
    files = sorted(SCHEMAS.glob("com.*/*/jsonschema/1-0-0"))
    return {file.parts[-3]: json.loads(file.read_text("utf-8")) for file in files}


def uri_of(schema: dict) -> str:
    """The Iglu URI that a schema says it has."""
    return "iglu:{vendor}/{name}/{format}/{version}".format(**schema["self"])


def load_events() -> dict[str, dict]:
    """The tracking plan's events by name."""
    plan = tomllib.loads((SCHEMAS / "tracking-plan.toml").read_text("utf-8"))
    return {event["name"]: event for event in plan["event"]}


SCHEMA = load_schemas()
EVENT = load_events()
URI = {name: uri_of(schema) for name, schema in SCHEMA.items()}


def uri(name: str) -> str:
    """The Iglu URI of a schema that is named for short; any other name stays what it is."""
    return PAYLOAD_DATA if name == "payload_data" else URI.get(name, name)


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
    name = next((name for name in SCHEMA if uri(name) == schema), None)
    if name is None:
        return {"schema": schema, "data": data}
    sent_under = f"{schema.rpartition('/')[0]}/{versions[name]}" if name in versions else schema
    return {"schema": sent_under, "data": in_order(SCHEMA[name], data)}


def cut(text: str, units: int) -> str:
    """As many whole characters as fit into so many UTF-16 units."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", errors="ignore")


def values(case: dict) -> dict[str, Json]:
    """Every field's value: the event's stand before its scope's, and those before the tracker's."""
    event, merged = case["event"], {"platform": case["config"]["platform"]}
    layers = [case.get("tracker", {}).get("subject"), (case.get("scope") or {}).get("subject"), event.get("fields")]
    layers += [case.get("subject"), {"true_timestamp": case.get("true_timestamp")}]
    for layer in layers:
        merged |= {name: value for name, value in (layer or {}).items() if value not in (None, "")}
    return merged


def fields_of(case: dict) -> tuple[dict[str, str], list[str]]:
    """The fields that a host has set, by key, and the names of those that were cut."""
    given, on_wire, truncated = values(case), {}, []
    for name, key, limit in FIELDS:
        if name in given:
            text = given[name] if isinstance(given[name], str) else to_json(given[name])
            on_wire[key] = cut(text, limit) if limit else text
            truncated += [name] if on_wire[key] != text else []
    return on_wire, truncated


def documents(config: dict, own: dict | None, entities: list[dict]) -> dict[str, str]:
    """The fields that hold JSON: plain, or in base64."""
    wrapped = {}
    if own:
        wrapped["ue_pr"] = to_json({"schema": UNSTRUCT_EVENT, "data": own})
    if entities:
        wrapped["co"] = to_json({"schema": CONTEXTS, "data": entities})
    if not config.get("base64"):
        return wrapped
    encoded = {"ue_pr": "ue_px", "co": "cx"}
    in_base64 = {name: base64.urlsafe_b64encode(text.encode()).decode().rstrip("=") for name, text in wrapped.items()}
    return {encoded[name]: text for name, text in in_base64.items()}


def request_body(case: dict) -> str:
    """The body of the request that carries this vector's event alone."""
    config, event = case["config"], case["event"]
    kind, plan = event.get("kind", "planned"), EVENT.get(event.get("name"), {})
    versions = config.get("schema_versions", {})
    schema = plan.get("schema") or event.get("schema")
    own = self_describing(schema, event["data"], versions) if schema else None
    given = case["entities"] + [
        entity for layer in ("scope", "tracker") for entity in (case.get(layer) or {}).get("entities", [])
    ]
    entities = [self_describing(entity["schema"], entity["data"], versions) for entity in given]
    framed = kind == "planned" and "category" in plan and not (own and config["framing"] == "self_describing")

    fields = {
        "e": "se" if framed else KINDS.get(kind, "ue"),
        "eid": str(uuid.UUID(hex=case["entropy"], version=4)),
        "dtm": str(case["created"]),
        "tv": config["tracker_version"],
        "tna": config["namespace"],
        "aid": config["app_id"],
    }
    fields |= fields_of(case)[0]
    if framed:
        fields |= {"se_ca": plan["category"], "se_ac": plan["action"]}
        entities, own = ([own] if own else []) + entities, None
    fields |= documents(config, own, entities)
    fields["stm"] = str(case["sent"])
    return to_json({"schema": PAYLOAD_DATA, "data": [fields]})
