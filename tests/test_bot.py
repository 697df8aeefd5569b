"""The bot, end to end: a real repository, the real command, and a stand-in for GitHub that refuses what it refuses."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from fake_github import BOT, NUMBER, REPOSITORY, TOKEN, Answer, Fake, serving
from hosts import Offer, offer_of

import letgo
from letgo import cli
from letgo.bot import github
from letgo.bot.event import Pull
from letgo.bot.hunks import fits, hunks, ranges
from letgo.bot.run import SETTLED
from letgo.outputs.comment import marks_of

SOURCES = str(Path(letgo.__file__).parents[1])
OLD = """\
import sqlite3


def old(path):
    conn = sqlite3.connect(path)
    return conn.execute("select 1").fetchone()[0]
"""
NEW = """

def newest(path, name="🦊"):
    conn = sqlite3.connect(path)
    return conn.execute("select max(id) from change").fetchone()[0], name


def count(path):
    conn = sqlite3.connect(path)
    rows = conn.execute("select id from change").fetchall()
    conn.close()
    return len(rows)
"""
LONG = """\
import sqlite3


def long(path, note):
    conn = sqlite3.connect(path)
    note(1)
    note(2)
    note(3)
    note(4)
    note(5)
    note(6)
    note(7)
    return conn.execute("select 1").fetchall()
