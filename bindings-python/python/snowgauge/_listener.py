"""The threads that call a tracker's functions: those that hear from it, and those that it asks."""

from __future__ import annotations

import _thread
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ._snowgauge import News, Question, Questions


def _native() -> Callable[..., int]:
    """What starts a thread of the system's.

    gevent and eventlet put a function of their own in its place: what waits in a greenlet stops its caller's thread.
    """
    # Not threading.Thread: that would cost the import two milliseconds, and the interpreter's end would wait for it.
    given = _thread.start_new_thread
    if isinstance(given, type(len)):
        return given
    from importlib.machinery import BuiltinImporter
    from importlib.util import module_from_spec

    spec = BuiltinImporter.find_spec("_thread")
    assert spec is not None
    unpatched = module_from_spec(spec)
    BuiltinImporter.exec_module(unpatched)
    start: Callable[..., int] = unpatched.start_new_thread
    return start


start_new_thread = _native()


# Between two calls a thread does not refer to its function: what refers to nothing else can be collected as garbage.
def start(news: News) -> None:
    """Starts a thread that calls the function with each piece of news, until no more will come."""
    start_new_thread(_tell, (news,))


def _tell(news: News) -> None:
    for item in news:
        try:
            news.function(item)
        except BaseException as error:
            if _goes_on(_tell, news):
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


def start_headers(questions: Questions) -> None:
    """Starts a thread that asks the function for the headers of each request, until nobody asks any more."""
    start_new_thread(_answer, (questions, _headers))


def _headers(questions: Questions, question: Question) -> None:
    given = questions.function()
    question.answer(list(given.items() if hasattr(given, "items") else given))


def start_token(questions: Questions) -> None:
    """The same for tokens."""
    start_new_thread(_answer, (questions, _token))


def _token(questions: Questions, question: Question) -> None:
    question.answer([("token", questions.function(question.fresh))])


def _answer(questions: Questions, answer: Callable[[Questions, Question], None]) -> None:
    for question in questions:
        try:
            answer(questions, question)
        except BaseException as error:
            # The request is not made now.
            question.answer(None)
            if _goes_on(_answer, questions, answer):
                raise
            _show(error)
