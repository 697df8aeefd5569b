"""The part of GitHub's REST API that a review needs. The only module that speaks to a network; it imports httpx.

What it refuses becomes an exception that says what the bot may do instead. The token goes into one header and nowhere
else: no message holds it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from letgo.bot.event import Pull

API = "https://api.github.com"
VERSION = "2022-11-28"
TRIES = 5
PATIENCE = 120.0  # seconds that all waits of a run may take together
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class GithubError(Exception):
    """GitHub could not be asked; the message says why."""


class AddressError(ValueError):
    """An address to which no token may be sent."""


class UnknownTokenError(GithubError):
    """The token is none that GitHub knows (401): nothing can be done until somebody gives a right one."""


class RefusedError(GithubError):
    """The token may not do that (403, or 404 for what it may not even see)."""


class UnsureError(GithubError):
    """Nobody knows whether it was done: the answer to something that isn't sent twice never came."""


@dataclass(slots=True)
class Github:
    """A client for one repository. `sleep` waits for so many seconds."""

    client: httpx.Client
    sleep: Callable[[float], None] = time.sleep
    waited: float = 0.0

    def pull(self, pull: Pull) -> Mapping[str, Any]:
        """The pull request as it is now."""
        found: Mapping[str, Any] = self._send("GET", _path(pull)).json()
        return found

    def files(self, pull: Pull) -> Iterator[Mapping[str, Any]]:
        """Its changed files, with their patches."""
        yield from self._pages(_path(pull, "files"))

    def comments(self, pull: Pull) -> Iterator[Mapping[str, Any]]:
        """The comments on its rows, oldest first."""
        yield from self._pages(_path(pull, "comments"))

    def login(self) -> str:
        """The account that the token belongs to; "" for the token of an app's installation, which has none."""
        try:
            return str(self._send("GET", "/user").json().get("login", ""))
        except RefusedError:
            return ""

    def post(self, pull: Pull, review: Mapping[str, Any]) -> None:
        """Post one review on the commit of the event. Raises `UnsureError` if it may or may not be there now."""
        self._send("POST", _path(pull, "reviews"), {**review, "commit_id": pull.head})

    def delete(self, pull: Pull, comment: int) -> None:
        """Take a comment back. One that is gone already is fine."""
        try:
            self._send("DELETE", f"/repos/{pull.repository}/pulls/comments/{comment}")
        except RefusedError as error:
            if "404" not in str(error):
                raise

    def edit(self, pull: Pull, comment: int, body: str) -> None:
        """Give a comment another text."""
        self._send("PATCH", f"/repos/{pull.repository}/pulls/comments/{comment}", {"body": body})

    def _pages(self, path: str) -> Iterator[Mapping[str, Any]]:
        url: str = f"{path}?per_page=100"
        while url:
            response = self._send("GET", url)
            yield from response.json()
            url = response.links.get("next", {}).get("url", "")
            if url and urlsplit(url)[:2] != urlsplit(str(response.url))[:2]:
                raise GithubError("the next page is on another host")

    def _send(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> httpx.Response:
        """One request, tried again where that helps: rate limits always, failures unless it is a POST."""
        for attempt in range(TRIES):
            try:
                response = self.client.request(method, path, json=body)
            except httpx.TransportError as error:
                self._failed(method, f"no answer: {type(error).__name__}", attempt)
                continue
            if response.is_success:
                return response
            if (pause := _pause(response)) is not None:
                self._wait(pause, "it allows no more requests for now")
            elif response.status_code >= 500:
                self._failed(method, f"it answered {response.status_code}", attempt)
            else:
                raise _refusal(method, response)
        raise GithubError(f"GitHub still refuses to answer after {TRIES} tries")

    def _failed(self, method: str, why: str, attempt: int) -> None:
        if method == "POST":
            raise UnsureError(f"GitHub: {why}")
        if attempt == TRIES - 1:
            raise GithubError(f"GitHub: {why}")
        self._wait(2.0**attempt / 2, why)

    def _wait(self, seconds: float, why: str) -> None:
        if self.waited + seconds > PATIENCE:
            raise GithubError(f"GitHub: {why}, and asks to wait {seconds:.0f} s")
        self.waited += seconds
        self.sleep(seconds)


def connect(api: str, token: str) -> Github:
    """A client. Raises `AddressError` for an address that would get the token in the clear."""
    address = urlsplit(api)
    if address.scheme != "https" and (address.scheme != "http" or address.hostname not in _LOOPBACK):
        raise AddressError(f"{api} is no https address")
    headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": VERSION, "User-Agent": "letgo"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return Github(httpx.Client(base_url=api, headers=headers, timeout=30.0, follow_redirects=True))


def _path(pull: Pull, what: str = "") -> str:
    return f"/repos/{pull.repository}/pulls/{pull.number}" + (f"/{what}" if what else "")


def _pause(response: httpx.Response) -> float | None:
    """How many seconds a rate limit asks to wait; None if it is none."""
    if response.status_code not in (403, 429):
        return None
    headers = response.headers
    if (after := headers.get("retry-after", "")).isdigit():
        return float(after)
    if headers.get("x-ratelimit-remaining") == "0" and headers.get("x-ratelimit-reset", "").isdigit():
        return max(1.0, float(headers["x-ratelimit-reset"]) - time.time())
    return 60.0 if response.status_code == 429 or "rate limit" in _message(response).lower() else None


def _refusal(method: str, response: httpx.Response) -> GithubError:
    status, said = response.status_code, _message(response)
    text = f"GitHub answered {status} to {method} {urlsplit(str(response.url)).path}" + (f": {said}" if said else "")
    if status == 401:
        return UnknownTokenError("GitHub doesn't know the token (401)")
    if status in (403, 404):
        return RefusedError(text)
    return GithubError(text)


def _message(response: httpx.Response) -> str:
    try:
        found = response.json()
    except ValueError:
        return ""
    if not isinstance(found, dict):
        return ""
    errors = found.get("errors") or []
    return "; ".join(str(part) for part in (found.get("message", ""), *errors) if part)[:500]
