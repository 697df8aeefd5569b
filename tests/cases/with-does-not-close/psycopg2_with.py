import psycopg2


def save(dsn, name):
    with psycopg2.connect(dsn) as conn:  # expect: LG106
        with conn.cursor() as cur:
            cur.execute("INSERT INTO job (name) VALUES (%s)", (name,))
