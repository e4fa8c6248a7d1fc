# Sourced by every script here: where things are, and how to speak.
# shellcheck shell=bash disable=SC2034  # the variables are for the scripts
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# One target folder for all steps, so that nothing is compiled twice. Cargo may have been given another.
target=${CARGO_TARGET_DIR:-$root/target}
# A relative one would be another in each folder that a script goes to.
[ "${target#/}" != "$target" ] || { target=$PWD/$target && export CARGO_TARGET_DIR=$target; }
venv=$root/.venv
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -1)

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { say "$*"; exit 1; }

# make_scratch: a fresh folder outside the source tree, named by $scratch and removed when the script ends.
make_scratch() {
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/snowgauge.XXXXXX")
    trap 'rm -rf "$scratch"' EXIT
}

# one_at_a_time NAME: waits until no other script that was started beside this one holds the lock NAME. It is given back when
# this shell ends.
one_at_a_time() {
    mkdir -p "$target"
    exec 9>"$target/$1.lock"
    flock 9
}

# find_python: prints a Python that is new enough for the bindings (3.10), or fails.
find_python() {
    local candidate
    for candidate in python3 python3.13 python3.12 python3.11 python3.10; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

find_chromium() {
    if [ -n "${CHROMIUM:-}" ]; then
        command -v "$CHROMIUM"
    else
        command -v chromium || command -v chromium-browser || command -v google-chrome
    fi
}

# tell_tests: says to tests that run far from the source tree where it is, and which collector to start.
tell_tests() {
    export SNOWGAUGE_ROOT=$root
    export SNOWGAUGE_COLLECTOR=$target/packaging/snowgauge-collector
    (cd "$root" && cargo build --quiet --profile packaging --package snowgauge-collector) >&2
}

checks_passed=0 checks_failed=0
# check NAME COMMAND...: counts one test and goes on.
check() {
    local name=$1
    shift
    if "$@"; then
        checks_passed=$((checks_passed + 1))
    else
        checks_failed=$((checks_failed + 1))
        echo "FAILED: $name"
    fi
}

# close_checks: the line that tests/run.py reads; fails if any check did.
close_checks() {
    echo "$checks_passed passed, $checks_failed failed"
    [ "$checks_failed" = 0 ]
}

# add_python_tools PYTHON: lets an environment also find what .venv holds, behind its own packages.
add_python_tools() {
    local site=(-c 'import site; print(site.getsitepackages()[0])')
    "$venv/bin/python" "${site[@]}" >"$("$1" "${site[@]}")/tools.pth"
}
