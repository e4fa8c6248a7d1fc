#!/usr/bin/env bash
# examples/gkg/run.sh COLLECTOR_URL: builds the service and runs it.
source "$(dirname "$0")/../shared/run.sh"
needs rust

say "building ..."
(cd "$root" && cargo build --quiet --package snowgauge-example-gkg) >&2
say "running ..."
"$target/debug/snowgauge-example-gkg" "$collector"
