"""`conf = conf._replace(conn=...)` keeps the connection for whoever reads it from the new one."""

import sqlite3


def connected(conf):
    conf = conf._replace(conn=sqlite3.connect(conf.path))  # expect: LG105 refused: made anew with it
    conf = conf._replace(callbacks=load(conf.callbacks))
    if conf.user is None:
        conf = conf._replace(user=look_up(conf.conn))
    return conf
