"""What Schemathesis asks beyond the document: nothing is answered to a key without the operation's scope.

GATELOG_DRILL_SCOPES holds the scopes of the key, separated by commas; without it every scope is held."""

import os
import re

import schemathesis

SCOPE = re.compile(r"Scope: `([a-z]+:[a-z]+)`")
HELD = os.environ.get("GATELOG_DRILL_SCOPES")


def required(operation):
    """The scope that an operation's document names, or None where it needs no key."""
    raw = operation.definition.raw
    if not raw.get("security"):
        return None
    return SCOPE.search(raw["description"]).group(1)


@schemathesis.check
def no_access_without_scope(context, response, case):
    if HELD is None:
        return
    scope = required(case.operation)
    documented = case.method.upper() == case.operation.method.upper()
    if scope is None or scope in HELD.split(",") or not documented:
        return
    assert response.status_code in (401, 403), f"{response.status_code} without {scope}"
