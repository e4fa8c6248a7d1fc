#!/usr/bin/env bash
# scripts/audit.sh: licences, sources and bans of all dependencies, by deny.toml. Installs cargo-deny at its first run.
source "$(dirname "$0")/lib.sh"
cd "$root"

if ! command -v cargo-deny >/dev/null; then
    say "cargo-deny is not installed; building it takes about five minutes ..."
    cargo install --quiet --locked cargo-deny
fi
# cargo-deny reads every dependency of every target, so they must be there before it goes offline.
cargo fetch --quiet --locked
cargo deny --offline check licenses bans sources
