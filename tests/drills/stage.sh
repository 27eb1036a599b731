# shellcheck shell=bash
# What the drills stand on; sourced, never run. A folder that goes with the drill, the debug binary (or GATELOG_BIN), a
# served log, a throw-away PostgreSQL cluster. It ends only what it started.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export GATELOG_BIN=${GATELOG_BIN:-$root/target/debug/gatelog}
stage=$(mktemp -d -t gatelog-drill.XXXXXX)
# The servers of a cluster run as another user, who must get through.
chmod 711 "$stage"
started=()

leave() {
    local code=$? pid tries=0
    if ((code)); then
        echo "FAILED ($code); the last lines of each log:" >&2
        tail -n 5 "$stage"/*.log >&2 2>/dev/null || true
    fi
    # Not INT or QUIT: what a shell starts in the background ignores those.
    for pid in "${started[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
    for pid in "${started[@]}"; do
        while kill -0 "$pid" 2>/dev/null && ((++tries < 100)); do sleep 0.1; done
        kill -KILL "$pid" 2>/dev/null || true
    done
    rm -rf "$stage"
    exit "$code"
}
trap leave EXIT

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

say() { printf '%s\n' "$*"; }

# same WHAT A B: fails unless A is B.
same() { [[ "$2" == "$3" ]] || fail "$1: $2 instead of $3"; }

[[ -x "$GATELOG_BIN" ]] || fail "there is no $GATELOG_BIN: cargo build first"

# Nothing of whoever runs the drill: no .env file, no variable that Gatelog reads.
cd "$stage" || exit
for name in $(compgen -e | grep -E '^(DATABASE_URL|GATELOG_|CLERK_|WEBHOOK_)'); do
    [[ $name == GATELOG_BIN ]] || unset "$name"
done
export CLERK_WEBHOOK_SIGNING_SECRET=whsec_Z2F0ZWxvZyBkcmlsbHMsIHR3ZW50eS1mb3VyIGJ5dGVz
export GATELOG_API_KEY=key-of-the-drills-0123456789abcdef0123456789

# wait_for WHAT COMMAND…: until the command succeeds, for two minutes at most.
wait_for() {
    local what=$1 tries=0
    shift
    until "$@"; do
        ((++tries < 1200)) || fail "$what does not happen"
        sleep 0.1
    done
}

# serve NAME [ARGUMENT…]: serves DATABASE_URL; $address and $server are set when it listens.
serve() {
    local log=$stage/$1.log
    shift
    GATELOG_LOG_FORMAT=json "$GATELOG_BIN" serve --listen "${LISTEN:-127.0.0.1:0}" "$@" 2>"$log" &
    server=$!
    started+=("$server")
    wait_for "gatelog serve" listens "$log"
    address=$(sed -n 's/.*"address":"\([^"]*\)".*/\1/p' "$log" | head -n 1)
}

listens() {
    kill -0 "$server" 2>/dev/null || fail "gatelog serve ended: $(tail -n 3 "$1")"
    grep -q '"address":' "$1"
}

# stop_well: ends the server as a supervisor does, and asks that it went well.
stop_well() {
    kill -TERM "$server"
    wait "$server" || fail "gatelog serve did not end well"
}

# stop_dead: as a power cut does, as far as processes go.
stop_dead() {
    kill -KILL "$server"
    wait "$server" 2>/dev/null || true
}

# Before a command that refuses to run as root.
unprivileged=()
if ((EUID == 0)); then
    user=$(id -un postgres 2>/dev/null || echo nobody)
    unprivileged=(setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups)
fi

# start_cluster: $socket is the folder of its socket, psql and pg_dump of its version are in PATH. Its superuser is
# `postgres`. There is no TCP port that another could have taken.
start_cluster() {
    local bin
    if ! bin=$(command -v initdb); then
        bin=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)
    fi
    bin=$(dirname "$bin")
    [[ -x $bin/initdb ]] || fail "no initdb: install postgresql"
    export PATH=$bin:$PATH
    socket=$stage/cluster
    mkdir "$socket"
    if ((EUID == 0)); then chown "$user" "$socket"; fi
    (cd / && "${unprivileged[@]}" initdb -D "$socket/data" -U postgres --auth=trust --encoding=UTF8 --no-sync >"$stage/initdb.log" 2>&1) \
        || fail "initdb: $(tail -n 3 "$stage/initdb.log")"
    (cd / && exec "${unprivileged[@]}" postgres -D "$socket/data" -c listen_addresses= -c unix_socket_directories="$socket" >"$stage/postgres.log" 2>&1) &
    started+=("$!")
    wait_for "the cluster" pg_isready --quiet --host="$socket" --username=postgres
}

# url ROLE DATABASE: on that cluster.
url() { printf 'postgres://%s@%s/%s' "$1" "${socket//\//%2F}" "$2"; }
