#!/usr/bin/env bash
# scripts/demo.sh: starts the local collector, lets five runtimes send to it, checks what arrived, and writes a page about it.
source "$(dirname "$0")/lib.sh"

missing=$("$root/scripts/have.sh" rust venv) || die "$missing"
say "building the collector ..."
tell_tests
"$venv/bin/python" "$root/scripts/demo.py" "$target/demo"
