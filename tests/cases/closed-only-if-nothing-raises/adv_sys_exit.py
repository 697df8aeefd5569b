import sqlite3
import sys


def main():
    connection = sqlite3.connect(sys.argv[1])  # expect: LG103
    if not connection.execute("SELECT 1").fetchone():
        sys.exit(1)
    connection.commit()
    connection.close()


if __name__ == "__main__":
    main()

# --- fixed ---
import sqlite3
import sys
from contextlib import closing


def main():
    with closing(sqlite3.connect(sys.argv[1])) as connection:
        if not connection.execute("SELECT 1").fetchone():
            sys.exit(1)
        connection.commit()


if __name__ == "__main__":
    main()
