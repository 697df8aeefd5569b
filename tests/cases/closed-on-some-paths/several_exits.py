import pymssql


def login(server, user, password):
    conn = pymssql.connect(server, "app", "secret", "users")  # expect: LG102
    cursor = conn.cursor()  # expect: LG102
    cursor.execute("SELECT id, hash, locked FROM login WHERE name = %s", (user,))
    row = cursor.fetchone()
    if row is None:
        cursor.close()
        conn.close()
        return "unknown"
    if row[2]:
        return "locked"
    if not verify(row[1], password):
        conn.close()
        return "wrong"
    cursor.close()
    conn.close()
    return row[0]


def verify(stored, given):
    return stored == hash(given)

# --- fixed ---
import pymssql


def login(server, user, password):
    with pymssql.connect(server, "app", "secret", "users") as conn, conn.cursor() as cursor:
        cursor.execute("SELECT id, hash, locked FROM login WHERE name = %s", (user,))
        row = cursor.fetchone()
        if row is None:
            return "unknown"
        if row[2]:
            return "locked"
        if not verify(row[1], password):
            return "wrong"
    return row[0]


def verify(stored, given):
    return stored == hash(given)
