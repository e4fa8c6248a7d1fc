"""What happens at the model gateway on one day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .happened import Data

if TYPE_CHECKING:
    from .dice import Dice
    from .generate import Diary

LANGUAGES = {"python": 5.0, "ruby": 4.0, "typescript": 3.0, "go": 2.0, "rust": 1.0}
USER_AGENTS = {
    "vs-code-gitlab-workflow/3.60.0 VSCode/1.78.2 Node.js/20.10.0 (linux; x64)": 5.0,
    "vs-code-gitlab-workflow/3.61.2 VSCode/1.80.0 Node.js/20.10.0 (darwin; arm64)": 3.0,
    "JetBrains-GitLab-Duo/2.8.1 IntelliJ-IDEA/2025.1": 2.0,
    "code-completions-language-server-experiment (gl-visual-studio-extension:1.0.0; arch:X64;)": 1.0,
    "gitlab.vim": 0.5,
}
MODELS = (("vertex-ai", "code-gecko"), ("anthropic", "claude"), (None, None))


def requests_of_day(diary: Diary, day_start: int, how_many: int) -> None:
    """Requests for suggestions, most of which tell what became of earlier ones."""
    dice = diary.dice
    for _ in range(how_many):
        request(diary, dice.moment(day_start))


def request(diary: Diary, at: int, **changes: object) -> None:
    """One request. What is None in `changes` is absent: the schema allows no null."""
    dice = diary.dice
    context: Data = {
        "request_counts": [_counts(dice) for _ in range(dice.number(0, 2))],
        "prefix_length": dice.about(1400),
        "suffix_length": dice.about(300),
        "language": dice.weighted(LANGUAGES),
        "user_agent": dice.weighted(USER_AGENTS),
        "gitlab_realm": dice.one(("saas", "self-managed")),
    }
    context = {name: value for name, value in context.items() if name in changes or not dice.happens(0.03)} | changes
    context = {name: value for name, value in context.items() if value is not None}
    diary.note("suggestion_requested", at, None, {"code_suggestions_context": context})


def _counts(dice: Dice) -> Data:
    requests = dice.number(0, 9)
    errors = sum(dice.happens(0.08) for _ in range(requests))
    counts: Data = {
        "requests": requests,
        "errors": errors,
        "accepts": sum(dice.happens(0.3) for _ in range(requests - errors)),
    }
    engine, name = dice.one(MODELS)
    return counts | {"lang": dice.weighted(LANGUAGES), "model_engine": engine, "model_name": name}
