"""The exceptions of the package."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ._snowgauge import Violation


class SnowgaugeError(Exception):
    """Base of everything that snowgauge raises."""

    __module__ = "snowgauge"


class ConfigError(SnowgaugeError, ValueError):
    """An option of a tracker cannot be used.

    Attributes:
        option: The option's name, such as `app_id`.
    """

    __module__ = "snowgauge"

    option: str

    def __init__(self, message: str, option: str) -> None:
        super().__init__(message, option)
        self.option = option

    def __str__(self) -> str:
        return str(self.args[0])


class ValidationError(SnowgaugeError, ValueError):
    """An event, or an entity of it, breaks its schema or the tracking plan.

    Attributes:
        violations: All that is wrong, in the order in which it was met.
        omitted: How many more violations there were than the list holds.

    Example:
        >>> from snowgauge import Tracker, ValidationError
        >>> from snowgauge.events import SuggestionRequested
        >>> tracker = Tracker("http://127.0.0.1:9090", app_id="gitlab_ai_gateway")
        >>> try:
        ...     tracker.track(SuggestionRequested())
        ... except ValidationError as error:
        ...     [violation.code for violation in error.violations]
        ['entity_missing']
    """

    __module__ = "snowgauge"

    violations: list[Violation]
    omitted: int

    def __init__(self, violations: Sequence[Violation], omitted: int = 0) -> None:
        super().__init__(violations, omitted)
        self.violations = list(violations)
        self.omitted = omitted

    def __str__(self) -> str:
        messages = [violation.message for violation in self.violations]
        if self.omitted:
            messages.append(f"and {self.omitted} more")
        return "\n  ".join(["invalid event:", *messages])
