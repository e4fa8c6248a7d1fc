#!/usr/bin/env bash
# scripts/doctor.sh: what is installed, and what the other targets would install. Changes nothing.
source "$(dirname "$0")/lib.sh"

echo "installed:"
"$root/scripts/have.sh" || true
echo
echo "make setup (and so make test and make demo) would install:"
"$root/scripts/setup.sh" --dry-run
echo
echo "make conformance would install:"
"$root/scripts/setup.sh" --dry-run --conformance
[ -e "$target/conformance/classpath" ] || echo "  Maven: what tests/conformance/judge/pom.xml names (60 MB, unless Maven has it)"
echo
echo "make bench-core would install:"
"$root/scripts/setup.sh" --dry-run --bench
echo
echo "make vscode would install:"
"$root/scripts/setup.sh" --dry-run --vscode
echo
echo "make audit would install:"
if command -v cargo-deny >/dev/null; then echo "  nothing"; else echo "  cargo: cargo-deny (about five minutes)"; fi
