"""Snowplow's own verdicts on the corpus, as `make conformance` has recorded them: this package comes to the same.

A case is run where Python's values can say what its text says: where `json.dumps` makes the text again.
"""

import json
import os
from pathlib import Path

import snowgauge

TREE = os.environ.get("SNOWGAUGE_ROOT", Path(__file__).parents[2])
VERDICTS = Path(os.environ.get("SNOWGAUGE_VECTORS", Path(TREE, "tests", "vectors")), "verdicts")


def refuse(constant):
    raise ValueError(constant)


def value_of(text):
    """The value, in a list; an empty list where Python cannot say what the text says."""
    try:
        value = json.loads(text, parse_constant=refuse)
    except ValueError:
        return []
    return [value] if json.dumps(value, ensure_ascii=False, separators=(",", ":")) == text else []


def test_verdicts():
    ran = 0
    failures = []
    for line in VERDICTS.joinpath("plan.ndjson").read_text(encoding="ascii").splitlines():
        case = json.loads(line)
        for value in value_of(case["data"]):
            ran += 1
            violations = snowgauge.validate(case["schema"], value)
            # Snowplow does not know the rules of the plan.
            good = all(violation.code.startswith("plan_") for violation in violations)
            if good != (case["good"] and "differs" not in case):
                failures.append(f"found {'good' if good else 'bad'}: {line}")
    assert not failures, "\n".join(failures)
    manifest = json.loads(VERDICTS.joinpath("manifest.json").read_text(encoding="ascii"))
    assert ran == manifest["plan_in_python"]
