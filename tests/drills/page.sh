#!/usr/bin/env bash
# The page in a browser: its sources agree with the OpenAPI document, its one file is what they give, and a headless
# Chromium does the tasks of an auditor by clicking, on both databases. Some minutes; needs node with npm and chromium
# (CHROMIUM names it elsewhere than in /usr/bin), and installs what package-lock.json names into a folder that goes
# with the drill.
set -euo pipefail
# shellcheck source=tests/drills/stage.sh
source "$(dirname "${BASH_SOURCE[0]}")/stage.sh"

mkdir -p repository/openapi repository/src
cp "$root/openapi/gatelog.json" repository/openapi
tar -C "$root/src" --exclude=node_modules --exclude=generated -cf - web | tar -C repository/src -xf -
web=$stage/repository/src/web
"$web/check.sh" || fail "the sources of the page"

task() {
    serve "page-$1"
    # People, sessions and sign-ins of the last weeks, so that no view is empty.
    "$GATELOG_BIN" simulate --to "http://$address/webhooks/clerk" --count 2000 --days 40 --rate 0 --seed 1 --quiet >"$stage/sender-$1.log"
    GATELOG_TEST_SECRET=$CLERK_WEBHOOK_SIGNING_SECRET "$web/test.sh" "http://$address" "$GATELOG_API_KEY" >"$stage/browser-$1.log" 2>&1 \
        || fail "$1: $(grep -E -A12 '^ *not ok|✖' "$stage/browser-$1.log" | head -60)"
    stop_well
    say "  $1: $(grep -E '^# pass|ℹ pass' "$stage/browser-$1.log" | grep -o '[0-9]*') tasks and checks passed"
}

export DATABASE_URL=sqlite:$stage/gatelog.db
task SQLite
start_cluster
createdb --host="$socket" --username=postgres gatelog
DATABASE_URL=$(url postgres gatelog)
task PostgreSQL
