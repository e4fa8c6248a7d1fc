"""The protocol's own kinds of event, and who and where the user is."""
# A field is typed as what it should be, and holds what was given, which `check` and `track` judge.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from . import _snowgauge

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from typing_extensions import Self


class StructuredEvent(_snowgauge.Event):
    """A structured event (`e=se`) of your own.

    An empty text counts as none. What is wrong is told when it is tracked.

    Args:
        category: What it is about: at most 1000 UTF-16 units.
        action: What has happened: at most 1000 UTF-16 units.
        label: What it has happened to: at most 4096 UTF-16 units.
        property: A property of the action or of what it has happened to: at most 1000 UTF-16 units.
        value: A number that goes with the action.

    Example:
        >>> from snowgauge import StructuredEvent, check
        >>> check(StructuredEvent(category="search", action="open", label="issues", value=2.5))
        []
    """

    __slots__ = ()
    __module__ = "snowgauge"
    event_name = "structured_event"

    if TYPE_CHECKING:

        def __new__(
            cls,
            *,
            category: str,
            action: str,
            label: str | None = None,
            property: str | None = None,
            value: float | None = None,
        ) -> Self: ...

    @property
    def category(self) -> str:
        """What it is about."""
        return self._field("category")

    @property
    def action(self) -> str:
        """What has happened."""
        return self._field("action")

    @property
    def label(self) -> str | None:
        """What it has happened to."""
        return self._field("label")

    @property
    def value(self) -> float | None:
        """A number that goes with the action."""
        return self._field("value")

    # The last one: its name hides the decorator.
    @property
    def property(self) -> str | None:
        """A property of the action or of what it has happened to."""
        return self._field("property")


class _Page(_snowgauge.Event):
    """What events about a page have in common."""

    __slots__ = ()
    __module__ = "snowgauge"

    @property
    def page_url(self) -> str:
        """The page's URL."""
        return self._field("page_url")

    @property
    def page_title(self) -> str | None:
        """The page's title."""
        return self._field("page_title")

    @property
    def referrer(self) -> str | None:
        """The URL of the page that led here."""
        return self._field("referrer")


class PageView(_Page):
    """A page view (`e=pv`).

    Args:
        page_url: The page's URL: at most 10,000 UTF-16 units.
        page_title: The page's title: at most 2000 UTF-16 units.
        referrer: The URL of the page that led here: at most 10,000 UTF-16 units.

    Example:
        >>> from snowgauge import PageView, check
        >>> check(PageView(page_url="https://gitlab.example/issues", page_title="Issues"))
        []
    """

    __slots__ = ()
    __module__ = "snowgauge"
    event_name = "page_view"

    if TYPE_CHECKING:

        def __new__(cls, *, page_url: str, page_title: str | None = None, referrer: str | None = None) -> Self: ...


class PagePing(_Page):
    """A page ping (`e=pp`): the page is still being looked at.

    Args:
        page_url: The page's URL: at most 10,000 UTF-16 units.
        page_title: The page's title: at most 2000 UTF-16 units.
        referrer: The URL of the page that led here: at most 10,000 UTF-16 units.
        min_x_offset: The least horizontal scroll offset since the last page ping, in pixels.
        max_x_offset: The greatest horizontal scroll offset since the last page ping, in pixels.
        min_y_offset: The least vertical scroll offset since the last page ping, in pixels.
        max_y_offset: The greatest vertical scroll offset since the last page ping, in pixels.

    Example:
        >>> from snowgauge import PagePing, check
        >>> check(PagePing(page_url="https://gitlab.example/issues", max_y_offset=1200))
        []
    """

    __slots__ = ()
    __module__ = "snowgauge"
    event_name = "page_ping"

    if TYPE_CHECKING:

        def __new__(
            cls,
            *,
            page_url: str,
            page_title: str | None = None,
            referrer: str | None = None,
            min_x_offset: int | None = None,
            max_x_offset: int | None = None,
            min_y_offset: int | None = None,
            max_y_offset: int | None = None,
        ) -> Self: ...

    @property
    def min_x_offset(self) -> int | None:
        """The least horizontal scroll offset since the last page ping, in pixels."""
        return self._field("min_x_offset")

    @property
    def max_x_offset(self) -> int | None:
        """The greatest horizontal scroll offset since the last page ping, in pixels."""
        return self._field("max_x_offset")

    @property
    def min_y_offset(self) -> int | None:
        """The least vertical scroll offset since the last page ping, in pixels."""
        return self._field("min_y_offset")

    @property
    def max_y_offset(self) -> int | None:
        """The greatest vertical scroll offset since the last page ping, in pixels."""
        return self._field("max_y_offset")


