"""Tracks events as its one argument, a JSON object, says; see `life.py`."""

import json
import os
import sys
import time

from snowgauge import Tracker, ValidationError
from snowgauge.entities import KnowledgeGraphContext
from snowgauge.events import GkgQueryExecuted

ORDER = json.loads(sys.argv[1])
LOG = os.open(ORDER["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)

CONTEXT = KnowledgeGraphContext(
    correlation_id="d3f1a2b4-7e8c",
    namespace_id="14523891",
    root_namespace_id="9812345",
    user_type="service_account",
    source_type="mcp",
    tool_name="query_graph",
    tier="ultimate",
    deployment_type="com",
)


def log(line: str) -> None:
    os.write(LOG, f"{line}\n".encode())


def query(rows: int, text: str = "projects") -> GkgQueryExecuted:
    return GkgQueryExecuted(
        query_type="find_nodes",
        result_status="success",
        result_row_count=rows,
        rows_redacted=3,
        duration_ms=340,
        compile_duration_ms=45,
        execute_duration_ms=115,
        authorization_duration_ms=180,
        ch_read_rows=128_400,
        ch_read_bytes=18_874_368,
        ch_memory_bytes=4_194_304,
        entity_types_queried=[text],
    )


class Listener:
    """Notes how events end, and raises once if it is told to."""

    def __init__(self) -> None:
        self.raises = ORDER["listener_raises"]

    def __call__(self, outcome: object) -> None:
        log(f"O {outcome.event_id} {outcome.reason}")
        if self.raises:
            self.raises = False
            raise RuntimeError("a listener that raises")


def make_tracker() -> Tracker:
    options = dict(ORDER["options"])
    if "request_timeout_ms" in options:
        options["request_timeout"] = options.pop("request_timeout_ms") / 1000
    return Tracker(ORDER["collector"], app_id="faults", on_outcome=Listener(), **options)


def track(tracker: Tracker, event: GkgQueryExecuted) -> float:
    """Gives how long the caller was held, in microseconds."""
    begin = time.perf_counter()
    try:
        event_id = tracker.track(event, entities=[CONTEXT])
    except ValidationError:
        event_id = None
    held = (time.perf_counter() - begin) * 1e6
    log(f"T {event_id}" if event_id else "N")
    return held


def track_all(tracker: Tracker) -> list[float]:
    held = []
    if ORDER["oversize"]:
        try:
            held.append(track(tracker, query(0, "x" * ORDER["oversize"])))
        except ValidationError:
            log("N")
    begin = time.monotonic()
    for index in range(ORDER["count"]):
        if ORDER["rate"]:
            time.sleep(max(0.0, begin + index / ORDER["rate"] - time.monotonic()))
        text = "at-fault" if ORDER["poison"] and index == ORDER["count"] // 2 else "projects"
        held.append(track(tracker, query(index, text)))
    return held


def end(tracker: Tracker) -> bool | None:
    timeout = ORDER["timeout_ms"] / 1000
    if ORDER["end"] == "shutdown":
        return tracker.shutdown(timeout=timeout)
    if ORDER["end"] == "idle":
        # The pipe closes when it is time to go.
        sys.stdin.read()
        return tracker.shutdown(timeout=timeout)
    if ORDER["end"] == "abrupt":
        os._exit(0)
    return None


def fork(tracker: Tracker) -> None:
    """Both processes track; each logs, and the child ends as this one does."""
    pid = os.fork()
    track_all(tracker)
    if pid == 0:
        complete = tracker.shutdown(timeout=ORDER["timeout_ms"] / 1000)
        os._exit(0 if complete else 1)
    _, status = os.waitpid(pid, 0)
    if status != 0:
        raise SystemExit("the child's shutdown was not complete")


def peak_mib() -> float:
    """What this program has needed at most; the kernel's figure for its parent to read begins with the parent's own."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM:"))


def percentile(held: list[float], part: float) -> float:
    return round(sorted(held)[min(len(held) - 1, int(len(held) * part))], 1) if held else 0.0


def main() -> None:
    tracker = make_tracker()
    if ORDER["fork"]:
        track(tracker, query(0))
        fork(tracker)
    held = track_all(tracker)
    print("tracked", flush=True)
    begin = time.monotonic()
    complete = end(tracker)
    ended_ms = round((time.monotonic() - begin) * 1000)
    told = {
        "held_us": {str(part): percentile(held, part) for part in (0.5, 0.99, 0.999, 1)},
        "complete": complete,
        "ended_ms": ended_ms,
        "peak_mib": peak_mib(),
    }
    print(json.dumps(told), flush=True)


main()
