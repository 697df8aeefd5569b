"""A stand-in for GitHub's API on this machine, as far as a review goes. It refuses what the real one refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]
TOKEN = "secret-token-value"
REPOSITORY = "octo/app"
NUMBER = 7
BOT: Json = {"login": "github-actions[bot]", "type": "Bot"}
COMMENT_KEYS = {"path", "side", "line", "start_line", "start_side", "body"}


@dataclass
class Answer:
    """What the next request of a kind gets instead of being served. `served` does it all the same, unheard."""

    method: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Json = field(default_factory=dict)
    served: bool = False


@dataclass
class Fake:
    """One repository with one pull request. `login` is the token's account ("": an app's installation token)."""

    head: str
    files: list[Json]
    login: str = ""
    token: str = TOKEN
    may_write: bool = True
    page: int = 100
    state: str = "open"
    comments: list[Json] = field(default_factory=list)
    reviews: list[Json] = field(default_factory=list)
    script: list[Answer] = field(default_factory=list)
    log: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""

    def add(self, body: str, user: Json = BOT, **more: Any) -> Json:
        """A comment by somebody."""
        number = 1 + max((comment["id"] for comment in self.comments), default=100)
        made = {"id": number, "path": "app.py", "line": 1, "body": body, "user": user, "in_reply_to_id": None, **more}
        self.comments.append(made)
        return made

    # -- what is served

    def answer(self, method: str, path: str, query: Mapping[str, list[str]], body: Json) -> tuple[int, Any, Json]:
        """Status, what the answer holds, and headers."""
        pulls = f"/repos/{REPOSITORY}/pulls"
        if path == "/user":
            return (200, {"login": self.login}, {}) if self.login else self.forbidden()
        if path == f"{pulls}/{NUMBER}" and method == "GET":
            return 200, {"number": NUMBER, "state": self.state, "head": {"sha": self.head}}, {}
        if path == f"{pulls}/{NUMBER}/files" and method == "GET":
            return self.pages(self.files, path, query)
        if path == f"{pulls}/{NUMBER}/comments" and method == "GET":
            return self.pages(self.comments, path, query)
        if path == f"{pulls}/{NUMBER}/reviews" and method == "POST":
            return self.review(body) if self.may_write else self.forbidden()
        if match := re.fullmatch(rf"{pulls}/comments/(\d+)", path):
            return self.change(method, int(match[1]), body) if self.may_write else self.forbidden()
        return 404, {"message": "Not Found"}, {}

    @staticmethod
    def forbidden() -> tuple[int, Any, Json]:
        return 403, {"message": "Resource not accessible by integration"}, {}

    def pages(self, rows: list[Json], path: str, query: Mapping[str, list[str]]) -> tuple[int, list[Json], Json]:
        size = min(int(query.get("per_page", ["30"])[0]), self.page)
        page = int(query.get("page", ["1"])[0])
        more = f'<{self.url}{path}?per_page={size}&page={page + 1}>; rel="next"'
        return 200, rows[(page - 1) * size : page * size], {"Link": more} if page * size < len(rows) else {}

    def review(self, body: Json) -> tuple[int, Json, Json]:
        """All or nothing: one comment that can't be placed fails the review."""
        wrong = self.wrong(body)
        if wrong:
            return 422, {"message": "Unprocessable Entity", "errors": [wrong]}, {}
        self.reviews.append(body)
        for comment in body["comments"]:
            self.add(comment["body"], **{key: value for key, value in comment.items() if key != "body"})
        return 200, {"id": len(self.reviews)}, {}

    def wrong(self, body: Json) -> str:
        if body.get("commit_id") != self.head:
            return "The commit is not part of the pull request"
        if body.get("event") != "COMMENT" or not body.get("body"):
            return "Review needs an event and a body"
        return next((wrong for comment in body["comments"] if (wrong := self.misplaced(comment))), "")

    def misplaced(self, comment: Json) -> str:
        if not comment.keys() <= COMMENT_KEYS or comment.get("side") != "RIGHT" or not comment.get("body"):
            return f"Invalid comment: {sorted(comment)}"
        if len(comment["body"]) > 65_536:
            return "Body is too long (maximum is 65536 characters)"
        last: int = comment["line"]
        first: int = comment.get("start_line", last)
        if "start_line" in comment and (first >= last or comment.get("start_side") != "RIGHT"):
            return "start_line must precede the end line"
        patch = next((file.get("patch", "") for file in self.files if file["filename"] == comment["path"]), None)
        if patch is None:
            return "Path could not be resolved"
        heads = re.findall(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", patch, re.MULTILINE)
        inside = any(int(start) <= first and last < int(start) + int(count or 1) for start, count in heads)
        return "" if inside else "Pull request review thread line must be part of the diff"

    def change(self, method: str, number: int, body: Json) -> tuple[int, Any, Json]:
        comment = next((comment for comment in self.comments if comment["id"] == number), None)
        if comment is None:
            return 404, {"message": "Not Found"}, {}
        if method == "DELETE":
            self.comments.remove(comment)
            return 204, None, {}
        comment["body"] = body["body"]
        return 200, comment, {}


@contextmanager
def serving(fake: Fake) -> Iterator[Fake]:
    """The fake, reachable at its `url`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def serve(self) -> None:
            place = urlsplit(self.path)
            fake.log.append((self.command, place.path))
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else {}
            found: Any
            scripted = next((one for one in fake.script if one.method == self.command), None)
            if scripted:
                fake.script.remove(scripted)
            if self.headers.get("Authorization") != f"Bearer {fake.token}":
                status, found, headers = 401, {"message": "Bad credentials"}, {}
            elif scripted and not scripted.served:
                status, found, headers = scripted.status, scripted.body, dict(scripted.headers)
            else:
                status, found, headers = fake.answer(self.command, place.path, parse_qs(place.query), body)
            if scripted and scripted.served:
                status, found, headers = scripted.status, scripted.body, dict(scripted.headers)
            raw = b"" if found is None else json.dumps(found).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = do_PATCH = do_DELETE = serve  # noqa: N815  # names that the base class looks for

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
