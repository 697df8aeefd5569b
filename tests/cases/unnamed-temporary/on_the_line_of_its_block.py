import psycopg2


def change(conn: psycopg2.extensions.connection, query):
    with conn: conn.cursor().execute(query)  # expect: LG105 refused: a suite stands on the line of its header
