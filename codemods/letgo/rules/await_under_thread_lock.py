"""LG203 await-under-thread-lock

What: a coroutine is suspended by `await` while it holds a lock of `threading`.

Why: the event loop goes on with other tasks on the same thread. The first of them that wants the lock blocks the whole
loop, and the holder, which needs the loop to go on, never lets go: a deadlock that needs no second thread.

Bad:
    lock = threading.Lock()

    async def refresh(session):
        with lock:
            await session.get("/token")

Good:
    lock = asyncio.Lock()

    async def refresh(session):
        async with lock:
            await session.get("/token")

Fix safety: no fix: which lock is meant, or what may leave the scope, is for a person to decide.

Known limits: locks that nobody ever contends for (a lock made in the same call) are reported too.
"""

from letgo.rules.rule import Rule
from letgo.rules.stalling import Stalling


def _matches(stalling: Stalling) -> bool:
    return stalling.under_thread_lock


def _message(stalling: Stalling) -> str:
    node = stalling.awaits[0]
    return (
        f"{stalling.lock} (line {stalling.stall.held.scope.place[0]}) is a thread's lock and is held over the await at "
        f"line {stalling.row(node)}; the next task that wants it blocks the event loop for good"
    )


RULE = Rule(
    "LG203", "await-under-thread-lock", "a coroutine is suspended while it holds a thread's lock", __doc__, _matches,
    _message,
)  # fmt: skip
