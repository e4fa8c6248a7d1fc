"""The data of the golden vectors."""

import json
from collections.abc import Iterator

from .schemas import ROOT, load

_VECTORS = ROOT / "tests/vectors"


def golden() -> Iterator[tuple[str, str]]:
    """Every datum of valid.json and invalid.json that is under one of the plan's schemas."""
    uris = {schema.uri.split("/")[1]: schema.uri for schema in load("schemas")}
    known = set(uris.values())
    for name in ("valid.json", "invalid.json"):
        for case in json.loads((_VECTORS / name).read_text("utf-8"))["cases"]:
            for schema, part in _data(case):
                uri = uris.get(schema, schema)
                text = part["text"] if "text" in part else _written(part["data"])
                if uri in known and text is not None:
                    yield uri, text


def _data(case: dict) -> Iterator[tuple[str, dict]]:
    """The data of a case, each with its schema's URI or, for an event, its name."""
    if "validate" in case:
        yield case["validate"]["schema"], case["validate"]
        return
    checked = case.get("check", case)
    yield checked["event"]["name"], checked["event"]
    for entity in checked["entities"]:
        yield entity["schema"], entity


def _written(value: object) -> str | None:
    """A value as JSON text, with half a surrogate pair as an escape; no text where an event has no data."""
    if value is None:
        return None
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text if _encodes(text) else json.dumps(value, separators=(",", ":"))


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
