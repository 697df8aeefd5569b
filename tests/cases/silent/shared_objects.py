from django.db import connection, transaction
from sqlalchemy.orm import scoped_session, sessionmaker

Session = scoped_session(sessionmaker())


def count(model):
    session = Session()
    return session.query(model).count()


def save(order):
    with transaction.atomic():
        order.save()
    connection.close()
