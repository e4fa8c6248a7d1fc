"""What became of each event of one scenario, by its id."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from scenarios import Scenario


@dataclass
class Told:
    """What the lives of one program noted, in all."""

    taken: list[str] = field(default_factory=list)
    refused: int = 0
    # (id, reason), as the listener heard them.
    ended: list[tuple[str, str]] = field(default_factory=list)


def read_log(path: Path) -> Told:
    """Reads what a program noted. A line that a kill cut short is none."""
    told = Told()
    for line in path.read_text().split("\n")[:-1]:
        match line.split():
            case ["T", event_id]:
                told.taken.append(event_id)
            case ["N"]:
                told.refused += 1
            case ["O", event_id, reason]:
                told.ended.append((event_id, reason))
            case _:
                raise ValueError(f"{path}: no line of a log: {line!r}")
    return told


@dataclass
class Verdict:
    """The numbers of one cell, and what is wrong with them."""

    taken: int
    refused: int
    arrived: int
    failed: Counter[str]
    doubled: int
    lost: int
    problems: list[str] = field(default_factory=list)


def judge(scenario: Scenario, told: Told, arrivals: dict[str, int]) -> Verdict:
    """Compares what the program noted with how often each id was stored as good."""
    # What is kept by a store has another end in the next life.
    ends = [(event_id, reason) for event_id, reason in told.ended if reason != "stored"]
    reasons = dict(ends)
    taken = set(told.taken)
    refusals = {event_id for event_id, reason in ends if event_id not in taken}
    failed = Counter(reason for event_id, reason in reasons.items() if event_id in taken and reason != "delivered")
    lost = [
        event_id for event_id in taken if event_id not in arrivals and reasons.get(event_id, "delivered") == "delivered"
    ]
    claimed = [event_id for event_id, reason in reasons.items() if reason == "delivered" and event_id not in arrivals]
    doubled = sum(count - 1 for count in arrivals.values())
    verdict = Verdict(len(taken), told.refused, len(arrivals), failed, doubled, len(lost))

    expect = Expectations(verdict.problems)
    expect(scenario.may_lose or not lost, f"{len(lost)} events lost in silence")
    expect(not claimed, f"{len(claimed)} events told as delivered that the collector does not have")
    expect(len(ends) == len(reasons), f"{len(ends) - len(reasons)} events ended more than once")
    expect(len(told.taken) == len(taken), "an id was given twice")
    expect(scenario.may_double or doubled == 0, f"{doubled} duplicates though no answer was lost")
    expect(
        scenario.failed is None or sum(failed.values()) == scenario.failed,
        f"{dict(failed)} failed, not {scenario.failed}",
    )
    expect(set(failed) <= scenario.reasons, f"failed by {sorted(set(failed) - scenario.reasons)}")
    expect(
        scenario.refused is None or told.refused == scenario.refused, f"{told.refused} refused, not {scenario.refused}"
    )
    strangers = set(arrivals) - taken
    # The log's line comes after the call: a kill may fall between the two.
    most_strangers = 1 if scenario.kill_after_s else 0
    expect(len(strangers) <= most_strangers, f"{len(strangers)} events arrived that were not taken")
    expect(len(refusals) <= told.refused, "more refusals were told than there were")
    return verdict


class Expectations:
    """Collects what does not hold."""

    def __init__(self, problems: list[str]) -> None:
        self._problems = problems

    def __call__(self, holds: bool, problem: str) -> None:
        if not holds:
            self._problems.append(problem)
