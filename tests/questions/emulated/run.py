#!/usr/bin/env python3
"""Gives an emulator of Snowflake the generated views and every question as they stand, and compares its answers.

The emulator is no Snowflake: it adds up 64 bits at most, so values that need more are left out, and a text in a list
keeps its quotes. `make snowflake` runs this; it prints which answers differ, and how many do.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fakesnow
import snowflake.connector
from answers import Row, true_answer
from encoded import send_encoded
from history import Happened, edge_cases, generate
from report.questions import FOLDER, read_questions
from stores import Stored, first_difference, same_rows, store_encoded

_SEED = 1
_EXACT = 2**53
_LINES = 200
_TEXTS = ("event_id", "app_id", "se_category", "se_action")
_TIMES = ("collector_tstamp", "derived_tstamp", "dvce_sent_tstamp")
_IN_LISTS = ("gkg_05_entities_queried", "gkg_09_indexing_success_by_language")
"""Questions about the items of a list of texts."""


def main() -> int:
    """Runs all questions; the exit code says whether every answer is the true one."""
    # The emulator's own, about itself.
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        stored = store_encoded(Path(folder) / "events.ndjson", _history(), send_encoded)
        found = _ask(stored)
    failed = 0
    for name, rows in found.items():
        expected = true_answer(name, stored.history)
        if not expected or not same_rows(rows, expected):
            failed += 1
            print(f"{name}: {first_difference(rows, expected)}")
    print(f"{len(found) - failed} passed, {failed} failed")
    return 1 if failed or len(found) != len(read_questions()) else 0


def _history() -> list[Happened]:
    """One that adds up to what the emulator can hold."""
    everything = generate(_SEED) + edge_cases(_SEED)
    return [event for event in everything if not any(map(_is_large, (event.data or {}).values()))]


def _is_large(value: object) -> bool:
    return isinstance(value, int) and value > _EXACT


def _ask(stored: Stored) -> dict[str, list[Row]]:
    with fakesnow.patch():
        cursor = snowflake.connector.connect(database="warehouse", schema="public").cursor()
        views = (FOLDER / "views" / "snowflake.sql").read_text("utf-8")
        for statement in (*_fill(stored, views), *_statements(views)):
            cursor.execute(statement)
        return {it.name: _rows(it.name, cursor.execute(it.sql).fetchall()) for it in read_questions()}


def _statements(sql: str) -> list[str]:
    """Each statement without the comment above it."""
    code = "\n".join(line for line in sql.splitlines() if not line.startswith("--"))
    return [statement for statement in map(str.strip, code.split(";\n")) if statement]


def _fill(stored: Stored, views: str) -> Iterator[str]:
    """What makes the table that Snowplow's loader would have made, and fills it."""
    data = sorted(set(re.findall(r"\b(?:unstruct_event|contexts)_\w+", views)))
    kinds = dict.fromkeys(_TEXTS, "VARCHAR") | dict.fromkeys(_TIMES, "TIMESTAMP_NTZ")
    kinds |= {name: "OBJECT" if name.startswith("unstruct") else "ARRAY" for name in data}
    yield "CREATE SCHEMA atomic"
    yield "USE SCHEMA public"
    yield f"CREATE TABLE atomic.events ({', '.join(f'{name} {kind}' for name, kind in kinds.items())})"
    lines = [json.loads(line) for line in stored.file.read_text("utf-8").splitlines()]
    for start in range(0, len(lines), _LINES):
        rows = (
            f"SELECT {', '.join(_literal(row.get(name)) for name in kinds)}" for row in lines[start : start + _LINES]
        )
        yield f"INSERT INTO atomic.events ({', '.join(kinds)}) {' UNION ALL '.join(rows)}"


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return _quoted(value.removesuffix("Z"))
    return f"PARSE_JSON({_quoted(json.dumps(value))})"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _rows(name: str, rows: list[Row]) -> list[Row]:
    if name not in _IN_LISTS:
        return [tuple(row) for row in rows]
    plain = [(json.loads(first), *others) for first, *others in rows]
    # The quotes of a longer text stand behind it in the emulator's order.
    return sorted(plain, key=lambda row: (-row[1], row[0]))


if __name__ == "__main__":
    sys.exit(main())
