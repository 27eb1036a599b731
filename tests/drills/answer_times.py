#!/usr/bin/env python3
"""Times every filter, every pair of filters and every statistic of a running Gatelog.

    GATELOG_API_KEY=... tests/drills/answer_times.py [URL] [REQUESTS]

Filters and their lists are those of /openapi.json; their values come from rows: of each filter the
most frequent value and the rarest one. Each question is asked REQUESTS times (default 30) for 100
rows, over one connection. Prints the median and the 99th percentile in milliseconds: with fewer
than 100 requests that is the slowest one. It judges nothing: the machine decides what is slow.
"""

import http.client
import itertools
import json
import os
import sys
import time
import urllib.parse
from collections import Counter

URL = urllib.parse.urlsplit(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:3000")
REQUESTS = int(sys.argv[2]) if len(sys.argv) > 2 else 30
LISTS = ["activity", "events", "sessions", "users", "organizations", "memberships", "invitations"]
# Filters by a time, whose values are two moments of the rows.
TIMES = {"since", "until", "received_since", "received_until", "active_at", "last_sign_in_before"}
NO_FILTERS = {"limit", "after", "before", "order", "order_by", "min_position", "format", "csv", "count", "payload"}
# Where a row has the value of a filter, if not in the field of its name.
FIELDS = {
    "action": ["actions"],
    "actor_id": ["actor", "id"],
    "ip": ["ip"],
    "involves": ["user_id"],
    "member_of": ["organization_id"],
    "email": ["primary_email"],
    "name": ["name"],
    "created_by": ["created_by"],
}
WORDS = {"users": ["ada", "jo", "example.com"], "organizations": ["hollow", "org"]}
# Of activity and sessions a word of at most 1,000 people is asked for.
WORDS["activity"] = WORDS["sessions"] = ["ada ueda", "hollow oak 1"]
FIXED = {
    "agent": ["true", "false"],
    "impersonated": ["true", "false"],
    "never_signed_in": ["true", "false"],
    "mfa": ["true", "false"],
    "banned": ["true", "false"],
    "active": ["true", "false"],
    "new": ["country", "browser", "device", "network"],
}


class Server:
    """One connection that stays open."""

    def __init__(self):
        self.connection = http.client.HTTPConnection(URL.hostname, URL.port, timeout=120)
        self.headers = {"Authorization": "Bearer " + os.environ["GATELOG_API_KEY"]}

    def ask(self, path):
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            sys.exit(f"{path}: {answer.status}: {body.decode()}")
        return json.loads(body)

    def times(self, path):
        """Milliseconds of each request, sorted, and the answer."""
        taken = []
        for _ in range(REQUESTS):
            began = time.perf_counter()
            answer = self.ask(path)
            taken.append((time.perf_counter() - began) * 1_000)
        return sorted(taken), answer


def query(path, pairs):
    return f"{path}?{urllib.parse.urlencode(pairs)}"


def values_of(parameter, rows):
    """The most frequent and the rarest value that rows have of a filter."""
    if parameter in FIXED:
        return FIXED[parameter]
    counts = Counter()
    for row in rows:
        value = row
        for name in FIELDS.get(parameter, [parameter]):
            value = value.get(name) if isinstance(value, dict) else None
        counts.update(value if isinstance(value, list) else [value] if value is not None else [])
    ordered = [value for value, _ in counts.most_common()]
    return list(dict.fromkeys(ordered[:1] + ordered[-1:]))


def times_of(parameter, rows, field):
    """Instants in the middle and near the end of what rows tell."""
    moments = sorted(row[field] for row in rows if row.get(field))
    return [moments[len(moments) // 2], moments[-1]] if moments else []


def line(question, taken, answer):
    rows = len(answer.get("data", []))
    p50, p99 = taken[len(taken) // 2], taken[min(len(taken) - 1, len(taken) * 99 // 100)]
    incomplete = " incomplete" if answer.get("page", {}).get("incomplete") else ""
    return p99, f"| {p50:8.1f} | {p99:8.1f} | {rows:5} | {question}{incomplete} |"


def main():
    server = Server()
    document = server.ask("/openapi.json")
    positions = server.ask("/v1/events?limit=1")["data"]
    print(f"{positions[0]['position'] + 1 if positions else 0} events, {REQUESTS} requests each, 100 rows a page\n")
    print("|   p50 ms |   p99 ms |  rows | question |\n|---:|---:|---:|---|")
    ready = {}
    for name in LISTS:
        path = f"/v1/{name}"
        declared = [parameter["name"] for parameter in document["paths"][path]["get"]["parameters"]]
        rows = server.ask(f"{path}?limit=1000")["data"] + server.ask(f"{path}?limit=1000&order=asc")["data"]
        questions = [[]]
        for parameter in (parameter for parameter in declared if parameter not in NO_FILTERS):
            if parameter == "q":
                values = WORDS.get(name, [])
            elif parameter in TIMES:
                field = {"sessions": "started_at", "memberships": "started_at", "users": "last_sign_in_at"}.get(name)
                field = field or ("received_at" if name == "events" or "received" in parameter else "occurred_at")
                values = times_of(parameter, rows, field)
            else:
                values = values_of(parameter, rows)
            questions += [[(parameter, value)] for value in values]
            if values:
                ready.setdefault(name, []).append((parameter, values[0]))
        for question in questions:
            asked = query(path, question + [("limit", 100)])
            print(line(asked, *server.times(asked))[1])
    print("\nPairs, the slowest 20:\n\n|   p50 ms |   p99 ms |  rows | question |\n|---:|---:|---:|---|")
    pairs = []
    for name, filters in ready.items():
        for pair in itertools.combinations(filters, 2):
            question = query(f"/v1/{name}", list(pair) + [("limit", 100)])
            try:
                pairs.append(line(question, *server.times(question)))
            except SystemExit as refused:
                # Two times can exclude each other: that is no question.
                if ": 400:" not in str(refused):
                    raise
    for _, text in sorted(pairs, reverse=True)[:20]:
        print(text)
    slow = sum(p99 > 20 for p99, _ in pairs)
    print(f"\n{len(pairs)} pairs, of which {slow} took more than 20 ms (99 of 100)")
    print("\nStatistics of 90 days by day:\n\n|   p50 ms |   p99 ms |  rows | question |\n|---:|---:|---:|---|")
    newest = server.ask("/v1/activity?limit=1")["data"][0]["occurred_at"]
    end = time.strptime(newest[:10], "%Y-%m-%d")
    since = time.strftime("%Y-%m-%d", time.gmtime(time.mktime(end) - 90 * 86_400))
    window = [("since", since), ("until", newest[:10]), ("interval", "day"), ("time_zone", "Europe/Berlin")]
    for path, more in [
        ("/v1/stats/activity", [("by", "action")]),
        ("/v1/stats/activity", [("by", "country")]),
        ("/v1/stats/activity", [("by", "browser")]),
        ("/v1/stats/sessions", []),
        ("/v1/stats/users", []),
    ]:
        question = query(path, window + more)
        began = time.perf_counter()
        server.ask(question)
        first = (time.perf_counter() - began) * 1_000
        print(line(f"{question} (the first one {first:.0f})", *server.times(question))[1])


main()
