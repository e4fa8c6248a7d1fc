"""One question on the page, and what its reader sees of it first."""

from __future__ import annotations

from dataclasses import dataclass

from . import charts, formats
from .questions import Answer

Chart = charts.Bars | charts.Days | None
_MOST_ROWS = 40


@dataclass(frozen=True)
class Finding:
    """What an answer says at a glance."""

    title: str
    """The question, as one would ask it."""
    figure: str
    """The number that matters."""
    unit: str
    """What it counts."""
    sentence: str
    """How to read the chart."""
    chart: Chart


@dataclass(frozen=True)
class Card:
    """A finding with all that stands behind it."""

    answer: Answer
    finding: Finding

    @property
    def rows(self) -> list[list[str]]:
        """The table, as far as a page can show it."""
        return [[formats.cell(value) for value in row] for row in self.answer.rows[:_MOST_ROWS]]

    @property
    def rows_left_out(self) -> int:
        """How many rows the table has beyond those."""
        return max(0, len(self.answer.rows) - _MOST_ROWS)
