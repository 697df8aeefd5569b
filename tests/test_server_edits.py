"""Places and edits as clients count them; no server runs here."""

from __future__ import annotations

import random
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from lsprotocol import types

from letgo import cli
from letgo.model import Edit, Position, Span
from letgo.server.edits import between, smallest, text_edits
from letgo.server.places import Places, units
from letgo.wanted.add import added_for_file

PIECES = ["a", "é", "𐐀", "\n", "\r\n", "    ", "\t", "x = 1", "\u2028", "\f", "with a:", "# c"]


def text_of(chance: random.Random, size: int) -> str:
    return "".join(chance.choice(PIECES) for _ in range(chance.randrange(size)))


def applied(text: str, edits: list[types.TextEdit], encoding: str) -> str:
    """The text with a client's edits in it. It counts lines as the protocol does, columns in the agreed unit."""
    rows = text.split("\n")
    coding, size = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}[encoding]

    def offset(place: types.Position) -> int:
        before = rows[place.line].encode(coding)[: place.character * size].decode(coding)
        assert not before.endswith("\r"), "a client has no place between CR and LF"
        return sum(len(row) + 1 for row in rows[: place.line]) + len(before)

    spans = sorted((offset(each.range.start), offset(each.range.end), each.new_text) for each in edits)
    for start, end, new in reversed(spans):
        text = text[:start] + new + text[end:]
    return text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize("seed", range(60))
def test_any_text_becomes_any_other(seed: int, encoding: str) -> None:
    chance = random.Random(seed)
    old, new = text_of(chance, 60), text_of(chance, 60)
    if seed % 3 == 0:  # as a fix does: some rows move to the right
        rows = old.split("\n")
        new = "\n".join([*rows[: len(rows) // 2], *("    " + row for row in rows[len(rows) // 2 :])])
    assert applied(old, between(Places(old, encoding), new), encoding) == new


@pytest.mark.parametrize("seed", range(60))
def test_smallest_edits_are_in_order_and_enough(seed: int) -> None:
    chance = random.Random(seed)
    old, new = text_of(chance, 40), text_of(chance, 40)
    made, done = "", 0
    for start, end, content in smallest(old, new):
        assert done <= start <= end
        made += old[done:start] + content
        done = end
    assert made + old[done:] == new


def test_a_row_that_moves_gets_its_indentation_only() -> None:
    old = "def f():\n    a()\n    b('𐐀')\n    c.close()\n"
    new = "def f():\n    with c:\n        a()\n        b('𐐀')\n"
    edit = Edit(Span(Position(2, 1), Position(5, 1)), new.split("\n", 1)[1])
    edits = text_edits(Places(old), [edit])
    assert applied(old, edits, "utf-16") == new
    assert all(each.range.start.line == each.range.end.line or not each.new_text for each in edits)
    assert "".join(each.new_text for each in edits).count("a()") == 0


@pytest.mark.parametrize(("encoding", "count"), [("utf-8", 9), ("utf-16", 5), ("utf-32", 4)])
def test_units(encoding: str, count: int) -> None:
    assert units("aé𐐀é", encoding) == count


def test_a_byte_order_mark_counts_in_the_first_row_only() -> None:
    places = Places("ab\ncd", "utf-8", "\ufeff")
    assert places.position(Position(1, 2)) == types.Position(0, 4)
    assert places.position(Position(2, 2)) == types.Position(1, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x = 1\n", "# letgo: file-ignore[LG101]\nx = 1\n"),
        (
            "#!/usr/bin/python\n# coding: utf-8\nx = 1\n",
            "#!/usr/bin/python\n# coding: utf-8\n# letgo: file-ignore[LG101]\nx = 1\n",
        ),
        ('"""Doc."""\r\nx = 1\r\n', '# letgo: file-ignore[LG101]\r\n"""Doc."""\r\nx = 1\r\n'),
        ("# letgo: file-ignore[LG2] why\nx = 1\n", "# letgo: file-ignore[LG101, LG2] why\nx = 1\n"),
        ("def (\n", "def (\n"),
    ],
)
def test_a_comment_for_a_file(old: str, new: str) -> None:
    assert added_for_file(old, ["LG101"]) == new


def serve(*messages: str, wait: float = 60) -> subprocess.CompletedProcess[bytes]:
    """Run the server on these messages and nothing more."""
    raw = b"".join(f"Content-Length: {len(each.encode())}\r\n\r\n{each}".encode() for each in messages)
    root = Path(__file__).parent.parent / "codemods"
    return subprocess.run(
        [sys.executable, "-m", "letgo", "server"], input=raw, capture_output=True, timeout=wait, check=False,
        env={"PYTHONPATH": str(root), "PATH": ""},
    )  # fmt: skip


INITIALIZE = (
    '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}'
)
SHUTDOWN, EXIT = '{"jsonrpc":"2.0","id":2,"method":"shutdown"}', '{"jsonrpc":"2.0","method":"exit"}'


@pytest.mark.parametrize(
    ("messages", "code"), [((INITIALIZE, SHUTDOWN, EXIT), 0), ((INITIALIZE, EXIT), 1)], ids=["in order", "at once"]
)
def test_the_exit_code_says_whether_it_was_shut_down(messages: tuple[str, ...], code: int) -> None:
    assert serve(*messages).returncode == code


def test_a_client_that_dies_takes_the_server_with_it() -> None:
    done = serve(INITIALIZE)
    assert b'"capabilities"' in done.stdout


def test_what_is_no_message_does_not_stop_it() -> None:
    done = serve(INITIALIZE, "{", '{"jsonrpc":"2.0","id":7,"method":"no/such"}', SHUTDOWN, EXIT)
    assert done.returncode == 0
    assert b'"id": 2' in done.stdout


def test_a_client_on_a_port() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    root = Path(__file__).parent.parent / "codemods"
    with subprocess.Popen(
        [sys.executable, "-m", "letgo", "server", "--tcp", str(port)],
        env={"PYTHONPATH": str(root), "PATH": ""}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            for _ in range(600):
                with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)) as line:
                    for each in (INITIALIZE, SHUTDOWN, EXIT):
                        line.sendall(f"Content-Length: {len(each)}\r\n\r\n{each}".encode())
                    line.settimeout(60)
                    got = b""
                    while b'"id": 2' not in got:
                        got += line.recv(65536)
                    break
                time.sleep(0.1)
            assert b'"capabilities"' in got
            assert process.wait(60) == 0
        finally:
            process.kill()


def test_two_ways_at_once_are_refused(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["server", "--stdio", "--tcp", "2087"]) == cli.FAILED
    assert "--tcp" in capfd.readouterr().err


def test_without_the_extra_it_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in [*sys.modules]:
        if name.startswith(("letgo.server", "pygls", "lsprotocol")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pygls", None)
    monkeypatch.setitem(sys.modules, "lsprotocol", None)
    assert cli.main(["server"]) == cli.FAILED
    assert "pip install 'letgo[lsp]'" in capfd.readouterr().err
