"""The standard library's files, sockets, processes and streams."""

from __future__ import annotations

import gzip
import os
import socket
import socketserver
import subprocess
import sys
import tarfile
import threading
import zipfile
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from drivers.bench import Bench, Recipe, has, later, named

Prepare = Callable[[AsyncExitStack, Path], Bench]


def unclosed(found: Any) -> bool:
    return not found.closed


def plain(get: Callable[[], Any], works: Callable[[Any], Any] | None = None) -> Prepare:
    return lambda *_: Bench(get, works)


# -- files -------------------------------------------------------------------------------------------------------------


def lines(folder: Path) -> Path:
    path = folder / "x.txt"
    path.write_text("one\ntwo\n", encoding="utf-8")
    return path


def zipped(folder: Path) -> Path:
    path = folder / "x.gz"
    path.write_bytes(gzip.compress(b"one\ntwo\n"))
    return path


def compressed(module: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / "x.bin"
        path.write_bytes(named(f"{module}.compress")(b"one\ntwo\n"))
        return path

    return write


def of_path(call: str, make: Callable[[Path], Path], *arguments: Any) -> Recipe:
    return Recipe(call, lambda _, folder: Bench(lambda: named(call)(make(folder), *arguments), unclosed))


def from_descriptor(_: AsyncExitStack, folder: Path) -> Bench:
    return Bench(lambda: os.fdopen(os.open(lines(folder), os.O_RDONLY)), unclosed)


def archive(folder: Path) -> Path:
    path = folder / "x.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("a", "one\ntwo\n")
    return path


def tape(folder: Path) -> Path:
    path = folder / "x.tar"
    with tarfile.open(path, "w") as made:
        made.add(lines(folder), "a")
    return path


def zip_member(stack: AsyncExitStack, folder: Path) -> Bench:
    found = stack.enter_context(zipfile.ZipFile(archive(folder)))
    return Bench(lambda: found.open("a"), unclosed)


def tape_member(stack: AsyncExitStack, folder: Path) -> Bench:
    found = stack.enter_context(named("tarfile.open")(tape(folder)))
    return Bench(lambda: found.extractfile("a"), unclosed)


def opened_tape(_: AsyncExitStack, folder: Path) -> Bench:
    path = tape(folder)
    return Bench(
        lambda: tarfile.open(path),
        unclosed,
        child=lambda found: found.extractfile("a"),
        child_works=lambda member: member.read(),
    )


def mapping(_: AsyncExitStack, folder: Path) -> Bench:
    with lines(folder).open("r+b") as file:
        descriptor = os.dup(file.fileno())
    views: list[memoryview] = []
    return Bench(
        lambda: named("mmap.mmap")(descriptor, 0), unclosed, spoil=lambda found: views.append(memoryview(found))
    )


def scanned(_: AsyncExitStack, folder: Path) -> Bench:
    for name in "abc":
        (folder / name).touch()
    return Bench(lambda: os.scandir(folder), next)


def stored(call: str) -> Recipe:
    def store(found: Any) -> None:
        found["a"] = "b"

    return Recipe(call, lambda _, folder: Bench(lambda: named(call)(str(folder / "x"), "n"), store))


def shared_memory(stack: AsyncExitStack, _: Path) -> Bench:
    def made() -> Any:
        found = named("multiprocessing.shared_memory.SharedMemory")(create=True, size=8)
        stack.callback(found.unlink)
        return found

    return Bench(made, lambda found: found.buf[0] or True)


FILES = [
    *(
        of_path(call, lines)
        for call in ("io.FileIO", "io.open", "open", "pathlib.Path.open", "tokenize.open", "io.open_code")[:5]
    ),
    *(of_path(call, zipped) for call in ("gzip.GzipFile", "gzip.open")),
    *(
        of_path(f"{module}.{name}", compressed(module))
        for module, names in (("bz2", "BZ2File open"), ("lzma", "LZMAFile open"))
        for name in names.split()
    ),
    Recipe("os.fdopen", from_descriptor),
    Recipe("pathlib.Path", plain(Path), only=frozenset({"awaited"})),
    Recipe(
        "tempfile.NamedTemporaryFile",
        plain(later("tempfile.NamedTemporaryFile"), lambda found: not found.file.closed),
    ),
    Recipe("tempfile.SpooledTemporaryFile", plain(later("tempfile.SpooledTemporaryFile"), unclosed)),
    Recipe("tempfile.TemporaryFile", plain(later("tempfile.TemporaryFile"), unclosed)),
    Recipe(
        "tempfile.TemporaryDirectory",
        plain(later("tempfile.TemporaryDirectory"), lambda found: Path(found.name).exists()),
    ),
    Recipe(
        "zipfile.ZipFile",
        lambda _, folder: Bench(
            lambda: zipfile.ZipFile(archive(folder)), lambda found: found.open("a").close() or True
        ),
    ),
    Recipe("zipfile.ZipFile.open", zip_member),
    Recipe("tarfile.open", opened_tape),
    Recipe("tarfile.TarFile.extractfile", tape_member),
    Recipe("mmap.mmap", mapping),
    Recipe("os.scandir", scanned),
    stored("shelve.open"),
    stored("dbm.dumb.open"),
    Recipe("multiprocessing.shared_memory.SharedMemory", shared_memory),
]

# -- sockets -----------------------------------------------------------------------------------------------------------


def bound(stack: AsyncExitStack) -> tuple[str, int]:
    """A listening socket; connections to it stay in its queue."""
    server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
    host, port = server.getsockname()[:2]
    return host, port


def connected(call: str) -> Recipe:
    def prepare(stack: AsyncExitStack, _: Path) -> Bench:
        address = bound(stack)
        return Bench(lambda: named(call)(address), lambda found: found.fileno() >= 0, arguments={"makefile": ("rb",)})

    return Recipe(call, prepare)


def tls(stack: AsyncExitStack, _: Path) -> Bench:
    address = bound(stack)
    context = named("ssl.create_default_context")()
    return Bench(
        lambda: context.wrap_socket(
            socket.create_connection(address), server_hostname="x", do_handshake_on_connect=False
        ),
        lambda found: found.fileno() >= 0,
    )


def scripted(greeting: bytes, answers: Mapping[bytes, bytes]) -> Callable[[AsyncExitStack], int]:
    """A server that answers lines by how they begin; the answer to `*` echoes the line's tag (IMAP)."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(greeting)
            for line in self.rfile:
                tag, _, rest = line.partition(b" ")
                answer = next(
                    (
                        answer
                        for start, answer in answers.items()
                        if line.upper().startswith(start) or rest.upper().startswith(start)
                    ),
                    b"250 ok\r\n",
                )
                self.wfile.write(answer.replace(b"%TAG%", tag))

    def start(stack: AsyncExitStack) -> int:
        server = stack.enter_context(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler))
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        stack.callback(server.shutdown)
        return int(server.server_address[1])

    return start


def of_server(call: str, greeting: bytes, answers: Mapping[bytes, bytes]) -> Recipe:
    start = scripted(greeting, answers)
    names = {"ftplib.FTP": ()}

    def prepare(stack: AsyncExitStack, _: Path) -> Bench:
        port = start(stack)
        cls = named(call)

        def made() -> Any:
            if call not in names:
                return cls("127.0.0.1", port)
            found = cls()
            found.connect("127.0.0.1", port)
            return found

        return Bench(made, lambda found: found.sock.fileno() >= 0)

    return Recipe(call, prepare)


IMAP = {
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n%TAG% OK done\r\n",
    b"LOGOUT": b"* BYE\r\n%TAG% OK done\r\n",
}


def listener(stack: AsyncExitStack, _: Path) -> Bench:
    del stack
    return Bench(lambda: named("multiprocessing.connection.Listener")(("127.0.0.1", 0)), lambda found: found.address)


def client(stack: AsyncExitStack, _: Path) -> Bench:
    server = stack.enter_context(named("multiprocessing.connection.Listener")(("127.0.0.1", 0)))
    return Bench(lambda: named("multiprocessing.connection.Client")(server.address), unclosed)


def accepted(stack: AsyncExitStack, _: Path) -> Bench:
    server = stack.enter_context(named("multiprocessing.connection.Listener")(("127.0.0.1", 0)))

    def made() -> Any:
        stack.enter_context(named("multiprocessing.connection.Client")(server.address))
        return server.accept()

    return Bench(made, unclosed)


async def started(stack: AsyncExitStack, _: Path) -> Bench:
    del stack
    return Bench(
        lambda: named("asyncio.start_server")(lambda *_: None, "127.0.0.1", 0), lambda found: found.is_serving()
    )


SOCKETS = [
    connected("socket.create_connection"),
    Recipe("socket.socket", plain(socket.socket, lambda found: found.fileno() >= 0)),
    Recipe("ssl.SSLContext.wrap_socket", tls),
    Recipe("ssl.create_default_context", plain(later("ssl.create_default_context"))),
    Recipe(
        "selectors.DefaultSelector",
        plain(later("selectors.DefaultSelector"), lambda found: found.get_map() is not None),
    ),
    *([Recipe("select.epoll", plain(later("select.epoll"), unclosed))] if sys.platform == "linux" else []),
    of_server("ftplib.FTP", b"220 hello\r\n", {b"QUIT": b"221 bye\r\n"}),
    of_server("smtplib.SMTP", b"220 hello\r\n", {b"QUIT": b"221 bye\r\n"}),
    of_server("imaplib.IMAP4", b"* OK hello\r\n", IMAP),
    of_server("poplib.POP3", b"+OK hello\r\n", {b"QUIT": b"+OK bye\r\n"}),
    *([of_server("telnetlib.Telnet", b"hello\r\n", {})] if has("telnetlib") else []),
    Recipe(
        "socketserver.TCPServer",
        plain(
            lambda: socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler),
            lambda found: found.fileno() >= 0,
        ),
    ),
    Recipe("multiprocessing.connection.Client", client),
    Recipe("multiprocessing.connection.Listener", listener),
    Recipe("multiprocessing.connection.Listener.accept", accepted),
    Recipe("asyncio.start_server", started),
]

# -- processes ---------------------------------------------------------------------------------------------------------


def submitted(found: Any) -> Any:
    return found.submit(int).result()


PROCESSES = [
    Recipe(
        "subprocess.Popen",
        plain(lambda: subprocess.Popen([sys.executable, "-c", ""]), lambda found: found.returncode is None),
    ),
    Recipe(
        "multiprocessing.pool.ThreadPool",
        plain(lambda: named("multiprocessing.pool.ThreadPool")(1), lambda found: found.apply(int) == 0),
    ),
    Recipe(
        "concurrent.futures.ThreadPoolExecutor",
        plain(lambda: named("concurrent.futures.ThreadPoolExecutor")(1), submitted),
    ),
]

# -- streams -----------------------------------------------------------------------------------------------------------


class Hello(BaseHTTPRequestHandler):
    """Says hello, quietly, and keeps the connection."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "6")
        self.end_headers()
        self.wfile.write(b"hello\n")

    def log_message(self, *_: Any) -> None:
        pass


def site(stack: AsyncExitStack) -> int:
    server = stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), Hello))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    stack.callback(server.shutdown)
    return server.server_port


