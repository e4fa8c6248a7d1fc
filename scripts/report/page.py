"""The page: everything on it is text that Jinja escapes, or a number of ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from . import charts, formats, gateway, graph
from .card import Card
from .questions import answer, open_store, read_questions
from .runtimes import Runtime, outcomes, reasons

_TEMPLATES = Path(__file__).parent / "templates"
_FINDINGS = graph.FINDINGS | gateway.FINDINGS
_REMOVE = "DELETE FROM events WHERE contexts_com_gitlab_knowledge_graph_context_1[1].correlation_id = ?"
_NORTH_STAR = "gkg_01_weekly_active_namespaces"


@dataclass(frozen=True)
class Extent:
    """What is in the store."""

    events: int
    repeated: int
    """Lines that bear the id of an event that is there already."""
    first: datetime | None
    last: datetime | None
    left_out: int
    """Events of the correlation that is left out."""


@dataclass(frozen=True)
class Report:
    """All that the page tells."""

    cards: list[Card]
    unanswered: list[str]
    """The titles of questions about which there is no event."""
    extent: Extent
    runtimes: list[Runtime]


def build(store: Path | None, runtimes: list[Runtime], without: str = "") -> Report:
    """Asks every question of a stored file, or of none.

    Args:
        store: What the collector has stored.
        runtimes: Who sent it, and what became of it.
        without: A correlation id whose events are not asked about.
    """
    database = open_store(store)
    removed = database.execute(_REMOVE, [without]).fetchall()[0][0]
    cards, unanswered = [], []
    for question in read_questions():
        found = answer(database, question)
        if found.rows:
            cards.append(Card(found, _FINDINGS[question.name](found)))
        else:
            unanswered.append(question.title)
    return Report(cards, unanswered, _extent(database, removed), runtimes)


def render(report: Report) -> str:
    """The page as HTML: one file, without a script, that asks nobody for anything."""
    # Escaping is on for every file, whatever its name: nothing that an event says becomes markup.
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"count": formats.count, "day": formats.day, "width": charts.WIDTH}
    sections = [
        ("graph", "Knowledge graph", [card for card in report.cards if card.answer.question.name.startswith("gkg")]),
        (
            "gateway",
            "Code suggestions",
            [card for card in report.cards if card.answer.question.name.startswith("gateway")],
        ),
    ]
    north_star = next((card for card in report.cards if card.answer.question.name == _NORTH_STAR), None)
    environment.filters["code"] = _code
    why = reasons(report.runtimes)
    return environment.get_template("page.html").render(
        report=report,
        sections=sections,
        north_star=north_star,
        outcomes=outcomes(report.runtimes),
        reasons=charts.bars([code for code, _ in why], [times for _, times in why]),
    )


def _code(text: str) -> Markup:
    """Text in which what stands between backticks is shown as code; all of it is escaped."""
    parts = (
        Markup("<code>{}</code>" if index % 2 else "{}").format(part) for index, part in enumerate(text.split("`"))
    )
    return Markup("").join(parts)


def _extent(database: duckdb.DuckDBPyConnection, removed: int) -> Extent:
    sql = "SELECT COUNT(DISTINCT event_id), COUNT(*), MIN(derived_tstamp), MAX(derived_tstamp) FROM events"
    events, lines, first, last = database.execute(sql).fetchall()[0]
    return Extent(events, lines - events, first, last, removed)
