"""The tracker, with what Python does better than Rust: context managers, for threads and for asyncio."""

from __future__ import annotations

from . import _snowgauge
from ._listener import start_new_thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import Future
    from collections.abc import Callable
    from types import TracebackType

    from typing_extensions import Self


class Tracker(_snowgauge.Tracker):
    """Checks events and has them delivered to a Snowplow collector.

    `track` never blocks and does no IO, but for writing the event to the `store`, if there is one: threads of the
    tracker's own deliver, outside the interpreter. They are started by the first event. A tracker can be used from any
    number of threads, from asyncio, and in a forked child, which goes on with threads and counters of its own.

    When the interpreter ends, or a child of `multiprocessing`, trackers that were not shut down get two seconds for
    what they still hold. (A process that ends by `os._exit` or a signal, as the workers of a `multiprocessing.Pool` do
    that is not closed and joined, gives them none: call `shutdown` there.)

    Args:
        collector: The collector's base URL, such as `https://snowplow.example`, or its full endpoint; in tests a
            `snowgauge.testing.Collector`.
        app_id: Which application sends (`aid`).
        namespace: Which tracker of the application (`tna`). Default: `snowgauge`.
        platform: Where it runs (`p`): one of the tracker protocol's platforms. Default: `srv`.
        framing: How events are put on the wire: `internal_events` (the default), as GitLab Internal Events does, or
            `self_describing`.
        max_events: The most events held at a time. Default: 10,000.
        max_bytes: The most bytes held at a time: each event counts with its payload and 128 bytes beside it. Default:
            32 MiB.
        batch_events: The most events in one request. Default: 100.
        batch_bytes: The most bytes in one request. Default: 150,000.
        linger: How long an event may wait for others to share its request, in seconds. Default: 1.
        max_attempts: How many requests with an event may fail before it is given up. Default: 1000.
        max_age: How old an event may get before it is given up, in seconds. Default: a day.
        on_invalid: What `track` does with an invalid event: `raise` a `ValidationError`, as it is the caller's bug, or
            only `report` it to `on_outcome`, for production.
        on_outcome: Called with the `Outcome` of each event, one at a time, on a thread of the tracker. What it raises
            goes to `sys.unraisablehook`. While it is 20,000 outcomes behind (or 10,000 and `max_events`, where that is
            more), no event is taken, and it does not hear of those.
        tracker_version: The tracker's name and version (`tv`). Default: `py-` and this package's version.
        schema_versions: Versions to send data under other than the plan's, by the schema's name:
            `{"gitlab_standard": "1-1-8"}`.
        store: A directory in which events are kept until they have left, so that they outlive the process, however it
            ends: the next tracker with the same collector, `app_id` and `namespace` sends them. It is made if its
            parent is there; any number of processes may share it. Default: events are held in memory only.
        durability: What the store protects events from: the end of the `process` (the default), or a cut of the
            `power` too.
        on_store: Called with a `StoreNotice` when something has happened to the store, as `on_outcome` is.
        subject: Who and where the user is, where neither an event nor a scope says so.
        entities: Attached to every event.
        too_long: What happens with a text that is longer than its field may be: its event is invalid (`reject`, the
            default), or the text is cut to its limit (`truncate`), and the event's `Outcome` names the field.
        base64: Whether entities and self-describing data are sent in base64. Default: as JSON, which is smaller.
        overflow: What happens with an event for which there is no room: it is not taken (`reject_new`, the default), or
            the oldest that wait give way (`drop_oldest`). Either way an `Outcome` says `queue_full`.
        status_policy: What is done about HTTP statuses, 100 to 599, where that is to differ from the defaults:
            `{404: "reject"}`. The actions are `deliver`, `retry`, `reject`, `bisect` (look for the event at fault),
            `split` (send fewer at a time) and `auth`.
        connect_timeout: How long looking up the collector's address may take, and then again connecting, with proxy and
            TLS, in seconds, like all timeouts: 0.001 to a day. Default: 5.
        send_timeout: How long sending a request's headers may take, and then again its body. Default: 5.
        receive_timeout: How long an answer's headers may take after the request was sent, and then again its body. An
            event whose answer is not waited for may arrive twice. Default: 10.
        request_timeout: How long a request may take in all, its answer included. Default: 15.
        proxy: Through which proxy requests go: `environment` (the default), as `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`
            and `NO_PROXY` say; `direct`; or a URL such as `http://proxy.example:3128`, also with `https`, `socks4`,
            `socks4a`, `socks5` or `socks5h`.
        ca_file: A PEM file with the certificates of the authorities that are trusted, and no others. Default: those
            that the platform trusts; Mozilla's, which are bundled, where it names none.
        on_connection: Called with a `ConnectionNotice` when requests begin to fail, when the cause changes, and when
            they succeed again, as `on_outcome` is: what to log to see why nothing arrives.
        headers: Called for each request, on a thread of the tracker: headers to add, as a mapping or as pairs. Where it
            raises, takes more than a minute, or gives what cannot be sent, no request is made, and it is called again
            as after a failed request. `Host`, `Content-Type`, `Content-Length` and headers of a connection cannot be
            set.
        token: Called for each request, like `headers`, with whether the token has to be a fresh one: a token to send as
            `Authorization: Bearer`. It should keep one while that holds. When the collector answers 401 or 403 it is
            asked once for a fresh one; only when that is refused too, events end as `auth`.

    Raises:
        ConfigError: An option cannot be used.

    Example:
        >>> from snowgauge import Tracker
        >>> with Tracker("http://127.0.0.1:9090", app_id="gkg") as tracker:
        ...     tracker.stats()["accepted"]
        0

    With asyncio:
        >>> async def main() -> bool:
        ...     async with Tracker("http://127.0.0.1:9090", app_id="gkg") as tracker:
        ...         return await tracker.aflush(timeout=1)
        >>> import asyncio
        >>> asyncio.run(main())
        True
    """

    __slots__ = ("__weakref__",)
    __module__ = "snowgauge"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.ashutdown()

    @staticmethod
    def disabled() -> Tracker:
        """A tracker for where nothing is to be sent: it needs no collector, starts no thread and makes no request.

        It checks events all the same, so that mistakes are found there, too; then it takes none: `track` returns None,
        and `stats` counts each as `opted_out`.

        Example:
            >>> from snowgauge import StructuredEvent, Tracker
            >>> tracker = Tracker.disabled()
            >>> tracker.track(StructuredEvent(category="search", action="open"))
            >>> tracker.stats()["opted_out"]
            1
        """
        tracker = _Disabled("http://localhost", app_id="disabled", proxy="direct")
        _snowgauge.Tracker.set_opt_out(tracker, True)
        return tracker

    async def aflush(self, timeout: float = 5.0) -> bool:
        """`flush` for asyncio: other tasks run meanwhile."""
        return await _aside(self.flush, timeout)

    async def ashutdown(self, timeout: float = 5.0) -> bool:
        """`shutdown` for asyncio: other tasks run meanwhile."""
        return await _aside(self.shutdown, timeout)


class _Disabled(Tracker):
    """What `Tracker.disabled` gives."""

    __slots__ = ()

    def set_opt_out(self, opted_out: bool) -> None:
        """Changes nothing: there is nowhere to send to."""


def _aside(wait: Callable[[float], bool], timeout: float) -> Future[bool]:
    """Waits on a thread of its own: those of the loop's executor may be busy for longer than the timeout, or gone."""
    # Not at the top: importing asyncio takes longer than all of snowgauge, and who awaits has it.
    import asyncio
    import concurrent.futures

    waited = concurrent.futures.Future[bool]()
    # Whoever gives up waiting does not end the wait.
    waited.set_running_or_notify_cancel()

    def run() -> None:
        try:
            waited.set_result(wait(timeout))
        except BaseException as error:
            waited.set_exception(error)

    start_new_thread(run, ())
    return asyncio.wrap_future(waited)
