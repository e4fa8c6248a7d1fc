"""The thread that tells a function how events ended."""

from __future__ import annotations

# Not threading.Thread: that would cost the import two milliseconds, and the interpreter's end would wait for it.
from _thread import start_new_thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ._snowgauge import Outcome, Outcomes


def start(outcomes: Outcomes, function: Callable[[Outcome], object]) -> None:
    """Starts a thread that calls the function with each outcome, until no more will come."""
    start_new_thread(_tell, (outcomes, function))


def _tell(outcomes: Outcomes, function: Callable[[Outcome], object]) -> None:
    try:
        for outcome in outcomes:
            function(outcome)
    except BaseException:
        # Another thread goes on; this one ends with the exception, which Python then hands to sys.unraisablehook.
        start(outcomes, function)
        raise
