#!/usr/bin/env bash
# scripts/dist.sh: builds every package into dist/: wheels, npm tarball, C library, crates, the command, the local collector.
source "$(dirname "$0")/lib.sh"

dist=$root/dist
host=$(rustc -vV | sed -n 's/^host: //p')
make_scratch
rm -rf "$dist"
mkdir "$dist"

say "wheel ..."
(cd "$root/bindings-python" &&
    "$venv/bin/maturin" build --quiet --release --locked --interpreter "$venv/bin/python" --out "$dist")

say "npm package ..."
(cd "$root/bindings-wasm" &&
    npm run --silent build &&
    npm pack --silent --pack-destination "$dist" >/dev/null)

say "C library ..."
name=snowgauge-c-$version-$host
"$root/scripts/c-library.sh" "$scratch/$name"
# Sorted, without names and times of this machine: the same sources give the same archive.
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -C "$scratch" -cf - "$name" |
    gzip -9n >"$dist/$name.tar.gz"

say "crates ..."
(cd "$root" && cargo package --quiet --locked --allow-dirty --no-verify -p snowgauge-core -p snowgauge)
cp "$target/package/snowgauge-core-$version.crate" "$target/package/snowgauge-$version.crate" "$dist/"
# Verified by hand: cargo's own way unpacks the core under its version, and would take an older one that is unpacked there.
for crate in "$dist"/*.crate; do tar -C "$scratch" -xzf "$crate"; done
cargo check --quiet --manifest-path "$scratch/snowgauge-$version/Cargo.toml" --target-dir "$target/package/check" \
    --config "patch.crates-io.snowgauge-core.path='$scratch/snowgauge-core-$version'" </dev/null

say "collector ..."
(cd "$root" && cargo build --quiet --release --locked --package snowgauge-collector)
cp "$target/release/snowgauge-collector" "$dist/"

say "command ..."
(cd "$root/cli" && "$venv/bin/maturin" build --quiet --release --locked --out "$dist")
cp "$target/release/snowgauge" "$dist/"

(cd "$dist" && sha256sum -- * >SHA256SUMS)
ls -l "$dist"
