"""Members that are repeated and that no schema lists: with the first of each in place of the last."""

import json
from typing import Any

from corpus.schemas import Node


class _Number(str):
    """A number as it stands."""


def with_first(text: str, root: Node) -> str:
    """JSON text in which the first of such members counts; the text itself where there are none or it is no JSON."""
    listed = _listed(root)
    found = False

    def first(members: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal found
        kept: dict[str, Any] = {}
        for name, value in members:
            if name in kept and name not in listed:
                found = True
            else:
                kept[name] = value
        return kept

    try:
        value = json.loads(text, object_pairs_hook=first, parse_int=_Number, parse_float=_Number)
    except (ValueError, RecursionError):
        return text
    return _written(value) if found else text


def _listed(node: Any) -> set[str]:
    """Every name in any `properties` of a schema."""
    if isinstance(node, list):
        return set().union(*map(_listed, node))
    if not isinstance(node, dict):
        return set()
    names = set(node["properties"]) if isinstance(node.get("properties"), dict) else set()
    return names.union(*map(_listed, node.values()))


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{_written(member)}" for name, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    return str(value) if isinstance(value, _Number) else json.dumps(value)
