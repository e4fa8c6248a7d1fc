#!/usr/bin/env python3
"""Writes tests/vectors to standard output in a form that C reads without a JSON parser.

A text is its length in bytes, a newline, its bytes and a newline; numbers are texts too. `flatten.py golden` writes the
golden vectors, which vectors.c reads in this order:

    manifest    valid, invalid_value, invalid_text
    each case   its shape: "body", "validate" or "check"; its kind: "valid", "value" or "text"; its name
    body        app_id, namespace, platform, tracker_version, framing; schema versions: how many, (name, version)...;
                event; entities; entropy; created; sent; the body
    validate    schema URI; JSON; violations
    check       event; entities; violations
    end         "end"

An event is name and JSON; entities are how many, (schema URI, JSON)...; violations are how many, (code, pointer,
expected, found, schema)...

`flatten.py kinds` writes the cases of every kind of event, which kinds.c reads:

    counts      of valid and of invalid cases, as the manifest has them, and how many invalid ones C's types cannot say
    each case   "case"; its name; app_id, namespace, platform, tracker_version, framing; schema versions as above;
                too_long; base64 ("true" or "false"); the tracker's subject and entities; whether there is a scope (1 or
                0), and its subject and entities; the event's kind and, by kind, its fields (each: 0, or 1 and its text)
                or name and JSON, or schema URI and JSON; the event's true timestamp (0, or 1 and its text), subject and
                entities; entropy; created; sent; what is refused: "tracker", "scope", "event" or "nothing"
    nothing     the body; the fields that were cut: how many, (name)...
    tracker     the error's message
    otherwise   violations
    end         "end"

A subject is its 13 fields, each as 0, or as 1 and its text.

`flatten.py options` writes the cases of options, which options.c reads:

    count       of cases, as the manifest has it
    each case   "case"; its name; the options: how many, (name and value)...; the error's message, "" for none
    value       its text; of schema_versions and status_policy how many pairs, (text, text)...
    end         "end"

`flatten.py verdicts` writes the recorded verdicts, which verdicts.c reads: how many there are; of each case the URI of
its schema, the datum's JSON, "good" or "bad"; "end".
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).resolve().parents[2] / "tests" / "vectors"
VIOLATION = ("code", "pointer", "expected", "found", "schema")
STRUCTURED = ("category", "action", "label", "property", "value")
PAGE = ("page_url", "page_title", "referrer")
FIELDS = {
    "structured_event": STRUCTURED,
    "page_view": PAGE,
    "page_ping": (*PAGE, "min_x_offset", "max_x_offset", "min_y_offset", "max_y_offset"),
}
# Those of snowgauge_subject, in its order.
SUBJECT = (
    "platform",
    "user_id",
    "screen_resolution",
    "viewport",
    "color_depth",
    "timezone",
    "language",
    "ip_address",
    "useragent",
    "domain_user_id",
    "network_user_id",
    "domain_session_id",
    "domain_session_index",
)
_INT64 = range(-(2**63), 2**63)
_NUMBER = re.compile('"\ue000([^"]*)\ue001"')


def load(name: str) -> Any:
    """A file of the vectors, in which numbers keep their text: C is to get the digits that stand there."""

    def keep(text: str) -> str:
        return f"\ue000{text}\ue001"

    return json.loads((VECTORS / name).read_text("utf-8"), parse_int=keep, parse_float=keep)


def json_text(value: Any) -> str:
    """The value as JSON text, in raw UTF-8 where it can be written as that: half a surrogate pair cannot."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(value).replace('"\\ue000', '"\ue000').replace('\\ue001"', '\ue001"')
    return _NUMBER.sub(r"\1", text)


def put(*texts: Any) -> None:
    """Writes texts."""
    for text in texts:
        data = str(text).strip("\ue000\ue001").encode()
        sys.stdout.buffer.write(b"%d\n%s\n" % (len(data), data))


def put_datum(name: str, datum: dict[str, Any]) -> None:
    """Writes an event, an entity or a datum: `text` is its JSON as it stands, `data` its value."""
    put(name, datum["text"] if "text" in datum else json_text(datum["data"]))


def put_entities(entities: list[dict[str, Any]]) -> None:
    """Writes the entities of an event, a scope or a tracker."""
    put(len(entities))
    for entity in entities:
        put_datum(entity["schema"], entity)


def put_event(case: dict[str, Any]) -> None:
    """Writes an event with its entities."""
    put_datum(case["event"]["name"], case["event"])
    put_entities(case["entities"])


def put_pairs(pairs: dict[str, Any]) -> None:
    """Writes how many pairs there are, and them."""
    put(len(pairs), *(text for pair in pairs.items() for text in pair))


def put_config(config: dict[str, Any]) -> None:
    """Writes the options of a tracker."""
    put(*(config[option] for option in ("app_id", "namespace", "platform", "tracker_version", "framing")))
    put_pairs(config.get("schema_versions", {}))


def put_violations(violations: list[dict[str, Any]]) -> None:
    """Writes violations."""
    put(len(violations))
    put(*(violation[part] for violation in violations for part in VIOLATION))


