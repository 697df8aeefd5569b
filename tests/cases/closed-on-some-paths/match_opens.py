import sqlite3

import psycopg2


def version(scheme, place):
    match scheme:
        case "sqlite":
            connection = sqlite3.connect(place)  # expect: LG103 unsafe
        case "postgres":
            connection = psycopg2.connect(place)  # expect: LG103 unsafe
        case _:
            raise ValueError(scheme)
    cursor = connection.cursor()  # expect: LG103
    cursor.execute("SELECT 1")
    found = cursor.fetchone()
    connection.close()
    return found

# --- fixed, not yet: the close is left standing behind the block that closes ---
import sqlite3
from contextlib import ExitStack, closing

import psycopg2


def version(scheme, place):
    with ExitStack() as stack:
        match scheme:
            case "sqlite":
                connection = stack.enter_context(closing(sqlite3.connect(place)))
            case "postgres":
                connection = stack.enter_context(closing(psycopg2.connect(place)))
            case _:
                raise ValueError(scheme)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            found = cursor.fetchone()
    return found
