"""The tables of a lake: the columns of docs/schema.md, which a test compares with the database."""

import re

import project

# The columns of a lake that a database lacks.
ADDED = [("account", "VARCHAR"), ("targets", "VARCHAR[]"), ("event_key", "VARCHAR"), ("shape", "VARCHAR")]

# Columns of events that a lake has in other words, or not at all.
LEFT_OUT = ["action_id", "shape_id", "event_id_start"]


def sections():
    """Returns the columns of each table and view, with their types."""
    found, name = {}, None
    for line in (project.ROOT / "docs/schema.md").read_text().splitlines():
        if line.startswith("## "):
            name = line.strip("# `")
            found[name] = []
        elif match := re.match(r"\| `(\w+)` \| ([A-Z\[\]]+) \|", line):
            found[name].append((match[1], match[2]))
    return found


def columns():
    """Returns the columns of each table of a lake."""
    found = sections()
    activity = found["events"] + [it for it in found["activity"] if it not in found["events"]]
    activity = [it for it in activity if it[0] not in LEFT_OUT]
    return found | {"activity": activity + ADDED}
