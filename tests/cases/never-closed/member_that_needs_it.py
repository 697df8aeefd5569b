import sqlite3


def back(path):
    connection = sqlite3.connect(path)  # false-alarm: LG101 the cursor's connection is this very connection
    cursor = connection.execute("SELECT 1")
    return cursor.connection


def kept(path, owner):
    connection = sqlite3.connect(path)  # false-alarm: LG101 the cursor's connection is this very connection
    cursor = connection.execute("SELECT 1")
    owner.connection = cursor.connection


def reader(path):
    connection = sqlite3.connect(path)  # false-alarm: LG101 a bound method of the cursor reads from it
    cursor = connection.execute("SELECT 1")
    return cursor.fetchone


def straight(path):
    connection = sqlite3.connect(path)  # false-alarm: LG101 a bound method of the cursor reads from it
    return connection.execute("SELECT 1").fetchall


def executes(path):
    connection = sqlite3.connect(path)
    return connection.execute

# --- fixed, not yet: what is returned still needs the connection, and its safe fix closes it ---
import sqlite3


def back(path):
    connection = sqlite3.connect(path)
    cursor = connection.execute("SELECT 1")
    return cursor.connection


def kept(path, owner):
    connection = sqlite3.connect(path)
    cursor = connection.execute("SELECT 1")
    owner.connection = cursor.connection


def reader(path):
    connection = sqlite3.connect(path)
    cursor = connection.execute("SELECT 1")
    return cursor.fetchone


def straight(path):
    connection = sqlite3.connect(path)
    return connection.execute("SELECT 1").fetchall


def executes(path):
    connection = sqlite3.connect(path)
    return connection.execute
