"""LG107 rows-read-once

What: a result that may have more rows is read once (`fetchone()`, `next()`) and dropped without being read to the end
or closed.

Why: this is how a service lost its pool: one row was read of a query that could give many, and reading once never
gives the connection back. Only the end of the rows, or a close, does.

Bad:
    def newest(connection: sqlalchemy.engine.Connection):
        result = connection.execute(sqlalchemy.text("SELECT max(id) FROM change"))
        row = result.fetchone()
        return row[0]

Good:
    def newest(connection: sqlalchemy.engine.Connection):
        return connection.execute(sqlalchemy.text("SELECT max(id) FROM change")).scalar()

Fix safety: none is applied. Where the library reads one value by itself (`.scalar()`), the message names it, and a
sketch shows it in place of `.fetchone()[0]`.

Known limits: whether a query gives one row is not known; `max(id)` gives one, and its result still waits for the end.
A result with a connection of its own (`engine.execute()` of SQLAlchemy 1.4) is never-closed, and gets a block.
"""

from letgo.rules.leak import Leak
from letgo.rules.rule import Rule


def _matches(leak: Leak) -> bool:
    return leak.half_read


def _message(leak: Leak) -> str:
    better = f"; .{leak.kind.one_value} reads one value and lets go" if leak.kind.one_value else ""
    return f"{leak.what} is read once and dropped with rows to come; {leak.cost}{better}"


RULE = Rule("LG107", "rows-read-once", "rows are opened for one value and dropped", __doc__, _matches, _message)
