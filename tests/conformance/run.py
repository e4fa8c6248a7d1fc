#!/usr/bin/env python3
"""Has Snowplow's own code judge the corpus, and compares its verdicts with the recorded ones.

tests/conformance/run.py            judge everything; fails where a verdict is not the recorded one
tests/conformance/run.py --update   judge everything and record it
tests/conformance/run.py --check    without Snowplow's code: the recorded cases are those of the corpus

scripts/conformance.sh prepares what the first two need. Ends with one line `N passed, M failed`.
"""

import argparse
import os
import sys
from collections import Counter
from pathlib import Path

import corpus
import record
from corpus.schemas import ROOT, load
from judge import Issue, Verdict, judge
from record import Line

_CORPORA = {"plan": corpus.plan, "keywords": corpus.keywords, "refused": corpus.refused}
_SHOWN = 40
"""How many disagreements are told one by one."""


def main() -> int:
    """Runs what the command line asks for."""
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    cases = {name: make() for name, make in _CORPORA.items()}
    problems = _stale(cases) if options.check else _judged(cases, options.update)
    for problem in problems[:_SHOWN]:
        print(problem)
    if len(problems) > _SHOWN:
        print(f"... and {len(problems) - _SHOWN} more")
    total = sum(map(len, cases.values()))
    print(f"{max(0, total - len(problems))} passed, {len(problems)} failed")
    return 1 if problems else 0


def _stale(cases: dict[str, list[corpus.Case]]) -> list[str]:
    """What is recorded otherwise than the corpus and the rules say."""
    problems = []
    recorded = {name: record.read(name) for name in cases}
    for name, lines in recorded.items():
        there, wanted = {line.case for line in lines}, set(cases[name])
        problems += [f"{name}: not recorded: {_shown(case)}" for case in cases[name] if case not in there]
        problems += [f"{name}: not in the corpus: {_shown(line.case)}" for line in lines if line.case not in wanted]
        problems += [
            f"{name}: the known difference is another: {_shown(line.case)}"
            for line in lines
            if line != Line.of(line.case, line.good)
        ]
    if not problems and not record.is_as_written(recorded):
        problems.append("tests/vectors/verdicts/manifest.json has other counts")
    return [*problems, "run: UPDATE=1 make conformance"] if problems else []


def _judged(cases: dict[str, list[corpus.Case]], update: bool) -> list[str]:
    """Where Snowplow's code says something else than what is recorded, or finds an error in a schema."""
    files = [schema.file for schema in load("schemas")]
    verdicts, issues = judge([case for name in cases for case in cases[name]], files)
    problems = _lint(files, issues)
    lines = {}
    for name, own in cases.items():
        told, verdicts = verdicts[: len(own)], verdicts[len(own) :]
        lines[name] = [Line.of(case, verdict.good) for case, verdict in zip(own, told, strict=True)]
        print(f"{name}: {len(own)} cases, {sum(verdict.good for verdict in told)} good")
        if not update:
            problems += _changed(name, lines[name], told)
    if update and not problems:
        record.write(lines)
    return problems


def _lint(files: list[Path], issues: list[list[Issue]]) -> list[str]:
    """The linter's errors; its other remarks are counted."""
    levels = Counter(issue.level for found in issues for issue in found)
    print(f"lint: {len(files)} schemas, " + ", ".join(f"{level} {levels[level]}" for level in _LEVELS))
    return [
        f"{file.relative_to(ROOT)}: {issue.pointer}: {issue.text}"
        for file, found in zip(files, issues, strict=True)
        for issue in found
        if issue.level not in _LEVELS or issue.level == "Error"
    ]


_LEVELS = ("Error", "Warning", "Info")


def _changed(name: str, lines: list[Line], verdicts: list[Verdict]) -> list[str]:
    recorded = {line.case: line for line in record.read(name)}
    changed = []
    for line, verdict in zip(lines, verdicts, strict=True):
        if recorded.pop(line.case, None) != line:
            changed.append(f"{name}: Snowplow says {'good' if line.good else verdict.why}: {_shown(line.case)}")
    return changed + [f"{name}: recorded, but not in the corpus: {_shown(case)}" for case in recorded]


def _shown(case: corpus.Case) -> str:
    schema, text = case
    return f"{schema.split('/')[1]} {ascii(text)[:_WIDTH]}"


_WIDTH = 200

if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
