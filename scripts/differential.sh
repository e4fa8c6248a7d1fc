#!/usr/bin/env bash
# scripts/differential.sh [CASES]: compares the core's validator with the jsonschema crate on generated cases.
source "$(dirname "$0")/lib.sh"

cd "$root/tests/differential"
cargo run --quiet --release --locked --target-dir "$target" -- "${1:-1000000}"
cargo run --quiet --release --locked --target-dir "$target" -- own
