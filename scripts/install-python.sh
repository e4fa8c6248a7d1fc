#!/usr/bin/env bash
# scripts/install-python.sh DIR: builds the wheel and installs it, without any index, into a new environment at DIR.
# Prints the environment's interpreter.
source "$(dirname "$0")/lib.sh"

environment=${1:?usage: scripts/install-python.sh DIR}
make_scratch

cd "$root/bindings-python"
# Wheels are put together in one folder of the target folder.
one_at_a_time wheel
"$venv/bin/maturin" build --quiet --release --interpreter "$venv/bin/python" --out "$scratch" >&2
"$venv/bin/python" -m venv --without-pip --clear "$environment"
# Isolated and without an index: a wheel that needed anything else at run time could not be installed.
"$venv/bin/pip" --isolated --disable-pip-version-check --python "$environment/bin/python" \
    install --quiet --no-index "$scratch"/*.whl >&2
echo "$environment/bin/python"
