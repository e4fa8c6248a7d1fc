"""The schemas of an Iglu folder, and the smallest data that fit them."""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

Node = dict
"""A schema, or a part of one."""

ITEM = 0
"""The step into the only item of an array; the other steps are names of members."""

FURTHER = "further"
"""The name of a member that no schema here lists."""

Steps = tuple[str | int, ...]
"""The way from the root of a datum to one of its values."""


@dataclass(frozen=True)
class Schema:
    """A self-describing schema."""

    uri: str
    file: Path
    root: Node


@dataclass(frozen=True)
class Site:
    """A place of a datum, with what the schema says about it."""

    path: Steps
    node: Node


def load(folder: str) -> list[Schema]:
    """The schemas of a folder of the repository, in the order of their names."""
    files = sorted((ROOT / folder).glob("com.*/*/jsonschema/*"))
    return [Schema("iglu:" + "/".join(file.parts[-4:]), file, json.loads(file.read_text("utf-8"))) for file in files]


TYPES = ["null", "boolean", "integer", "number", "string", "array", "object"]


def types(node: Node) -> list[str]:
    """The types that a node allows."""
    named = node.get("type", TYPES)
    return named if isinstance(named, list) else [named]


def sites(node: Node, path: Steps = ()) -> list[Site]:
    """Every place below the root, each before those inside it."""
    inner: list[tuple[str | int, Node]] = list(node.get("properties", {}).items())
    inner += [(ITEM, node["items"])] if isinstance(node.get("items"), dict) else []
    inner += [(FURTHER, node["additionalProperties"])] if isinstance(node.get("additionalProperties"), dict) else []
    return [site for step, part in inner for site in (Site((*path, step), part), *sites(part, (*path, step)))]


def datum(node: Node, path: Steps = (), text: str | None = None) -> str:
    """The smallest datum that fits and has `text` at `path`; without a text, what fits there."""
    if not path:
        return smallest(node) if text is None else text
    step, rest = path[0], path[1:]
    if step == ITEM:
        return f"[{datum(node['items'], rest, text)}]"
    members = dict(node.get("properties", {}))
    if step == FURTHER:
        members[FURTHER] = node["additionalProperties"]
    wanted = [name for name in members if name == step or name in node.get("required", [])]
    return to_object(
        (name, datum(members[name], rest if name == step else (), text if name == step else None)) for name in wanted
    )


def smallest(node: Node) -> str:
    """A small value that fits."""
    if "enum" in node:
        return json.dumps(node["enum"][0])
    kind = next(iter(types(node)), "null")
    if kind == "object":
        return to_object((name, smallest(node["properties"][name])) for name in node.get("required", []))
    if kind == "array":
        item = smallest(node["items"]) if isinstance(node.get("items"), dict) else "0"
        return "[" + ",".join([item] * node.get("minItems", 0)) + "]"
    if kind == "string":
        return json.dumps(FORMATTED.get(node.get("format"), "a" * node.get("minLength", 0)))
    return {"boolean": "true", "null": "null"}.get(kind) or _number(node, kind)


def _number(node: Node, kind: str) -> str:
    """A number that its bounds allow; zero where they do."""
    least, most = node.get("minimum", -math.inf), node.get("maximum", math.inf)
    above = least + 1 if kind == "integer" else (least + most) / 2
    for number in (0, least, math.ceil(least) if least > -math.inf else 0, above):
        is_above = number > least or (number == least and not node.get("exclusiveMinimum"))
        is_below = number < most or (number == most and not node.get("exclusiveMaximum"))
        if is_above and is_below and (kind != "integer" or number == int(number)):
            return json.dumps(int(number) if kind == "integer" else number)
    raise ValueError(f"no number fits {node}")


FORMATTED = {"date-time": "2026-01-31T12:00:00Z", "uuid": "d3f1a2b4-7e8c-4c11-9f52-3d2c1b0a9f8e"}
"""A text of each format."""


def to_object(members: Iterable[tuple[str, str]]) -> str:
    """JSON text of an object whose members are JSON texts: any order, and names may be repeated."""
    return "{" + ",".join(f"{json.dumps(name)}:{text}" for name, text in members) + "}"
