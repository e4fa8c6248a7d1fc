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


def put_event(case: dict[str, Any]) -> None:
    """Writes an event with its entities."""
    put_datum(case["event"]["name"], case["event"])
    put(len(case["entities"]))
    for entity in case["entities"]:
        put_datum(entity["schema"], entity)


def put_valid(case: dict[str, Any]) -> None:
    """Writes a case of valid.json."""
    config = case["config"]
    versions = config.get("schema_versions", {})
    put("body", "valid", case["name"])
    put(*(config[option] for option in ("app_id", "namespace", "platform", "tracker_version", "framing")))
    put(len(versions), *(text for pair in versions.items() for text in pair))
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
    put(len(case["violations"]))
    put(*(violation[part] for violation in case["violations"] for part in VIOLATION))


def put_golden() -> None:
    """Writes the golden vectors."""
    manifest = load("manifest.json")
    put(*(manifest[count] for count in ("valid", "invalid_value", "invalid_text")))
    for case in load("valid.json")["cases"]:
        put_valid(case)
    for case in load("invalid.json")["cases"]:
        put_invalid(case)


def put_verdicts() -> None:
    """Writes Snowplow's verdicts; where it is known that ours differs, ours."""
    put(load("verdicts/manifest.json")["plan"])
    for line in (VECTORS / "verdicts" / "plan.ndjson").read_text("ascii").splitlines():
        case = json.loads(line)
        put(case["schema"], case["data"], "good" if case["good"] and "differs" not in case else "bad")


if __name__ == "__main__":
    {"golden": put_golden, "verdicts": put_verdicts}[sys.argv[1]]()
    put("end")
