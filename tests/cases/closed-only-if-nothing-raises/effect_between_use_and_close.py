import os
import shutil
import sqlite3


def snapshot(path, target):
    connection = sqlite3.connect(path)  # expect: LG103
    connection.execute("BEGIN IMMEDIATE")
    shutil.copy(path, target)
    connection.rollback()
    connection.close()


def locked_copy(path, target):
    connection = sqlite3.connect(path)  # expect: LG101 unsafe
    connection.execute("BEGIN IMMEDIATE")
    shutil.copy(path, target)
    os.chmod(target, 0o444)

# --- fixed ---
import os
import shutil
import sqlite3
from contextlib import closing


def snapshot(path, target):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        shutil.copy(path, target)
        connection.rollback()


def locked_copy(path, target):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
    shutil.copy(path, target)
    os.chmod(target, 0o444)
