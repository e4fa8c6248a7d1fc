"""The threads that call a tracker's functions: those that hear from it, and those that it asks."""

from __future__ import annotations

import sys

# Not threading.Thread: that would cost the import two milliseconds, and the interpreter's end would wait for it.
from _thread import start_new_thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ._snowgauge import News, Question, Questions


def start(news: News, function: Callable[..., object]) -> None:
    """Starts a thread that calls the function with each piece of news, until no more will come."""
    start_new_thread(_tell, (news, function))


def _tell(news: News, function: Callable[..., object]) -> None:
    for item in news:
        try:
            function(item)
        except BaseException as error:
            if _goes_on(_tell, news, function):
                raise
            _show(error)


def _goes_on(thread: Callable[..., None], *arguments: object) -> bool:
    """Whether another thread goes on: then this one can end with an exception, for sys.unraisablehook to show."""
    try:
        start_new_thread(thread, arguments)
    except RuntimeError:
        # The system has none to give, or the interpreter is ending: Python 3.12 starts none then.
        return False
    return True


def _show(error: BaseException) -> None:
    sys.excepthook(type(error), error, error.__traceback__)


def start_headers(questions: Questions, function: Callable[[], Mapping[str, str] | Iterable[tuple[str, str]]]) -> None:
    """Starts a thread that asks the function for the headers of each request, until nobody asks any more."""

    def headers(question: Question) -> None:
        given = function()
        question.answer(list(given.items() if hasattr(given, "items") else given))

    start_new_thread(_answer, (questions, headers))


def start_token(questions: Questions, function: Callable[[bool], str]) -> None:
    """The same for tokens."""

    def token(question: Question) -> None:
        question.answer([("token", function(question.fresh))])

    start_new_thread(_answer, (questions, token))


def _answer(questions: Questions, answer: Callable[[Question], None]) -> None:
    for question in questions:
        try:
            answer(question)
        except BaseException as error:
            # The request is not made now.
            question.answer(None)
            if _goes_on(_answer, questions, answer):
                raise
            _show(error)
