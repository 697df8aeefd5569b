from django.db import connection


def refresh(view):
    cursor = connection.cursor()  # expect: LG101
    cursor.execute(f"REFRESH MATERIALIZED VIEW {view}")
