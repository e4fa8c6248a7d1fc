"""Two weeks of events, the same for the same seed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timezone

from .dice import Dice
from .gateway import requests_of_day
from .graph import indexing_of_day, queries_of_day, sessions_of_day
from .happened import Data, Happened
from .world import AUTOMATIC, Namespace, namespaces

DAYS = 14
START = date(2026, 3, 2)
"""A Monday, so that the cohorts are two whole weeks. A fixed one: the answers do not depend on today."""
_DAY_MS = 86_400_000


@dataclass
class Diary:
    """Takes down what happens."""

    dice: Dice
    happened: list[Happened]
    is_tidy: bool
    """Whether everything arrives once and in order."""

    def note(self, name: str, at: int, data: Data | None, entities: dict[str, Data]) -> None:
        """One event; how it travels is chance."""
        dice = self.dice
        self.happened.append(
            Happened(
                name=name,
                at=at,
                event_id=dice.event_id(),
                data=data,
                entities=entities,
                app_id="gitlab_ai_gateway" if name == "suggestion_requested" else "gkg",
                framing=dice.one(("internal_events", "self_describing")),
                repeats=0 if self.is_tidy or dice.happens(0.95) else dice.number(1, 2),
                is_late=not self.is_tidy and dice.happens(0.04),
            )
        )


def generate(
    seed: int, start: date = START, days: int = DAYS, scale: float = 1.0, places: int = 12, is_tidy: bool = False
) -> list[Happened]:
    """What happened, in order of time.

    Args:
        seed: The same one gives the same history.
        start: The first day.
        days: How many days.
        scale: How much people do, 1 is usual.
        places: How many namespaces there are.
        is_tidy: Everything arrives once and in order.
    """
    dice = Dice(f"usual {seed}")
    diary = Diary(dice, [], is_tidy)
    everywhere = namespaces(dice, places, days)
    for day, day_start in enumerate(day_starts(start, days)[:days]):
        for namespace in everywhere:
            if day >= namespace.enabled_on:
                _day_of(diary, namespace, day, day_start, scale)
        requests_of_day(diary, day_start, round(2.5 * places * scale * (1 + day / days)))
    return sorted(diary.happened, key=lambda it: it.at)


def day_starts(start: date = START, days: int = DAYS) -> list[int]:
    """When each of the days begins, and the one after them, in milliseconds since 1970."""
    first = round(datetime.combine(start, time(), timezone.utc).timestamp() * 1000)
    return [first + day * _DAY_MS for day in range(days + 1)]


def _day_of(diary: Diary, namespace: Namespace, day: int, day_start: int, scale: float) -> None:
    """One day of a namespace that has the knowledge graph."""
    dice = diary.dice
    is_first = day == namespace.enabled_on
    if is_first:
        _enable(diary, namespace, day_start)
    indexing_of_day(diary, namespace, day_start, is_first=is_first)
    age = day - namespace.enabled_on
    # Some namespaces wait a while before they ask, and it takes time until people come to use it.
    if namespace.eagerness >= 0.6 or age >= 3:
        usual = 6 * scale * namespace.eagerness * min(1, 0.4 + age / 7)
        queries_of_day(diary, namespace, day_start, dice.about(usual, 0.3))
        sessions_of_day(diary, namespace, day_start, dice.number(0, round(3 * scale * namespace.eagerness)))


def _enable(diary: Diary, namespace: Namespace, day_start: int) -> None:
    """An admin's first act in the morning, before anybody asks."""
    dice = diary.dice
    admin = next((caller for caller in namespace.people if caller.global_user_id), AUTOMATIC[1])
    data = {"namespace_type": namespace.type, "enabled_by_user_id": str(dice.number(10**6, 10**7))}
    context = namespace.context(dice, admin, "rest_api")
    diary.note("gkg_namespace_enabled", day_start + dice.number(0, 600_000), data, {"knowledge_graph_context": context})
