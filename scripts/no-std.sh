#!/usr/bin/env bash
# scripts/no-std.sh: compiles the core, and all that it depends on, for a processor without an operating system.
# There is no std for it at all, so nothing can have crept in.
source "$(dirname "$0")/lib.sh"
cd "$root"
RUSTC_BOOTSTRAP=1 /usr/bin/cargo --config 'build.rustc="/usr/bin/rustc"' build --quiet -Zbuild-std=core,alloc \
    --target thumbv7m-none-eabi --target-dir "$target/wasm" --package snowgauge-core --lib
