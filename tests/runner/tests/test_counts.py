"""The runner must count what ran, and must not be talked into a pass."""

import pytest
from runner.counts import Count, Counter, Verdict, judge

CARGO = """\
running 2 tests
test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s
   Doc-tests snowgauge
test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s
"""
NODE = "# tests 5\n# suites 0\n# pass 5\n# fail 0\n# cancelled 0\n# skipped 0\n# todo 0\n"
PYTEST = "........ [100%]\n8 passed in 0.12s\n"
PLAIN = "4 passed, 0 failed\n"


@pytest.mark.parametrize(
    ("output", "counters", "count"),
    [
        (CARGO, (Counter.CARGO,), Count(15)),
        (NODE, (Counter.NODE,), Count(5)),
        ("\x1b[34mℹ pass 7\x1b[39m\n\x1b[34mℹ fail 0\x1b[39m\n", (Counter.NODE,), Count(7)),
        (PYTEST, (Counter.PYTEST,), Count(8)),
        ("===== 8 passed, 1 warning in 61.12s (0:01:01) =====\n", (Counter.PYTEST,), Count(8)),
        ("7 passed, 1 xfailed in 0.12s\n", (Counter.PYTEST,), Count(8)),
        (PLAIN + PLAIN, (Counter.PLAIN,), Count(8)),
        (PYTEST + PLAIN, (Counter.PYTEST, Counter.PLAIN), Count(12)),
        ("", (Counter.CHECK,), Count(1)),
    ],
)
def test_a_pass_is_counted(output: str, counters: tuple[Counter, ...], count: Count) -> None:
    assert judge(output, 0, counters) == Verdict(count)


@pytest.mark.parametrize(
    ("output", "counters", "count"),
    [
        (CARGO.replace("0 failed", "1 failed", 1), (Counter.CARGO,), Count(15, 1)),
        ("2 failed, 6 passed, 1 error in 0.12s\n", (Counter.PYTEST,), Count(6, 3)),
        (NODE.replace("fail 0", "fail 2"), (Counter.NODE,), Count(5, 2)),
        ("3 passed, 1 failed\n", (Counter.PLAIN,), Count(3, 1)),
        ("", (Counter.CHECK,), Count(0, 1)),
    ],
)
def test_a_failure_is_counted(output: str, counters: tuple[Counter, ...], count: Count) -> None:
    assert judge(output, 1, counters) == Verdict(count)


@pytest.mark.parametrize(
    ("output", "counters"),
    [
        (CARGO.replace("0 ignored", "1 ignored", 1), (Counter.CARGO,)),
        (NODE.replace("skipped 0", "skipped 1"), (Counter.NODE,)),
        (NODE.replace("todo 0", "todo 1"), (Counter.NODE,)),
        ("8 passed, 1 skipped in 0.12s\n", (Counter.PYTEST,)),
        ("8 passed, 1 xpassed in 0.12s\n", (Counter.PYTEST,)),
        ("8 passed, 0 failed, 1 skipped\n", (Counter.PLAIN,)),
        ("8 passed, 1 failed\n", (Counter.PLAIN,)),
    ],
)
def test_a_skip_or_a_failure_with_exit_code_0_fails(output: str, counters: tuple[Counter, ...]) -> None:
    verdict = judge(output, 0, counters)
    assert verdict.count.failed == 1
    assert verdict.reason


@pytest.mark.parametrize("counter", set(Counter) - {Counter.CHECK})
def test_no_test_at_all_fails(counter: Counter) -> None:
    assert judge("all is well\n", 0, (counter,)).count == Count(0, 1)


def test_each_expected_tool_must_have_run() -> None:
    verdict = judge(PLAIN, 0, (Counter.PYTEST, Counter.PLAIN))
    assert verdict == Verdict(Count(4, 1), "ran no pytest test")


def test_a_crash_after_the_last_test_fails() -> None:
    assert judge(CARGO, 101, (Counter.CARGO,)) == Verdict(Count(15, 1), "ended with exit code 101")
