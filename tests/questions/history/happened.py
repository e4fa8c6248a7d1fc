"""What happened in a history: the source that events are made of and that the true answers are computed from."""

from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from typing import Any

Data = dict[str, Any]


@dataclass(frozen=True)
class Happened:
    """Something that happened once, however often it is told."""

    name: str
    """The tracking plan's name of the event."""
    at: int
    """When, in milliseconds since 1970."""
    event_id: str
    data: Data | None
    """The event's own fields."""
    entities: dict[str, Data]
    """The entities by the name of their schema."""
    app_id: str
    framing: str = "internal_events"
    repeats: int = 0
    """How many times it is sent again, as after an answer that was lost."""
    altered: Data | None = field(default=None, repr=False)
    """What an event says that bears its id and comes later: it must not count."""
    is_late: bool = False
    """Whether it is sent after all that is not, though it happened before."""
    tells_when: bool = True
    """Whether it is sent with the true time; else the collector works it out of the device's clock."""

    def __getattr__(self, name: str) -> Any:
        """A field of the event or of the entity that always travels with it; None where it is absent."""
        if name.startswith("__"):
            raise AttributeError(name)
        for fields in (self.data or {}, self._context()):
            if name in fields:
                return fields[name]
        return None

    def _context(self) -> Data:
        names = ("knowledge_graph_context", "code_suggestions_context")
        return next((self.entities[name] for name in names if name in self.entities), {})

    @property
    def day(self) -> date:
        """The day, in UTC."""
        return datetime.fromtimestamp(self.at / 1000, timezone.utc).date()
