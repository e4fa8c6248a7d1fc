"""Where ours refuses what Snowplow's code takes, and has to. docs/conformance.md gives the reasons."""

import re

from canonical import NUMBER, STRING, canonical, is_readable

MOST_DEPTH = 36
"""How deeply a datum may be nested: what enrich 6 allows in all, 40 levels, without the envelopes around a datum."""

CANONICAL = "canonical"
"""A datum is good, and would be bad with its numbers as ours writes them. Snowplow's code has to be asked for this."""

REPEATED = "repeated"
"""A datum is good, and would be bad if the first of a repeated further member counted: asked for too."""

_PAIR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_HALF = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


def difference(text: str) -> str | None:
    """The name of the known difference about a datum that Snowplow's code takes."""
    rest = STRING.sub('""', text)
    if _depth(rest) > MOST_DEPTH:
        return "depth"
    if any(_HALF.search(_PAIR.sub("", found.replace("\\\\", ""))) for found in STRING.findall(text)):
        return "surrogate"
    numbers = NUMBER.findall(rest)
    if not all(map(is_readable, [*numbers, *map(canonical, numbers)])):
        return "exponent"
    return None


def _depth(brackets: str) -> int:
    depth = deepest = 0
    for sign in brackets:
        depth += (sign in "{[") - (sign in "}]")
        deepest = max(deepest, depth)
    return deepest
