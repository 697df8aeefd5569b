"""The page for review, in a real browser: tick, download, `git apply`. Skipped where there is no Chromium."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from browser import Page, browser, found
from repositories import REFUSED, SAFE, UNSAFE, git, repository, tree

import letgo
from letgo import cli, pipeline
from letgo.model import Report
from letgo.outputs import html
from letgo.outputs.view import View

pytestmark = pytest.mark.skipif(found() is None, reason="there is no Chromium here")

EVIL = '</script><script>alert(1)</script><img src=x onerror="alert(2)">'
HEAD = "import sqlite3\n\n\n"
STACK = """\
def {name}(path, wanted, log):
    if wanted:
        connection = sqlite3.connect(path)
        log(connection)
    print(connection.execute("SELECT 1").fetchone())
"""


def functions(*forms: str) -> str:
    bodies = [form.format(name=f"f{number}").removeprefix(HEAD) for number, form in enumerate(forms)]
    return HEAD + "\n\n".join(bodies)


CONTENTS: dict[str, str | bytes] = {
    "plain.py": functions(SAFE, UNSAFE, REFUSED),
    "pkg/crlf.py": functions(SAFE, UNSAFE).replace("\n", "\r\n"),
    "pkg/bom.py": b"\xef\xbb\xbf" + functions(SAFE, UNSAFE).encode(),
    "bom first.py": b"\xef\xbb\xbf" + functions(SAFE).replace("import sqlite3\n", "import sqlite3, json\n").encode(),
    "latin.py": ("# coding: latin-1\n" + functions(SAFE) + "name = 'é'\n").encode("latin-1"),
    "no end.py": functions(UNSAFE, SAFE).rstrip("\n"),
    "ünï/cödé 日本.py": functions(SAFE).replace('"SELECT 1"', '"SELECT 🦊\u2028"'),
    "feed.py": functions(SAFE, UNSAFE).replace("def f1", "\x0cdef f1"),
    "evil.py": functions(SAFE).replace("SELECT 1", EVIL.replace('"', "'")),
    "helpers.py": functions(SAFE, STACK),
    "known.py": functions(SAFE, STACK).replace("import sqlite3\n", "import sqlite3\nfrom contextlib import suppress\n"),
    "nul.py": "x\0",
}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browser(tmp_path_factory.mktemp("browser")) as made:
        yield made


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NO_COLOR", "1")
    root = tmp_path / "project"
    root.mkdir()
    monkeypatch.chdir(root)
    return repository(root, CONTENTS)


def review(page: Page, root: Path, *args: str) -> Path:
    path = root.parent / "review.html"
    assert cli.main([*(args or ("check", ".")), "--report", str(path)]) == 1
    page.events.clear()
    page.open(path)
    return path


def download(page: Page, root: Path) -> Path:
    target = root.parent / "downloads"
    page.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(target))
    page.js("document.getElementById('get').click()")
    for _ in range(600):
        if (target / "letgo.patch").exists():
            return target / "letgo.patch"
        time.sleep(0.05)
    raise TimeoutError("nothing was downloaded")


def one_run(root: Path, *args: str) -> dict[str, bytes]:
    cli.main(["fix", *args])
    made = tree(root)
    git(root, "reset", "-q", "--hard")
    return made


def tick(page: Page, kind: str, value: str) -> None:
    page.js(
        f"[...document.querySelectorAll('[data-{kind}]')].find((b) => b.dataset.{kind} === {json.dumps(value)}).click()"
    )


def test_the_safe_fixes_are_ticked_and_their_patch_is_that_of_a_run(page: Page, root: Path) -> None:
    wanted = one_run(root)
    review(page, root)

    git(root, "apply", "--check", str(patch := download(page, root)))
    git(root, "apply", str(patch))

    assert tree(root) == wanted


def test_all_fixes(page: Page, root: Path) -> None:
    wanted = one_run(root, "--unsafe-fixes")
    review(page, root)
    tick(page, "level", "unsafe")

    git(root, "apply", str(download(page, root)))

    assert tree(root) == wanted


def test_boxes_by_rule_file_and_finding(page: Page, root: Path) -> None:
    review(page, root)
    everything = page.js("document.getElementById('count').textContent")
    tick(page, "level", "safe")
    assert page.js("document.getElementById('count').textContent") == "nothing is ticked"
    assert page.js("document.getElementById('get').disabled") is True
    tick(page, "rule", "LG103")
    assert re.match(r"\d+ fixes in \d+ files", page.js("document.getElementById('count').textContent"))
    assert page.js("document.getElementById('count').textContent") != everything
    tick(page, "rule", "LG103")
    tick(page, "file", "pkg/crlf.py")
    assert page.js("document.getElementById('count').textContent") == "2 fixes in 1 file"
    assert page.js("document.querySelector('[data-level=safe]').indeterminate") is True
    page.js(
        "document.querySelector('[data-file=\"pkg/crlf.py\"]').closest('section').querySelector('li input').click()"
    )

    git(root, "apply", str(download(page, root)))

    assert git(root, "diff", "--name-only") == b"pkg/crlf.py\n"
    assert (root / "pkg/crlf.py").read_bytes().count(b"with closing(") == 1


def test_the_keyboard_is_enough(page: Page, root: Path) -> None:
    review(page, root)
    tick(page, "level", "safe")
    first = page.js("document.querySelector('.item.current a').hash")
    page.key("j")
    assert page.js("document.querySelector('.item.current a').hash") != first
    page.key("k")
    assert page.js("document.querySelector('.item.current a').hash") == first
    page.key("x")
    assert page.js("document.getElementById('count').textContent") == "1 fix in 1 file"
    page.key("s")
    assert page.js("document.querySelector('#preview pre').textContent").startswith("--- a/")
    page.key("/")
    for char in "crlf":
        page.key(char)
    assert page.js("[...document.querySelectorAll('.group')].filter((g) => !g.hidden).length") == 1
    assert page.js("document.getElementById('filter').value") == "crlf", "letters typed there are no commands"
    page.key("Escape")
    page.key("j")
    page.key("f")
    assert page.js("document.getElementById('count').textContent") == "3 fixes in 2 files"
    page.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(root.parent / "downloads"))
    page.key("g")
    for _ in range(600):
        if (root.parent / "downloads" / "letgo.patch").exists():
            break
        time.sleep(0.05)
    git(root, "apply", str(root.parent / "downloads" / "letgo.patch"))


def test_what_the_code_says_is_only_text(page: Page, root: Path) -> None:
    path = review(page, root)
    number = page.js(
        "JSON.parse(document.getElementById('data').textContent).findings.findIndex((f) => f.path === 'evil.py')"
    )
    page.js(f"location.hash = '#f{number}'")

    assert page.js("document.querySelector('article').textContent").count("onerror") == 3, "path, before, after"
    assert page.js("document.images.length + document.querySelectorAll('article script').length") == 0
    text = path.read_text(encoding="utf-8")
    assert "<img" not in text
    assert text.count("<script") == text.count("</script") == 2
    wrong = [each for each in page.events if each["method"] in ("Runtime.exceptionThrown", "Log.entryAdded")]
    assert wrong == []
    asked = {
        each["params"]["request"]["url"].partition(":")[0]
        for each in page.events
        if each["method"] == "Network.requestWillBeSent"
    }
    assert asked <= {"file", "blob"}


def test_the_path_is_drawn(page: Page, root: Path) -> None:
    review(page, root)
    number = page.js(
        "JSON.parse(document.getElementById('data').textContent).findings.findIndex((f) => f.path === 'plain.py')"
    )
    page.js(f"location.hash = '#f{number}'")
    rails = page.js("[...document.querySelectorAll('.rail b')].map((b) => b.textContent)")
    told = page.js("[...document.querySelectorAll('.row.tell')].map((row) => row.textContent)")

    assert rails == ["1", "2·3"]
    assert told == [
        "1  the connection is acquired here",
        "2  connection.execute() may raise here",
        "3  the function is left with it open",
    ]
    assert page.js("document.querySelector('article mark').textContent") == "sqlite3.connect(path)"
    assert page.js("document.querySelectorAll('.sides .row.del').length") == 3
    assert page.js("document.querySelectorAll('.sides .row.add').length") == 3
    assert page.js("document.querySelector('.why').textContent").startswith("The behaviour stays the same")
    tick(page, "level", "unsafe")
    page.key("j")
    assert "log() is not known to let go of what it is handed" in page.js("document.querySelector('.why').textContent")
    page.key("j")
    assert page.js("document.querySelector('.why').textContent").startswith("the acquisition runs only sometimes")


def test_narrow_and_dark(page: Page, root: Path) -> None:
    review(page, root)
    color = "getComputedStyle(document.body).backgroundColor"
    light = page.js(color)
    page.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
    page.call("Emulation.setDeviceMetricsOverride", width=360, height=700, deviceScaleFactor=1, mobile=False)
    try:
        assert page.js(color) != light
        assert page.js("document.documentElement.scrollWidth") <= 360
        assert page.js("[...document.querySelectorAll('article, nav')].every((e) => e.scrollWidth <= e.clientWidth)")
        before, after = page.js(
            "[...document.querySelectorAll('.sides > div')].map((d) => d.getBoundingClientRect().top)"
        )
        assert before < after, "one below the other"
    finally:
        page.call("Emulation.clearDeviceMetricsOverride")
        page.call("Emulation.setEmulatedMedia", features=[])


def test_only_its_parts_scroll(page: Page, root: Path) -> None:
    """What can be done with the keyboard stands below, in sight, whatever is shown."""
    review(page, root)
    page.call("Emulation.setDeviceMetricsOverride", width=1280, height=800, deviceScaleFactor=1, mobile=False)
    try:
        for _ in range(2):
            assert page.js("[document.documentElement.scrollHeight, innerHeight]") == [800, 800]
            assert page.js("document.querySelector('footer').getBoundingClientRect().bottom") <= 801
            page.key("s")  # with the patch in sight, too
    finally:
        page.call("Emulation.clearDeviceMetricsOverride")


def test_after_a_run_it_shows_what_was_done_and_offers_the_rest(page: Page, root: Path) -> None:
    review(page, root, "fix", ".")
    git(root, "commit", "-qam", "safe ones")
    wanted = one_run(root, "--unsafe-fixes")

    assert page.js("document.querySelectorAll('.chip.done').length") == 11
    assert page.js("document.getElementById('count').textContent") == "nothing is ticked"
    tick(page, "level", "unsafe")
    git(root, "apply", str(download(page, root)))

    assert tree(root) == wanted


def test_a_dry_run_is_about_the_files_as_they_are(page: Page, root: Path) -> None:
    wanted = one_run(root)
    review(page, root, "fix", ".", "--diff")

    assert "11 would be fixed" in page.js("document.getElementById('summary').textContent")
    git(root, "apply", str(download(page, root)))
    assert tree(root) == wanted


def test_a_thousand_findings(page: Page, tmp_path: Path) -> None:
    result = letgo.check_source(functions(*[SAFE, UNSAFE] * 5), "x.py")
    assert len(result.findings) == 10
    results, contents = [], {}
    for number in range(100):
        name = f"pkg/m{number:03}.py"
        moved = [
            replace(each, path=name, trace=tuple(replace(step, path=name) for step in each.trace))
            for each in result.findings
        ]
        results.append(replace(result, path=name, findings=tuple(moved)))
        contents[name] = result.text
    root = tmp_path / "project"
    root.mkdir()
    repository(root, dict(contents))
    path = tmp_path / "review.html"
    report = Report(tuple(results), root, 100)
    path.write_text(html.render(report, View(), pipeline.importing, "1,000 findings"), encoding="utf-8")

    start = time.monotonic()
    page.open(path)
    assert page.js("document.querySelectorAll('.item').length") == 1000
    tick(page, "level", "unsafe")
    assert page.js("document.getElementById('count').textContent") == "1000 fixes in 100 files"
    spent = time.monotonic() - start

    git(root, "apply", str(download(page, root)))
    fixed = letgo.fix_source(result.text, "x.py", unsafe=True).fixed.encode()
    assert set(tree(root).values()) == {fixed}
    assert path.stat().st_size < 5_000_000
    assert spent < 20, "half a second on a quiet machine"