class Subject(_snowgauge.Subject):
    """Who and where the user is: of a tracker, of a scope, or of one event.

    The three merge field by field: an event's fields stand before its scopes', and those before the tracker's. An empty
    text counts as none. What does not have its field's form is told when the tracker or scope is made, or the event
    tracked.

    Args:
        platform: The platform, in place of the tracker's.
        user_id: The id of the user, as the business knows it: at most 255 UTF-16 units.
        screen_resolution: The screen's width and height in pixels, such as `1920x1080`.
        viewport: The viewport's width and height in pixels, such as `1280x720`.
        color_depth: The bits of a pixel's color: at most 12 UTF-16 units.
        timezone: The time zone, such as `Europe/Berlin`: at most 255 UTF-16 units.
        language: The language, such as `en-US`: at most 255 UTF-16 units.
        ip_address: The user's IP address; without it the collector takes the connection's. At most 128 UTF-16 units.
        useragent: The user agent; without it the collector takes the request's. At most 1000 UTF-16 units.
        domain_user_id: The user's id in a first-party cookie: at most 128 UTF-16 units.
        network_user_id: The user's id in the collector's cookie: at most 128 UTF-16 units. It wins over the cookie.
        domain_session_id: The id of the session: a UUID in its canonical form.
        domain_session_index: How many sessions the user has had, this one included.

    Example:
        >>> from snowgauge import PageView, Subject, check
        >>> subject = Subject(user_id="8819234", screen_resolution="1920x1080", language="en-US")
        >>> check(PageView(page_url="https://gitlab.example/issues"), subject=subject)
        []
    """

    __slots__ = ()
    __module__ = "snowgauge"

    if TYPE_CHECKING:

        def __new__(
            cls,
            *,
            platform: Literal["web", "iot", "app", "mob", "pc", "cnsl", "tv", "srv", "headset"] | None = None,
            user_id: str | None = None,
            screen_resolution: str | None = None,
            viewport: str | None = None,
            color_depth: str | None = None,
            timezone: str | None = None,
            language: str | None = None,
            ip_address: str | None = None,
            useragent: str | None = None,
            domain_user_id: str | None = None,
            network_user_id: str | None = None,
            domain_session_id: str | None = None,
            domain_session_index: int | None = None,
        ) -> Self: ...

    @property
    def platform(self) -> str | None:
        """The platform, in place of the tracker's."""
        return self._field("platform")

    @property
    def user_id(self) -> str | None:
        """The id of the user, as the business knows it."""
        return self._field("user_id")

    @property
    def screen_resolution(self) -> str | None:
        """The screen's width and height in pixels."""
        return self._field("screen_resolution")

    @property
    def viewport(self) -> str | None:
        """The viewport's width and height in pixels."""
        return self._field("viewport")

    @property
    def color_depth(self) -> str | None:
        """The bits of a pixel's color."""
        return self._field("color_depth")

    @property
    def timezone(self) -> str | None:
        """The time zone."""
        return self._field("timezone")

    @property
    def language(self) -> str | None:
        """The language."""
        return self._field("language")

    @property
    def ip_address(self) -> str | None:
        """The user's IP address."""
        return self._field("ip_address")

    @property
    def useragent(self) -> str | None:
        """The user agent."""
        return self._field("useragent")

    @property
    def domain_user_id(self) -> str | None:
        """The user's id in a first-party cookie."""
        return self._field("domain_user_id")

    @property
    def network_user_id(self) -> str | None:
        """The user's id in the collector's cookie."""
        return self._field("network_user_id")

    @property
    def domain_session_id(self) -> str | None:
        """The id of the session."""
        return self._field("domain_session_id")

    @property
    def domain_session_index(self) -> int | None:
        """How many sessions the user has had, this one included."""
        return self._field("domain_session_index")
