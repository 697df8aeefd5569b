def close_quietly(thing):
    try:
        thing.close()
    except Exception:
        pass
