"""What proves the project: the steps, in order, in lanes, as data."""

from dataclasses import dataclass, field

from .counts import Counter


@dataclass(frozen=True)
class Step:
    """One command and how to read it.

    `needs` are names that scripts/have.sh knows; a missing one fails the step, it never skips it.
    """

    name: str
    command: str
    counters: tuple[Counter, ...] = (Counter.CHECK,)
    needs: tuple[str, ...] = ()
    env: dict[str, str] = field(default_factory=dict)
    timeout_s: int = 900


# Without the Python extension: a test program of it could not be linked without an interpreter.
# Clippy still compiles it, and python-wheel tests it.
_CARGO_TEST = "cargo test --workspace --locked --no-fail-fast --exclude snowgauge-python"

SOURCES = (
    # The second one is a workspace of its own.
    Step("fmt", "cargo fmt --all --check && cargo fmt --check --manifest-path tests/bench/peers/Cargo.toml"),
    Step("file-rules", "python3 scripts/rules.py", (Counter.PLAIN,)),
    Step("lint-scripts", "scripts/lint.sh", (Counter.PLAIN,), needs=("venv",)),
    Step("runner", "scripts/test-runner.sh", (Counter.PYTEST,), needs=("venv",)),
    Step("clippy", "cargo clippy --workspace --all-targets --locked -- -D warnings", timeout_s=1200),
    Step("codegen", "cargo codegen --check"),
    Step("vectors", "scripts/test-vectors.sh", (Counter.PLAIN,), needs=("venv",)),
    Step("rust", _CARGO_TEST, (Counter.CARGO,), timeout_s=1800),
    Step("differential", "scripts/test-differential.sh", (Counter.CARGO,), timeout_s=1200),
    Step("simulation", "scripts/test-simulation.sh", (Counter.PLAIN,), timeout_s=1200),
    Step("interleavings", "scripts/test-interleavings.sh", (Counter.CARGO,), timeout_s=1200),
    Step(
        "docs",
        "cargo doc --locked --no-deps -p snowgauge-core -p snowgauge --features snowgauge/testing",
        env={"RUSTDOCFLAGS": "-Dwarnings"},
    ),
    Step("no-std", "scripts/no-std.sh", needs=("std-sources",)),
    Step("bare-wasm", "scripts/test-bare.sh", (Counter.NODE,), needs=("wasm", "node")),
)
"""What works on the sources."""

PACKAGES = (
    Step(
        "python-wheel",
        "scripts/test-python.sh",
        (Counter.PYTEST, Counter.PLAIN),
        needs=("venv",),
    ),
    Step("cli-packages", "scripts/test-cli.sh", (Counter.PYTEST,), needs=("venv",)),
    Step("questions", "scripts/test-questions.sh", (Counter.PYTEST,), needs=("venv", "chromium")),
    Step(
        "npm-package",
        "scripts/test-npm.sh",
        (Counter.NODE,),
        needs=("wasm", "node", "npm-packages", "chromium"),
    ),
)
"""What installs packages as users do."""

HOSTS = (
    Step("collector-page", "scripts/test-page.sh", (Counter.NODE,), needs=("node", "npm-packages", "chromium")),
    Step("c-library", "scripts/test-c.sh", (Counter.PLAIN,), needs=("cc", "pkg-config")),
    Step(
        "vscode-web",
        "scripts/test-vscode.sh",
        (Counter.NODE,),
        needs=("wasm", "node", "npm-packages", "vscode", "chromium"),
    ),
    Step(
        "faults",
        "scripts/faults.sh --quick",
        (Counter.PLAIN,),
        needs=("venv", "wasm", "node", "npm-packages"),
    ),
    Step(
        "readme",
        "scripts/test-readme.sh",
        (Counter.PLAIN,),
        needs=("venv", "wasm", "node", "npm-packages", "cc", "pkg-config"),
    ),
)
"""What runs in hosts that are waited for most of the time: pages, programs in C, an editor, services."""

LANES = (SOURCES, PACKAGES, HOSTS)
"""Lanes run side by side: most steps wait more than they compute, and a compiler of one lane fills another's gaps.
What they build, they build by cargo or behind a lock.
"""

STEPS = SOURCES + PACKAGES + HOSTS