"""


def git(folder: Path, *words: str) -> str:
    command = ["git", "-c", "core.quotepath=off", "-c", "user.name=x", "-c", "user.email=x@localhost", *words]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


@dataclass
class Project:
    """A repository with a pull request: what `base` has not, and HEAD has."""

    root: Path
    base: str = ""

    def commit(self, **texts: str | None) -> str:
        for name, text in texts.items():
            path = self.root / f"{name}.py"
            if text is None:
                path.unlink()
            else:
                path.write_text(text, encoding="utf-8")
        git(self.root, "add", "-A")
        git(self.root, "commit", "-qm", "change")
        return git(self.root, "rev-parse", "HEAD").strip()

    def files(self) -> list[dict[str, Any]]:
        """The changed files as the API lists them."""
        words = git(self.root, "diff", "--name-status", "--no-renames", "-z", self.base, "HEAD").split("\0")
        found = []
        for status, name in zip(words[::2], words[1::2], strict=False):
            patch = git(self.root, "diff", "--no-color", "--no-renames", self.base, "HEAD", "--", name)
            kind = {"A": "added", "D": "removed"}.get(status, "modified")
            found.append({"filename": name, "status": kind, "patch": patch[patch.index("@@") :].removesuffix("\n")})
        return found


@dataclass
class Done:
    code: int
    out: str
    err: str


@dataclass
class Stage:
    """A project, the fake, and the command that is run on them."""

    project: Project
    fake: Fake
    call: Callable[..., Done]
    summary: Path
    event: Path
    fork: bool = False
    extra: list[str] = field(default_factory=list)

    def push(self, **texts: str | None) -> None:
        """One more commit on the pull request."""
        self.fake.head = self.project.commit(**texts)
        self.fake.files = self.project.files()

    def run(self, *args: str) -> Done:
        source = "somebody/app" if self.fork else REPOSITORY
        head = {"sha": self.fake.head, "repo": {"full_name": source}}
        pull = {"number": NUMBER, "head": head}
        event = {"action": "opened", "pull_request": pull, "repository": {"full_name": REPOSITORY}}
        self.event.write_text(json.dumps(event), encoding="utf-8")
        return self.call("bot", "--event", str(self.event), *args)

    @property
    def offers(self) -> list[Offer]:
        return [offer for comment in self.fake.comments if (offer := offer_of(comment))]


@pytest.fixture
def stage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Iterator[Stage]:
    root = tmp_path / "app"
    root.mkdir()
    git(root, "init", "-q")
    project = Project(root)
    project.base = project.commit(app=OLD, long=LONG)
    monkeypatch.chdir(root)
    for name in [name for name in os.environ if name.startswith("GITHUB_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))

    def call(*args: str) -> Done:
        code = cli.main(args)
        out, err = capfdbinary.readouterr()
        assert TOKEN not in (text := out.decode() + err.decode()), text
        return Done(code, out.decode(), err.decode())

    with serving(Fake("", [])) as fake:
        monkeypatch.setenv("GITHUB_API_URL", fake.url)
        yield Stage(project, fake, call, tmp_path / "summary.md", tmp_path / "event.json")


def said(done: Done) -> str:
    """The line on how many comments there are."""
    return next(line for line in done.err.splitlines() if line.startswith("letgo: comments: "))


# What is posted -------------------------------------------------------------------------------------------------------


def test_one_review_with_what_the_change_brings(stage: Stage) -> None:
    stage.push(app=OLD + NEW)

    done = stage.run("--show-info")

    assert done.code == 1
    assert done.out == ""
    assert said(done) == "letgo: comments: 2 new, 0 as before, 0 withdrawn"
    (review,) = stage.fake.reviews
    assert review["commit_id"] == stage.fake.head
    assert all(comment["line"] > 7 for comment in review["comments"]), "the leak that was there before is not of it"
    assert len(stage.offers) == 2
    assert "### letgo" in stage.summary.read_text(encoding="utf-8")


def test_every_suggestion_is_accepted_alone(stage: Stage, tmp_path: Path) -> None:
    """Each click gives a file that works by itself, and its comment is the only one to be withdrawn."""
    database = tmp_path / "x.db"
    with sqlite3.connect(database) as conn:
        conn.execute("create table change (id)")
        conn.execute("insert into change values (41)")
    conn.close()
    stage.push(app=OLD + NEW)
    stage.run("--show-info")
    posted = list(stage.fake.comments)
    for offer in stage.offers:
        text = offer.accepted(OLD + NEW)
        names: dict[str, Any] = {}
        exec(compile(text, "app.py", "exec"), names)
        assert names["newest"](database) == (41, "🦊")
        assert names["count"](database) == 1
        stage.fake.comments = list(posted)
        stage.push(app=text)
        done = stage.run("--show-info")
        assert said(done) == "letgo: comments: 0 new, 1 as before, 1 withdrawn"
        assert [comment["id"] for comment in posted if comment not in stage.fake.comments] == [
            comment["id"] for comment in posted if comment["body"] == offer.body
        ]
    assert len(stage.fake.reviews) == 1


def test_a_new_push_posts_nothing_twice(stage: Stage) -> None:
    stage.push(app=OLD + NEW)
    stage.run("--show-info")
    stage.push(app="# moved\n# by two rows\n" + OLD + NEW)

    done = stage.run("--show-info")

    assert said(done) == "letgo: comments: 0 new, 2 as before, 0 withdrawn"
    assert len(stage.fake.reviews) == 1
    assert len(stage.fake.comments) == 2


def test_what_somebody_answered_is_settled_and_not_deleted(stage: Stage) -> None:
    stage.push(app=OLD + NEW)
    stage.run()
    first = stage.fake.comments[0]
    stage.fake.add("But why?", {"login": "octocat", "type": "User"}, in_reply_to_id=first["id"])
    stage.push(app=OLD)

    stage.run()

    assert first in stage.fake.comments
    assert first["body"].startswith(SETTLED)
    assert not marks_of(first["body"])
    stage.push(app=OLD + NEW)
    assert "0 withdrawn" in said(stage.run())
    assert len(stage.fake.reviews) == 2, "it came back, so it is said again"


def test_all_is_withdrawn_when_the_change_goes(stage: Stage) -> None:
    stage.push(app=OLD + NEW, other=OLD)
    stage.run("--show-info")
    assert len(stage.fake.comments) == 3
    stage.push(app=OLD, other=None)

    done = stage.run()

    assert done.code == 0
    assert stage.fake.comments == []
    assert "No findings" in stage.summary.read_text(encoding="utf-8")


def test_comments_on_a_file_that_cannot_be_read_stay(stage: Stage) -> None:
    stage.push(app=OLD + NEW)
    stage.run("--show-info")
    stage.push(app=OLD + NEW + "def broken(:\n")

    done = stage.run("--show-info")

    assert len([one for one in stage.fake.comments if offer_of(one)]) == 2
    assert "0 withdrawn" in said(done)
    assert "LG001" in done.out


def test_comments_of_others_are_left_alone(stage: Stage) -> None:
    stage.push(app=OLD + NEW)
    stage.run()
    body = stage.fake.comments[0]["body"]
    quoted = stage.fake.add(body, {"login": "octocat", "type": "User"})
    stage.push(app=OLD)

    stage.run()

    assert stage.fake.comments == [quoted]


def test_a_person_s_token_knows_its_own_comments(stage: Stage) -> None:
    stage.fake.login = "octocat"
    stage.push(app=OLD + NEW)
    stage.run()
    for comment in stage.fake.comments:
        comment["user"] = {"login": "octocat", "type": "User"}
    other = stage.fake.add(stage.fake.comments[0]["body"], BOT)
    stage.push(app=OLD)

    stage.run()

    assert stage.fake.comments == [other]


def test_names_with_spaces_and_accents(stage: Stage) -> None:
    stage.push(**{"my mödule": OLD})

    stage.run()

    (comment,) = stage.fake.comments
    assert comment["path"] == "my mödule.py"


def test_excluded_files_are_not_commented_on(stage: Stage) -> None:
    (stage.project.root / "pyproject.toml").write_text("[tool.letgo]\nextend-exclude = ['made.py']\n", encoding="utf-8")
    stage.push(made=OLD)

    assert stage.run().code == 0
    assert stage.fake.reviews == []


# Inside of the diff ---------------------------------------------------------------------------------------------------


def test_what_lies_outside_of_the_diff_becomes_an_annotation(stage: Stage) -> None:
    stage.push(long=LONG.replace('"select 1"', '"select 2"'))

    done = stage.run()

    assert stage.fake.reviews == []
    assert done.out.startswith("::warning title=LG101 never-closed,file=long.py,line=5,")
    assert said(done).endswith("; 1 without one")
    assert "`long.py:5`" in stage.summary.read_text(encoding="utf-8")


def test_a_fix_that_reaches_out_of_the_diff_is_a_command(stage: Stage) -> None:
    stage.push(long=LONG.replace("note(1)", "note(0)"))

    stage.run("--patch", "fixes.patch")

    (comment,) = stage.fake.comments
    assert (comment["line"], "start_line" in comment) == (5, False)
    assert offer_of(comment) is None
    assert "run `letgo fix " in comment["body"]
    assert "or apply `fixes.patch` of this run" in comment["body"]
    git(stage.project.root, "apply", "--check", "fixes.patch")


def test_another_commit_in_the_folder_is_not_commented_on(stage: Stage) -> None:
    """A workflow that checks out the merge commit sees other rows than the pull request shows."""
    stage.push(app=OLD + NEW)
    (stage.project.root / "app.py").write_text("# one more row\n" + OLD + NEW, encoding="utf-8")

    done = stage.run()

    assert stage.fake.reviews == []
    assert "app.py is not what the pull request shows" in done.err
    assert "::warning title=LG101 " in done.out


def test_thirty_comments_and_no_more(stage: Stage) -> None:
    body = NEW.partition("\n\n\ndef count")[0]
    stage.push(many="import sqlite3\n" + "".join(body.replace("newest", f"f{n}") + "\n" for n in range(40)))

    done = stage.run()

    assert said(done) == "letgo: comments: 30 new, 0 as before, 0 withdrawn; 10 without one"
    assert len(stage.fake.comments) == 30
    assert stage.fake.reviews[0]["body"].count("\n- `many.py:") == 10
    assert done.out.count("::warning ") == 10
    assert said(stage.run()) == "letgo: comments: 10 new, 30 as before, 0 withdrawn"
    assert len({mark for one in stage.fake.comments for mark in marks_of(one["body"])}) == 40


def test_pages_are_read_to_their_end(stage: Stage) -> None:
    stage.fake.page = 1
    stage.push(app=OLD + NEW, other=OLD, third=OLD)

    stage.run()
    count = len(stage.fake.comments)

    assert said(stage.run()) == f"letgo: comments: 0 new, {count} as before, 0 withdrawn"
    assert count >= 3


# What GitHub refuses --------------------------------------------------------------------------------------------------


def test_a_fork_gets_annotations_and_the_summary(stage: Stage) -> None:
    stage.fork, stage.fake.may_write = True, False
    stage.push(app=OLD + NEW)

    done = stage.run()

    assert done.code == 1
    assert stage.fake.comments == []
    assert done.out.count("::warning ") >= 1
    assert "file=app.py,line=5" not in done.out, "what was there before is not of the change"
    assert "Resource not accessible by integration" in done.err
    assert "`app.py:" in stage.summary.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "answers",
    [
        [Answer("POST", 403, {"Retry-After": "0"}, {"message": "You have exceeded a secondary rate limit"})],
        [Answer("GET", 429, {"Retry-After": "0"}), Answer("POST", 429, {"Retry-After": "0"})],
        [Answer("GET", 502), Answer("GET", 503)],
        [Answer("POST", 502)],
        [Answer("POST", 502, served=True)],
    ],
    ids=["secondary limit", "limits", "failing", "not posted, unheard", "posted, unheard"],
)
def test_limits_and_failures_are_tried_again(answers: list[Answer], stage: Stage) -> None:
    stage.push(app=OLD + NEW)
    stage.fake.script = list(answers)

    done = stage.run()

    assert stage.fake.script == []
    assert len(stage.fake.reviews) == 1
    assert done.out == ""


def test_a_primary_limit_is_waited_for_if_it_is_short(stage: Stage) -> None:
    stage.push(app=OLD + NEW)
    soon = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + 1)}
    stage.fake.script = [Answer("GET", 403, soon, {"message": "API rate limit exceeded"})]

    started = time.monotonic()
    stage.run()

    assert time.monotonic() - started >= 1
    assert len(stage.fake.reviews) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Answer("POST", 403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + 9999)}),
        Answer("POST", 422, {}, {"message": "Unprocessable Entity", "errors": ["line must be part of the diff"]}),
        Answer("GET", 403, {}, {"message": "Resource not accessible by integration"}),
        Answer("GET", 404, {}, {"message": "Not Found"}),
    ],
    ids=["limit for hours", "refused as a whole", "may not read", "may not even see"],
)
def test_what_cannot_be_posted_becomes_annotations(answer: Answer, stage: Stage) -> None:
    stage.push(app=OLD + NEW)
    stage.fake.script = [answer]

    done = stage.run()

    assert done.code == 1
    assert stage.fake.reviews == []
    assert "::warning title=LG101 " in done.out
    assert "the findings are annotations of this run instead" in done.err


def test_nothing_is_posted_for_an_old_commit(stage: Stage) -> None:
    stage.push(app=OLD + NEW)
    event = stage.fake.head
    stage.push(app=OLD + NEW + "\n")
    newest, stage.fake.head = stage.fake.head, event
    stage.run("--dry-run")
    stage.fake.head = newest
    done = stage.call("bot", "--event", str(stage.event))

    assert done.code == 0
    assert "has a newer commit" in done.err
    assert stage.fake.reviews == []


def test_nothing_is_posted_on_a_closed_pull_request(stage: Stage) -> None:
    stage.push(app=OLD + NEW)
    stage.fake.state = "closed"

    assert stage.run().code == 0
    assert stage.fake.reviews == []


def test_a_dry_run_prints_the_review(stage: Stage) -> None:
    stage.push(app=OLD + NEW)

    done = stage.run("--dry-run", "--exit-zero")

    assert done.code == 0
    assert [comment["path"] for comment in json.loads(done.out)["comments"]] == ["app.py", "app.py"]
    assert not any(method != "GET" for method, _ in stage.fake.log)


# Calls that cannot work -----------------------------------------------------------------------------------------------


def test_an_unknown_token_is_an_error(stage: Stage) -> None:
    stage.push(app=OLD + NEW)
    stage.fake.token = "another"

    done = stage.run()

    assert (done.code, done.out) == (2, "")
    assert done.err == "letgo: error: GitHub doesn't know the token (401)\n"


@pytest.mark.parametrize(
    ("event", "message"),
    [
        ("{", "can't be read as an event"),
        ("[]", "is no event of a pull request"),
        ('{"repository": {"full_name": "a/b"}}', "is no event of a pull request"),
        (
            '{"repository": {"full_name": "../x"}, "pull_request": {"number": 1, "head": {"sha": "' + "a" * 40 + '"}}}',
            "names no repository, pull request and commit",
        ),
    ],
)
def test_events_that_are_none(event: str, message: str, stage: Stage) -> None:
    stage.event.write_text(event, encoding="utf-8")

    done = stage.call("bot", "--event", str(stage.event))

    assert done.code == 2
    assert message in done.err


def test_no_event(stage: Stage) -> None:
    done = stage.call("bot")

    assert done.code == 2
    assert "--event is missing" in done.err


def test_the_token_is_not_sent_in_the_clear(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.push(app=OLD + NEW)
    monkeypatch.setenv("GITHUB_API_URL", "http://github.example.com")

    done = stage.run()

    assert done.code == 2
    assert "is no https address" in done.err


def test_without_httpx_it_says_what_to_install(stage: Stage) -> None:
    stage.push(app=OLD + NEW)
    stage.run("--dry-run")
    code = "import sys; sys.modules['httpx'] = None; from letgo.cli import main; sys.exit(main(sys.argv[1:]))"

    done = subprocess.run(
        [sys.executable, "-c", code, "bot", "--event", str(stage.event)],
        env={**os.environ, "PYTHONPATH": SOURCES}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 2
    assert "pip install 'letgo[bot]'" in done.stderr


def test_the_token_shows_nowhere(stage: Stage) -> None:
    """Not even in a traceback, nor where nobody answers."""
    stage.push(app=OLD + NEW)
    stage.run("--dry-run")
    environment = {**os.environ, "PYTHONPATH": SOURCES, "LETGO_DEBUG": "1"}
    for api in (stage.fake.url + "/nowhere", "http://127.0.0.1:9"):
        command = [sys.executable, "-m", "letgo", "bot", "--event", str(stage.event), "--patch", "no/such/folder/x"]
        done = subprocess.run(
            command, env={**environment, "GITHUB_API_URL": api}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 2
        assert TOKEN not in done.stdout + done.stderr


# Patches --------------------------------------------------------------------------------------------------------------


def test_the_rows_of_a_patch() -> None:
    patch = "@@ -1,3 +1,4 @@ def f():\n a\n-b\n+c\n+d\n \n@@ -9 +10,2 @@\n+x\n y\n\\ No newline at end of file"

    first, second = hunks(patch)

    assert (first.first, first.last, first.rows, sorted(first.changed)) == (1, 4, ("a", "c", "d", ""), [2, 3])
    assert (second.first, second.rows, sorted(second.changed)) == (10, ("x", "y"), [10])
    assert list(ranges([first, second])) == [(1, 4), (10, 11)]
    assert fits([first], "a\nc\nd\n\n")
    assert fits([first], "\ufeffa\r\nc\r\nd\r\n\r\n")
    assert not fits([second], "a\nc\nd\n\n")


def test_a_patch_that_only_deletes_has_no_rows() -> None:
    (gone,) = hunks("@@ -1,2 +0,0 @@\n-a\n-b")

    assert list(ranges([gone])) == []
    assert gone.changed == {0}
    assert fits([gone], "")
    assert hunks("") == []


# one request ----------------------------------------------------------------------------------------------------------

PULL = Pull(REPOSITORY, NUMBER, "b" * 40, fork=False)


def client(*answers: httpx.Response) -> github.Github:
    left = list(answers)
    transport = httpx.MockTransport(lambda _: left.pop(0) if len(left) > 1 else left[0])
    return github.Github(httpx.Client(base_url="https://api.example.com", transport=transport), sleep=lambda _: None)


def test_a_comment_that_is_gone_is_no_error() -> None:
    client(httpx.Response(404, json={"message": "Not Found"})).delete(PULL, 7)
    with pytest.raises(github.RefusedError, match="403"):
        client(httpx.Response(403, text="<html>")).delete(PULL, 7)


def test_another_host_is_not_followed() -> None:
    link = {"link": '<https://elsewhere.example.com/2>; rel="next"'}
    pages = client(httpx.Response(200, json=[{"a": 1}], headers=link)).files(PULL)

    assert next(pages) == {"a": 1}
    with pytest.raises(github.GithubError, match="on another host"):
        next(pages)


def test_a_limit_that_never_ends_is_given_up() -> None:
    with pytest.raises(github.GithubError, match="still refuses to answer"):
        client(httpx.Response(429, json=[], headers={"retry-after": "1"})).login()
