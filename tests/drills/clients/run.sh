#!/usr/bin/env bash
# Clients that strangers generate from the OpenAPI document: the document passes a linter, a TypeScript and a Python
# client are generated from it and compile, and both read from a real server. About a minute; needs node with npm and
# python3 with venv, and installs what package-lock.json and requirements.txt name into a folder that goes with the
# drill.
set -euo pipefail
# shellcheck source=tests/drills/stage.sh
source "$(dirname "${BASH_SOURCE[0]}")/../stage.sh"

cp "$root"/tests/drills/clients/* "$root/openapi/gatelog.json" "$stage"
npm ci --silent --no-audit --no-fund
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
npx redocly lint gatelog.json >lint.log 2>&1 || fail "the document: $(cat lint.log)"
say "  the document has no finding"

export DATABASE_URL=sqlite:$stage/gatelog.db
serve gatelog
"$GATELOG_BIN" simulate --to "http://$address/webhooks/clerk" --count 500 --rate 0 --seed 1 --quiet >"$stage/sender.log"
export GATELOG_URL=http://$address

npx openapi-typescript gatelog.json --output gatelog.d.ts >generate-typescript.log 2>&1
npx tsc
answer=$(node built/smoke.js)
say "  TypeScript: $answer"

python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
venv/bin/openapi-python-client generate --path gatelog.json --meta none --output-path gatelog_client >generate-python.log 2>&1
# What mypy finds inside the generated files is the generator's: only the use of them is checked.
venv/bin/python -m mypy --strict --follow-imports silent smoke.py >mypy.log || fail "mypy: $(cat mypy.log)"
answer=$(venv/bin/python smoke.py)
say "  Python: $answer"
