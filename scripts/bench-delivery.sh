#!/usr/bin/env bash
# scripts/bench-delivery.sh [LANGUAGE...]: how many events per second are delivered, and what one costs the processor, beside
# the published trackers (docs/benchmarks.md), in rust, python and node or only in those that are named. Fails where an event
# is missing or a budget is missed. EVENTS and ROUNDS (50,000 and 5) change how many.
source "$(dirname "$0")/lib.sh"
cd "$root"
make_scratch

"$root/scripts/have.sh" --quiet openssl || { "$root/scripts/have.sh" openssl; exit 1; }
# Not --locked: a dependency that the core has gained meanwhile joins that workspace's lock file here.
cargo build --quiet --release --manifest-path tests/bench/peers/Cargo.toml --target-dir "$target/bench-peers" --bins
programs=$target/bench-peers/release
deliver() {
    "$programs/delivery" "${EVENTS:-50000}" "${ROUNDS:-5}" "$@" || failed=1
}

compare_rust() {
    deliver --ours 'snowgauge' "$programs/deliver" snowgauge \
        --ours 'snowgauge, 250 in a request' "$programs/deliver" snowgauge-tuned \
        --peer 'snowplow_tracker 0.2.0' "$programs/deliver" snowplow_tracker \
        --peer 'snowplow_tracker, 250 in a request' "$programs/deliver" snowplow_tracker-tuned \
        --ceiling 'bytes made before, plain sockets' "$programs/deliver" bytes
}

compare_python() {
    local python
    python=$("$root/scripts/install-python.sh" "$scratch/venv")
    "$venv/bin/pip" --disable-pip-version-check --python "$python" install --quiet snowplow-tracker==1.1.0 >&2
    deliver --ours 'snowgauge' "$python" tests/bench/hosts/deliver.py snowgauge \
        --ours 'snowgauge, 250 in a request' "$python" tests/bench/hosts/deliver.py snowgauge_tuned \
        --peer 'snowplow-tracker 1.1.0, tuned' "$python" tests/bench/hosts/deliver.py snowplow_tracker
}

compare_node() {
    local consumer host pace
    consumer=$("$root/scripts/install-npm.sh" "$scratch")
    (cd "$consumer" && npm install --loglevel=error --no-audit --no-fund @snowplow/node-tracker@4.8.0 >/dev/null)
    cp tests/bench/hosts/deliver.mjs tests/bench/hosts/sample.json "$consumer/"
    host=$consumer/deliver.mjs
    for pace in burst turns; do
        [ $pace = burst ] || echo "node, each event in a turn of the event loop"
        deliver --ours 'snowgauge' node "$host" snowgauge $pace \
            --ours 'snowgauge, 250 in a request' node "$host" snowgaugeTuned $pace \
            --ours 'snowgauge, over node:http' node "$host" snowgaugeHttp $pace \
            --peer 'node-tracker 4.8.0, tuned' node "$host" snowplowTracker $pace
    done
}

[ $# -gt 0 ] || set -- rust python node
failed=0
for language in "$@"; do
    echo "$language"
    case $language in
    rust) compare_rust ;;
    python) compare_python ;;
    node) compare_node ;;
    *) die "rust, python or node, not $language" ;;
    esac
    echo
done
exit $failed
