#!/usr/bin/env bash
# examples/c/run.sh COLLECTOR_URL: installs the C library under a prefix, compiles two programs against it: the indexer
# and the library's own example. Runs both.
source "$(dirname "$0")/../shared/run.sh"
needs rust cc pkg-config
make_scratch

say "building the C library ..."
"$root/scripts/c-library.sh" "$scratch/prefix"
export PKG_CONFIG_PATH=$scratch/prefix/lib/pkgconfig LD_LIBRARY_PATH=$scratch/prefix/lib
read -ra flags <<<"$(pkg-config --cflags --libs snowgauge)"
compile=(cc -std=c99 -Wall -Wextra -Wpedantic -Werror)
"${compile[@]}" "$here"/*.c -o "$scratch/indexer" "${flags[@]}"
"${compile[@]}" "$root/bindings-c/examples/send.c" -o "$scratch/send" "${flags[@]}"

say "running ..."
# send prints only two numbers: here they become a report, as that of the indexer is.
report='{"app_id":"send","expected":6,"tracked":\1,"stats":{"accepted":\1,"delivered":\2,"invalid":0},"mistakes":[]}'
"$scratch/send" "$collector" | sed -E "s/^tracked ([0-9]+), delivered ([0-9]+)$/$report/"
"$scratch/indexer" "$collector"
