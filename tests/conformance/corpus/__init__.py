"""The corpus: data, right and wrong, for every schema of an Iglu folder. The same folder gives the same corpus."""

from collections.abc import Iterable, Iterator

from .combinations import combinations
from .documents import documents
from .golden import golden
from .mutations import Novelty, mutations
from .schemas import Schema, load

Case = tuple[str, str]
"""The Iglu URI of a schema, and a datum as JSON text, or what is meant to be."""


def plan() -> list[Case]:
    """The corpus over the schemas of the tracking plan, with every datum of the golden vectors."""
    return _distinct([*golden(), *_over(load("schemas"), whole=True)])


def keywords() -> list[Case]:
    """The corpus over schemas that hold the keywords that the plan's do not use."""
    return _distinct(_over(load("tests/conformance/schemas"), whole=True))


def refused() -> list[Case]:
    """The corpus over schemas that Iglu takes and the generator refuses: each place by itself."""
    return _distinct(_over(load("tests/conformance/refused/schemas"), whole=False))


def _over(schemas: list[Schema], *, whole: bool) -> Iterator[Case]:
    novelty = Novelty()
    for schema in schemas:
        wholes = (*documents(schema, novelty), *combinations(schema)) if whole else ()
        for text in (*mutations(schema, novelty), *wholes):
            yield schema.uri, text


def _distinct(cases: Iterable[Case]) -> list[Case]:
    return list(dict.fromkeys(cases))
