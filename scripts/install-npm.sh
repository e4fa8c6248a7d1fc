#!/usr/bin/env bash
# scripts/install-npm.sh DIR: builds and packs the npm package and installs the tarball, offline, into a new folder
# DIR/consumer. Prints that folder.
source "$(dirname "$0")/lib.sh"

parent=${1:?usage: scripts/install-npm.sh DIR}
consumer=$parent/consumer
mkdir -p "$consumer"

cd "$root/bindings-wasm"
# The package is built in place.
one_at_a_time npm-package
npm run --silent build >&2
tarball=$(npm pack --silent --pack-destination "$parent")
# Tools (playwright-core, bundlers, types) are found one folder up, where Node looks after the consumer's own packages.
ln -sfn "$root/bindings-wasm/node_modules" "$parent/node_modules"
cd "$consumer"
echo '{ "private": true }' >package.json
# Offline: a package that needed another one at run time could not be installed.
npm install --loglevel=error --offline --no-audit --no-fund "$parent/$tarball" >/dev/null
echo "$consumer"
