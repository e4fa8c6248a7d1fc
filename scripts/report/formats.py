"""Numbers as a reader wants them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

_NONE = "–"
_BYTES = ("B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB")


def count(value: float | Decimal | None) -> str:
    """A whole number, with its thousands apart."""
    return _NONE if value is None else f"{round(value):,}"


def percent(value: float | None) -> str:
    """A share of one."""
    return _NONE if value is None else f"{value * 100:.1f} %"


def size(value: float | None) -> str:
    """Bytes, in the unit in which they are between 1 and 1000."""
    if value is None:
        return _NONE
    unit = 0
    amount = float(value)
    while amount >= 1000 and unit < len(_BYTES) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{amount:.{0 if unit == 0 else 1}f} {_BYTES[unit]}"


def duration(seconds: float | None) -> str:
    """A time span, in two units at most."""
    if seconds is None:
        return _NONE
    if abs(seconds) < 60:
        return f"{round(seconds)} s"
    minutes = round(seconds / 60)
    if abs(minutes) < 60:
        return f"{minutes} min"
    hours = round(minutes / 60)
    if abs(hours) < 48:
        return f"{hours} h"
    return f"{hours / 24:.1f} days"


def day(value: date | None) -> str:
    """A day of the year."""
    return _NONE if value is None else f"{value.day} {value:%b}"


def cell(value: Any) -> str:  # noqa: ANN401 - whatever a database has
    """A value in a table, as exact as a reader can use it."""
    if value is None:
        return _NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Decimal):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.4f}" if abs(value) < 10 else f"{value:,.1f}"
    return str(value)
