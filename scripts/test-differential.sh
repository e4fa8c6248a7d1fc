#!/usr/bin/env bash
# scripts/test-differential.sh: the part of the differential proof that belongs to every test run.
source "$(dirname "$0")/lib.sh"

cd "$root/tests/differential"
cargo fmt --check
cargo clippy --quiet --all-targets --locked --target-dir "$target" -- -D warnings
cargo test --locked --target-dir "$target"
