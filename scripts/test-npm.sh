#!/usr/bin/env bash
# scripts/test-npm.sh [NODE ARGS]: installs the npm package into an empty folder and runs bindings-wasm/tests there:
# as ES module (*.test.mjs), as CommonJS (*.test.cjs) and in Chromium (browser*.test.mjs).
source "$(dirname "$0")/lib.sh"
for wanted in '*.test.mjs' '*.test.cjs' 'browser*.test.mjs'; do
    compgen -G "$root/bindings-wasm/tests/$wanted" >/dev/null || die "bindings-wasm/tests has no $wanted"
done
make_scratch
tell_tests
CHROMIUM=$(find_chromium)
export CHROMIUM

consumer=$("$root/scripts/install-npm.sh" "$scratch")
cp -R "$root/bindings-wasm/tests" "$consumer/"
cd "$consumer"
# Two files at a time, also on two cores: most of the time they wait.
node --test --test-concurrency=2 "$@"
