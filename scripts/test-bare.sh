#!/usr/bin/env bash
# scripts/test-bare.sh: builds the core alone for wasm32 and tests that it runs in a host that offers nothing.
source "$(dirname "$0")/lib.sh"

BARE_MODULE=$("$root/scripts/wasm.sh" snowgauge-bare)
export BARE_MODULE
node --test "$root/tests/packaging/bare/"
