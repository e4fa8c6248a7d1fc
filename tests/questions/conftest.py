"""Histories are stored once per run, and every test reads them."""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(Path(__file__).resolve().parent), str(ROOT / "scripts")]

from encoded import send_encoded  # noqa: E402 - found by the line above
from history import edge_cases, generate  # noqa: E402
from report.questions import Question, read_questions  # noqa: E402
from stores import Stored, store_encoded, store_tracked  # noqa: E402
from tracked import send_tracked  # noqa: E402

# `make test` tries two histories, `make questions` more.
SEEDS = tuple(range(1, 1 + int(os.environ.get("QUESTIONS_SEEDS", "2"))))
QUESTIONS = read_questions()
# Every third answer is lost after the events were taken: what a retry repeats arrives twice.
_FAULTS = "lost every=3"


@pytest.fixture(scope="session", params=SEEDS, ids=lambda seed: f"seed-{seed}")
def encoded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Stored:
    """A history told by the independent encoder, with edge cases, repetitions, late and altered events."""
    history = generate(request.param) + edge_cases(request.param)
    file = tmp_path_factory.mktemp("encoded") / "events.ndjson"
    return store_encoded(file, history, send_encoded)


@pytest.fixture(scope="session")
def tracked(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    """A history that the Python tracker has tracked, while answers got lost."""
    history = generate(11) + edge_cases(11)
    return store_tracked(tmp_path_factory.mktemp("tracked") / "events.ndjson", history, _FAULTS, send_tracked)


@pytest.fixture(params=QUESTIONS, ids=lambda question: question.name)
def question(request: pytest.FixtureRequest) -> Question:
    """Each of the questions."""
    found: Question = request.param
    return found
