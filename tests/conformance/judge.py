"""Snowplow's own code, run once on the JVM: questions go in, one a line, and the answers come back."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from corpus import Case
from corpus.schemas import ROOT

_FOLDERS = (ROOT, ROOT / "tests/conformance", ROOT / "tests/conformance/refused")
"""Folders on the class path: each has the `schemas/` of an Iglu registry in it, which is how the judge finds them."""

_TIMEOUT_S = 300


@dataclass(frozen=True)
class Verdict:
    """What Snowplow says of a datum, and why where that is nothing good."""

    good: bool
    why: str


@dataclass(frozen=True)
class Issue:
    """What Snowplow's linter says of a schema."""

    level: str
    pointer: str
    text: str


def judge(cases: list[Case], files: list[Path]) -> tuple[list[Verdict], list[list[Issue]]]:
    """The verdict on each case, and the issues of each schema's file."""
    questions = [{"schema": uri, "data": text} for uri, text in cases] + [{"lint": str(file)} for file in files]
    answers = _ask([json.dumps(question) for question in questions])
    verdicts = [Verdict(answer["good"], answer.get("why", "")) for answer in answers[: len(cases)]]
    return verdicts, [[Issue(*issue) for issue in answer["issues"]] for answer in answers[len(cases) :]]


def _ask(questions: list[str]) -> list[dict]:
    built = Path(os.environ["SNOWGAUGE_JUDGE"])
    libraries = (built / "classpath").read_text("utf-8").strip()
    classpath = os.pathsep.join([str(built / "classes"), libraries, *map(str, _FOLDERS)])
    # The stack of one thread, as a server's: a datum is nested a few hundred levels deep at most.
    done = subprocess.run(
        ["java", "-Xss4m", "-cp", classpath, "snowgauge.conformance.Main"],
        input="\n".join(questions) + "\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_TIMEOUT_S,
        check=False,
    )
    # Not splitlines(): an answer may hold characters that it, too, takes for the end of a line.
    answers = [json.loads(line) for line in done.stdout.split("\n") if line]
    if done.returncode or len(answers) != len(questions):
        raise SystemExit(f"the judge ended after {len(answers)} of {len(questions)} answers:\n{done.stderr[-4000:]}")
    return answers
