#!/usr/bin/env python3
"""Times how long after the log received an event each stream of a running Gatelog has it.

    GATELOG_API_KEY=... tests/drills/stream_latency.py [URL] [SECONDS] [STREAMS]

Opens STREAMS streams (default 4, of events and activity by turns) and reads them for SECONDS (default 30), while
something else delivers, like `gatelog simulate --rate 1000`. Prints for each list the events, the median, and the
99th and 99.9th percentile from `received_at` to the line in this process, in milliseconds. Both read the clock of
one machine. It judges nothing: the machine decides what is slow."""

import http.client
import json
import os
import sys
import threading
import time
import urllib.parse
from datetime import datetime

URL = urllib.parse.urlsplit(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:3000")
SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 30
STREAMS = int(sys.argv[3]) if len(sys.argv) > 3 else 4


def follow(path, found):
    connection = http.client.HTTPConnection(URL.hostname, URL.port, timeout=60)
    connection.request("GET", path, headers={"Authorization": "Bearer " + os.environ["GATELOG_API_KEY"]})
    answer = connection.getresponse()
    if answer.status != 200:
        sys.exit(f"{path}: {answer.status} {answer.read().decode()}")
    named, end = None, time.monotonic() + SECONDS
    for line in answer:
        now = time.time()
        if time.monotonic() > end:
            return
        if line.startswith(b"event:"):
            named = line
        elif line.startswith(b"data:") and named is None:
            found.append((now, line))
        elif line == b"\n":
            named = None


def main():
    paths = ["/v1/events/stream" if number % 2 == 0 else "/v1/activity/stream" for number in range(STREAMS)]
    found = [[] for _ in paths]
    threads = [threading.Thread(target=follow, args=pair) for pair in zip(paths, found)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for path in sorted(set(paths)):
        lines = [line for of, lines in zip(paths, found) if of == path for line in lines]
        waits = []
        for now, line in lines:
            received_at = json.loads(line[len(b"data:"):])["received_at"]
            waits.append((now - datetime.fromisoformat(received_at).timestamp()) * 1000)
        waits.sort()
        if not waits:
            sys.exit(f"{path}: nothing came; deliver something meanwhile")
        at = lambda share: waits[min(len(waits) - 1, int(len(waits) * share))]
        print(f"{path}: {len(waits)} events, median {at(0.5):.1f}, p99 {at(0.99):.1f}, p99.9 {at(0.999):.1f} ms")


main()
