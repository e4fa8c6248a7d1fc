"""Runs lanes of steps side by side."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from .execute import Result, StillRunning, run_step
from .steps import Step


async def run_lanes(
    lanes: Iterable[Sequence[Step]], log_dir: Path, still_running: StillRunning, ended: Callable[[Result], None]
) -> list[Result]:
    """Runs each lane's steps one after another, whatever they come to, and tells of each as it ends."""

    async def run(lane: Sequence[Step]) -> list[Result]:
        results = []
        for step in lane:
            result = await run_step(step, log_dir, still_running)
            ended(result)
            results.append(result)
        return results

    ran = await asyncio.gather(*(run(lane) for lane in lanes))
    return [result for results in ran for result in results]
