#!/usr/bin/env bash
# scripts/simulate.sh ARGUMENT...: runs the simulations, optimised and with every check compiled in (see tests/simulation).
source "$(dirname "$0")/lib.sh"

cd "$root"
cargo run --quiet --locked --profile simulation --package snowgauge-simulation -- "$@"
