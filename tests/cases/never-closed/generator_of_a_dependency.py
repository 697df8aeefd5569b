from sqlalchemy.orm import sessionmaker

SessionLocal = sessionmaker()


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


def names(statement):
    db = next(get_db())  # missed: LG105 the generator is dropped suspended, its finally runs at collection
    return db.scalars(statement).all()
