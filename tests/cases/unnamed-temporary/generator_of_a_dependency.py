from sqlalchemy.orm import Session, sessionmaker

SessionLocal = sessionmaker()


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


def get_session():
    with SessionLocal() as session:
        yield session


async def get_async_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


def names(statement):
    db = next(get_db())  # expect: LG105 unsafe
    return db.scalars(statement).all()


def in_one_line(statement):
    return next(get_db()).scalars(statement).all()  # expect: LG105 unsafe


def closed_by_hand(statement):
    db = next(get_session())
    try:
        return db.scalars(statement).all()
    finally:
        db.close()


def with_a_name(statement):
    generator = get_db()
    try:
        return next(generator).scalars(statement).all()
    finally:
        generator.close()


def looped(statement):
    for db in get_db():
        db.execute(statement)


def delegated():
    yield from get_db()


def given() -> Session:
    return next(get_session())


async def asynchronous(statement):
    db = await anext(get_async_db())  # expect: LG105 refused: no name
    db.execute(statement)

# --- fixed ---
from contextlib import closing

from sqlalchemy.orm import Session, sessionmaker

SessionLocal = sessionmaker()


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


def get_session():
    with SessionLocal() as session:
        yield session


async def get_async_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


def names(statement):
    with closing(get_db()) as generator:
        db = next(generator)
        return db.scalars(statement).all()


def in_one_line(statement):
    with closing(get_db()) as generator:
        return next(generator).scalars(statement).all()


def closed_by_hand(statement):
    db = next(get_session())
    try:
        return db.scalars(statement).all()
    finally:
        db.close()


def with_a_name(statement):
    generator = get_db()
    try:
        return next(generator).scalars(statement).all()
    finally:
        generator.close()


def looped(statement):
    for db in get_db():
        db.execute(statement)


def delegated():
    yield from get_db()


def given() -> Session:
    return next(get_session())


async def asynchronous(statement):
    db = await anext(get_async_db())
    db.execute(statement)
