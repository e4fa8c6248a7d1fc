#!/usr/bin/env bash
# scripts/demo.sh: starts the local collector, lets five runtimes send to it, and checks what arrived.
source "$(dirname "$0")/lib.sh"

missing=$("$root/scripts/have.sh" rust venv) || die "$missing"
say "building the collector ..."
tell_tests
"$venv/bin/python" "$root/scripts/demo.py"
