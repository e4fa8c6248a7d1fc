# Sourced by each example's run.sh: takes the collector's URL from $1 and knows how to ask for what the example needs.
# shellcheck shell=bash disable=SC2034  # the variables are for the examples
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"

here=$(cd "$(dirname "$0")" && pwd)
# The folder's name, since every script here is called run.sh.
say() { printf '%s: %s\n' "${here##*/}" "$*" >&2; }
[ $# = 1 ] || die "usage: $0 COLLECTOR_URL"
collector=$1

# needs NAME...: fails with one line for each thing that is missing; the names are those of `make doctor`.
needs() {
    local found
    found=$("$root/scripts/have.sh" "$@") || { printf '%s\n' "$found" | grep MISSING >&2; exit 1; }
}
