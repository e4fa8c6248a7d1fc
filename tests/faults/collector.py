"""The collector that misbehaves, and what it has stored."""

import http.client
import json
import threading
from types import TracebackType
from urllib.parse import urlsplit

from local_collector import LocalCollector

_TIMEOUT_S = 30


class FaultyCollector(LocalCollector):
    """`snowgauge-collector` with faults on demand."""

    def __init__(self) -> None:
        """Starts it without faults."""
        super().__init__()
        address = urlsplit(self.url)
        # One connection for all: those that were there before the collector goes away on purpose outlive that.
        self._control = http.client.HTTPConnection(address.hostname or "", address.port, timeout=_TIMEOUT_S)
        self._lock = threading.Lock()

    def __enter__(self) -> "FaultyCollector":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._control.close()
        super().__exit__(kind, error, trace)

    def set_faults(self, specification: str) -> None:
        """Puts these faults in place of those there are; `off` ends them."""
        self._ask("PUT", "/faults", specification)

    def requests(self) -> tuple[int, int]:
        """How many requests and connections trackers have made since the faults were set."""
        told = json.loads(self._ask("GET", "/faults"))
        return told["requests"], told["connections"]

    def arrivals(self) -> dict[str, int]:
        """How often each event was stored as good, by its id."""
        lines = (line.split() for line in self._ask("GET", "/collector/ids").splitlines())
        return {event_id: int(good) for event_id, good, _ in lines if int(good)}

    def _ask(self, method: str, path: str, body: str = "") -> str:
        with self._lock:
            self._control.request(method, path, body)
            response = self._control.getresponse()
            text = response.read().decode()
        if response.status != http.client.OK:
            raise RuntimeError(f"{method} {path}: {response.status} {text}")
        return text
