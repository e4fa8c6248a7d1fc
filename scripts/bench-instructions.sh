#!/usr/bin/env bash
# scripts/bench-instructions.sh: counts the instructions per event and compares them with tests/bench/instructions.json.
# UPDATE=1 puts them on record.
source "$(dirname "$0")/lib.sh"
cd "$root"

"$root/scripts/have.sh" --quiet valgrind || { "$root/scripts/have.sh" valgrind; exit 1; }
# As the packages are built, but with the names of functions, by which callgrind finds the one to count.
cargo build --quiet --locked --release --config 'profile.release.strip="none"' --target-dir "$target/bench" \
    --package snowgauge-bench --bin instructions
exec python3 tests/bench/instructions.py "$target/bench/release/instructions"
