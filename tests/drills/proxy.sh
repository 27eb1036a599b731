#!/usr/bin/env bash
# The proxies of deploy/, nginx and Caddy, in front of a real server over TLS: signed deliveries of every byte pass
# unchanged, answers come back unchanged, the client's address arrives and cannot be claimed, and http:// is not
# redirected by nginx. About 20 seconds. Takes nginx and caddy from PATH, or from NGINX_BIN and CADDY_BIN; else unpacks
# Debian's packages into a folder that goes with the drill, so that no service begins.
set -euo pipefail
# shellcheck source=tests/drills/stage.sh
source "$(dirname "${BASH_SOURCE[0]}")/stage.sh"

# program NAME PATH-IN-PACKAGE: where it is.
program() {
    local given
    given=${1^^}_BIN
    if [[ -n ${!given:-} ]]; then
        say "${!given}"
    elif command -v "$1" >/dev/null; then
        command -v "$1"
    else
        mkdir -p "$stage/packages"
        (cd "$stage/packages" && apt-get download -qq "$1" >/dev/null 2>&1 && dpkg -x "$1"_*.deb .) || fail "no $1: install it"
        say "$stage/packages/$2"
    fi
}

# Ports that were free a moment ago.
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# A source that only 127.0.0.7 may deliver to, and a proxy that is believed.
cat >gatelog.toml <<'TOML'
[server]
trusted_proxies = ["127.0.0.1/32"]

[[source]]
name = "clerk"
secrets = [{ env = "CLERK_WEBHOOK_SIGNING_SECRET" }]
networks = ["127.0.0.7/32"]
TOML
export DATABASE_URL=sqlite:$stage/gatelog.db
serve gatelog --config gatelog.toml

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=gatelog.example.com -addext subjectAltName=DNS:gatelog.example.com \
    -keyout privkey.pem -out fullchain.pem 2>openssl.log
key=$(printf %s "${CLERK_WEBHOOK_SIGNING_SECRET#whsec_}" | base64 -d | xxd -p -c 256)

# deliver FROM ID FILE [CURL-ARGUMENT…]: the status. The address in the URL is resolved to the proxy, as DNS would.
deliver() {
    local from=$1 id=$2 file=$3 timestamp signature
    shift 3
    timestamp=$(date +%s)
    signature=$({ printf '%s.%s.' "$id" "$timestamp" && cat "$file"; } | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64 -w0)
    curl --silent --show-error --output "$stage/answer" --write-out '%{http_code}' --cacert fullchain.pem --interface "$from" \
        --resolve "gatelog.example.com:$port:127.0.0.1" --header "svix-id: $id" --header "svix-timestamp: $timestamp" \
        --header "svix-signature: v1,$signature" --header 'content-type: application/json' --data-binary "@$file" "$@" \
        "https://gatelog.example.com:$port/webhooks/clerk"
}

ask() {
    curl --silent --show-error --cacert fullchain.pem --resolve "gatelog.example.com:$port:127.0.0.1" \
        --header "Authorization: Bearer $GATELOG_API_KEY" "${@:2}" "https://gatelog.example.com:$port$1"
}

