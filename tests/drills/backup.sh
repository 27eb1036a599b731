#!/usr/bin/env bash
# Backup and restore, as docs/operations/backup.md says, on both databases: a backup is taken while deliveries arrive, the server is
# killed, the backup is restored elsewhere, the views are checked against the log, and the sender sends everything
# again. Nothing acknowledged may be missing then, and nothing there twice. Takes about half a minute.
#
#   tests/drills/backup.sh [sqlite|postgres]
set -euo pipefail
# shellcheck source=tests/drills/stage.sh
source "$(dirname "${BASH_SOURCE[0]}")/stage.sh"

count=${DRILL_EVENTS:-3000}
# One history for all runs of the sender, signed anew each time.
history=(--seed 3 --until "$(date -u +%Y-%m-%dT%H:%M:%SZ)" --count "$count" --users 50 --quiet)

# Each event of the sender: id and hash of the body. $ask runs SQL, $body is the hash of a body in its dialect.
events() { $ask "SELECT e.svix_id || ' ' || $body FROM ${schema}events e JOIN ${schema}payloads p ON p.position = e.position WHERE e.via = 'door' ORDER BY 1"; }
size() { $ask "SELECT count(*) FROM ${schema}events WHERE via = 'door'"; }
holds() { (($(size) >= $1)); }

# Positions without a gap, and no body that differs from one recorded before.
sound() {
    same "$1: gaps" "$($ask "SELECT count(*) - 1 - max(position) FROM ${schema}events")" 0
    same "$1: conflicts" "$($ask "SELECT count(*) FROM ${schema}events WHERE event_type = 'system.conflict'")" 0
    same "$1: events without a body" "$($ask "SELECT count(*) FROM ${schema}events WHERE position NOT IN (SELECT position FROM ${schema}payloads)")" 0
}

check_views() {
    "$GATELOG_BIN" projections rebuild --check >"$stage/check.log" 2>&1 || fail "$1: the views are not what the log says: $(cat "$stage/check.log")"
}

# The whole drill on one database; the two differ in `backup`, `restore` and the dialect of $ask.
drill() {
    local name=$1 serving=("${@:2}")
    say "== $name"
    serve "$name-before" "${serving[@]}"
    "$GATELOG_BIN" simulate --to "http://$address/webhooks/clerk" "${history[@]}" --rate 400 --connections 16 >"$stage/$name-sender.log" 2>&1 &
    local sender=$!
    started+=("$sender")

    wait_for "a third of the deliveries" holds $((count / 3))
    local before during
    before=$(size)
    backup
    during=$(($(size) - before))
    wait_for "two thirds of the deliveries" holds $((count * 2 / 3))
    stop_dead
    # The sender tells what was acknowledged to it.
    kill -INT "$sender"
    wait "$sender" || true
    local acknowledged
    acknowledged=$(awk '$1 == "recorded" { print $2 }' "$stage/$name-sender.log")
    events >"$stage/lost.txt"
    (($(wc -l <"$stage/lost.txt") >= acknowledged)) || fail "acknowledged and not in the log: $acknowledged"
    say "  acknowledged before the kill   $acknowledged (in the log then: $(wc -l <"$stage/lost.txt"))"
    say "  recorded while it was taken    $during"

    restore
    serve "$name-after" "${serving[@]}"
    sound "the restored log"
    events >"$stage/restored.txt"
    local missing
    missing=$(comm -23 "$stage/lost.txt" "$stage/restored.txt" | wc -l)
    same "in the backup and never in the log" "$(comm -13 "$stage/lost.txt" "$stage/restored.txt" | wc -l)" 0
    ((missing > 0)) || fail "the backup was not taken under load: nothing is missing"
    wait_for "the views" ready
    check_views "after the restore"
    say "  in the backup                  $(wc -l <"$stage/restored.txt"), missing: $missing; the views say what the log says"

    "$GATELOG_BIN" simulate --to "http://$address/webhooks/clerk" "${history[@]}" --rate 0 --connections 16 >"$stage/$name-recover.log" 2>&1 \
        || fail "the sender's recover: $(cat "$stage/$name-recover.log")"
    sound "the recovered log"
    events >"$stage/recovered.txt"
    same "missing after the recover" "$(comm -23 "$stage/lost.txt" "$stage/recovered.txt" | wc -l)" 0
    same "doubled after the recover" "$(cut -d ' ' -f 1 "$stage/recovered.txt" | uniq -d | wc -l)" 0
    same "events after the recover" "$(wc -l <"$stage/recovered.txt")" "$count"
    wait_for "the views" ready
    check_views "after the recover"
    say "  after the sender's recover     $count of $count, missing: 0, doubled: 0; the views say what the log says"
    say "  $(awk '$1 == "recorded" || $1 == "duplicate" { printf "%s %s  ", $1, $2 }' "$stage/$name-recover.log")"
    stop_well
}