def put_valid(case: dict[str, Any]) -> None:
    """Writes a case of valid.json."""
    put("body", "valid", case["name"])
    put_config(case["config"])
    put_event(case)
    put(case["entropy"], case["created"], case["sent"], case["body"])


def put_invalid(case: dict[str, Any]) -> None:
    """Writes a case of invalid.json."""
    shape = "validate" if "validate" in case else "check"
    put(shape, case["kind"], case["name"])
    if shape == "validate":
        put_datum(case["validate"]["schema"], case["validate"])
    else:
        put_event(case["check"])
    put_violations(case["violations"])


def put_golden() -> None:
    """Writes the golden vectors."""
    manifest = load("manifest.json")
    put(*(manifest[count] for count in ("valid", "invalid_value", "invalid_text")))
    for case in load("valid.json")["cases"]:
        put_valid(case)
    for case in load("invalid.json")["cases"]:
        put_invalid(case)


def put_optional(values: dict[str, Any], names: tuple[str, ...]) -> None:
    """Writes fields that may be absent."""
    for name in names:
        put(*((1, values[name]) if values.get(name) is not None else (0,)))


def put_layer(layer: dict[str, Any]) -> None:
    """Writes the subject and the entities of a tracker, a scope or an event."""
    put_optional(layer["subject"], SUBJECT)
    put_entities(layer["entities"])


def is_number(value: str) -> bool:
    """Whether a number is what stands in the vector, or what a text of it says."""
    return value.startswith("\ue000") or (re.fullmatch("-?[0-9]+", value) is not None and int(value) in _INT64)


def can_be_said(case: dict[str, Any]) -> bool:
    """Whether C's types have room for a case that gives texts: for its fields, and for texts in place of numbers."""
    event = case["event"]
    known = set(FIELDS.get(event["kind"], ()))
    layers = [layer["subject"] for layer in (case["tracker"], case["scope"] or case, case)]
    numbers = {name: text for name, text in event["fields"].items() if name == "value" or name.endswith("_offset")}
    return (
        set(event["fields"]) <= known
        and all(set(subject) <= set(SUBJECT) for subject in layers)
        and all(is_number(text) for text in numbers.values())
    )


def put_kind_of_event(event: dict[str, Any]) -> None:
    """Writes an event of any kind."""
    put(event["kind"])
    if event["kind"] in FIELDS:
        put_optional(event["fields"], FIELDS[event["kind"]])
    else:
        put_datum(event["name" if event["kind"] == "planned" else "schema"], event)


def config_message(violations: list[dict[str, Any]]) -> str:
    """The error about a tracker's subject or entities that do not fit."""

    def message(violation: dict[str, str]) -> str:
        at = f"{violation['pointer']}: " if violation["pointer"] else ""
        what = f"expected {violation['expected']}, found {violation['found']}"
        return f"{at}{what} [{violation['code']}, {violation['schema']}]"

    option = "subject" if "/payload_data/" in violations[0]["schema"] else "entities"
    return f"{option}: {'; '.join(message(violation) for violation in violations)}"


def put_kind(case: dict[str, Any]) -> None:
    """Writes a case of kinds.json."""
    put("case", case["name"])
    put_config(case["config"])
    put(case["config"]["too_long"], str(case["config"]["base64"]).lower())
    put_layer(case["tracker"])
    put(int(case["scope"] is not None))
    if case["scope"] is not None:
        put_layer(case["scope"])
    put_kind_of_event(case["event"])
    put_optional(case, ("true_timestamp",))
    put_layer(case)
    put(case["entropy"], case["created"], case["sent"], case.get("at", "nothing"))
    if "body" in case:
        put(case["body"], len(case["truncated"]), *case["truncated"])
    elif case["at"] == "tracker":
        put(config_message(case["violations"]))
    else:
        put_violations(case["violations"])


def put_kinds() -> None:
    """Writes the cases of every kind of event."""
    manifest = load("manifest.json")
    cases = load("kinds.json")["cases"]
    said = [case for case in cases if case["given"] == "values" or can_be_said(case)]
    put(manifest["kinds_valid"], manifest["kinds_invalid"], len(cases) - len(said))
    for case in said:
        put_kind(case)


def put_options() -> None:
    """Writes the cases of options."""
    put(load("manifest.json")["options"])
    for case in load("options.json")["cases"]:
        options = case["options"]
        put("case", case["name"], len(options))
        for name, value in options.items():
            put(name)
            put_pairs(value) if isinstance(value, dict) else put(value)
        put(case["error"]["message"] if "error" in case else "")


def put_verdicts() -> None:
    """Writes Snowplow's verdicts; where it is known that ours differs, ours."""
    put(load("verdicts/manifest.json")["plan"])
    for line in (VECTORS / "verdicts" / "plan.ndjson").read_text("ascii").splitlines():
        case = json.loads(line)
        put(case["schema"], case["data"], "good" if case["good"] and "differs" not in case else "bad")


if __name__ == "__main__":
    writers = {"golden": put_golden, "kinds": put_kinds, "options": put_options, "verdicts": put_verdicts}
    writers[sys.argv[1]]()
    put("end")