# The same for each proxy, which listens on $port.
drill() {
    local name=$1 number status
    say "== $name: $2"
    wait_for "$name" curl --silent --output /dev/null --cacert fullchain.pem --resolve "gatelog.example.com:$port:127.0.0.1" "https://gatelog.example.com:$port/healthz"
    # Every byte, line ends of all kinds, a byte order mark, nothing at all, and the longest body that is taken.
    python3 -c 'import sys; sys.stdout.buffer.write(bytes(range(256)) * 3)' >body-1
    printf '{"a":\r\n1}\r\n\r\n' >body-2
    printf '\xef\xbb\xbf{"type":"user.created"}\n' >body-3
    : >body-4
    head -c 2097152 /dev/urandom >body-5
    for number in {6..15}; do head -c $((RANDOM % 5000)) /dev/urandom >"body-$number"; done
    for number in {1..15}; do
        status=$(deliver 127.0.0.7 "msg_$name$number" "body-$number")
        same "delivery $number by $name ($(cat answer))" "$status" 200
        # An id with percent signs and slashes in the path must come through as it is: see below.
        ask "/v1/events/msg_$name$number/payload" >payload
        cmp -s payload "body-$number" || fail "$name changed body $number"
    done
    same "a delivery in pieces" "$(deliver 127.0.0.7 "msg_${name}_pieces" body-2 --header 'transfer-encoding: chunked')" 200
    same "an id of odd characters" "$(deliver 127.0.0.7 "msg/%2F?$name" body-2)" 200
    same "the same, asked for" "$(ask "/v1/events/msg%2F%252F%3F$name/payload" --output /dev/null --write-out '%{http_code}')" 200
    # From where it comes, and what it claims.
    same "a client that may not" "$(deliver 127.0.0.8 "msg_${name}_8" body-2)" 403
    same "a client that claims to be another" "$(deliver 127.0.0.8 "msg_${name}_8" body-2 --header 'x-forwarded-for: 127.0.0.7' --header 'forwarded: for=127.0.0.7')" 403
    same "a client that says too much" "$(deliver 127.0.0.7 "msg_${name}_7" body-2 --header 'x-forwarded-for: 192.0.2.1')" 200
    head -c 2097153 /dev/zero >body-long
    same "a body over 2 MiB" "$(deliver 127.0.0.7 "msg_${name}_long" body-long)" 413
    grep -q 'application/problem' <(ask /v1/events?nothing=1 --head --request GET) || fail "$name: another answer"
    grep -qi '^strict-transport-security: max-age=31536000' <(ask /healthz --head --request GET) || fail "$name: no HSTS"
    say "  18 deliveries recorded, each body equal; the client's address arrives and cannot be claimed"
}

nginx_=$(program nginx usr/sbin/nginx)
port=$(free_port) plain=$(free_port)
mkdir nginx
sed -e "s/443 ssl/127.0.0.1:$port ssl/; s/listen 80/listen 127.0.0.1:$plain/; /\[::\]/d" -e "s|127.0.0.1:3000|$address|" \
    -e "s|/etc/ssl/gatelog|$stage|" "$root/deploy/nginx.conf" >nginx/gatelog.conf
{
    printf 'daemon off; pid %s/nginx/pid; error_log %s/nginx.log warn; events {} http { access_log off;\n' "$stage" "$stage"
    for kind in client_body proxy fastcgi uwsgi scgi; do printf '%s_temp_path %s/nginx/%s;\n' $kind "$stage" $kind; done
    printf 'include %s/nginx/gatelog.conf; }\n' "$stage"
} >nginx/nginx.conf
"$nginx_" -e "$stage/nginx.log" -p "$stage/nginx" -c "$stage/nginx/nginx.conf" &
started+=("$!")
drill nginx "$("$nginx_" -v 2>&1)"
same "http:// through nginx" "$(curl --silent --output /dev/null --write-out '%{http_code}' --resolve "gatelog.example.com:$plain:127.0.0.1" --request POST "http://gatelog.example.com:$plain/webhooks/clerk")" 404
grep -q "buffered to a temporary file" nginx.log && fail "bodies lie in files of nginx"

caddy_=$(program caddy usr/bin/caddy)
port=$(free_port)
# A certificate of its own instead of the one that Caddy would ask an authority for.
{
    printf '{\n\tadmin off\n\tauto_https disable_redirects\n\tstorage file_system %s/caddy\n}\n' "$stage"
    sed -e "s|^gatelog.example.com {|gatelog.example.com:$port {\n\ttls $stage/fullchain.pem $stage/privkey.pem|" -e "s|127.0.0.1:3000|$address|" \
        "$root/deploy/Caddyfile"
} >Caddyfile
HOME=$stage "$caddy_" run --config Caddyfile --adapter caddyfile >"$stage/caddy.log" 2>&1 &
started+=("$!")
drill caddy "$("$caddy_" version)"
stop_well
say "all of it holds (${SECONDS} s)"
