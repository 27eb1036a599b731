#!/usr/bin/env bash
# Writes page.js: the application and its libraries in the one file that is served. The lock file pins every input, so
# that the same sources give the same bytes: with --check, compares them with the committed file. Run `npm ci` first.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# The licence of preact and @preact/signals asks for its text in every copy; that of htm is the one of this project.
banner() {
    printf '/* Made by build.sh from app/, preact, @preact/signals (Copyright (c) 2022-present Preact Team) and htm\n'
    printf '(Copyright Jason Miller, Apache-2.0). Of the first two:\n%s */' "$(<node_modules/preact/LICENSE)"
}

build() {
    node_modules/.bin/esbuild app/main.js --bundle --minify --format=esm --target=es2023 --charset=utf8 \
        --legal-comments=none --log-level=warning \
        --banner:js="$(banner)"
}

if [[ ${1:-} == --check ]]; then
    build | cmp - page.js || {
        echo "page.js is not what its sources give: run src/web/build.sh and commit it" >&2
        exit 1
    }
else
    build >page.js
fi
