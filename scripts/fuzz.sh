#!/usr/bin/env bash
# scripts/fuzz.sh [SECONDS]: feeds arbitrary bytes to the core's reader and validator, and to serde_json and jsonschema.
# It ends with a finding (the file is named, exit code 1) or when the time is over.
source "$(dirname "$0")/lib.sh"
seconds=${1:-60}
fuzz=$root/tests/differential/fuzz
findings=$target/fuzz/findings
corpus=$target/fuzz/corpus
mkdir -p "$findings" "$corpus"

"$root/scripts/have.sh" cxx >&2 || exit 1
# What `cargo fuzz` would set, without the sanitizer: the compared code has nothing unsafe in it, and so any stable
# compiler will do. The target is named so that build scripts are not instrumented along with it.
triple=$(cd "$root" && rustc -vV | sed -n 's/^host: //p')
sancov=(level=4 inline-8bit-counters pc-table trace-compares)
flags="--cfg fuzzing -Cdebug-assertions -Ccodegen-units=1 -Cpasses=sancov-module"
for option in "${sancov[@]}"; do flags+=" -Cllvm-args=-sanitizer-coverage-$option"; done
cd "$fuzz"
RUSTFLAGS=$flags cargo build --quiet --release --locked --target "$triple" --target-dir "$target/fuzz"

# New inputs that reach new code go into the first folder, which lies outside the source tree.
"$target/fuzz/$triple/release/snowgauge-fuzz" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=4096 -max_len=4096 \
    -dict="$fuzz/json.dict" -artifact_prefix="$findings/" -print_final_stats=1 -verbosity=1 "$corpus" "$fuzz/seeds" ||
    die "a finding: see the file in $findings that is named above; run it alone with
    $target/fuzz/$triple/release/snowgauge-fuzz FILE"
