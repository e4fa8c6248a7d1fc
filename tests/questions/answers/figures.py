"""Sums, shares and positions that the answers have in common."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


def grouped(items: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """The items by what they have in common."""
    groups: dict[K, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return dict(groups)


def ratio(part: int, whole: int) -> float | None:
    """A quotient in double precision, as databases divide; nothing where there is nothing to divide by."""
    return float(part) / float(whole) if whole else None


def at_percent(percent: int, values: Iterable[T]) -> T | None:
    """The first value, from below, that so many of 100 are not above; nothing of nothing."""
    ordered = sorted(values)  # type: ignore[type-var]
    return ordered[-(-percent * len(ordered) // 100) - 1] if ordered else None


def last_if_none(value: str | None) -> tuple[bool, str]:
    """A key that sorts what has no value behind all that has one."""
    return (value is None, value or "")
