#!/usr/bin/env python
"""A report."""

from __future__ import annotations

import sqlite3 as sql


def names(path: str) -> list[str]:
    """All names."""
    con = sql.connect(path)  # expect: LG101
    return [row[0] for row in con.execute("SELECT name FROM product")]

# --- fixed ---
#!/usr/bin/env python
"""A report."""

from __future__ import annotations

import sqlite3 as sql
from contextlib import closing


def names(path: str) -> list[str]:
    """All names."""
    with closing(sql.connect(path)) as con:
        return [row[0] for row in con.execute("SELECT name FROM product")]
