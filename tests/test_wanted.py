"""Which findings are reported: comments, the baseline, levels, shards. Changes against git are in test_wanted_scope."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import letgo
from letgo.config import ConfigError, Settings
from letgo.model import FileResult, Finding, Fix, Position, Safety, Severity, Span
from letgo.python import comments
from letgo.wanted import add, baseline, levels, shard

SETTINGS = Settings()
LEAK = "import sqlite3\n\n\ndef f(path):\n    c = sqlite3.connect(path)\n    print(c.execute('x'))\n"


def project(root: Path, **texts: str) -> Path:
    """A folder with these files (`a__b` stands for `a/b.py`), a project of its own."""
    (root / ".git").mkdir(exist_ok=True)
    for name, text in texts.items():
        path = root / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def check(root: Path, settings: Settings = SETTINGS) -> dict[str, list[str]]:
    """What is found in a folder: `code row` by file, files without findings left out."""
    report = letgo.check_paths([root], settings=settings)
    found = {result.path: [f"{each.code} {each.span.start.row}" for each in result.findings] for result in report.files}
    return {path: each for path, each in found.items() if each}


def codes(text: str, settings: Settings = SETTINGS) -> list[str]:
    return [each.code for each in letgo.check_source(text, settings=settings).findings]


def fixed(text: str, settings: Settings = SETTINGS) -> FileResult:
    return letgo.fix_source(text, settings=settings)


# comments: what they are ----------------------------------------------------------------------------------------------


def read(text: str) -> list[tuple[str, tuple[str, ...], int, int]]:
    return [(each.verb, each.codes, each.first, each.last) for each in comments.read(text) if not each.problem]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x = 1  # letgo: ignore[LG101] it ends soon\n", [("ignore", ("LG101",), 1, 1)]),
        ("x = f(\n    1,  # letgo:ignore[lg101, LG2]\n)\n", [("ignore", ("LG101", "LG2"), 1, 3)]),
        ("# letgo: ignore[LG101]\n\n# why\nx = f(\n  1)\ny = 2\n", [("ignore", ("LG101",), 4, 5)]),
        ("def f():\n    # letgo: ignore[LG1]\n    return g()\n", [("ignore", ("LG1",), 3, 3)]),
        ("# letgo: file-ignore[LG1] all of it\nx = 1\n", [("file-ignore", ("LG1",), 2, 2)]),
        ("x = 1  # noqa\n", [("noqa", (), 1, 1)]),
        ("x = 1  # NoQA:LG101\n", [("noqa", ("LG101",), 1, 1)]),
        ("x = 1  # noqa: E501, LG101\n", [("noqa", ("E501", "LG101"), 1, 1)]),
        ("x = 1  # noqa: E501 LG101 why\n", [("noqa", ("E501", "LG101"), 1, 1)]),
        ("x = 1  # noqa: LG1 # letgo: ignore[LG2] b\n", [("ignore", ("LG2",), 1, 1), ("noqa", ("LG1",), 1, 1)]),
        ("x = 1  # noqa: E501\n", []),
        ("x = 1  # noqa: what it is\n", []),
        ("x = 1  # noqa-like\n", []),
        ("# noqa\nx = 1\n", []),
        ("x = '# letgo: ignore[LG101]'\n", []),
        ("x = '''\n# noqa\n'''\n", []),
        ("x = 1  # we say letgo: ignore[LG101]\n", []),
        ("x = (\n", []),
        ("print 'x' (  # letgo: ignore[LG1]\n", [("ignore", ("LG1",), 1, 1)]),
        ("x = (\n\n# letgo: ignore[LG1]\r\n# b\n  f()  # noqa\n", [("ignore", ("LG1",), 5, 5), ("noqa", (), 5, 5)]),
        ("x = (\n# letgo: file-ignore[LG1]\n", [("file-ignore", ("LG1",), 0, 0)]),
    ],
)  # fmt: skip
def test_comments_are_read(text: str, found: list[tuple[str, tuple[str, ...], int, int]]) -> None:
    assert read(text) == found
    assert comments.speaks(text) or not found


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("# letgo: ignore\n", "it must name what it is for, as in ignore[LG101]"),
        ("# letgo: ignore[]\n", "it must name what it is for, as in ignore[LG101]"),
        ("# letgo: ignroe[LG101]\n", "letgo knows ignore[...] and file-ignore[...], not 'ignroe'"),
        ("# letgo: ignore[E501]\n", "'E501' is no rule code or prefix of one"),
        ("# letgo: ignore[LG199]\n", "no rule has a code like 'LG199'"),
    ],
)
def test_comments_that_cannot_be_used_are_reported(text: str, problem: str) -> None:
    (finding,) = letgo.check_source(f"x = 1\n{text}").findings

    assert (finding.code, finding.span.start.row, finding.fix) == ("LG003", 2, None)
    assert finding.message.endswith(f"silences nothing: {problem}")


# comments: what they do -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("connect(path)", "connect(path)  # letgo: ignore[LG101] a tool"),
        ("connect(path)", "connect(path)  # letgo: ignore[LG1]"),
        ("connect(path)", "connect(path)  # noqa: LG101"),
        ("connect(path)", "connect(path)  # noqa"),
        ("connect(path)", "connect(\n        path\n    )  # letgo: ignore[LG101]"),
        ("    c =", "    # letgo: ignore[LG101] a tool\n    c ="),
        ("import sqlite3", "# letgo: file-ignore[LG101] a tool\nimport sqlite3"),
        ("('x'))\n", "('x'))\n# letgo: file-ignore[LG101] a tool\n"),
    ],
)
def test_a_comment_silences(old: str, new: str) -> None:
    assert codes(LEAK) == ["LG101"]
    text = LEAK.replace(old, new)

    result = letgo.check_source(text)

    assert result.findings == ()
    assert result.suppressed == 1
    assert fixed(text, replace(SETTINGS, unsafe_fixes=True)).applied == ()


@pytest.mark.parametrize(
    ("old", "new", "left"),
    [
        ("connect(path)", "connect(path)  # letgo: ignore[LG102]", ["LG002", "LG101"]),
        ("def f", "# letgo: ignore[LG101]\ndef f", ["LG002", "LG101"]),
        ("connect(path)", "connect(path)  # noqa: E501", ["LG101"]),
        ("import sqlite3", "import sqlite3  # noqa", ["LG101"]),
    ],
)
def test_a_comment_that_stands_for_something_else_silences_nothing(old: str, new: str, left: list[str]) -> None:
    assert sorted(codes(LEAK.replace(old, new))) == left


@pytest.mark.parametrize(
    ("row", "without"),
    [
        ("x = 1  # letgo: ignore[LG101] why", "x = 1"),
        ("# letgo: ignore[LG101] why", None),
        ("x = 1  # letgo: ignore[LG101] why # type: ignore", "x = 1  # type: ignore"),
        ("x = 1  # noqa: E501, LG101", "x = 1  # noqa: E501"),
        ("x = 1  # noqa: LG101 so it is", "x = 1"),
        ("x = 1  # noqa: LG101, E501 so it is # type: ignore", "x = 1  # noqa: E501 so it is # type: ignore"),
        ("x = 1  # noqa: LG101", "x = 1"),
        ("# letgo: file-ignore[LG101, LG102]", None),
    ],
)
def test_an_idle_comment_goes_away(row: str, without: str | None) -> None:
    text = f"y = 2\n{row}\nz = 3\n"
    wanted = text.replace(f"{row}\n", "" if without is None else f"{without}\n")

    result = letgo.check_source(text)
    done = fixed(text)

    assert {each.code for each in result.findings} == {"LG002"}
    assert {each.fix.safety for each in result.findings if each.fix} == {Safety.SAFE}
    assert done.fixed == wanted
    assert done.findings == ()
    assert fixed(text.replace("\n", "\r\n")).fixed == wanted.replace("\n", "\r\n")


def test_the_part_of_a_comment_that_is_idle_goes_away() -> None:
    text = LEAK.replace("connect(path)", "connect(path)  # letgo: ignore[LG101, LG104] a tool")

    assert fixed(text).fixed == text.replace("LG101, LG104", "LG101")
    assert [each.message for each in letgo.check_source(text).findings] == ["LG104 in this comment silences nothing"]


def test_an_idle_comment_at_the_end_of_a_file_without_a_last_newline() -> None:
    assert fixed("x = 1\n# letgo: ignore[LG101]").fixed == "x = 1\n"


def test_a_fix_and_an_idle_comment_in_one_run() -> None:
    text = LEAK.replace("    c =", "    # letgo: ignore[LG104] once\n    c =").replace(
        "print(c.execute('x'))", "c.execute('x')"
    )

    done = fixed(text, replace(SETTINGS, unsafe_fixes=True))

    assert done.findings == ()
    assert "letgo" not in done.fixed
    assert "with closing(sqlite3.connect(path)) as c:" in done.fixed


@pytest.mark.parametrize(
    "settings",
    [
        Settings(select=("LG0", "LG102")),
        Settings(ignore=("LG101",)),
        Settings(ignore=("LG002",)),
    ],
)
def test_what_was_not_looked_for_is_not_idle(settings: Settings) -> None:
    assert codes("x = 1  # letgo: ignore[LG101]\n", settings) == []


def test_a_code_that_is_off_by_default_is_not_idle() -> None:
    text = "x = 1  # letgo: ignore[LG151]\n"

    assert codes(text) == codes(text.replace("LG151", "LG15")) == []
    assert codes(text, Settings(extend_select=("LG15",))) == ["LG002"]


def test_cost_makes_no_comment_idle() -> None:
    from letgo.model import Cost

    text = LEAK.replace("connect(path)", "connect(path)  # letgo: ignore[LG101]")

    assert codes(text, Settings(cost=frozenset({Cost.POOL}))) == []


def test_cost_chooses_what_is_reported() -> None:
    from letgo.model import Cost

    assert codes(LEAK) != []
    assert codes(LEAK, Settings(cost=frozenset({Cost.POOL}))) == []


def test_a_text_that_cannot_be_read_gets_no_comment() -> None:
    text = "def f(:\n    pass\n"

    assert add.added(text, [(2, "LG101")], "why") == add.added_for_file(text, ["LG101"]) == text


def test_a_comment_may_keep_another() -> None:
    assert codes("x = 1  # letgo: ignore[LG101, LG002]\n") == []
    assert codes("# letgo: file-ignore[LG002]\nx = 1  # letgo: ignore[LG101]\n") == []


# codes by file, severity, safety --------------------------------------------------------------------------------------


def test_per_file_ignores(tmp_path: Path) -> None:
    project(tmp_path, a=LEAK, src__b=LEAK, src__old__c=LEAK)

    def left(*pairs: tuple[str, tuple[str, ...]]) -> list[str]:
        return list(check(tmp_path, Settings(per_file_ignores=pairs)))

    assert left() == ["a.py", "src/b.py", "src/old/c.py"]
    assert left(("src/", ("LG1",))) == ["a.py"]
    assert left(("!src/", ("LG101",))) == ["src/b.py", "src/old/c.py"]
    assert left(("src/*.py", ("LG",)), ("old", ("LG102",))) == ["a.py", "src/old/c.py"]


def finding(
    code: str = "LG101", path: str = "a.py", severity: Severity = Severity.ERROR, fix: Fix | None = None
) -> Finding:
    return Finding(code, "x", severity, "x", path, Span(Position(1, 1), Position(1, 2)), fix=fix)


@pytest.mark.parametrize(
    ("found", "severity", "given"),
    [
        (finding(), Severity.ERROR, {}),
        (finding(path="tests/a.py"), Severity.WARNING, {}),
        (finding(path="a/test_b.py", severity=Severity.WARNING), Severity.INFO, {}),
        (finding("LG201", path="conftest.py"), Severity.WARNING, {}),
        (finding("LG001", path="tests/a.py"), Severity.ERROR, {}),
        (finding(path="contest.py"), Severity.ERROR, {}),
        (finding(), Severity.INFO, {"LG1": "info"}),
        (finding(), Severity.WARNING, {"LG1": "info", "LG101": "warning", "LG": "error"}),
        (finding(path="tests/a.py"), Severity.ERROR, {"LG1": "error"}),
        (finding("LG201"), Severity.ERROR, {"LG1": "info"}),
    ],
)
def test_severity(found: Finding, severity: Severity, given: dict[str, str]) -> None:
    settings = Settings(severity=tuple((code, Severity(level)) for code, level in given.items()))

    assert levels.loudness(found, settings).severity is severity


@pytest.mark.parametrize(
    ("safe", "unsafe", "level", "made"),
    [
        ((), (), Safety.SAFE, Safety.SAFE),
        (("LG1",), (), Safety.UNSAFE, Safety.SAFE),
        ((), ("LG101",), Safety.SAFE, Safety.UNSAFE),
        (("LG1",), ("LG101",), Safety.UNSAFE, Safety.UNSAFE),
        (("LG101",), ("LG1",), Safety.UNSAFE, Safety.SAFE),
        (("LG1",), ("LG1",), Safety.SAFE, Safety.UNSAFE),
        (("LG1",), (), Safety.DISPLAY, Safety.DISPLAY),
        (("LG2",), ("LG2",), Safety.UNSAFE, Safety.UNSAFE),
    ],
)
def test_what_a_fix_promises(safe: tuple[str, ...], unsafe: tuple[str, ...], level: Safety, made: Safety) -> None:
    settings = Settings(extend_safe_fixes=safe, extend_unsafe_fixes=unsafe)

    (left,) = levels.promised([finding(fix=Fix("f", level, "x", ()))], settings)

    assert left.fix is not None
    assert left.fix.safety is made


def test_a_shared_fix_is_as_safe_as_its_least_safe_code() -> None:
    fix = Fix("f", Safety.UNSAFE, "x", ())
    both = [finding("LG101", fix=fix), finding("LG102", fix=fix)]

    def level(*safe: str) -> set[Safety]:
        return {each.fix.safety for each in levels.promised(both, Settings(extend_safe_fixes=safe)) if each.fix}

    assert level("LG101") == {Safety.UNSAFE}
    assert level("LG1") == {Safety.SAFE}


def test_what_is_not_to_be_fixed_is_refused() -> None:
    text = LEAK.replace("print(c.execute('x'))", "c.execute('x')")
    (before,) = letgo.check_source(text).findings
    assert before.fix is not None

    result = fixed(text, Settings(unfixable=("LG1",), unsafe_fixes=True))

    assert result.applied == ()
    assert [each.refusal and each.refusal.reason for each in result.findings] == [
        "the settings say that LG101 is not to be fixed"
    ]
    assert fixed("x = 1  # letgo: ignore[LG101]\n", Settings(unfixable=("LG002",))).applied == ()


def test_a_silenced_finding_is_not_fixed_with_another() -> None:
    text = (
        "import sqlite3\n\n\ndef f(path):\n    c = sqlite3.connect(path)  # letgo: ignore[LG101] the caller's\n"
        "    cur = c.cursor()\n    cur.execute('x')\n    d = sqlite3.connect(path)\n    d.execute('y')\n"
    )

    done = fixed(text, Settings(unsafe_fixes=True))

    assert "    c = sqlite3.connect(path)  # letgo: ignore[LG101] the caller's\n" in done.fixed
    assert "closing(sqlite3.connect(path)) as d" in done.fixed


# baseline -------------------------------------------------------------------------------------------------------------


def write(root: Path, settings: Settings = SETTINGS) -> Path:
    """The baseline of all that is found."""
    report = letgo.check_paths([root], settings=replace(settings, baseline=""))
    entries = [baseline.entry(each, result.text) for result in report.files for each in result.findings]
    path = root / settings.baseline
    path.write_text(baseline.dump(entries), encoding="utf-8")
    return path


NEW = "    d = sqlite3.connect('new')\n    d.execute('y')\n"
Change = Callable[[str], str]


@pytest.mark.parametrize(
    ("change", "new"),
    [
        (lambda text: text, []),
        (lambda text: "# a comment\n\n\n" + text, []),
        (lambda text: text.replace("    c =", "    print(1)\n    c ="), []),
        (lambda text: text.replace("connect(path)", "connect(path, timeout=3)"), []),
        (lambda text: text + f"\n\ndef g():\n{NEW}", ["LG101 10"]),
        (lambda text: text.replace("    c =", f"{NEW}    c ="), ["LG101 5"]),
        (lambda text: text.replace("    print", f"{NEW}    print"), ["LG101 6"]),
        (lambda text: text.replace("def f", "def h"), ["LG101 5"]),
    ],
)
def test_the_baseline_hides_what_was_known(change: Change, new: list[str], tmp_path: Path) -> None:
    project(tmp_path, a=LEAK)
    write(tmp_path)

    project(tmp_path, a=change(LEAK))

    assert check(tmp_path).get("a.py", []) == new
    assert letgo.check_paths([tmp_path]).files[0].known == ("def f" in change(LEAK))


def test_a_baseline_of_nothing_hides_nothing(tmp_path: Path) -> None:
    write(project(tmp_path, a="x = 1\n"))

    assert check(project(tmp_path, a=LEAK)) == {"a.py": ["LG101 5"]}


def test_comments_of_what_cannot_be_read_are_not_judged() -> None:
    assert codes("import sqlite3\nx = (  # letgo: ignore[LG101]\n") == ["LG001"]


def test_the_baseline_follows_a_renamed_file(tmp_path: Path) -> None:
    project(tmp_path, a=LEAK, b=LEAK.replace("def f", "def g"))
    write(tmp_path)

    (tmp_path / "a.py").rename(tmp_path / "c.py")
    assert check(tmp_path) == {}
    project(tmp_path, a=LEAK)
    assert check(tmp_path) == {"c.py": ["LG101 5"]}  # a copy is new


def test_the_baseline_counts_likes(tmp_path: Path) -> None:
    twice = LEAK.replace("    print", "    c2 = sqlite3.connect(path)\n    c2.execute('y')\n    print")
    project(tmp_path, a=twice)
    write(tmp_path)
    assert check(tmp_path) == {}

    three = twice.replace("    print", "    c3 = sqlite3.connect(path)\n    c3.execute('y')\n    print")
    project(tmp_path, a=three)

    assert check(tmp_path) == {"a.py": ["LG101 8"]}


def test_what_the_baseline_knows_is_not_fixed(tmp_path: Path) -> None:
    text = LEAK.replace("print(c.execute('x'))", "c.execute('x')")
    project(tmp_path, a=text)
    write(tmp_path)

    known = letgo.fix_source(text, tmp_path / "a.py", unsafe=True)
    without = letgo.fix_source(text, tmp_path / "a.py", settings=Settings(baseline="", unsafe_fixes=True))

    assert known.fixed == text
    assert without.fixed != text


def test_a_baseline_reads_back(tmp_path: Path) -> None:
    project(tmp_path, a=LEAK, ü=LEAK)
    path = write(tmp_path)
    text = path.read_text(encoding="utf-8")

    again = baseline.dump(baseline.load(path, tmp_path).entries)

    assert again == text
    assert len(text.splitlines()) == 4
    assert "ü.py" in text
    assert json.loads(text)["findings"][0] == {
        "path": "a.py",
        "scope": "f",
        "code": "LG101",
        "resource": "connection",
        "text": "sqlite3.connect(path)",
        "fingerprint": letgo.check_source(LEAK, tmp_path / "a.py", settings=Settings(baseline=""))
        .findings[0]
        .fingerprint,
    }
    assert baseline.dump([]) == '{"version": 1, "findings": [\n]}\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is no baseline of letgo"),
        ("[]", "is no baseline of letgo"),
        ('{"version": 1, "findings": [{"path": "a"}]}', "is no baseline of letgo"),
        ('{"version": 2, "findings": []}', "is a baseline of version 2; this letgo reads version 1"),
    ],
)
def test_a_baseline_that_cannot_be_read(text: str, message: str, tmp_path: Path) -> None:
    project(tmp_path, a=LEAK)
    (tmp_path / ".letgo-baseline.json").write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError, match=message):
        check(tmp_path)


def test_only_the_default_baseline_may_be_missing(tmp_path: Path) -> None:
    project(tmp_path, a=LEAK)

    with pytest.raises(ConfigError, match="there is no such baseline; `letgo baseline write` makes one"):
        check(tmp_path, Settings(baseline="known.json"))


# shards ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "a/b", "1/0", "-1/2", "1/2/3"])
def test_parts_that_are_none(text: str) -> None:
    with pytest.raises(ConfigError, match="is no part such as 2/8"):
        shard.parse(text)


def test_parts_are_the_whole_and_even(tmp_path: Path) -> None:
    paths = []
    for number in range(40):
        path = tmp_path / f"{number:02}.py"
        path.write_text("x" * (number * 37 % 101), encoding="utf-8")
        paths.append(path)

    parts = [shard.pick(paths, number, 3) for number in (1, 2, 3)]

    assert shard.parse(" 2/8 ") == (2, 8)
    assert sorted(path for part in parts for path in part) == paths
    assert all(part == sorted(part) for part in parts)
    sizes = [sum(path.stat().st_size for path in part) for part in parts]
    assert max(sizes) - min(sizes) < 110
    assert shard.pick(paths, 1, 1) == paths
    assert shard.pick([tmp_path / "gone.py"], 1, 2) == [tmp_path / "gone.py"]


def test_the_codemod_leaves_comments_to_the_whole_project() -> None:
    import libcst as cst
    from libcst.codemod import CodemodContext

    from letgo.codemod import HoldRows

    text = "from db import make\n\n\ndef f():\n    c = make()  # letgo: ignore[LG101]\n    c.go()\n"
    silenced = LEAK.replace("connect(path)", "connect(path)  # letgo: ignore[LG101]")

    for each in (text, silenced):
        assert HoldRows(CodemodContext()).transform_module(cst.parse_module(each)).code == each


def test_the_codemod_passes_over_what_cannot_be_read() -> None:
    import libcst as cst
    from libcst.codemod import CodemodContext, SkipFile

    from letgo.codemod import HoldRows

    text = LEAK + "async def g():\n    return '\\N{no}'\n"  # LibCST doesn't look into literals
    with pytest.raises(SkipFile, match="unicode"):
        HoldRows(CodemodContext()).transform_module(cst.parse_module(text))


SOURCES = sorted(Path(letgo.__file__).parent.rglob("*.py"))[::3]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_comments_come_and_go_without_a_trace(path: Path) -> None:
    """A comment at every statement of real code: the code stays what it was, each is heard, and all go away again."""
    text = path.read_text(encoding="utf-8")
    rows = [line.first for line in comments.logical_lines(text) if line.first]

    made = add.added(text, [(row, "LG101") for row in rows], "why")
    found = [each for each in comments.read(made) if each.codes == ("LG101",)]
    left: list[str | None] = list(made.split("\n"))
    for each in found:
        left[each.row - 1] = comments.without(left[each.row - 1] or "", each, frozenset({"LG101"}))

    assert made != text
    assert [each.first for each in found] == [line.first for line in comments.logical_lines(made) if line.first]
    assert "\n".join(row for row in left if row is not None) == text
