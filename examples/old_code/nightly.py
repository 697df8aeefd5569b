#!/usr/bin/env python2.7
"""Nightly report of a shop, as such programs were written in 2009. It ran from cron, so nobody saw what it left open.

When it became a daemon, each pass kept a connection whenever the day had no orders, and one more whenever MySQL gave
up half-way: after some weeks the server answered "Too many connections" to everybody. And now and then it could not be
stopped: who waited for the thread that prints held the lock which that thread needed to end.
"""

import sys
import threading
import time

import MySQLdb
import MySQLdb.cursors

CONFIG = {"host": "db1", "user": "report", "db": "shop"}


def orders_of(day):
    conn = MySQLdb.connect(**CONFIG)
    cur = conn.cursor()
    cur.execute("SELECT id, customer, total FROM orders WHERE day = %s", (day,))
    rows = cur.fetchall()
    if not rows:
        print >>sys.stderr, "no orders on", `day`
        return []
    cur.close()
    conn.close()
    return rows


def mark_sent(ids):
    conn = MySQLdb.connect(**CONFIG)  # a connection of its own: the report's may be long gone
    try:
        for id in ids:
            conn.cursor().execute("UPDATE orders SET sent = 1 WHERE id = %s", (id,))
        conn.commit()
    except MySQLdb.Error, e:
        print >>sys.stderr, "could not mark: %s" % e
        raise RuntimeError, "orders will be sent twice"
    finally:
        conn.close()


def newest():
    # one row is wanted, and one is read
    conn = MySQLdb.connect(cursorclass=MySQLdb.cursors.SSCursor, **CONFIG)
    cur = conn.cursor()
    cur.execute("SELECT max(day) FROM orders")
    day = cur.fetchone()[0]
    conn.close()
    return day


class Printer(object):
    def __init__(self):
        self._lock = threading.Lock()
        self._thread = None
        self.printed = 0

    def start(self, rows):
        with self._lock:
            self._thread = threading.Thread(target=self._run, args=(rows,))
            self._thread.start()

    def stop(self):
        with self._lock:
            print >>sys.stderr, "so far", self.printed
            # the last line must be out
            self._thread.join()

    def _run(self, rows):
        for id, customer, total in rows:
            print "%06d  %-30s %10.2f" % (id, customer, total)
            with self._lock:
                self.printed += 1


def main():
    printer = Printer()
    while True:
        rows = orders_of(newest())
        printer.start(rows)
        mark_sent([row[0] for row in rows])
        printer.stop()
        time.sleep(24 * 60 * 60L)


if __name__ == "__main__":
    main()
