"""Many things changed at once, by dice that always fall alike."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import TypeVar

from .mutations import values
from .schemas import Schema, smallest, to_object, types

T = TypeVar("T")

_EACH = 40
"""How many data of each schema."""


class Dice:
    """Choices that follow from a seed, in every version of Python."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._thrown = 0

    def below(self, count: int) -> int:
        """A number from 0 to `count - 1`."""
        self._thrown += 1
        digest = hashlib.sha256(f"{self._seed} {self._thrown}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % count

    def choose(self, things: Sequence[T]) -> T:
        """One of the things."""
        return things[self.below(len(things))]


def combinations(schema: Schema) -> Iterator[str]:
    """Data of a schema in which each member is right, wrong or absent; about half of the data are right throughout."""
    dice = Dice(schema.uri)
    members = schema.root["properties"]
    choices = {name: [text for text in values(member) if len(text) < _LONG] for name, member in members.items()}
    for turn in range(_EACH):
        wrongs = turn % 2 * (1 + dice.below(3))
        wrong = {dice.choose(list(members)) for _ in range(wrongs)}
        chosen = [
            (name, dice.choose(choices[name]) if name in wrong else _right(member, dice))
            for name, member in members.items()
        ]
        required = schema.root.get("required", [])
        yield to_object((name, text) for name, text in chosen if name in required or name in wrong or dice.below(3))


_LONG = 40
"""Longer values are tried one by one: in mutations.py."""


def _right(member: dict, dice: Dice) -> str:
    """A value that fits."""
    if "enum" in member:
        return smallest({"enum": [dice.choose(member["enum"])]})
    if "null" in types(member) and dice.below(4) == 0:
        return "null"
    return smallest(member)
