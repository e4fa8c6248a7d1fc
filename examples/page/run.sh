#!/usr/bin/env bash
# examples/page/run.sh COLLECTOR_URL: installs the npm package into a fresh folder, serves the page, and uses it in Chromium.
source "$(dirname "$0")/../shared/run.sh"
needs rust node npm-packages wasm chromium
make_scratch
CHROMIUM=$(find_chromium)
export CHROMIUM

say "building the npm package ..."
consumer=$("$root/scripts/install-npm.sh" "$scratch")
cp -R "$here" "$consumer/page"
cp -R "$root/examples/shared" "$consumer/shared"
say "running ..."
node "$consumer/page/run.mjs" "$collector"
