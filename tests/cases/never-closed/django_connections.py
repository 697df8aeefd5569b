from django.db import connections


def rows(alias, statement):
    cursor = connections[alias].cursor()  # wrong: LG101 unsafe -> LG101 safe because Django's connections give Django's cursors
    cursor.execute(statement)
    columns = [column[0] for column in cursor.description]
    return [dict(zip(columns, row)) for row in cursor.fetchall()]

# --- fixed, not yet: closing where Django's cursor has its own with ---
from django.db import connections


def rows(alias, statement):
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)
        columns = [column[0] for column in cursor.description]
        return [dict(zip(columns, row)) for row in cursor.fetchall()]
