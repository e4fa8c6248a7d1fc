"""A generated history of two weeks: what happened, from which the events are made and the true answers computed."""

from .edges import HOSTILE, edge_cases
from .generate import START, generate
from .happened import Happened

__all__ = ["HOSTILE", "START", "Happened", "edge_cases", "generate"]
