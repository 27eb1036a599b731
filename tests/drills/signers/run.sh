#!/usr/bin/env bash
# The sender's own packages as live signers: `svix` for Python and for JavaScript sign random ids and bodies of any bytes,
# a running Gatelog must record every one and give it back bit for bit. Ends with 0 only if it does.
#
#   tests/drills/signers/run.sh [path of the gatelog binary]      SIGNERS_DELIVERIES=2000 each, if not told otherwise
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
gatelog=${1:-}
if [[ -z "$gatelog" ]]; then
    (cd "$root" && cargo build --quiet --locked --bin gatelog)
    gatelog=${CARGO_TARGET_DIR:-$root/target}/debug/gatelog
fi
gatelog=$(realpath "$gatelog")

work=$(mktemp -d)
server=
finish() {
    status=$?
    if [[ -n "$server" ]]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    if ((status)) && [[ -s "$work/log" ]]; then tail -n 20 "$work/log" >&2; fi
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT
# No .env file of the checkout is read from here.
cd "$work"

python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet --disable-pip-version-check svix &
npm install --prefix "$work/node" --no-audit --no-fund --silent svix >/dev/null
wait $!

random() { python3 -c 'import base64, secrets, sys; print(base64.b64encode(secrets.token_bytes(int(sys.argv[1]))).decode())' "$1"; }
export SIGNERS_OLD SIGNERS_NEW SIGNERS_API_KEY SIGNERS_ADDRESS SIGNERS_DELIVERIES
SIGNERS_OLD=whsec_$(random 24)
SIGNERS_NEW=whsec_$(random 32)
SIGNERS_API_KEY=$(random 33)
SIGNERS_DELIVERIES=${SIGNERS_DELIVERIES:-2000}

env -i PATH="$PATH" DATABASE_URL="sqlite:$work/gatelog.db" GATELOG_API_KEY="$SIGNERS_API_KEY" \
    CLERK_WEBHOOK_SIGNING_SECRET="$SIGNERS_OLD,$SIGNERS_NEW" \
    "$gatelog" serve --listen 127.0.0.1:0 --log-format json 2>"$work/log" &
server=$!
for ((tenths = 0; tenths < 300; tenths++)); do
    SIGNERS_ADDRESS=$(sed -n 's/.*"address":"\([^"]*\)".*/\1/p' "$work/log" | head -n 1)
    [[ -n "$SIGNERS_ADDRESS" ]] && break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
done
[[ -n "$SIGNERS_ADDRESS" ]] || { echo "gatelog serve does not listen" >&2; exit 1; }

"$work/python/bin/python" "$here/sign.py"
NODE_PATH="$work/node/node_modules" node "$here/sign.mjs"
