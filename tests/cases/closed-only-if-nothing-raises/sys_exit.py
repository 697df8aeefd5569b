import sqlite3
import sys


def main():
    connection = sqlite3.connect("jobs.db")  # expect: LG103
    cursor = connection.cursor()  # expect: LG103
    cursor.execute("SELECT count(*) FROM job")
    if not cursor.fetchone()[0]:
        print("nothing to do")
        sys.exit(1)
    connection.close()

# --- fixed ---
import sqlite3
import sys
from contextlib import closing


def main():
    with closing(sqlite3.connect("jobs.db")) as connection:
        with closing(connection.cursor()) as cursor:
            cursor.execute("SELECT count(*) FROM job")
            if not cursor.fetchone()[0]:
                print("nothing to do")
                sys.exit(1)
