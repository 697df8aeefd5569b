from sqlalchemy.orm import Session

from models import Account, engine


def deactivate(identity):
    session = Session(engine)  # expect: LG101
    account = session.get(Account, identity)
    account.active = False
    session.commit()

# --- fixed ---
from contextlib import closing

from sqlalchemy.orm import Session

from models import Account, engine


def deactivate(identity):
    with closing(Session(engine)) as session:
        account = session.get(Account, identity)
        account.active = False
        session.commit()
