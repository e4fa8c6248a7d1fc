"""What of a failing step's log is worth a reader's time."""

import re

_MOST_LINES = 200

_NOISE = re.compile(
    r"\s+(?:Compiling|Checking|Downloaded|Downloading|Fresh|Running|Doc-tests|Finished|Updating|Locking|Blocking) .*"
    r"|test .* \.\.\. ok"
    r"|running \d+ tests?"
    r"|test result: ok\. .*"
    r"|\s*ok \d+ - .*"
    r"|\s*# Subtest: .*"
    r"|\s+(?:---|\.\.\.|duration_ms: .*|type: '(?:test|suite)')"
)
"""Progress and passes, of cargo and of Node: a log is mostly that, and of a part of it little else would be left."""


def telling(log: str, most_lines: int = _MOST_LINES) -> list[str]:
    """The last `most_lines` lines of `log` that say more than that something went on or well."""
    lines = [line for line in log.splitlines() if not _NOISE.fullmatch(line)]
    kept: list[str] = []
    for line in lines:
        if line.strip() or (kept and kept[-1].strip()):
            kept.append(line)
    return kept[-most_lines:]
