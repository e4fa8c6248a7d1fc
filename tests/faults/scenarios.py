"""What is done to a tracker, and what may come of it: one row of a table each."""

from dataclasses import dataclass, field
from functools import partial

LANGUAGES = ("rust", "python", "node")

# A queue that holds all of a scenario's events: none is refused for want of room.
ROOMY = {"max_events": 200_000, "max_bytes": 512 << 20}


ABANDONED = frozenset({"abandoned_at_shutdown"})
REJECTED = frozenset({"rejected"})


@dataclass(frozen=True)
class Change:
    """New faults some seconds after the program began to track; an empty specification ends them."""

    after_s: float
    faults: str


@dataclass(frozen=True)
class Scenario:
    """One row. `faults` and `changes` are specifications of `snowgauge-collector`."""

    table: str
    name: str
    faults: str = "off"
    changes: tuple[Change, ...] = ()
    count: int = 20_000
    rate: int = 2_000
    oversize: int = 0
    # One event in the middle has the text `at-fault` in it.
    poison: bool = False
    fork: bool = False
    listener_raises: bool = False
    end: str = "shutdown"
    # What the program waits for at its end.
    timeout_s: float = 60
    # For how long it idles before its end is asked for (`end` is `idle`).
    idle_s: float = 0
    # When it is killed, in seconds after it began to track; another life then sends what is left in the store.
    kill_after_s: float = 0
    store: bool = False
    options: dict[str, int] = field(default_factory=dict)
    languages: tuple[str, ...] = LANGUAGES
    # Part of `make test`.
    quick: bool = False

    # What may come of it.
    reasons: frozenset[str] = frozenset()
    failed: int | None = 0
    refused: int | None = 0
    may_double: bool = False
    # A process that ends at once tells nobody: without a store its events are lost, as its documentation says.
    may_lose: bool = False


def _faults() -> list[Scenario]:
    long = partial(Scenario, "While the collector misbehaves", options=ROOMY)
    outage = partial(long, count=15_000, rate=500, timeout_s=90)
    return [
        long("30 % answered 503", "503 share=0.3; seed=1"),
        long("30 % answered 429 with Retry-After: 1", "429 share=0.3 retry_after=1; seed=1", count=4_000),
        long("down for 5 s", changes=(Change(2, "down ms=5000"),)),
        outage("down for 20 s, 500/s", changes=(Change(2, "down ms=20000"),)),
        outage("silent for 20 s, 500/s", changes=(Change(2, "down ms=20000 mode=blackhole"),)),
        long("0.5 % of requests hang 30 s", "hang share=0.005 ms=30000; seed=5"),
        long("2 % of requests hang 30 s", "hang share=0.02 ms=30000; seed=3"),
        long("5 % stored, answer lost", "lost share=0.05; seed=1", may_double=True),
        long("every 3rd request reset", "reset every=3"),
        long("413 above 20,000 bytes", "413 larger_than=20000", count=4_000),
        long("answers after 1 s", "delay ms=1000", count=5_000),
        long("answers drip, 20 bytes each 50 ms", "drip bytes=20 ms=50", count=5_000),
    ]


def _quick() -> list[Scenario]:
    table = "While the collector misbehaves, in short"
    short = partial(Scenario, table, count=1_000, rate=1_000, quick=True, timeout_s=30)
    return [
        short("30 % answered 503", "503 share=0.3; seed=1"),
        short("down for 1 s", changes=(Change(0.2, "down ms=1000"),)),
        short("every 2nd answer lost", "lost every=2", may_double=True),
        short("413 above 20,000 bytes", "413 larger_than=20000"),
        short(
            "an event at fault: 400 for whatever holds it",
            "400 containing=at-fault",
            poison=True,
            failed=1,
            reasons=REJECTED,
        ),
    ]


def _others() -> list[Scenario]:
    other = partial(Scenario, "Other faults")
    idle = partial(other, end="idle", idle_s=6, rate=0)
    hanging = partial(other, count=40_000, timeout_s=2, options={"max_events": 10_000}, reasons=ABANDONED, failed=None)
    return [
        idle("5 events, then idle 6 s", count=5),
        idle("600 events, down the first 1.5 s, then idle 4.5 s", "down ms=1500", count=600),
        other("one event of 10 MB, then 2,000 good ones", count=2_000, oversize=10 << 20, refused=1, quick=True),
        other("the listener raises once", count=200, rate=0, listener_raises=True, quick=True),
        other("made before fork, both track", count=2_000, fork=True, languages=("python",), quick=True),
        hanging("every request hangs, 2,000/s for 20 s", "hang", refused=None),
    ]


def _exits() -> list[Scenario]:
    burst = partial(Scenario, "The way out, after 5,007 events at full speed", count=5_007, rate=0)
    down = partial(burst, faults="down ms=600000", reasons=ABANDONED, failed=5_007)
    return [
        burst("shutdown, healthy", quick=True),
        burst("shutdown, 30 % answered 503", "503 share=0.3; seed=2"),
        down("shutdown of 2 s, down", timeout_s=2, quick=True),
        # A tracker that is dropped has a second, so on a slow machine some are told as abandoned.
        burst("none, normal exit, healthy", end="nothing", quick=True, reasons=ABANDONED, failed=None),
        # Node waits for what its event loop has to do, for as long as that takes.
        down("none, normal exit, down", end="nothing", languages=("rust", "python")),
        burst("exit at once, with a store; the next start sends", end="abrupt", store=True, may_double=True),
    ]


def _kills() -> list[Scenario]:
    kill = partial(
        Scenario, "kill -9, 3 s into 2,000/s, with a store; the next start sends", kill_after_s=3, store=True
    )
    return [
        kill("healthy", may_double=True),
        kill("down", "down ms=600000"),
        kill("30 % answered 503", "503 share=0.3; seed=4", may_double=True),
    ]


SCENARIOS = (*_faults(), *_quick(), *_others(), *_exits(), *_kills())
