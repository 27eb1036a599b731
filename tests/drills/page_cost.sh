#!/usr/bin/env bash
# Compares the cost of pages in a log of 200,000 events with that in one of 5,000: each list,
# filter and pair of filters, on both databases, which count it. Fails if a page costs more in the longer
# log, and prints the pages that come closest to that. Takes a quarter of an hour on two cores.
#
#   tests/drills/page_cost.sh [HISTORIES] [sqlite|postgres]
#
# HISTORIES are the lengths of the log, in histories of 5,000 events: 1,40 where none are given.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export GATELOG_PAGE_COST_HISTORIES=${1:-1,40} GATELOG_REQUIRE_POSTGRES=1
cargo test --locked --test gatelog -- "operations::page_cost::pages_cost_the_same_in_a_longer_log::${2:-}" --test-threads=1
