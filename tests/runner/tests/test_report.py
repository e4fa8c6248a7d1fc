"""What is shown of a failing step's log."""

from runner.report import telling

_CARGO = """\
   Compiling syn v3.0.9
   Compiling serde v1.0.229
error: could not write to a file
     Running tests/store.rs (target/debug/deps/store-2e16ae4c8678b948)

running 2 tests
test kept ... ok
test lost ... FAILED

failures:

---- lost stdout ----
an event is missing

test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s

running 1 test
test found ... ok

test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
"""


def test_progress_and_passes_are_left_out() -> None:
    assert telling(_CARGO) == [
        "error: could not write to a file",
        "",
        "test lost ... FAILED",
        "",
        "failures:",
        "",
        "---- lost stdout ----",
        "an event is missing",
        "",
        "test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
        "",
    ]


_NODE = """\
TAP version 13
# Subtest: an event arrives
ok 1 - an event arrives
  ---
  duration_ms: 0.5
  type: 'test'
  ...
# Subtest: the module is small
not ok 2 - the module is small
  ---
  duration_ms: 1.5
  location: 'package.test.mjs:31:1'
  error: '38063 bytes'
  ...
1..2
# fail 1
"""


def test_of_node_s_tests_the_failing_ones_are_left() -> None:
    assert telling(_NODE) == [
        "TAP version 13",
        "not ok 2 - the module is small",
        "  location: 'package.test.mjs:31:1'",
        "  error: '38063 bytes'",
        "1..2",
        "# fail 1",
    ]


def test_the_end_of_a_long_log_is_kept() -> None:
    log = "\n".join(f"line {number}" for number in range(1000))
    assert telling(log, most_lines=2) == ["line 998", "line 999"]
