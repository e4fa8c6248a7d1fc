"""The true answers to the 24 questions, in plain Python from what happened: no SQL, and nothing of what was stored."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from history import Happened

from . import gateway, gkg

Row = tuple[Any, ...]
ANSWERS: Mapping[str, Callable[[list[Happened]], list[Row]]] = {**gkg.ANSWERS, **gateway.ANSWERS}
"""By the name of the question's file."""


def true_answer(name: str, happened: Iterable[Happened]) -> list[Row]:
    """The rows of the answer, in order."""
    return ANSWERS[name](list(happened))
