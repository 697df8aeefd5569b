import snowflake.connector


def load(account, user, password, rows):
    ctx = snowflake.connector.connect(account=account, user=user, password=password)  # expect: LG103
    cs = ctx.cursor()  # expect: LG103
    cs.execute("USE WAREHOUSE small")
    cs.executemany("INSERT INTO event VALUES (%s, %s)", rows)
    cs.close()
    ctx.close()

# --- fixed ---
from contextlib import closing

import snowflake.connector


def load(account, user, password, rows):
    with closing(snowflake.connector.connect(account=account, user=user, password=password)) as ctx:
        with ctx.cursor() as cs:
            cs.execute("USE WAREHOUSE small")
            cs.executemany("INSERT INTO event VALUES (%s, %s)", rows)
