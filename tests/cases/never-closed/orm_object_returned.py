from sqlalchemy.orm import Session

from models import Account, engine


def account(identity):
    session = Session(engine)  # expect: LG101 unsafe
    return session.query(Account).filter_by(id=identity).first()


def accounts():
    session = Session(engine)  # expect: LG101 unsafe
    found = session.query(Account).all()
    return found


def emails():
    session = Session(engine)  # expect: LG101
    return [account.email for account in session.query(Account)]


def create(name):
    session = Session(engine)  # expect: LG101 unsafe
    account = Account(name=name)
    session.add(account)
    session.commit()
    return account
