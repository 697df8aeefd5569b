from sqlalchemy.orm import Session

from models import Account, engine


def account(identity):
    session = Session(engine)  # expect: LG101 unsafe
    return session.query(Account).filter_by(id=identity).first()


def accounts():
    session = Session(engine)  # expect: LG101 unsafe
    found = session.query(Account).all()
    return found


def create(name):
    session = Session(engine)  # expect: LG101 unsafe
    account = Account(name=name)
    session.add(account)
    session.commit()
    return account

# --- fixed ---
from contextlib import closing

from sqlalchemy.orm import Session

from models import Account, engine


def account(identity):
    with closing(Session(engine)) as session:
        return session.query(Account).filter_by(id=identity).first()


def accounts():
    with closing(Session(engine)) as session:
        found = session.query(Account).all()
    return found


def create(name):
    with closing(Session(engine)) as session:
        account = Account(name=name)
        session.add(account)
        session.commit()
    return account
