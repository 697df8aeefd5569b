from django.db import connection


def refresh(view):
    cursor = connection.cursor()  # expect: LG101
    cursor.execute(f"REFRESH MATERIALIZED VIEW {view}")

# --- fixed ---
from django.db import connection


def refresh(view):
    with connection.cursor() as cursor:
        cursor.execute(f"REFRESH MATERIALIZED VIEW {view}")
