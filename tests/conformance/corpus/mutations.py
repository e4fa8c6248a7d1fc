"""One thing changed: every place of a schema's smallest datum with every value that may be right or wrong there."""

import json
from collections.abc import Iterator

from . import numbers, texts
from .schemas import Node, Schema, datum, sites, smallest, types

OTHERS = [
    "null",
    "true",
    "false",
    "0",
    "-1",
    "1.5",
    '""',
    '"a"',
    '"1"',
    '"true"',
    "[]",
    "[null]",
    "[0]",
    '["a"]',
    "[[]]",
    "{}",
    '{"a":1}',
]
"""A value of each type, and what a careless caller takes for it."""

TWINS = [
    "1,1",
    "1,1.0",
    "1.0,1.00",
    "1,1e0",
    "1.0,1e0",
    "100,1e2",
    "100.0,1e2",
    "0,-0",
    "0.0,-0.0",
    "-0,-0",
    "-0,-0.0",
    "1,2,1",
    "1,2,3",
    "0.1,0.10",
    "0.1,0.1000000000000000055511151231257827021181583404541015625",
    "9007199254740992,9007199254740993",
    "9223372036854775808,9223372036854775808",
    "9223372036854775808,9223372036854775808.0",
    "1e400,1e400",
    "1e400,10e399",
    "1e400,1e401",
    "5e-324,4e-324",
    "1e-400,2e-400",
    "null,null",
    "true,true",
    "true,1",
    "false,0",
    '"1",1',
    '"a","a"',
    '"a","A"',
    '"a","\\u0061"',
    '"\u00e9","e\u0301"',
    '"",""',
    '"a","a "',
    "[],[]",
    "[1],[1.0]",
    "[1,2],[2,1]",
    "[1,2],[1,2]",
    "{},{}",
    "{},[]",
    "{},null",
    '{"a":1,"b":2},{"b":2,"a":1}',
    '{"a":1},{"a":1.0}',
    '{"a":1},{"a":2}',
    '{"a":1,"a":2},{"a":2}',
    '{"a":1,"a":2},{"a":1}',
    '{"a":null},{}',
    '"\\ud83e","\\ud83e"',
    '"\\ud83e","\\udd80"',
    '"\U0001f980","\\ud83e\\udd80"',
]
"""Items that are the same, or nearly."""


class Novelty:
    """What was not tried yet. Places that are alike are tried less thoroughly each time after the first."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def of(self, thing: str) -> bool:
        """Whether it is new; it is so once."""
        new = thing not in self._seen
        self._seen.add(thing)
        return new


def mutations(schema: Schema, novelty: Novelty) -> Iterator[str]:
    """The data of a schema."""
    for site in sites(schema.root):
        for text in values(site.node, novelty):
            yield datum(schema.root, site.path, text)


def values(node: Node, novelty: Novelty | None = None) -> Iterator[str]:
    """JSON texts, or what is meant to be, that may be right or wrong for a node; the shorter list without `novelty`."""
    new = novelty.of if novelty else lambda _: False
    thorough = new(_kind(node))
    yield from OTHERS
    yield smallest(node)
    for value in node.get("enum", []):
        yield json.dumps(value)
    kinds = types(node)
    if "integer" in kinds or "number" in kinds:
        yield from _numbers(node, thorough)
        yield from _huge(node) if new(f"huge {kinds} {'maximum' in node} {'multipleOf' in node}") else []
        yield from numbers.NOT_JSON if new("no number") else []
    if "string" in kinds:
        yield from _strings(node, thorough)
        yield from (
            (*texts.STRANGE, *texts.HALVES, *texts.NOT_JSON) if "enum" not in node and new("strange text") else []
        )
    if "array" in kinds:
        yield from _arrays(node)
    if "object" in kinds and thorough:
        yield from _objects(node)


def _kind(node: Node) -> str:
    """What a node says, without its words."""
    said = {key: value for key, value in node.items() if key not in ("description", "properties")}
    return json.dumps(said, sort_keys=True)


def _numbers(node: Node, thorough: bool) -> Iterator[str]:
    for keyword in ("minimum", "maximum", "multipleOf"):
        if keyword in node:
            yield from numbers.around(node[keyword])
    yield from numbers.FEW
    if thorough:
        yield from (*numbers.INTEGER, *numbers.FRACTION)


def _huge(node: Node) -> list[str]:
    # The validator would work for days on whether 1e2147483647 is a multiple.
    return numbers.LARGE if "multipleOf" in node else numbers.HUGE


def _strings(node: Node, thorough: bool) -> Iterator[str]:
    yield from texts.FORMATTED.get(node.get("format"), []) if thorough else []
    yield from texts.lengths(node.get("minLength", 0), node.get("maxLength"))
    words = [value for value in node.get("enum", []) if isinstance(value, str)]
    for word in words if thorough else words[:1]:
        yield from texts.like(word)
    if thorough and not words:
        yield from texts.FEW
        for keyword in ("minLength", "maxLength"):
            if keyword in node:
                yield from texts.wide_lengths(node[keyword])


def _arrays(node: Node) -> Iterator[str]:
    item = smallest(node["items"]) if isinstance(node.get("items"), dict) else "0"
    if "uniqueItems" in node:
        yield from (f"[{pair}]" for pair in TWINS)
    bounds = [node[keyword] for keyword in ("minItems", "maxItems") if keyword in node]
    counts = {bound + step for bound in bounds for step in (-1, 0, 1)} | {1, 2}
    for count in sorted(counts):
        yield "[" + ",".join([item] * count) + "]"
    yield f"[{item},null]"
    yield f"[[{item}]]"
    yield f'{{"0":{item}}}'
    yield json.dumps(item)


def _objects(node: Node) -> Iterator[str]:
    if node.get("properties") or node.get("additionalProperties") is False:
        return
    for depth in (1, 2, 30, 31, 33, 34, 35, 36, 37, 38, 39, 40, 45, 46, 47, 48, 49, 50, 51, 60, 100, 200):
        yield '{"a":' * depth + "0" + "}" * depth
        yield '{"a":' + "[" * (depth - 1) + "]" * (depth - 1) + "}" if depth > 1 else '{"a":[]}'
    for text in (*numbers.INTEGER, *numbers.FRACTION, *numbers.HUGE, *texts.HALVES):
        yield f'{{"a":{text}}}'
    for name in ("", " ", "a.b", "a/b", "a~b", "$ref", "schema", "0", "é", "\U0001f980", "\u0000", "x" * 300):
        yield f"{{{texts.raw(name)}:0}}"
    yield from (r'{"\ud83e":0}', r'{"\u0061":0}', '{"a":0,"a":1}', '{"a":{"b":1},"a":{"c":2}}', r'{"a":0,"\u0061":[]}')
