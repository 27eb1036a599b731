#!/usr/bin/env bash
# Tests the page in a browser against a running server: src/web/test.sh URL KEY. GATELOG_TEST_SECRET is the signing
# secret of its source `clerk`, with which the tests deliver what they look for. Needs node with npm, and chromium
# (CHROMIUM names it elsewhere than in /usr/bin). With GATELOG_SHOTS, a folder, each page is also kept as a picture.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

if [[ $# -ne 2 || -z ${GATELOG_TEST_SECRET:-} ]]; then
    echo "usage: GATELOG_TEST_SECRET=whsec_… src/web/test.sh URL KEY" >&2
    exit 2
fi
[[ -d node_modules/playwright-core ]] || npm ci --silent --no-audit --no-fund
export GATELOG_URL=$1 GATELOG_API_KEY=$2
exec node --test --test-concurrency=1 tests/tasks.mjs tests/page.mjs
