"""The README's code blocks are found, and none of them can reach a machine but this one."""

from pathlib import Path

import pytest
from blocks import Block, blocks, pointed_at, with_outputs

README = """\
# Title
```python
track(event)
```
text with `inline code`
  ```text
  indented
  ```
````md
```python
quoted()
```
````
"""


def test_blocks_are_found_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_text(README)
    assert list(blocks(path, "README.md")) == [
        Block("README.md", 2, "python", "track(event)\n"),
        Block("README.md", 6, "text", "  indented\n"),
        Block("README.md", 9, "md", "```python\nquoted()\n```\n", True),
    ]


def test_a_block_that_is_never_closed_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_text("```python\nx = 1\n")
    with pytest.raises(ValueError, match=r"README\.md:1"):
        list(blocks(path, "README.md"))


@pytest.mark.parametrize(
    ("code", "sends"),
    [
        ("tracker.track(event)", True),
        ("snowgauge_tracker_track_json(t)", True),
        ("tracker = Tracker(url)", False),
        ("use snowgauge::testing::Collector;\nbuilder.in_memory(&collector).build()?.track(event)?;", False),
        ("createTracker({ collector, appId, fetch: async () => new Response() }).track(event)", False),
        ("const fetch: Fetch = send;\ncreateTracker({ collector, appId, fetch }).track(event)", True),
        ("from snowgauge.testing import Collector\nTracker(Collector()).track(event)", False),
    ],
)
def test_a_block_that_tracks_is_known(code: str, sends: bool) -> None:
    assert Block("README.md", 1, "python", code).sends is sends


def test_every_quoted_address_is_replaced() -> None:
    code = """Tracker("https://sp.example.com:443/x"); t('http://localhost:9090'); // https://docs.example"""
    assert pointed_at(code, "http://127.0.0.1:7") == (
        """Tracker("http://127.0.0.1:7/x"); t('http://127.0.0.1:7'); // https://docs.example"""
    )


@pytest.mark.parametrize(
    ("between", "output"),
    [("", "1\n"), ("\n", "1\n"), ("It prints:\n", None), ("\n\n", "1\n"), ("\n```sh\nmake test\n```\n", None)],
)
def test_the_text_right_after_a_block_is_what_it_prints(tmp_path: Path, between: str, output: str | None) -> None:
    path = tmp_path / "README.md"
    path.write_text(f"```python\nprint(1)\n```\n{between}```text\n1\n```\n")
    found = list(with_outputs(list(blocks(path, "README.md"))))
    assert [block.language for block, _ in found if block.language == "python"] == ["python"]
    assert found[0][1] == output
    assert found[-1][1] is None


def test_a_file_without_blocks_has_no_outputs() -> None:
    assert list(with_outputs([])) == []
