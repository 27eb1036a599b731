"""What a Python service does with Gatelog: follow the log, read sessions, handle a refusal."""

import os

from gatelog_client import AuthenticatedClient
from gatelog_client.api.activity import list_activity
from gatelog_client.api.operations import get_health
from gatelog_client.api.sessions import get_session, list_sessions
from gatelog_client.models import (
    Activity,
    ActivityPage,
    ListActivityOrder,
    ListActivityOrderBy,
    Liveness,
    Problem,
    Session,
    SessionPage,
)
from gatelog_client.types import UNSET, Unset

client = AuthenticatedClient(base_url=os.environ["GATELOG_URL"], token=os.environ["GATELOG_API_KEY"])

# All activity in order of arrival, page by page.
rows: list[Activity] = []
after: str | Unset = UNSET
while True:
    page = list_activity.sync(
        client=client,
        order_by=ListActivityOrderBy.POSITION,
        order=ListActivityOrder.ASC,
        limit=100,
        after=after,
    )
    assert isinstance(page, ActivityPage), page
    rows += page.data
    if not page.page.has_more:
        break
    after = page.page.next_ or UNSET
positions = [row.position for row in rows]
assert len(positions) > 100, f"{len(positions)} rows of activity"
assert positions == sorted(set(positions))

sessions = list_sessions.sync(client=client, limit=1)
assert isinstance(sessions, SessionPage) and sessions.data
one = get_session.sync(sessions.data[0].session_id, client=client)
assert isinstance(one, Session) and one == sessions.data[0]

# A refusal has a type too.
refused = list_activity.sync(client=client, ip=["not an address"])
assert isinstance(refused, Problem) and (refused.status, refused.parameter) == (400, "ip")

alive = get_health.sync(client=client)
assert isinstance(alive, Liveness) and alive.status == "ok"
print(f"{len(rows)} rows of activity, session {one.session_id}")
