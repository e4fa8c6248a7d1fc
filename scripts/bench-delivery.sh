#!/usr/bin/env bash
# scripts/bench-delivery.sh [EVENTS] [ROUNDS]: how many events per second are delivered, and what one costs the processor,
# beside the published Rust tracker (docs/benchmarks.md). Fails where an event is missing or a budget is missed.
source "$(dirname "$0")/lib.sh"
cd "$root"

"$root/scripts/have.sh" --quiet openssl || { "$root/scripts/have.sh" openssl; exit 1; }
# Not --locked: a dependency that the core has gained meanwhile joins that workspace's lock file here.
cargo build --quiet --release --manifest-path tests/bench/peers/Cargo.toml --target-dir "$target/bench-peers" --bins
deliver=$target/bench-peers/release/deliver
exec "$target/bench-peers/release/delivery" "${1:-50000}" "${2:-5}" \
    --ours 'snowgauge' "$deliver" snowgauge \
    --ours 'snowgauge, 250 in a request' "$deliver" snowgauge-tuned \
    --peer 'snowplow_tracker 0.2.0' "$deliver" snowplow_tracker \
    --peer 'snowplow_tracker, 250 in a request' "$deliver" snowplow_tracker-tuned \
    --ceiling 'bytes made before, plain sockets' "$deliver" bytes
