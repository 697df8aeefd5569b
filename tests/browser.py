"""A headless Chromium, driven over a pipe by its own protocol (chromedevtools.github.io/devtools-protocol)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
PATIENCE = 60  # seconds for anything that the browser does
SWITCHES = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--mute-audio"),
    *("--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe"),
)


def found() -> str | None:
    """The path of a browser, if there is one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Page:
    """One tab."""

    def __init__(self, process: subprocess.Popen[bytes], reading: int, writing: int) -> None:
        self.process, self.reading, self.writing = process, reading, writing
        self.rest, self.number = b"", 0
        self.events: list[dict[str, Any]] = []
        self.session = ""

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        self.number += 1
        message: dict[str, Any] = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.writing, json.dumps(message).encode() + b"\0")
        return self._wait(lambda got: got.get("id") == self.number)

    def _wait(self, wanted: Any) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            while b"\0" not in self.rest:
                got = os.read(self.reading, 1 << 16)
                assert got, "the browser is gone"
                self.rest += got
            raw, _, self.rest = self.rest.partition(b"\0")
            message: dict[str, Any] = json.loads(raw)
            assert "error" not in message, message
            if wanted(message):
                answer: dict[str, Any] = message.get("result", message)
                return answer
            self.events.append(message)
        raise TimeoutError("the browser does not answer")

    def wait_for(self, method: str) -> dict[str, Any]:
        """The parameters of the next event of that name, or of one that came before."""
        for place, event in enumerate(self.events):
            if event.get("method") == method:
                return dict(self.events.pop(place)["params"])
        return dict(self._wait(lambda got: got.get("method") == method)["params"])

    def open(self, path: Path) -> None:
        self.call("Page.navigate", url=path.as_uri())
        self.wait_for("Page.loadEventFired")

    def js(self, expression: str) -> Any:
        """What an expression gives, as JSON."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, userGesture=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def key(self, key: str) -> None:
        for kind in ("keyDown", "keyUp"):
            text = {"text": key} if kind == "keyDown" and len(key) == 1 else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=key, **text)


@contextmanager
def browser(folder: Path) -> Iterator[Page]:
    """A tab whose downloads go to that folder."""
    program = found()
    assert program
    there, writing = os.pipe()
    reading, back = os.pipe()
    script = f'exec "$@" 3<&{there} 4>&{back} {there}<&- {back}>&-'
    command = ["bash", "-c", script, "bash", program, *SWITCHES, f"--user-data-dir={folder / 'profile'}"]
    process = subprocess.Popen(
        command, pass_fds=(there, back), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    )
    os.close(there)
    os.close(back)
    page = Page(process, reading, writing)
    try:
        target = page.call("Target.createTarget", url="about:blank")["targetId"]
        page.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder), eventsEnabled=True)
        page.session = page.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for room in ("Page", "Runtime", "Network", "Log"):
            page.call(f"{room}.enable")
        yield page
    finally:
        page.session = ""
        with suppress(OSError, AssertionError):
            page.call("Browser.close")
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        os.close(reading)
        os.close(writing)
