from sqlalchemy.orm import Session

from models import Account, engine


def emails():
    session = Session(engine)  # expect: LG101 unsafe
    return [account.email for account in session.query(Account)]

# --- fixed ---
from contextlib import closing

from sqlalchemy.orm import Session

from models import Account, engine


def emails():
    with closing(Session(engine)) as session:
        return [account.email for account in session.query(Account)]
