#!/usr/bin/env bash
# Schemathesis over the OpenAPI document of a real server with data in it: without a key, with the full key, and with a
# key of each single scope. No 5xx, no answer that the document does not have, no access without the scope. About two
# minutes; needs python3 with venv, and installs schemathesis from PyPI into a folder that goes with the drill.
set -euo pipefail
# shellcheck source=tests/drills/stage.sh
source "$(dirname "${BASH_SOURCE[0]}")/stage.sh"

python=${SCHEMATHESIS_VENV:-$stage/venv}/bin/python
if [[ ! -x $python ]]; then
    python3 -m venv "$stage/venv"
    "$python" -m pip install --quiet --disable-pip-version-check 'schemathesis>=4.32,<5'
fi

export DATABASE_URL=sqlite:$stage/gatelog.db
serve gatelog
"$GATELOG_BIN" simulate --to "http://$address/webhooks/clerk" --count 500 --rate 0 --seed 1 --quiet >"$stage/sender.log"

# The document as it is served, with ids and cursors that there are as examples: invented ones only ever find nothing.
"$python" - "http://$address" >document.json <<'PYTHON'
import json, os, sys, urllib.request

base = sys.argv[1]
key = {"Authorization": "Bearer " + os.environ["GATELOG_API_KEY"]}


def ask(path):
    return json.load(urllib.request.urlopen(urllib.request.Request(base + path, headers=key)))


document = ask("/openapi.json")
# A stream that begins does not end, and each request would wait for its time-out: tests/api/streams.rs has them.
for path in [path for path in document["paths"] if path.endswith("/stream")]:
    del document["paths"][path]
ids = {}
for path, name, field in [("/v1/events", "svix_id", "svix_id"), ("/v1/sessions", "session_id", "id"), ("/v1/users", "user_id", "id")]:
    ids[name] = [row.get(field) or row[name] for row in ask(path + "?limit=3")["data"]]
for path, methods in document["paths"].items():
    for operation in methods.values():
        for parameter in operation.get("parameters", []):
            examples = ids.get(parameter["name"], [])
            if parameter["name"] in ("after", "before") and path in ("/v1/events", "/v1/activity", "/v1/sessions", "/v1/users"):
                examples = [ask(path + "?limit=1")["page"]["next"]]
            if parameter["schema"].get("type") == "array":
                examples = [[value] for value in examples]
            if examples:
                parameter["examples"] = {str(at): {"value": value} for at, value in enumerate(examples)}
json.dump(document, sys.stdout)
PYTHON

# Of the checks only one is left out, that every request which the document describes is accepted: it cannot describe
# which cursors and signatures there are.
ask() {
    local name=$1 examples=$2
    shift 2
    PYTHONPATH=$root/tests/drills PYTHONDONTWRITEBYTECODE=1 SCHEMATHESIS_HOOKS=schemathesis_checks \
        "$python" -m schemathesis.cli --no-color run document.json --url "http://$address" \
        --phases examples,coverage,fuzzing --exclude-checks positive_data_acceptance --max-examples "$examples" \
        --workers 1 --continue-on-failure --generation-deterministic --warnings off --suppress-health-check all "$@" \
        >"$stage/$name.log" 2>&1 || {
        cat "$stage/$name.log"
        fail "schemathesis, $name"
    }
    say "  $name: $(grep -E 'generated' "$stage/$name.log" | tail -n 1 | sed 's/^ *//')"
}

ask without-a-key 20
ask with-the-full-key "${DRILL_EXAMPLES:-60}" --header "Authorization: Bearer $GATELOG_API_KEY"
for scope in events:read events:body views:read metrics:read keys:read reviews:write admin:rebuild admin:keys; do
    key=$("$GATELOG_BIN" keys create --name drill --scope "$scope" 2>/dev/null)
    GATELOG_DRILL_SCOPES=$scope ask "with-${scope/:/-}-alone" 10 --header "Authorization: Bearer $key"
done

same "panics" "$(grep -c panicked "$stage/gatelog.log" || true)" 0
same "errors in the log lines" "$(grep -c '"level":"ERROR"' "$stage/gatelog.log" || true)" 0
stop_well
say "all of it holds (${SECONDS} s)"
