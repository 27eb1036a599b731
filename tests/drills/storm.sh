#!/usr/bin/env bash
# Clients that follow the log through a storm: deliveries as fast as the server takes them (DRILL_RATE at most, 3000 a
# second), late events that revise rows, the server killed and started again ten times, and in between a restore from a
# backup. Each client must see every position of its filter once and in order, every revision, and be told of the
# restore. Takes about two minutes. `cargo build --release` and GATELOG_BIN=target/release/gatelog for the rate.
#
#   tests/drills/storm.sh
set -euo pipefail
# shellcheck source=tests/drills/stage.sh
source "$(dirname "${BASH_SOURCE[0]}")/stage.sh"

python=$(command -v python3) || fail "the clients need python3"
export DATABASE_URL=sqlite:$stage/log.db
free_port='import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
LISTEN=127.0.0.1:$("$python" -c "$free_port")
export LISTEN
kills=10 backup_at=3 restore_at=6 life=${DRILL_LIFE:-4}

begin_life() {
    serve "life-$1"
    "$GATELOG_BIN" simulate --to "http://$address/webhooks/clerk" --seed "$1" --count 1000000 --users 2000 \
        --rate "${DRILL_RATE:-3000}" --connections 64 --quiet >"$stage/sender-$1.log" 2>&1 &
    sender=$!
    started+=("$sender")
}

kill_server() {
    kill -KILL "$server"
    wait "$server" 2>/dev/null || true
    kill -INT "$sender" 2>/dev/null || true
    wait "$sender" 2>/dev/null || true
}

# The files of a server that is not running are a backup.
files() { find "$1" -maxdepth 1 -name 'log*.db*' ! -name '*.lock' -printf '%f\n'; }

size() { sqlite3 "$stage/log.db" 'SELECT size FROM log_head'; }

begin_life 1
"$python" "$root/tests/drills/storm_clients.py" "$address" "$stage" &
clients=$!
started+=("$clients")
for ((kill = 1; kill <= kills; kill++)); do
    sleep "$life"
    kill_server
    if ((kill == backup_at)); then
        mkdir "$stage/backup"
        size >"$stage/restored_at"
        while read -r file; do cp "$stage/$file" "$stage/backup/"; done < <(files "$stage")
    fi
    if ((kill == restore_at)); then
        while read -r file; do rm "$stage/$file"; done < <(files "$stage")
        while read -r file; do cp "$stage/backup/$file" "$stage/"; done < <(files "$stage/backup")
    fi
    begin_life $((kill + 1))
done
sleep "$life"
kill -INT "$sender"
wait "$sender" || true
# Lists leave out Gatelog's own events.
sqlite3 "$stage/log.db" "SELECT max(position) FROM events WHERE source <> 'system'" >"$stage/last"
mv "$stage/last" "$stage/end"
# One more delivery, so that a client that was there before this was known sees that it is.
sleep 1
"$GATELOG_BIN" simulate --to "http://$address/webhooks/clerk" --count 1 --quiet >"$stage/sender-last.log" 2>&1
say "== a storm up to position $(cat "$stage/end") after the restore, at $(cat "$stage/restored_at")"
wait "$clients" || fail "a client did not see what it should"
stop_well
say "all of it holds (${SECONDS} s)"
