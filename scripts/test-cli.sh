#!/usr/bin/env bash
# scripts/test-cli.sh [PYTEST ARGS]: gets the command `snowgauge` in each way that there is (the wheel alone, beside the wheel
# of the library, by `cargo install`) and tests what each way leads to. Without optimizations: that changes nothing here.
source "$(dirname "$0")/lib.sh"
make_scratch
tell_tests

(cd "$root/cli" && one_at_a_time wheel && "$venv/bin/maturin" build --quiet --profile packaging --locked --out "$scratch/wheels") >&2
install_wheel() { # install_wheel PYTHON WHEEL...
    local python=$1
    shift
    "$venv/bin/pip" --isolated --disable-pip-version-check --python "$python" install --quiet --no-index "$@" >&2
}

LIBRARY=$("$root/scripts/install-python.sh" "$scratch/library")
BOTH=$("$root/scripts/install-python.sh" "$scratch/both")
install_wheel "$BOTH" "$scratch"/wheels/*.whl
"$venv/bin/python" -m venv --without-pip "$scratch/alone"
install_wheel "$scratch/alone/bin/python" "$scratch"/wheels/*.whl
cargo install --quiet --locked --profile packaging --path "$root/cli" --root "$scratch/cargo" >&2
export LIBRARY BOTH ALONE=$scratch/alone/bin/snowgauge CARGO=$scratch/cargo/bin/snowgauge

cd "$scratch"
"$venv/bin/python" -m pytest -q -p no:cacheprovider "$@" "$root/tests/packaging/cli"
