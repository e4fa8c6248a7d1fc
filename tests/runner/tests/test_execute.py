"""Steps as real processes: failing, hanging, lacking what they need."""

import asyncio
import os
import select
from collections.abc import Iterator
from pathlib import Path

import pytest
from runner.counts import Count, Counter
from runner.execute import Result, run_step
from runner.steps import STEPS, Step


def _ignore(_step: Step, _seconds: float) -> None:
    pass


def _run(step: Step, log_dir: Path) -> Result:
    return asyncio.run(run_step(step, log_dir, _ignore))


def test_output_and_exit_code_are_read(tmp_path: Path) -> None:
    result = _run(Step("good", "echo '2 passed, 0 failed'", (Counter.PLAIN,)), tmp_path)
    assert result.ok
    assert result.verdict.count == Count(2)


def test_a_failing_command_fails_and_keeps_its_output(tmp_path: Path) -> None:
    result = _run(Step("bad", "echo the reason >&2; exit 3"), tmp_path)
    assert not result.ok
    assert result.log is not None
    assert "the reason" in result.log.read_text()


@pytest.fixture
def lifeline(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A pipe by name, and our reading end: it ends when no process writes to it any more."""
    path = tmp_path / "lifeline"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    yield path, reader
    os.close(reader)


def _has_ended(reader: int) -> bool:
    while select.select([reader], [], [], 10)[0]:
        if not os.read(reader, 100):
            return True
    return False


def test_a_hanging_command_is_stopped_with_its_children(tmp_path: Path, lifeline: tuple[Path, int]) -> None:
    path, reader = lifeline
    result = _run(Step("hang", f"sleep 600 > {path} & wait", timeout_s=1), tmp_path)
    assert result.verdict.reason == "stopped after 1 s"
    assert _has_ended(reader)


def test_a_server_left_behind_is_ended(tmp_path: Path, lifeline: tuple[Path, int]) -> None:
    path, reader = lifeline
    # Ends only once the server has opened the pipe, so that there is something to end.
    command = f'{{ echo started; exec sleep 600; }} > {path} & test -n "$(head -c 1 {path})"'
    _run(Step("server", command), tmp_path)
    assert _has_ended(reader)


def test_a_missing_requirement_fails_and_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "no-such-browser"))
    result = _run(Step("page", "echo '1 passed, 0 failed'", needs=("chromium",)), tmp_path)
    assert result.verdict.count == Count(0, 1)
    assert result.verdict.reason is not None
    assert result.verdict.reason.startswith("MISSING chromium apt-get install chromium")


def test_an_unknown_requirement_fails(tmp_path: Path) -> None:
    assert not _run(Step("odd", "true", needs=("no-such-thing",)), tmp_path).ok


def test_steps_have_names_of_their_own() -> None:
    assert len({step.name for step in STEPS}) == len(STEPS)
