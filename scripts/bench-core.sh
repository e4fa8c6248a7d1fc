#!/usr/bin/env bash
# scripts/bench-core.sh: what one event costs, in time beside serde_json and the published Rust tracker, and in
# instructions beside those on record (docs/benchmarks.md). Fails where a budget is missed.
source "$(dirname "$0")/lib.sh"
cd "$root"

"$root/scripts/have.sh" --quiet openssl || { "$root/scripts/have.sh" openssl; exit 1; }
# First all that must hold for the comparison to mean anything: the reference makes our bytes.
cargo test --quiet --locked --package snowgauge-bench >&2
failed=0
# Not --locked: a dependency that the core has gained meanwhile joins that workspace's lock file here.
cargo run --quiet --release --manifest-path tests/bench/peers/Cargo.toml --target-dir "$target/bench-peers" ||
    failed=1
echo
scripts/bench-instructions.sh || failed=1
exit $failed
