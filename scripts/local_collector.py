"""Starts the local collector (collector/) on a free port and asks it what it received."""

import json
import os
import re
import subprocess
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

_TIMEOUT_S = 10
_FIRST_LINE = re.compile(r"listening on (http://127\.0\.0\.1:\d+)\n")


@dataclass(frozen=True)
class Received:
    """How many events the collector judged valid, and invalid."""

    good: int
    bad: int


class LocalCollector:
    """The running program; use it with `with`."""

    def __init__(
        self,
        schemas: Path | None = None,
        store: Path | None = None,
        faults: str | None = None,
        port: int = 0,
        outlives_interrupt: bool = False,
    ) -> None:
        """Starts the program that SNOWGAUGE_COLLECTOR names.

        Args:
            schemas: An Iglu folder in place of the built-in one.
            store: The file that valid events are appended to. It is complete once the program has ended.
            faults: What is to go wrong, as `--faults` has it.
            port: Where it listens; 0 for any free port.
            outlives_interrupt: Ctrl-C does not reach it, so that whoever started it can deliver what is left.
        """
        command = [os.environ["SNOWGAUGE_COLLECTOR"], "--port", str(port)]
        given = {"--schemas": schemas, "--store": store, "--faults": faults}
        for option, value in given.items():
            command += [option, str(value)] if value is not None else []
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, start_new_session=outlives_interrupt
        )
        self.url = self._read_url()

    def _read_url(self) -> str:
        """The address, which the program's first line names."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if found := _FIRST_LINE.fullmatch(line):
            return found[1]
        self._process.kill()
        raise RuntimeError(f"the collector's first line names no address: {line!r}, code {self._process.wait()}")

    def __enter__(self) -> "LocalCollector":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        try:
            self._process.wait(_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def received(self) -> Received:
        """The counts since the start or the last reset."""
        counts = self._get("/micro/all")
        return Received(counts["good"], counts["bad"])

    def refused(self) -> int:
        """How many refused events hosts have told of since the start or the last reset."""
        return int(self._get("/collector/refused?limit=0")["total"])

    def good(self) -> list[dict[str, Any]]:
        """The valid events, as the collector shows them."""
        return list(self._get("/micro/good"))

    def bad(self) -> list[dict[str, Any]]:
        """The invalid events, with what is wrong."""
        return list(self._get("/micro/bad"))

    def reset(self) -> None:
        """Forgets all events."""
        self._get("/micro/reset")

    def _get(self, path: str) -> Any:  # noqa: ANN401 - JSON of any shape
        with urllib.request.urlopen(self.url + path, timeout=_TIMEOUT_S) as response:
            return json.load(response)
