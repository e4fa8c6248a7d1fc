"""Lanes as real processes: side by side, each in its order, ended by an interrupt."""

import asyncio
import os
import select
from pathlib import Path

import pytest
from runner.counts import Count, Counter
from runner.execute import Result
from runner.lanes import run_lanes
from runner.steps import LANES, STEPS, Step


def _ignore(_step: Step, _seconds: float) -> None:
    pass


def test_lanes_run_side_by_side_and_steps_in_order(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "meeting")
    # Neither of the first two ends without the other.
    reads = Step("reads", f"cat {tmp_path}/meeting", (Counter.PLAIN,), timeout_s=60)
    writes = Step("writes", f"echo '3 passed, 0 failed' > {tmp_path}/meeting", timeout_s=60)
    fails = Step("fails", "exit 1")
    last = Step("last", "true")
    told: list[str] = []
    results = asyncio.run(
        run_lanes([[reads, fails, last], [writes]], tmp_path, _ignore, lambda result: told.append(result.step.name))
    )
    assert [result.step for result in results] == [reads, fails, last, writes]
    assert sum((result.verdict.count for result in results), Count()) == Count(5, 1)
    assert [name for name in told if name != "writes"] == ["reads", "fails", "last"]


def test_an_interrupt_ends_the_steps(tmp_path: Path) -> None:
    path = tmp_path / "lifeline"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)

    async def interrupted() -> list[Result]:
        step = Step("endless", f"echo started > {path}; exec sleep 600 > {path}")
        running = asyncio.ensure_future(run_lanes([[step]], tmp_path, _ignore, lambda _result: None))
        loop = asyncio.get_running_loop()
        loop.add_reader(reader, running.cancel)
        return await running

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(interrupted())
    # The pipe ends once no process writes to it any more.
    while select.select([reader], [], [], 10)[0] and os.read(reader, 100):
        pass
    assert select.select([reader], [], [], 0)[0], "still running"
    os.close(reader)


def test_every_step_is_in_one_lane() -> None:
    assert [step for lane in LANES for step in lane] == list(STEPS)
