"""The product questions of `schemas/questions/`, and their answers from a file that the local collector stored."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

FOLDER = Path(__file__).resolve().parents[2] / "schemas" / "questions"
"""One file per question, and the views that they read."""


@dataclass(frozen=True)
class Question:
    """A file: what its head says, and its SQL."""

    name: str
    """The name of the file, without its extension."""
    title: str
    """The question in the words of its specification."""
    source: str
    """Document, section and line, and what is said there."""
    reading: str
    """What was decided where the specification leaves it open."""
    columns: dict[str, str]
    """What each column of the answer means, in order."""
    sql: str

    @property
    def statement(self) -> str:
        """The SQL without its head."""
        return "\n".join(line for line in self.sql.splitlines() if not line.startswith("--"))


@dataclass(frozen=True)
class Answer:
    """The rows that a question has, by the columns' names."""

    question: Question
    columns: list[str]
    rows: list[tuple[Any, ...]]

    def column(self, name: str) -> list[Any]:
        """The values of one column."""
        index = self.columns.index(name)
        return [row[index] for row in self.rows]


def read_questions(folder: Path = FOLDER) -> list[Question]:
    """All questions, the knowledge graph's first, in the specifications' order."""
    questions = [_read(file) for file in folder.glob("*.sql")]
    return sorted(questions, key=lambda question: (not question.name.startswith("gkg"), question.name))


def open_store(file: Path | None) -> duckdb.DuckDBPyConnection:
    """A database in memory with the events of a stored file, or with none, under the views that the questions read."""
    database = duckdb.connect()
    database.execute((FOLDER / "views" / "duckdb.sql").read_text("utf-8"))
    if file:
        # No parameter: the statement takes none there.
        path = str(file).replace("'", "''")
        database.execute(f"COPY events FROM '{path}' (FORMAT json)")
    return database


def answer(database: duckdb.DuckDBPyConnection, question: Question) -> Answer:
    """Runs a question."""
    result = database.execute(question.sql)
    return Answer(question, [column[0] for column in result.description], result.fetchall())


def _read(file: Path) -> Question:
    """Takes the head apart: keywords stand at the margin of the comment, what belongs to them further in."""
    parts: dict[str, list[str]] = {}
    part = ""
    text = file.read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        comment = line.removeprefix("--").removeprefix(" ")
        if comment and not comment.startswith(" "):
            part, _, comment = comment.partition(":")
        parts.setdefault(part, []).append(comment.rstrip())
    told = {name: " ".join(" ".join(lines).split()) for name, lines in parts.items()}
    return Question(file.stem, told["Question"], told["Source"], told["Reading"], _columns(parts["Columns"]), text)


def _columns(lines: list[str]) -> dict[str, str]:
    """`name: meaning` at two spaces; a line that is further in goes on."""
    columns: dict[str, str] = {}
    name = ""
    for line in filter(str.strip, lines):
        if line.startswith("    "):
            columns[name] += " " + line.strip()
        else:
            name, _, meaning = line.strip().partition(": ")
            columns[name] = meaning
    return columns
