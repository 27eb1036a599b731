"""Deliveries signed by the Python package `svix`, sent, and read back. Ends with 1 at the first that differs."""

import base64
import concurrent.futures
import http.client
import importlib.metadata
import os
import random
import string
import sys
import threading
import urllib.parse
from datetime import datetime, timezone

import standardwebhooks.webhooks as package
from svix.webhooks import Webhook

ADDRESS = os.environ["SIGNERS_ADDRESS"]
DELIVERIES = int(os.environ["SIGNERS_DELIVERIES"])
SIGNERS = [Webhook(os.environ[name]) for name in ("SIGNERS_OLD", "SIGNERS_NEW")]
FOREIGN = Webhook("whsec_" + base64.b64encode(bytes(32)).decode())
ID_CHARACTERS = "".join(sorted(set(string.ascii_letters + string.digits + string.punctuation) - {"."}))
THREADS = 8

# The package signs text and makes UTF-8 of it. To have it sign any bytes, it is given one character for each byte, and
# its own hash is handed the bytes instead of their UTF-8.
raw = threading.local()
hash_of_package = package.hmac_data


def hash_of_bytes(key, data):
    return hash_of_package(key, data.decode().encode("latin-1") if raw.wanted else data)


package.hmac_data = hash_of_bytes


def sign(signer, id, now, body):
    """The token for a body: as text where it is text of more than ASCII, else as bytes."""
    try:
        text, raw.wanted = body.decode(), False
    except UnicodeDecodeError:
        text, raw.wanted = body.decode("latin-1"), True
    return signer.sign(id, now, text)


def make_body(chance):
    kind = chance.randrange(4)
    if kind == 0:
        return bytes(range(256)) * chance.randrange(1, 5)
    if kind == 1:
        return chance.randbytes(chance.randrange(0, 3000))
    if kind == 2:
        return "".join(chr(chance.randrange(0, 0xD800)) for _ in range(chance.randrange(0, 500))).encode()
    return b'{"object":"event","type":"session.created","data":{"id":"%d"}}' % chance.getrandbits(60)


def make_headers(chance, id, body):
    now = datetime.now(timezone.utc)
    good = [sign(signer, id, now, body) for signer in chance.sample(SIGNERS, chance.randrange(1, 3))]
    noise = ["v2,AAAA", "nonsense", "v1a," + "A" * 86 + "==", sign(FOREIGN, id, now, body), ""]
    tokens = good + chance.sample(noise, chance.randrange(0, 4))
    chance.shuffle(tokens)
    family = chance.choice(["svix", "webhook", "Svix", "WEBHOOK"])
    headers = [
        (f"{family}-id", id),
        (f"{family}-timestamp", str(int(now.timestamp()))),
        (f"{family}-signature", " ".join(tokens)),
        ("content-type", chance.choice(["application/json", "text/plain", "application/octet-stream", "odd"])),
        (f"x-{chance.randrange(1000)}", "".join(chance.choices(string.printable[:94], k=20)).strip()),
    ]
    chance.shuffle(headers)
    return headers


local = threading.local()


def ask(method, path, headers, body=None):
    if not hasattr(local, "connection"):
        local.connection = http.client.HTTPConnection(ADDRESS, timeout=30)
    local.connection.putrequest(method, path)
    for name, value in headers:
        local.connection.putheader(name, value)
    if body is not None:
        local.connection.putheader("content-length", str(len(body)))
    local.connection.endheaders(body)
    answer = local.connection.getresponse()
    return answer.status, answer.read()


def deliver(number):
    chance = random.Random(f"{SEED} {number}")
    id = "".join(chance.choices(ID_CHARACTERS, k=chance.randrange(24, 200)))
    body = make_body(chance)
    status, answer = ask("POST", "/webhooks/clerk", make_headers(chance, id, body), body)
    if status != 200 or b'"recorded"' not in answer:
        return f"not recorded: {status} {answer!r} {id} {body!r}"
    key = ("authorization", "Bearer " + os.environ["SIGNERS_API_KEY"])
    status, read = ask("GET", f"/v1/events/{urllib.parse.quote(id, safe='')}/payload", [key])
    if status != 200 or read != body:
        return f"read back otherwise: {status} {read!r} {id} {body!r}"
    return len(body)


SEED = random.SystemRandom().getrandbits(64)
with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
    outcomes = list(pool.map(deliver, range(DELIVERIES)))
wrong = [outcome for outcome in outcomes if isinstance(outcome, str)]
print(
    f"Python svix {importlib.metadata.version('svix')}: {DELIVERIES} deliveries, {DELIVERIES - len(wrong)} recorded and equal, "
    f"{sum(outcome for outcome in outcomes if isinstance(outcome, int))} bytes of bodies (seed {SEED})"
)
if wrong:
    sys.exit(f"{len(wrong)} differ, first: {wrong[0][:2000]}")
