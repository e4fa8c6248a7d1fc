"""Chance that is the same for the same seed."""

import random
import uuid
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A seeded source of values."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def event_id(self) -> str:
        """A UUID of version 4."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def happens(self, probability: float) -> bool:
        return self._random.random() < probability

    def number(self, low: int, high: int) -> int:
        """An integer, both ends included."""
        return self._random.randint(low, high)

    def about(self, typical: float, spread: float = 0.5) -> int:
        """An integer that is most often near the typical one, and sometimes far above it."""
        return round(typical * self._random.lognormvariate(0, spread))

    def one(self, items: Sequence[T]) -> T:
        return self._random.choice(items)

    def some(self, items: Sequence[T], most: int) -> list[T]:
        """None, one or several different ones."""
        return self._random.sample(items, self._random.randint(0, min(most, len(items))))

    def weighted(self, weights: Mapping[T, float]) -> T:
        return self._random.choices(list(weights), list(weights.values()))[0]

    def moment(self, day_start: int) -> int:
        """A time of the day, in milliseconds since 1970, in the working hours more often than at night."""
        hour = self._random.triangular(0, 23.9, 13)
        return day_start + round(hour * 3_600_000) + self._random.randint(0, 300_000)
