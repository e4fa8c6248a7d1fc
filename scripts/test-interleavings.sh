#!/usr/bin/env bash
# scripts/test-interleavings.sh: the native drive loop in every order of its threads' turns (see tests/interleavings).
source "$(dirname "$0")/lib.sh"

cd "$root/tests/interleavings"
cargo fmt --check
cargo clippy --quiet --lib --test models --locked --target-dir "$target" -- -D warnings
cargo test --locked --target-dir "$target" -- --nocapture