ready() { [[ $("$GATELOG_BIN" projections 2>/dev/null | grep -c live) -ge 3 ]]; }

sqlite() {
    mkdir before after
    export DATABASE_URL=sqlite:$stage/before/gatelog.db
    schema='' body="lower(hex(p.body))"
    on_file() { sqlite3 -batch -cmd '.timeout 10000' "${DATABASE_URL#sqlite:}" "$1"; }
    ask=on_file
    backup() { sqlite3 before/gatelog.db "VACUUM INTO 'backup.db'"; }
    restore() {
        cp backup.db after/gatelog.db
        export DATABASE_URL=sqlite:$stage/after/gatelog.db
        same "integrity" "$($ask 'PRAGMA integrity_check')" ok
    }
    drill sqlite
}

postgres() {
    start_cluster
    # The roles exactly as compose.yaml makes them.
    mkdir secrets
    openssl rand -hex 32 >secrets/owner_password
    openssl rand -hex 32 >secrets/serve_password
    awk '/^    content: \|/ { on = 1; next } on && /^      / { print substr($0, 7); next } on { exit }' "$root/compose.yaml" \
        | sed -e 's/\$\$/$/g' -e "s|/run/secrets|$stage/secrets|g" >roles.sh
    PGHOST=$socket PGUSER=postgres bash -e roles.sh >"$stage/roles.log" 2>&1 || fail "the roles: $(cat "$stage/roles.log")"
    migrate() { DATABASE_URL=$(url gatelog_owner "$1") "$GATELOG_BIN" migrate --serving-role gatelog_serve >"$stage/migrate.log" 2>&1 || fail "migrate: $(cat "$stage/migrate.log")"; }
    migrate gatelog
    local database=gatelog
    DATABASE_URL=$(url gatelog_serve gatelog)
    export DATABASE_URL
    schema=gatelog. body="md5(p.body)"
    on_server() { psql -X -q -A -t -v ON_ERROR_STOP=1 -d "$(url gatelog_owner "$database")" -c "$1"; }
    ask=on_server
    backup() { pg_dump --format=custom --schema=gatelog --file=backup.dump "$(url gatelog_owner gatelog)"; }
    restore() {
        psql -X -q -d "$(url postgres postgres)" -c 'CREATE DATABASE restored OWNER gatelog_owner'
        pg_restore --exit-on-error --dbname="$(url gatelog_owner restored)" backup.dump
        migrate restored
        database=restored
        DATABASE_URL=$(url gatelog_serve restored)
    }
    drill postgres --no-migrate
    # As every further start of compose.yaml does; the views belong to the other role by now.
    migrate restored
    for attempt in "UPDATE gatelog.events SET svix_id = svix_id" "DELETE FROM gatelog.payloads" "TRUNCATE gatelog.events" \
        "UPDATE gatelog.log_head SET size = size + 1" "DROP TABLE gatelog.events" "ALTER TABLE gatelog.events DISABLE TRIGGER ALL"; do
        psql -X -q -d "$DATABASE_URL" -c "$attempt" >/dev/null 2>"$stage/attempt.log" && fail "the serving role may: $attempt"
    done
    say "  the serving role of the restored log can alter nothing of it"
}

for each in ${1:-sqlite postgres}; do $each; done
say "all of it holds (${SECONDS} s)"
