"""The thread that tells a function how events ended, or what happened to the store."""

from __future__ import annotations

# Not threading.Thread: that would cost the import two milliseconds, and the interpreter's end would wait for it.
from _thread import start_new_thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ._snowgauge import News


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
