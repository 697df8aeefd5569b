import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import closing


def run(path):
    connection = sqlite3.connect(path)  # expect: LG101
    connection.execute("VACUUM")

# --- fixed ---
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import closing


def run(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM")
