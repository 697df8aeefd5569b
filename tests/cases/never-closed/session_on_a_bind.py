"""What a session changed on somebody else's connection may be undone as it closes; what it only reads may not."""

from sqlalchemy import create_engine
from sqlalchemy.orm import Session


def upgrade(op, trials):
    session = Session(bind=op.get_bind())  # expect: LG101 unsafe
    session.query(trials).filter(trials.value.is_(None)).delete()
    op.drop_column("trials", "value")


def count(op, trials):
    session = Session(bind=op.get_bind())  # expect: LG101
    print(session.query(trials).count())


def purge(url, trials):
    engine = create_engine(url)
    session = Session(engine)  # expect: LG101
    session.query(trials).delete()

# --- fixed ---
"""What a session changed on somebody else's connection may be undone as it closes; what it only reads may not."""

from contextlib import closing

from sqlalchemy import create_engine
from sqlalchemy.orm import Session


def upgrade(op, trials):
    with closing(Session(bind=op.get_bind())) as session:
        session.query(trials).filter(trials.value.is_(None)).delete()
    op.drop_column("trials", "value")


def count(op, trials):
    with closing(Session(bind=op.get_bind())) as session:
        print(session.query(trials).count())


def purge(url, trials):
    engine = create_engine(url)
    with closing(Session(engine)) as session:
        session.query(trials).delete()
