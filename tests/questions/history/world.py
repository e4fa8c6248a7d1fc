"""Who is there in a history: namespaces, their users, and what calls by itself."""

from dataclasses import dataclass

from .dice import Dice
from .happened import Data

AGENTS = ("orbit_agent", "duo_chat_agent", "code_review_agent", "security_agent")


@dataclass(frozen=True)
class Caller:
    """Who calls: a person, or something automatic."""

    user_type: str
    global_user_id: str | None
    is_team_member: bool | None


@dataclass(frozen=True)
class Namespace:
    """A customer's group or project that enables the knowledge graph."""

    id: str
    root_id: str
    type: str
    tier: str
    deployment: str
    enabled_on: int
    """The day of the history, counted from 0."""
    people: tuple[Caller, ...]
    eagerness: float
    """How much its people ask, 1 is usual; at 0 nobody ever does."""

    def context(self, dice: Dice, caller: Caller, source: str, tool: str = "query_graph") -> Data:
        """The `knowledge_graph_context` of a call."""
        fields: Data = {
            "correlation_id": dice.event_id(),
            "namespace_id": self.id,
            "root_namespace_id": self.root_id,
            "user_type": caller.user_type,
            "source_type": source,
            "tool_name": tool,
            "tier": self.tier,
            "deployment_type": self.deployment,
        }
        # What may be null may be absent, too.
        if caller.global_user_id or dice.happens(0.5):
            fields["global_user_id"] = caller.global_user_id
        if caller.is_team_member is not None or dice.happens(0.5):
            fields["is_gitlab_team_member"] = caller.is_team_member
        if source == "dap":
            fields["session_id"] = f"sess_{dice.number(0, 2**32):08x}"
        return fields


AUTOMATIC = (Caller("bot", None, None), Caller("service_account", None, False))


def people(dice: Dice, how_many: int) -> tuple[Caller, ...]:
    """Users, some of whom work for GitLab and some of whom nobody knows."""
    return tuple(_person(dice) for _ in range(how_many))


def _person(dice: Dice) -> Caller:
    known = dice.happens(0.95)
    return Caller("human", f"usr_{dice.number(10**6, 10**7)}" if known else None, dice.one((True, False, False, None)))


def namespaces(dice: Dice, how_many: int, days: int) -> list[Namespace]:
    """Some stand alone, some are projects below a group that is one of them as well."""
    roots = [str(9_800_000 + index * 17) for index in range(how_many // 3 + 1)]
    everybody = people(dice, how_many * 3)
    made = []
    for index in range(how_many):
        is_group = index % 3 == 0
        root = roots[index // 3]
        made.append(
            Namespace(
                id=root if is_group else str(14_500_000 + index * 13),
                root_id=root,
                type="group" if is_group else "project",
                tier=dice.one(("premium", "ultimate")),
                deployment=dice.weighted({"com": 6, "dedicated": 2, "self_managed": 1}),
                enabled_on=dice.number(0, days - 3) if index else 0,
                people=tuple(dice.one(everybody) for _ in range(4)),
                eagerness=dice.one((0.0, 0.2, 0.6, 1.0, 1.4)),
            )
        )
    return made