def opened_url(stack: AsyncExitStack, _: Path) -> Bench:
    port = site(stack)
    return Bench(lambda: named("urllib.request.urlopen")(f"http://127.0.0.1:{port}"), unclosed)


def by_opener(stack: AsyncExitStack, _: Path) -> Bench:
    port = site(stack)
    opener = named("urllib.request.build_opener")()
    return Bench(lambda: opener.open(f"http://127.0.0.1:{port}"), unclosed)


def http_connection(stack: AsyncExitStack, _: Path) -> Bench:
    port = site(stack)

    def asked() -> Any:
        found = named("http.client.HTTPConnection")("127.0.0.1", port)
        found.request("GET", "/")
        return found

    return Bench(
        asked,
        lambda found: found.sock is not None,
        child=lambda found: found.getresponse(),
        child_works=lambda response: response.read() != b"",
    )


def http_response(stack: AsyncExitStack, _: Path) -> Bench:
    port = site(stack)

    def answered() -> Any:
        found = named("http.client.HTTPConnection")("127.0.0.1", port)
        stack.callback(found.close)
        found.request("GET", "/")
        return found.getresponse()

    return Bench(answered, unclosed)


STREAMS = [
    Recipe("urllib.request.urlopen", opened_url),
    Recipe("urllib.request.OpenerDirector.open", by_opener),
    Recipe("urllib.request.build_opener", plain(later("urllib.request.build_opener"))),
    Recipe("http.client.HTTPConnection", http_connection),
    Recipe("http.client.HTTPConnection.getresponse", http_response),
]

RECIPES = [*FILES, *SOCKETS, *PROCESSES, *STREAMS]
