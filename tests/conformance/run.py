#!/usr/bin/env python3
"""Has Snowplow's own code judge the corpus, and compares its verdicts with the recorded ones.

tests/conformance/run.py            judge everything; fails where a verdict is not the recorded one
tests/conformance/run.py --update   judge everything and record it
tests/conformance/run.py --check    without Snowplow's code: the recorded cases are those of the corpus

scripts/conformance.sh prepares what the first two need; they end with one line `N passed, M failed`.
"""

import argparse
import os
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import corpus
import record
from canonical import canonical
from corpus.schemas import ROOT, Node, load
from differences import CANONICAL, REPEATED
from judge import Issue, Verdict, judge
from record import Line
from repeated import with_first

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
    if not options.check:
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
            if line != Line.of(line.case, line.good, line.differs if line.differs in (CANONICAL, REPEATED) else None)
        ]
    if not problems and not record.is_as_written(recorded):
        problems.append("tests/vectors/verdicts/manifest.json or docs/conformance.md has other counts")
    return [*problems, "run: UPDATE=1 make conformance"] if problems else []


def _judged(cases: dict[str, list[corpus.Case]], update: bool) -> list[str]:
    """Where Snowplow's code says something else than what is recorded, or finds an error in a schema."""
    files = [schema.file for schema in load("schemas")]
    every = {case for own in cases.values() for case in own}
    asked = sorted(every | {other for case in every for other in (_as_sent(case), _with_first(case))})
    answers, issues = judge(asked, files)
    verdicts = dict(zip(asked, answers, strict=True))
    problems = _lint(files, issues)
    lines = {}
    for name, own in cases.items():
        lines[name] = [Line.of(case, verdicts[case].good, _asked_for(case, verdicts)) for case in own]
        print(f"{name}: {len(own)} cases, {sum(line.good for line in lines[name])} good, {_differing(lines[name])}")
        if not update:
            problems += _changed(name, lines[name], verdicts)
    if update and not problems:
        record.write(lines)
    return problems


def _as_sent(case: corpus.Case) -> corpus.Case:
    return case[0], canonical(case[1])


def _with_first(case: corpus.Case) -> corpus.Case:
    return case[0], with_first(case[1], _schemas()[case[0]])


@cache
def _schemas() -> dict[str, Node]:
    """Every schema that is judged by, by its Iglu URI."""
    folders = ("schemas", "tests/conformance/schemas", "tests/conformance/refused/schemas")
    return {schema.uri: schema.root for folder in folders for schema in load(folder)}


def _asked_for(case: corpus.Case, verdicts: dict[corpus.Case, Verdict]) -> str | None:
    """The known difference that shows when Snowplow's code judges something else in the place of a datum."""
    if not verdicts[_as_sent(case)].good:
        return CANONICAL
    return None if verdicts[_with_first(case)].good else REPEATED


def _differing(lines: list[Line]) -> str:
    counts = Counter(line.differs for line in lines if line.differs)
    return ", ".join(f"{count} known to differ ({name})" for name, count in sorted(counts.items())) or "none differs"


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


def _changed(name: str, lines: list[Line], verdicts: dict[corpus.Case, Verdict]) -> list[str]:
    recorded = {line.case: line for line in record.read(name)}
    changed = []
    for line in lines:
        if recorded.pop(line.case, None) != line:
            told = verdicts[line.case].why or f"good, {line.differs or 'and so should we'}"
            changed.append(f"{name}: Snowplow says {told}: {_shown(line.case)}")
    return changed + [f"{name}: recorded, but not in the corpus: {_shown(case)}" for case in recorded]


def _shown(case: corpus.Case) -> str:
    schema, text = case
    return f"{schema.split('/')[1]} {ascii(text)[:_WIDTH]}"


_WIDTH = 200

if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
