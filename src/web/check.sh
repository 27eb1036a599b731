#!/usr/bin/env bash
# Checks the page without a server: page.js is what its sources give, every use of the API agrees with the OpenAPI
# document, and the files are small enough. Needs node with npm; `cargo build` needs none of this.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# All that a browser loads, each file compressed alone, as it is served.
LIMIT_BYTES=45000

[[ ${1:-} == --installed ]] || npm ci --silent --no-audit --no-fund
npx --no-install openapi-typescript ../../openapi/gatelog.json --output generated/gatelog.d.ts >/dev/null
npx --no-install tsc
./build.sh --check

total=0
for file in index.html app.css page.js; do
    size=$(gzip -9nc "$file" | wc -c)
    echo "  $file: $size bytes compressed"
    total=$((total + size))
done
echo "the page: $total bytes compressed, of at most $LIMIT_BYTES"
((total <= LIMIT_BYTES))
