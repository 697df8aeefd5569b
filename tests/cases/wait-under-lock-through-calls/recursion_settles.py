import threading
import time

lock = threading.Lock()
seen = []


def walk(node):
    for child in node:
        walk(child)
    settle(node)


def settle(node):
    if len(node) > 3:
        walk(node[:3])
    time.sleep(1)


def visit(tree):
    with lock:
        seen.append(tree)
        walk(tree)  # expect: LG202 unsafe


def count():
    with lock:
        return len(seen)

# --- fixed ---
import threading
import time

lock = threading.Lock()
seen = []


def walk(node):
    for child in node:
        walk(child)
    settle(node)


def settle(node):
    if len(node) > 3:
        walk(node[:3])
    time.sleep(1)


def visit(tree):
    with lock:
        seen.append(tree)
    walk(tree)


def count():
    with lock:
        return len(seen)
