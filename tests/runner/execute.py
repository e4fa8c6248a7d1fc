"""Runs one step: its requirements, its process, its log."""

import asyncio
import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .counts import Count, Verdict, judge
from .steps import Step

ROOT = Path(__file__).resolve().parents[2]
StillRunning = Callable[[Step, float], None]
"""Called now and then with a running step and its seconds so far."""
_TICK_S = 20


@dataclass(frozen=True)
class Result:
    """A step that has run."""

    step: Step
    verdict: Verdict
    seconds: float
    log: Path | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing failed."""
        return self.verdict.count.failed == 0


async def run_step(step: Step, log_dir: Path, still_running: StillRunning) -> Result:
    """Runs `step` to its end, its time limit or the first thing that it needs and lacks.

    Whoever cancels it ends the step's processes.
    """
    started = time.monotonic()
    missing = _missing(step.needs)
    if missing:
        return Result(step, Verdict(Count(failed=1), missing), time.monotonic() - started)
    log = log_dir / f"{step.name}.log"
    exit_code = await _run_logged(step, log, started, still_running)
    seconds = time.monotonic() - started
    if exit_code is None:
        return Result(step, Verdict(Count(failed=1), f"stopped after {step.timeout_s} s"), seconds, log)
    verdict = judge(log.read_text(encoding="utf-8", errors="replace"), exit_code, step.counters)
    return Result(step, verdict, seconds, log)


def _missing(needs: tuple[str, ...]) -> str | None:
    """The lines of scripts/have.sh about what is not installed, joined into one."""
    if not needs:
        return None
    asked = subprocess.run(
        [ROOT / "scripts/have.sh", *needs],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if asked.returncode == 0:
        return None
    lines = [line for line in asked.stdout.splitlines() if line.strip().startswith("MISSING")]
    return "; ".join(" ".join(line.split()) for line in lines) or asked.stderr.strip()


async def _run_logged(step: Step, log: Path, started: float, still_running: StillRunning) -> int | None:
    """The exit code, or nothing when the step ran out of time."""
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_shell(
            step.command,
            cwd=ROOT,
            env=os.environ | {"CARGO_TERM_COLOR": "never"} | step.env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        return await _wait(process, step, started, still_running)
    finally:
        await _end_group(process)


async def _wait(
    process: asyncio.subprocess.Process, step: Step, started: float, still_running: StillRunning
) -> int | None:
    while (left := started + step.timeout_s - time.monotonic()) > 0:
        try:
            return await asyncio.wait_for(process.wait(), min(_TICK_S, left))
        except asyncio.TimeoutError:
            still_running(step, time.monotonic() - started)
    return None


async def _end_group(process: asyncio.subprocess.Process) -> None:
    """Ends whatever the step left running: servers and browsers must not outlive it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
