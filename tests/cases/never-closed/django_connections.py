from django.db import connections


def rows(alias, statement):
    cursor = connections[alias].cursor()  # expect: LG101
    cursor.execute(statement)
    columns = [column[0] for column in cursor.description]
    return [dict(zip(columns, row)) for row in cursor.fetchall()]

# --- fixed ---
from django.db import connections


def rows(alias, statement):
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)
        columns = [column[0] for column in cursor.description]
        return [dict(zip(columns, row)) for row in cursor.fetchall()]
