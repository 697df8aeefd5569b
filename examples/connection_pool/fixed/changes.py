"""Change requests: store the new value, answer with the newest release."""

from sqlalchemy import Engine, text


def apply_change(engine: Engine, name: str, value: str) -> int:
    """Give a setting its new value, in a release of its own."""
    change = {"name": name, "value": value}
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO releases (name, value) VALUES (:name, :value)"), change)
        connection.execute(text("UPDATE settings SET value = :value WHERE name = :name"), change)
    return newest_release(engine)


def newest_release(engine: Engine) -> int:
    """Read the number of the newest release."""
    with engine.connect() as connection:
        result = connection.execute(text("SELECT max(id) FROM releases"))
        row = result.fetchone()
    return row[0] if row else 0
