"""The threads that call a tracker's functions: those that hear from it, and those that it asks."""

from __future__ import annotations

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
    try:
        for item in news:
            function(item)
    except BaseException:
        # Another thread goes on; this one ends with the exception, which Python then hands to sys.unraisablehook.
        start(news, function)
        raise


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
        except BaseException:
            # As above; the request is not made now.
            question.answer(None)
            start_new_thread(_answer, (questions, answer))
            raise
