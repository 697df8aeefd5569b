from sqlalchemy import create_engine, select
from sqlalchemy.orm import sessionmaker

from models import Account

engine = create_engine("postgresql:///accounts")
SessionLocal = sessionmaker(bind=engine)


def emails():
    db = SessionLocal()  # expect: LG103 unsafe
    found = [account.email for account in db.scalars(select(Account))]
    db.close()
    return found

# --- fixed ---
from contextlib import closing

from sqlalchemy import create_engine, select
from sqlalchemy.orm import sessionmaker

from models import Account

engine = create_engine("postgresql:///accounts")
SessionLocal = sessionmaker(bind=engine)


def emails():
    with closing(SessionLocal()) as db:
        found = [account.email for account in db.scalars(select(Account))]
    return found
