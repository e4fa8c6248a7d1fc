#!/usr/bin/env bash
# scripts/wasm-pkg.sh: builds the web module and writes it, with its JavaScript glue, to bindings-wasm/pkg/.
source "$(dirname "$0")/lib.sh"

module=$("$root/scripts/wasm.sh" snowgauge-wasm)
cd "$root"
cargo run --quiet --package snowgauge-wasm-bindgen -- "$module" bindings-wasm/pkg
