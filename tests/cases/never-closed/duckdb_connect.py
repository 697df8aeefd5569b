import duckdb


def totals(path):
    con = duckdb.connect(path)  # expect: LG101
    return con.execute("SELECT sum(price) FROM sale").fetchall()

# --- fixed ---
import duckdb


def totals(path):
    with duckdb.connect(path) as con:
        return con.execute("SELECT sum(price) FROM sale").fetchall()
