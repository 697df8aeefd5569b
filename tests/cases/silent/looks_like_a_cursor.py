import threading

from gi.repository import Gdk


class Canvas:
    def __init__(self, widget, signal, lock: threading.Lock):
        cursor = Gdk.Cursor.new_from_name(widget.get_display(), "pointer")
        widget.get_window().set_cursor(cursor)
        signal.connect(self.redraw)
        widget.connect("clicked", self.redraw)
        lock.acquire()

    def redraw(self, view):
        cursor = view.cursor()
        view.cursor().setPosition(0)
        session = view.session()
        return cursor.position() + session.size
