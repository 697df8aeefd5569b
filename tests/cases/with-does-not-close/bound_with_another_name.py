import psycopg2


def save(dsn, name):
    conn = psycopg2.connect(dsn)  # expect: LG106
    with conn as transaction:
        transaction.cursor().execute("INSERT INTO job (name) VALUES (%s)", (name,))  # expect: LG105
    print("saved", name)

# --- fixed ---
from contextlib import closing

import psycopg2


def save(dsn, name):
    with closing(psycopg2.connect(dsn)) as conn:
        with conn as transaction:
            with transaction.cursor() as cursor:
                cursor.execute("INSERT INTO job (name) VALUES (%s)", (name,))
    print("saved", name)
