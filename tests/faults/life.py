"""One life of one program: starts it, changes the faults meanwhile, kills it if it is to be killed."""

import json
import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios import Scenario

HERE = Path(__file__).resolve().parent
# Beyond what the scenario itself allows: for starting, and for being slow.
_GRACE_S = 60


def command(language: str) -> list[str]:
    """How a language's program is started, as scripts/faults.sh has installed it."""
    match language:
        case "rust":
            return [os.environ["FAULTS_RUST"]]
        case "python":
            return [os.environ["FAULTS_PYTHON"], str(HERE / "hosts/host.py")]
        case _:
            return ["node", str(Path(os.environ["FAULTS_CONSUMER"]) / "hosts/host.mjs")]


@dataclass
class End:
    """How a life ended."""

    cpu_s: float
    # Its last line; nothing if it ended at once.
    report: dict[str, Any]


def order(scenario: Scenario, collector: str, log: Path, store: Path) -> dict[str, Any]:
    """What the program is told."""
    options: dict[str, Any] = dict(scenario.options)
    if scenario.store:
        options["store"] = str(store)
    return {
        "collector": collector,
        "log": str(log),
        "options": options,
        "count": scenario.count,
        "rate": scenario.rate,
        "oversize": scenario.oversize,
        "poison": scenario.poison,
        "fork": scenario.fork,
        "listener_raises": scenario.listener_raises,
        "end": scenario.end,
        "timeout_ms": int(scenario.timeout_s * 1000),
    }


def live(language: str, told: dict[str, Any], scenario: Scenario, set_faults: Callable[[str], None]) -> End:
    """Runs one program to its end, whichever that is.

    Raises:
        RuntimeError: It did not end as it was to end.
    """
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            [*command(language), json.dumps(told)], stdin=subprocess.PIPE, stdout=output, stderr=errors
        )
        with _appointments(process, scenario, set_faults):
            # Not by subprocess: this way the system tells what this one process has used.
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        lines = [line for line in output if line.startswith("{")]
        if process.returncode != (-signal.SIGKILL if scenario.kill_after_s else 0):
            raise RuntimeError(f"{language}: exit code {process.returncode}\n{errors.read()[-4000:]}")
    report = json.loads(lines[-1]) if lines else {}
    return End(usage.ru_utime + usage.ru_stime, report)


@contextmanager
def _appointments(
    process: "subprocess.Popen[bytes]", scenario: Scenario, set_faults: Callable[[str], None]
) -> Iterator[None]:
    """Does at its time what is to be done while the program runs."""
    assert process.stdin is not None
    most_s = scenario.timeout_s + scenario.idle_s + scenario.count / (scenario.rate or 1_000) + _GRACE_S
    timers = [threading.Timer(most_s, process.send_signal, [signal.SIGABRT])]
    timers += [threading.Timer(change.after_s, set_faults, [change.faults]) for change in scenario.changes]
    if scenario.kill_after_s:
        timers.append(threading.Timer(scenario.kill_after_s, process.send_signal, [signal.SIGKILL]))
    if scenario.end == "idle":
        timers.append(threading.Timer(scenario.idle_s, process.stdin.close))
    for timer in timers:
        timer.start()
    try:
        yield
    finally:
        for timer in timers:
            timer.cancel()
        process.stdin.close()
