"""Which cases a language can be given as values: those whose text its JSON writer makes again from what it has read.

Such a value means what the text says. The others, such as `3e0`, a repeated member or what is no JSON at all, are for
languages that take text.
"""

import json
import re
import sys
from typing import Any

from corpus.schemas import ROOT

sys.path.insert(0, str(ROOT / "tests/vectors"))
from encoder import number  # ECMAScript's way to write a number

_HALVES = re.compile("[\ud800-\udfff]")


def in_python(text: str) -> bool:
    """Whether `json.dumps`, told to be compact and to escape nothing that need not be, gives the text again."""
    try:
        value = json.loads(text, parse_constant=_refuse)
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")) == text
    except ValueError:
        return False


def in_javascript(text: str) -> bool:
    """Whether `JSON.stringify(JSON.parse(text)) === text`."""
    try:
        return _stringified(json.loads(text, parse_constant=_refuse, parse_int=float)) == text
    except ValueError:
        return False


def _stringified(value: Any) -> str:
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda member: _index(member[0]))
        return "{" + ",".join(f"{_stringified(name)}:{_stringified(member)}" for name, member in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_stringified, value)) + "]"
    if isinstance(value, float):
        return number(value) if value - value == 0 else "null"
    text = json.dumps(value, ensure_ascii=False)
    return _HALVES.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def _index(name: str) -> float:
    """Where a member comes: names that are array indices first, by number, and the others as they were."""
    is_index = name.isascii() and name.isdigit() and str(int(name)) == name and int(name) < 2**32 - 1
    return int(name) if is_index else 2**32


def _refuse(constant: str) -> None:
    raise ValueError(constant)
