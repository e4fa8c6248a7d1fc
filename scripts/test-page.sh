#!/usr/bin/env bash
# scripts/test-page.sh [NODE ARGS]: runs collector/tests/page: the collector's page, in Node and in Chromium. With SCREENSHOTS
# naming a folder (an absolute path; `docs`, for those of the documents) it takes pictures, too.
source "$(dirname "$0")/lib.sh"
make_scratch
tell_tests
CHROMIUM=$(find_chromium)
export CHROMIUM

mkdir "$scratch/tests"
cp -R "$root/collector/page" "$scratch/page"
cp -R "$root/collector/tests/page" "$scratch/tests/page"
ln -s "$root/bindings-wasm/node_modules" "$scratch/node_modules"
# Modules, as a browser takes them.
echo '{"type":"module"}' >"$scratch/package.json"
cd "$scratch/tests/page"
# Two files at a time, also on two cores: most of the time they wait.
node --test --test-concurrency=2 "$@"
