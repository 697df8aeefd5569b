from .db import get_connection


def revenue(year):
    conn = get_connection()  # expect: LG101
    row = conn.execute("SELECT sum(total) FROM orders WHERE year = ?", (year,)).fetchone()
    return row[0] or 0

# --- fixed ---
from contextlib import closing

from .db import get_connection


def revenue(year):
    with closing(get_connection()) as conn:
        row = conn.execute("SELECT sum(total) FROM orders WHERE year = ?", (year,)).fetchone()
    return row[0] or 0
