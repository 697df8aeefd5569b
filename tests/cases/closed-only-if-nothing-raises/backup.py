import sqlite3


def backup(source, target):
    src = sqlite3.connect(source)  # expect: LG103
    dst = sqlite3.connect(target)  # expect: LG103 info
    with dst:
        src.backup(dst)
    dst.close()
    src.close()

# --- fixed ---
import sqlite3
from contextlib import closing


def backup(source, target):
    with closing(sqlite3.connect(source)) as src, closing(sqlite3.connect(target)) as dst:
        with dst:
            src.backup(dst)
