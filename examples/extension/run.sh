#!/usr/bin/env bash
# examples/extension/run.sh COLLECTOR_URL: installs the npm package into a fresh folder and runs the extension there.
source "$(dirname "$0")/../shared/run.sh"
needs rust node npm-packages wasm
make_scratch

say "building the npm package ..."
consumer=$("$root/scripts/install-npm.sh" "$scratch")
cp -R "$here" "$consumer/extension"
cp -R "$root/examples/shared" "$consumer/shared"
say "running ..."
node "$consumer/extension/run.mjs" "$collector"
