#!/usr/bin/env bash
# scripts/bench-collector.sh: how many events per second the local collector judges on one core, and what a million of them
# take in its memory (docs/benchmarks.md). Fails where a budget is missed.
source "$(dirname "$0")/lib.sh"
cd "$root"

cargo build --quiet --locked --release --package snowgauge-collector --package snowgauge-bench \
    --bin snowgauge-collector --bin collector-load
# The collector has core 0, the load comes from core 1.
exec taskset -c 1 "$target/release/collector-load" "$target/release/snowgauge-collector" "${EVENTS:-1000000}"
