#!/usr/bin/env python
# Copyright of nobody.
def run(path):
    import sqlite3

    connection = sqlite3.connect(path)  # expect: LG101
    connection.execute("VACUUM")

# --- fixed ---
#!/usr/bin/env python
# Copyright of nobody.
from contextlib import closing


def run(path):
    import sqlite3

    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM")
