#!/usr/bin/env bash
# scripts/wasm-pkg.sh: builds the web modules and writes them, with their JavaScript glue, to bindings-wasm/pkg/.
source "$(dirname "$0")/lib.sh"

# write_module PACKAGE NAME
write_module() {
    local module
    module=$("$root/scripts/wasm.sh" "$1")
    cargo run --quiet --profile packaging --package snowgauge-wasm-bindgen -- "$module" bindings-wasm/pkg "$2"
}

cd "$root"
write_module snowgauge-wasm snowgauge
write_module snowgauge-wasm-counts counts
