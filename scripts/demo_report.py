"""Writes the page at the end of `make demo` from what was stored and what the programs reported."""

from collections import Counter
from pathlib import Path

from demo_check import SIGNATURE_ID, Arrived, Run
from report.page import build, render
from report.runtimes import Refusal, Runtime


def write_report(
    page: Path, store: Path, runs: dict[str, Run], arrived: Arrived, history: tuple[str, Run, int]
) -> Path:
    """Writes the page; `history` is its title, its run and how many of its events arrived."""
    runtimes = [_runtime(title, run, arrived) for title, run in runs.items()]
    title, run, received = history
    runtimes.append(_of(title, run, received, 0))
    page.write_text(render(build(store, runtimes, SIGNATURE_ID)), "utf-8")
    return page


def _runtime(title: str, run: Run, arrived: Arrived) -> Runtime:
    good = sum(arrived.good(report.app_id) for report in run.reports)
    return _of(title, run, good, sum(arrived.bad(report.app_id) for report in run.reports))


def _of(title: str, run: Run, good: int, bad: int) -> Runtime:
    stats = sum((Counter(report.stats) for report in run.reports), Counter[str]())
    # Adding up drops what is zero, and a zero is worth telling.
    names = dict.fromkeys(name for report in run.reports for name in report.stats)
    return Runtime(
        title=title,
        tracked=sum(report.tracked for report in run.reports),
        arrived_good=good,
        arrived_bad=bad,
        seconds=run.seconds,
        stats={name: stats[name] for name in names},
        refusals=[Refusal(*refusal) for report in run.reports for refusal in report.refusals()],
        codes=Counter(code for report in run.reports for mistake in report.refused() for code in mistake["found"]),
    )
