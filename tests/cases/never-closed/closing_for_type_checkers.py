import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import closing


def run(path):
    connection = sqlite3.connect(path)  # wrong: LG101 safe -> LG101 refused: closing because the name is not there at run time
    connection.execute("VACUUM")

# --- fixed, not yet: closing is not there at run time ---
import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import closing


def run(path):
    connection = sqlite3.connect(path)
    connection.execute("VACUUM")
