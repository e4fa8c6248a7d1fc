"""For tests: an event exactly as it would be sent, with nothing left to the clock or to chance.

Example:
    >>> import json
    >>> from snowgauge.entities import CodeSuggestionsContext
    >>> from snowgauge.events import SuggestionRequested
    >>> from snowgauge.testing import request_body
    >>> body = request_body(
    ...     SuggestionRequested(),
    ...     entities=[CodeSuggestionsContext(prefix_length=120, suffix_length=8, language="python")],
    ...     entropy=bytes(16),
    ...     created=1_764_000_000_000,
    ...     sent=1_764_000_000_500,
    ...     app_id="gitlab_ai_gateway",
    ... )
    >>> json.loads(body)["data"][0]["eid"]
    '00000000-0000-4000-8000-000000000000'
"""

from ._snowgauge import request_body

__all__ = ["request_body"]
