"""Finds the code blocks of a Markdown file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_IN_MEMORY = re.compile(r"snowgauge(?:::|\.)testing|\bfetch: (?!Fetch\b)")
_FENCE = re.compile(r"^ *(`{3,})([\w+-]*) *$")


@dataclass(frozen=True)
class Block:
    """One fenced block and where it starts."""

    path: str
    line: int
    language: str
    text: str
    follows: bool = False
    """Whether there is nothing between it and the block before."""

    @property
    def place(self) -> str:
        """Where to find it, as editors read it."""
        return f"{self.path}:{self.line}"

    @property
    def sends(self) -> bool:
        """Whether it tracks an event, and not into memory, so that one must arrive."""
        return bool(re.search(r"track\w*\(", self.text)) and not _IN_MEMORY.search(self.text)


def blocks(path: Path, shown_as: str) -> Iterator[Block]:
    """Every fenced block of a file, in order."""
    fence, start, language, lines, follows = "", 0, "", list[str](), False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        found = _FENCE.match(line)
        if not fence and found:
            fence, start, language, lines = found[1], number, found[2], []
        elif fence and found and found[1] == fence and not found[2]:
            yield Block(shown_as, start, language, "\n".join(lines) + "\n", follows)
            fence, follows = "", True
        elif fence:
            lines.append(line)
        elif line.strip():
            follows = False
    if fence:
        raise ValueError(f"{shown_as}:{start}: this block is never closed")


def with_outputs(found: list[Block]) -> Iterator[tuple[Block, str | None]]:
    """Each block with what it has to print: the block of text that follows it with nothing in between, if one does."""
    for block, after in zip(found, [*found[1:], None], strict=False):
        is_output = after is not None and after.follows and after.language == "text"
        yield block, after.text if after is not None and is_output else None


def pointed_at(text: str, collector: str) -> str:
    """A block's text with the local collector for every address in quotes: no test leaves this machine."""
    return re.sub(r"""(["'`])https?://[\w.:-]+""", lambda found: found[1] + collector, text)
