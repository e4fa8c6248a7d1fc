#!/usr/bin/env bash
# scripts/test-simulation.sh: the part of the simulations that belongs to every test run.
source "$(dirname "$0")/lib.sh"

check "random lives" "$root/scripts/simulate.sh" lives 1000
check "all short lives" "$root/scripts/simulate.sh" short 5
check "a fleet's outage" "$root/scripts/simulate.sh" fleet 1000
close_checks
