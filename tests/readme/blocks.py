"""Finds the code blocks of a Markdown file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^ *(`{3,})([\w+-]*) *$")


@dataclass(frozen=True)
class Block:
    """One fenced block and where it starts."""

    path: str
    line: int
    language: str
    text: str

    @property
    def place(self) -> str:
        """Where to find it, as editors read it."""
        return f"{self.path}:{self.line}"

    @property
    def sends(self) -> bool:
        """Whether it tracks an event, so that one must arrive."""
        return bool(re.search(r"track\w*\(", self.text))


def blocks(path: Path, shown_as: str) -> Iterator[Block]:
    """Every fenced block of a file, in order."""
    fence, start, language, lines = "", 0, "", list[str]()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        found = _FENCE.match(line)
        if not fence and found:
            fence, start, language, lines = found[1], number, found[2], []
        elif fence and found and found[1] == fence and not found[2]:
            yield Block(shown_as, start, language, "\n".join(lines) + "\n")
            fence = ""
        elif fence:
            lines.append(line)
    if fence:
        raise ValueError(f"{shown_as}:{start}: this block is never closed")


def pointed_at(text: str, collector: str) -> str:
    """A block's text with the local collector for every address in quotes: no test leaves this machine."""
    return re.sub(r"""(["'`])https?://[\w.:-]+""", lambda found: found[1] + collector, text)
