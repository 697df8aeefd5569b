import sqlite3


class Journal:
    def __enter__(self):
        self.connection = sqlite3.connect("journal.db")  # expect: LG108 refused: person
        return self

    def __exit__(self, kind, error, trace):
        print("done")
