"""The page of errors shows the same mistakes in every language, and the front page quotes it."""

import re
from pathlib import Path

import pytest
from blocks import blocks, with_outputs
from languages import ROOT

PAGE = ROOT / "docs/errors.md"
NAMES = {"python": "Python", "ts": "TypeScript", "rust": "Rust", "c": "C"}


def _outputs() -> dict[str, str]:
    """What the program of each language prints; the step `readme` runs them and compares."""
    pairs = with_outputs(list(blocks(PAGE, "docs/errors.md")))
    return {block.language: output for block, output in pairs if output is not None}


def _entries(output: str) -> dict[str, str]:
    """Each mistake of an output, and what is said of it."""
    parts = re.split(r"^(\d+\. .*)\n", output, flags=re.MULTILINE)
    assert parts[0] == ""
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _mistakes() -> dict[str, str]:
    """Each row of the page's table: the mistake, and its code, if it has one."""
    rows = re.findall(r"^\| (\d+) \| (.+?) \| (?:`(\w+)`)? \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {f"{number}. {mistake}": code for number, mistake, code in rows}


def test_every_language_has_a_program() -> None:
    assert _outputs().keys() == NAMES.keys()


@pytest.mark.parametrize("language", NAMES)
def test_every_mistake_is_shown_with_its_code(language: str) -> None:
    mistakes, entries = _mistakes(), _entries(_outputs()[language])
    assert len(mistakes) == 10
    assert list(entries) == list(mistakes)
    for mistake, code in mistakes.items():
        # An option has no schema, so its message has no brackets.
        assert f"[{code}, " in entries[mistake] if code else "[" not in entries[mistake]


def test_the_front_page_quotes_what_is_printed() -> None:
    text = Path(ROOT, "README.md").read_text(encoding="utf-8")
    quoted = re.search(r"^```text\n(# Python\n.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert quoted
    parts = re.split(r"^# (\w+)\n", quoted[1], flags=re.MULTILINE)
    shown = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert list(shown) == list(NAMES.values())
    for language, output in _outputs().items():
        assert shown[NAMES[language]] in _entries(output).values()
