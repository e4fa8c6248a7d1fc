"""A collector that does as it is told, and keeps what it gets."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Long enough for a busy machine; a condition that holds ends the wait at once.
PATIENCE = 20


@dataclass
class Request:
    path: str
    content_type: str
    text: str
    headers: Message

    @property
    def body(self) -> dict:
        return json.loads(self.text)

    @property
    def event_ids(self) -> list[str]:
        return [event["eid"] for event in self.body["data"]]


@dataclass
class FakeCollector:
    """Answers each request with what `answer` says, 200 unless told otherwise; None means never."""

    answer: object = None
    requests: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.changed = threading.Condition()
        self.released = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"collector": self}))
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def take(self, request: Request) -> int | None:
        with self.changed:
            self.requests.append(request)
            self.changed.notify_all()
            return 200 if self.answer is None else self.answer(self, request)

    def wait_for_requests(self, count: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.requests) >= count, PATIENCE)

    @property
    def event_ids(self) -> list[str]:
        return [event_id for request in self.requests for event_id in request.event_ids]

    def close(self) -> None:
        self.released.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    collector: FakeCollector

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        status = self.collector.take(Request(self.path, self.headers["Content-Type"], text, self.headers))
        if status is None:
            self.collector.released.wait()
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


def never(collector: FakeCollector, request: Request) -> None:
    """An answer for collectors that hang."""
