from __future__ import annotations

import contextlib
import sqlite3


def run(path):
    connection = sqlite3.connect(path)  # expect: LG101
    connection.execute("VACUUM")

# --- fixed ---
from __future__ import annotations

import contextlib
import sqlite3


def run(path):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM")
