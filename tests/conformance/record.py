"""The verdicts as they are recorded: a file for each corpus, a line for each case, and how many each language runs."""

import json
import re
from collections import Counter
from dataclasses import dataclass

from corpus import Case
from corpus.schemas import ROOT
from differences import difference
from expressible import in_javascript, in_python

FOLDER = ROOT / "tests/vectors/verdicts"

_PAGE = ROOT / "docs/conformance.md"
_COUNTS = re.compile(
    "(?<=<!-- counts: written by `UPDATE=1 make conformance` -->\n).*(?=<!-- end of counts -->)", re.DOTALL
)


@dataclass(frozen=True)
class Line:
    """A case with Snowplow's verdict on it, and the name of the known difference if ours is another."""

    case: Case
    good: bool
    differs: str | None

    @classmethod
    def of(cls, case: Case, good: bool, otherwise: str | None) -> "Line":
        """The line of a case: of the known differences, `otherwise` is one that Snowplow's code was asked for."""
        return cls(case, good, (difference(case[1]) or otherwise) if good else None)

    def text(self) -> str:
        """As it stands in the file: ASCII, so that no editor hides a character."""
        schema, data = self.case
        line = {"good": self.good, "schema": schema, "data": data} | ({"differs": self.differs} if self.differs else {})
        return json.dumps(line, separators=(",", ":")) + "\n"


def read(name: str) -> list[Line]:
    """The lines of a corpus; none where there is no file yet."""
    file = FOLDER / f"{name}.ndjson"
    lines = file.read_text("ascii").splitlines() if file.exists() else []
    return [Line((line["schema"], line["data"]), line["good"], line.get("differs")) for line in map(json.loads, lines)]


def write(corpora: dict[str, list[Line]]) -> None:
    """Records every corpus."""
    FOLDER.mkdir(exist_ok=True)
    for name, lines in corpora.items():
        (FOLDER / f"{name}.ndjson").write_text("".join(line.text() for line in lines), "ascii")
    (FOLDER / "manifest.json").write_text(_manifest(corpora), "ascii")
    _PAGE.write_text(_page(corpora), "utf-8")


def is_as_written(corpora: dict[str, list[Line]]) -> bool:
    """Whether the manifest and the page count what is there."""
    manifest = FOLDER / "manifest.json"
    counts_fit = manifest.exists() and manifest.read_text("ascii") == _manifest(corpora)
    return counts_fit and _PAGE.read_text("utf-8") == _page(corpora)


def _manifest(corpora: dict[str, list[Line]]) -> str:
    """How many cases each corpus has, and how many of the plan's a language can express."""
    counts = {name: len(lines) for name, lines in corpora.items()}
    texts = [line.case[1] for line in corpora["plan"]]
    counts |= {"plan_in_python": sum(map(in_python, texts)), "plan_in_javascript": sum(map(in_javascript, texts))}
    return json.dumps(counts, indent=2) + "\n"


def _page(corpora: dict[str, list[Line]]) -> str:
    """The page about all this, with the counts of this run."""
    rows = ["| corpus | schemas | cases | good | bad | known to differ |", "|---|---|---|---|---|---|"]
    for name, lines in corpora.items():
        schemas, good = len({line.case[0] for line in lines}), sum(line.good for line in lines)
        differing = Counter(line.differs for line in lines if line.differs)
        told = ", ".join(f"{count} `{kind}`" for kind, count in sorted(differing.items()))
        rows.append(f"| `{name}` | {schemas} | {len(lines)} | {good} | {len(lines) - good} | {told or 'none'} |")
    counts = json.loads(_manifest(corpora))
    ran = f"Of `plan`, Python runs {counts['plan_in_python']} cases and npm {counts['plan_in_javascript']}."
    table = "\n".join(["", *rows, "", ran, "", ""])
    return _COUNTS.sub(lambda _: table, _PAGE.read_text("utf-8"))
