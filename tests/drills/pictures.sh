#!/usr/bin/env bash
# Pictures of the page for a person to look at: tests/drills/pictures.sh FOLDER [VIEW…]. Every view and state, light and
# dark, 1440 and 360 pixels wide, with a simulated history; with --docs in place of the folder, those of docs/pictures.
# Asserts nothing. Needs node with npm, and chromium (CHROMIUM names it elsewhere than in /usr/bin).
set -euo pipefail
if [[ $# -eq 0 ]]; then
    echo "usage: tests/drills/pictures.sh FOLDER|--docs [VIEW…]" >&2
    exit 2
fi
if [[ $1 == --docs ]]; then
    folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../docs/pictures" && pwd)
else
    mkdir -p "$1"
    folder=$(cd "$1" && pwd)
    shift
fi
# shellcheck source=tests/drills/stage.sh
source "$(dirname "${BASH_SOURCE[0]}")/stage.sh"

export DATABASE_URL=sqlite:$stage/gatelog.db
serve pictures
"$GATELOG_BIN" simulate --to "http://$address/webhooks/clerk" --count 4000 --days 40 --rate 0 --seed 1 --quiet >"$stage/sender.log"
cd "$root/src/web" || exit
[[ -d node_modules/playwright-core ]] || npm ci --silent --no-audit --no-fund
GATELOG_URL=http://$address GATELOG_TEST_SECRET=$CLERK_WEBHOOK_SIGNING_SECRET GATELOG_SHOTS=$folder \
    node tests/pictures.mjs "$@"
stop_well
say "  the pictures are in $folder"
