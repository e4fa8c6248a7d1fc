"""The datum as a whole: members absent, unknown, repeated or in another order, and texts that are no JSON."""

from collections.abc import Iterator

from .mutations import OTHERS, Novelty
from .schemas import Node, Schema, datum, sites, smallest, to_object


def documents(schema: Schema, novelty: Novelty) -> Iterator[str]:
    """The data of a schema. What is no JSON is so under every schema: one of them is enough."""
    yield from OTHERS
    yield from _members(schema.root)
    for site in sites(schema.root):
        if site.node.get("properties"):
            yield from (datum(schema.root, site.path, text) for text in _members(site.node))
    if novelty.of("no JSON"):
        yield from _texts(smallest(schema.root))


def _members(node: Node) -> Iterator[str]:
    """Objects with a member more, less, twice or elsewhere."""
    full = {name: smallest(member) for name, member in node["properties"].items()}
    least = {name: full[name] for name in full if name in node.get("required", [])}
    yield to_object(full.items())
    yield to_object(reversed(full.items()))
    for name in full:
        yield to_object((other, text) for other, text in full.items() if other != name)
        yield to_object([*least.items(), (name, "[[]]"), (name, full[name])])
        yield to_object([(name, full[name]), *least.items(), (name, "[[]]")])
    first = next(iter(full))
    for unknown in (
        "x",
        "",
        " ",
        first.upper(),
        first.title(),
        first + " ",
        first + "\u0000",
        first + "s",
        "#",
        "#x",
        "x#",
        "schema",
        "data",
        "$schema",
        "__proto__",
        "é",
    ):
        yield to_object([*least.items(), (unknown, "1")])
    for text in ("null", "{}"):
        yield to_object([*least.items(), ("x", "1"), ("x", text)])


def _texts(text: str) -> list[str]:
    """What is around, before, behind or instead of a datum."""
    return [
        f" {text} ",
        f"\n\t{text}\r\n",
        text.replace(":", " : ").replace(",", " , "),
        f"{text}{text}",
        f"{text},",
        f"{text}x",
        f"{text}}}",
        f"{text} null",
        f"{text}//x",
        f"/**/{text}",
        f"\ufeff{text}",
        f"\u00a0{text}",
        f"\u2028{text}",
        f"\x0c{text}",
        f"\x00{text}",
        f"{text}\x00",
        f"{text}\x0b",
        f"[{text}]",
        text[:-1],
        text[1:],
        text[:-1] + ",}",
        "{," + text[1:],
        text[:-1] + "]",
        text.replace('"', "'"),
        text.replace('"', ""),
        text.replace(":", "="),
        text.replace(":", ""),
        text.replace(":", "::"),
        text.replace(",", ",,"),
        text.replace(",", " "),
        text.replace(",", ";"),
        text.replace("{", "{{", 1),
        "",
        " ",
        "{",
        "}",
        "[",
        "]",
        '{"',
        '{"a',
        '{"a"',
        '{"a":',
        '{"a":1',
        '{"a":1,',
        '{"a":1,}',
        '{"a":nul}',
        '{"a":NULL}',
        '{"a":True}',
        '{"a":tru}',
        '{"a":truee}',
        "{a:1}",
        "{1:1}",
        "{null:1}",
        '{"a" 1}',
        '{"a":}',
        "{:1}",
        "{,}",
        "[1,]",
        "[,1]",
        "[1 2]",
        "nul",
        "nulll",
        '"',
        "\\",
        "\x00",
        "﻿",
        "{}{}",
    ]
