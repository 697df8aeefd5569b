import sqlite3


def versions(paths):
    return [sqlite3.connect(path).execute("PRAGMA user_version").fetchone()[0] for path in paths]  # wrong: LG105 safe -> LG105 refused: comprehension because it is acquired once per element, and `path` is bound there

# --- fixed, not yet: moved out of the comprehension, where path is unbound ---
import sqlite3


def versions(paths):
    return [sqlite3.connect(path).execute("PRAGMA user_version").fetchone()[0] for path in paths]
