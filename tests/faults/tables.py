"""The cells as text, and as tables in a document."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from life import End
from scenarios import LANGUAGES, Scenario
from verdict import Verdict

BEGIN, FINISH = "<!-- made by `make faults` -->\n", "<!-- end of what `make faults` has made -->\n"


@dataclass
class Cell:
    """What came of one scenario in one language."""

    scenario: Scenario
    language: str
    verdict: Verdict
    end: End
    requests: int
    connections: int

    def summary(self) -> str:
        """All of it, on one line."""
        held = self.end.report.get("held_us", {})
        parts = [
            f"{self.outcome()}",
            f"{self.requests} requests on {self.connections} connections",
            f"track p99.9 {held.get('0.999', 0) / 1000:.2f} ms, at most {held.get('1', 0) / 1000:.1f} ms",
            self.costs(),
        ]
        return "; ".join(parts)

    def costs(self) -> str:
        """What it took; a program that ends at once cannot tell its memory."""
        peak = self.end.report.get("peak_mib")
        return f"{self.end.cpu_s:.1f} CPU s" + (f", {peak:.0f} MiB" if peak else "")

    def outcome(self) -> str:
        """What became of the events."""
        verdict = self.verdict
        text = (
            f"all {verdict.taken:,}"
            if verdict.arrived == verdict.taken
            else f"{verdict.arrived:,} of {verdict.taken:,}"
        )
        for count, what in [
            (verdict.lost, "LOST"),
            (verdict.doubled, "dup."),
            (verdict.refused, "refused"),
        ]:
            text += f", {count:,} {what}" if count else ""
        return text + "".join(f", {count:,} told `{reason}`" for reason, count in sorted(verdict.failed.items()))


def write(document: Path, cells: Iterable[Cell]) -> None:
    """Puts the tables between the document's marks."""
    text = document.read_text()
    before, rest = text.split(BEGIN)
    _, after = rest.split(FINISH)
    document.write_text(f"{before}{BEGIN}\n{_tables(list(cells))}{FINISH}{after}")


def _tables(cells: list[Cell]) -> str:
    titles = list(dict.fromkeys(cell.scenario.table for cell in cells))
    return "".join(_table(title, [cell for cell in cells if cell.scenario.table == title]) for title in titles)


def _table(title: str, cells: list[Cell]) -> str:
    lines = [f"### {title}", "", "| | " + " | ".join(LANGUAGES) + " |", "|---" * (len(LANGUAGES) + 1) + "|"]
    for name in dict.fromkeys(cell.scenario.name for cell in cells):
        row = {cell.language: cell for cell in cells if cell.scenario.name == name}
        lines.append(f"| {name} | " + " | ".join(_cell(row.get(language)) for language in LANGUAGES) + " |")
    return "\n".join([*lines, "", ""])


def _cell(cell: Cell | None) -> str:
    if cell is None:
        return ""
    return f"{cell.outcome()}; {cell.requests:,} requests, {cell.costs()}"
