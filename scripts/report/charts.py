"""The charts of the report, as SVG. Three kinds are all that it needs.

Not by a library: those at hand write fixed colours, which a page in light and dark cannot use, or need a script.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from . import formats

WIDTH = 500
_LABEL = 160
_VALUE = 106
_ROW = 28
_HEIGHT = 180
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 18, 14, 30
_LONGEST_LABEL = 22
_MOST_BARS = 10

Format = Callable[[float | None], str]


@dataclass(frozen=True)
class Bar:
    """One row: what it is, its parts from left to right, and what stands behind them."""

    label: str
    full_label: str
    parts: list[tuple[float, float, int, str]]
    """Each with its left edge, its width, the number of its colour and its tooltip."""
    value: str
    y: float


@dataclass(frozen=True)
class Bars:
    """Amounts beside each other."""

    bars: list[Bar]
    height: float
    legend: list[str] = field(default_factory=list)
    left_out: int = 0
    left: float = _LABEL
    kind: str = "bars"


def bars(labels: Sequence[str | None], values: Sequence[float | None], form: Format = formats.count) -> Bars | None:
    """A bar for each value; the longest has the whole width."""
    return stacks(labels, [[value] for value in values], [], [form(value) for value in values], form)


def stacks(
    labels: Sequence[str | None],
    parts: Sequence[Sequence[float | None]],
    legend: Sequence[str],
    values: Sequence[str],
    form: Format = formats.count,
) -> Bars | None:
    """A bar of several parts for each row; nothing of nothing."""
    if not labels:
        return None
    shown = list(zip(labels, parts, values, strict=True))[:_MOST_BARS]
    longest = max(sum(float(part or 0) for part in row) for _, row, _ in shown) or 1
    scale = (WIDTH - _LABEL - _VALUE) / longest
    drawn = []
    for index, (label, row, value) in enumerate(shown):
        left = float(_LABEL)
        pieces = []
        for colour, part in enumerate(row):
            width = max(0.0, float(part or 0) * scale)
            name = f"{legend[colour]}: " if legend else ""
            pieces.append((left, width, colour + 1, f"{name}{form(part)}"))
            left += width
        full = "not told" if label is None else label
        drawn.append(Bar(_short(full), full, pieces, value, index * _ROW + 4.0))
    return Bars(drawn, len(drawn) * _ROW + 4.0, list(legend), len(labels) - len(shown))


def _short(text: str) -> str:
    """Cut in the middle, since both ends tell: a name and its version."""
    return text if len(text) <= _LONGEST_LABEL else f"{text[: _LONGEST_LABEL - 10]}…{text[-9:]}"


@dataclass(frozen=True)
class Line:
    """One series: its path, and a point with a tooltip for each day that has a value."""

    name: str
    path: str
    points: list[tuple[float, float, str]]


@dataclass(frozen=True)
class Days:
    """How something went on, day by day."""

    lines: list[Line]
    grid: list[tuple[float, str]]
    ticks: list[tuple[float, str]]
    height: float = _HEIGHT
    left: float = _LEFT
    right: float = WIDTH - _RIGHT
    kind: str = "days"


def days(dates: Sequence[date], series: dict[str, Sequence[float | None]], form: Format = formats.count) -> Days | None:
    """A line for each series; a day without a value interrupts it."""
    values = [value for line in series.values() for value in line if value is not None]
    if not dates or not values:
        return None
    top = _round_up(max(values))
    first, span = dates[0], max(1, (dates[-1] - dates[0]).days)

    def x(moment: date) -> float:
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * (moment - first).days / span, 1)

    def y(value: float) -> float:
        return round(_TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - max(0.0, value) / top), 1)

    lines = []
    for name, line in series.items():
        known = [(x(moment), None if value is None else y(value)) for moment, value in zip(dates, line, strict=True)]
        points = [
            (left, height, f"{formats.day(moment)}, {name}: {form(value)}")
            for (left, height), moment, value in zip(known, dates, line, strict=True)
            if height is not None
        ]
        lines.append(Line(name, _path(known), points))
    grid = [(y(top * step / 2), form(top * step / 2)) for step in (0, 1, 2)]
    step = max(1, -(-len(dates) // 7))
    return Days(lines, grid, [(x(moment), formats.day(moment)) for moment in dates[::step]])


def _path(points: Sequence[tuple[float, float | None]]) -> str:
    commands = []
    pen_is_down = False
    for left, height in points:
        if height is not None:
            commands.append(f"{'L' if pen_is_down else 'M'}{left} {height}")
        pen_is_down = height is not None
    return " ".join(commands)


def _round_up(value: float) -> float:
    """The next number that begins with 1, 2, 4, 6 or 8 and goes on with zeros, for an axis to end at."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next((factor * power for factor in (1, 2, 4, 6, 8) if factor * power >= value), 10 * power)
