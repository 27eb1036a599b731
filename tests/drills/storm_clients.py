"""The clients of the storm drill: a poller, streams with filters that match all, some and nothing, and `gatelog tail`.

    storm_clients.py ADDRESS FOLDER

Each follows the log through kills and a restore as its documentation says, until the file FOLDER/end names
the last event of the sender. Then what each saw is compared with the lists: every position of its filter once and in order, before the
restore and after it; every row that a late event revised; and that each was told of the restore, once."""

import http.client
import json
import os
import pathlib
import subprocess
import sys
import threading
import time
import urllib.parse

ADDRESS, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
HEADERS = {"Authorization": "Bearer " + os.environ["GATELOG_API_KEY"]}
LONG_AGO = "2000-01-01"
FOLLOWED = {
    "poller": "/v1/events",
    "stream of all": "/v1/events",
    "stream of activity": "/v1/activity",
    "stream of some": "/v1/activity?action=signed_in",
    "stream of nothing": "/v1/activity?type=weather.changed",
    "tail": "/v1/events",
}


def connect():
    host, port = ADDRESS.rsplit(":", 1)
    return http.client.HTTPConnection(host, int(port), timeout=30)


def ask(path):
    connection = connect()
    connection.request("GET", path, headers=HEADERS)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


# The position of the last event of a sender, once no more is sent.
LAST = [None]


class Follower:
    """What one client saw: the positions of each life of the log, which a restore ends."""

    def __init__(self, name):
        self.name, self.path = name, FOLLOWED[name]
        self.lives = [[]]
        # Of rows that came a second time: the position of the event that revised them.
        self.revised = {}
        self.is_done = False

    def see(self, row):
        self.lives[-1].append((row["position"], row.get("revision")))

    def is_at(self, position):
        """Whether nothing follows this position."""
        return LAST[0] is not None and position >= LAST[0]

    def told(self):
        self.lives.append([])
        self.revised.clear()


class Poller(Follower):
    def run(self):
        after = None
        while not self.is_done:
            cursor = f"&after={urllib.parse.quote(after)}" if after else ""
            try:
                status, page = ask(f"{self.path}?order=asc&limit=1000{cursor}")
            except (OSError, http.client.HTTPException, ValueError):
                time.sleep(0.1)
                continue
            if status == 409:
                self.told()
                after = None
            elif status == 200:
                for row in page["data"]:
                    self.see(row)
                    self.is_done = self.is_at(row["position"])
                after = page["page"]["next"]
                if not page["data"]:
                    self.is_done = any(self.is_at(position) for position, _ in self.lives[-1][-1:])
                    time.sleep(0.05)
            else:
                time.sleep(0.1)


class Stream(Follower):
    def run(self):
        last = None
        while not self.is_done:
            headers = dict(HEADERS)
            mark = "&" if "?" in self.path else "?"
            list_path, _, filters = self.path.partition("?")
            path = f"{list_path}/stream{'?' + filters if filters else ''}"
            if last is None:
                path += f"{mark}from={LONG_AGO}"
            else:
                headers["Last-Event-ID"] = last
            try:
                connection = connect()
                connection.request("GET", path, headers=headers)
                answer = connection.getresponse()
                if answer.status == 409:
                    answer.read()
                    self.told()
                    last = None
                    continue
                if answer.status != 200:
                    answer.read()
                    time.sleep(0.1)
                    continue
                event = {}
                while not self.is_done:
                    text = answer.readline()
                    if not text:
                        break
                    text = text.decode().rstrip("\n")
                    if text:
                        field, _, value = text.partition(":")
                        event[field] = value.removeprefix(" ")
                        continue
                    name, data = event.get("event"), json.loads(event.get("data", "null"))
                    if name is None and data is not None:
                        last = event["id"]
                        self.see(data)
                    elif name == "revision":
                        self.revised[data["position"]] = data.get("revision")
                    elif name == "heartbeat":
                        self.is_done = self.is_at(data["position"])
                    elif name == "closed" and data["reason"] == "restored":
                        self.told()
                        last = None
                    event = {}
            except (OSError, http.client.HTTPException, ValueError):
                time.sleep(0.1)


class Tail(Follower):
    def run(self):
        while not self.is_done:
            command = [os.environ["GATELOG_BIN"], "tail", "--events", "--json", "--from", LONG_AGO, "--url", ADDRESS]
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as tail:
                for line in tail.stdout:
                    row = json.loads(line)
                    self.see(row)
                    if self.is_at(row["position"]):
                        self.is_done = True
                        tail.terminate()
                if not self.is_done:
                    self.told()


def truth(path):
    """The rows of a list, by position."""
    rows, after = {}, ""
    mark = "&" if "?" in path else "?"
    by_position = "" if path.startswith("/v1/events") else "&order_by=position"
    while True:
        status, page = ask(f"{path}{mark}order=asc{by_position}&limit=1000{after}")
        assert status == 200, page
        rows.update((row["position"], row.get("revision")) for row in page["data"])
        if not page["page"]["has_more"]:
            return rows
        after = "&after=" + urllib.parse.quote(page["page"]["next"])


def judge(follower, restored_at):
    """What is wrong with what a client saw."""
    rows = {position: at for position, at in truth(follower.path).items() if position <= LAST[0]}
    wrong = []
    lives = [[position for position, _ in life if position <= LAST[0]] for life in follower.lives]
    # Who saw no row has no cursor, and nothing to be told of.
    if len(lives) != (2 if lives[0] else 1):
        wrong.append(f"it was told {len(lives) - 1} times of one restore")
    if any(life != sorted(set(life)) for life in lives):
        wrong.append("positions came twice, or in another order")
    if lives[-1] != sorted(rows):
        missing, added = set(rows) - set(lives[-1]), set(lives[-1]) - set(rows)
        wrong.append(f"after the restore {len(missing)} positions are missing and {len(added)} too many")
    # Before it, the log was another one beyond the backup. Up to there it is the same.
    before = [position for position in lives[0] if position < restored_at]
    expected = [position for position in sorted(rows) if position < restored_at]
    if before != expected[: len(before)] or (lives[0] and lives[0][-1] >= restored_at and before != expected):
        wrong.append("before the restore positions are missing")
    if follower.path.startswith("/v1/activity"):
        shown = dict(follower.lives[-1])
        untold = [p for p, at in rows.items() if at not in (shown.get(p), follower.revised.get(p))]
        if untold:
            wrong.append(f"{len(untold)} revised rows were not told, the first at position {untold[0]}")
    seen = f"{len(lives[0])} and {len(lives[-1])} rows, {len(follower.revised)} revisions"
    print(f"  {follower.name:20} {seen}{'' if not wrong else ': ' + '; '.join(wrong)}")
    return wrong


def main():
    followers = [Poller("poller"), Tail("tail")]
    followers += [Stream(name) for name in FOLLOWED if name.startswith("stream")]
    threads = [threading.Thread(target=follower.run, daemon=True) for follower in followers]
    for thread in threads:
        thread.start()
    while not (FOLDER / "end").exists():
        time.sleep(0.1)
    LAST[0] = int((FOLDER / "end").read_text())
    for thread in threads:
        thread.join(timeout=180)
    late = [follower.name for follower in followers if not follower.is_done]
    if late:
        sys.exit(f"did not come to the end: {', '.join(late)}")
    restored_at = int((FOLDER / "restored_at").read_text())
    if sum(len(judge(follower, restored_at)) for follower in followers):
        sys.exit(1)


main()
