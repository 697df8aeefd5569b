"""The command's contract: what is printed where, which files change, and the exit codes. The analysis is a stand-in."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType

import pytest

import letgo
from letgo import cli, files, outputs
from letgo.config import Settings
from letgo.model import (
    Cost,
    Edit,
    Failure,
    FileResult,
    Finding,
    Fix,
    Position,
    Refusal,
    Report,
    Resource,
    Safety,
    Severity,
    SourceFile,
    Span,
)


@dataclass(frozen=True)
class Rule:
    code: str
    name: str
    summary: str
    page: str
    default: bool = True


RULES = (
    Rule("LG101", "unclosed-cursor", "A cursor that is never closed", "What\n----\nA cursor."),
    Rule("LG151", "unclosed-file", "A file that is never closed", "LG151 unclosed-file\n\nA file.", default=False),
)


@dataclass
class Analysis:
    """Stands in for the pipeline. A row of a text says what is found there: `leak`, `unsafe`, `refused` or `info`.

    A fix turns `leak` into `closed`.
    """

    calls: list[tuple[str, Path, list[str], Settings]] = field(default_factory=list)
    error: BaseException | None = None

    def check(
        self, root: Path, paths: Sequence[Path], settings: Settings, overlay: Mapping[Path, bytes] = {}, *_: object
    ) -> Report:
        return self.run("check", root, paths, settings, overlay)

    def fix(
        self, root: Path, paths: Sequence[Path], settings: Settings, overlay: Mapping[Path, bytes] = {}, *_: object
    ) -> Report:
        return self.run("fix", root, paths, settings, overlay)

    def run(
        self, verb: str, root: Path, paths: Sequence[Path], settings: Settings, overlay: Mapping[Path, bytes]
    ) -> Report:
        self.calls.append((verb, root, [files.name_of(path, root) for path in paths], settings))
        if self.error:
            raise self.error
        results = []
        for path in paths:
            raw = overlay.get(path)
            source = files.read(path, root) if raw is None else files.decode(raw, path, root)
            if isinstance(source, files.Skipped):
                results.append(files.skip(source.name, source.reason))
            else:
                results.append(self.result(verb, source, settings))
        return Report(tuple(results), root, len(results))

    def result(self, verb: str, source: SourceFile, settings: Settings) -> FileResult:
        findings, fixed, applied = [], [], []
        for number, row in enumerate(source.text.splitlines(keepends=True), 1):
            found = self.finding(source.name, number, row.strip())
            can = found and found.fix and (found.fix.safety is Safety.SAFE or settings.unsafe_fixes)
            if verb == "fix" and found and found.fix and can:
                applied.append(found.fix)
                row = row.replace("leak", "closed").replace("unsafe", "closed")
            elif found:
                findings.append(found)
            fixed.append(row)
        failure = Failure("ValueError: why", "Traceback of it\n") if "broken" in source.text else None
        made = FileResult(source.name, source.text, tuple(findings), encoding=source.encoding, bom=source.bom)
        made = replace(made, failure=failure)
        return replace(made, fixed="".join(fixed), applied=tuple(applied))

    def finding(self, name: str, row: int, word: str) -> Finding | None:
        if word not in ("leak", "unsafe", "refused", "info"):
            return None
        span = Span(Position(row, 1), Position(row, len(word) + 1))
        safety = {"leak": Safety.SAFE, "unsafe": Safety.UNSAFE}.get(word)
        fix = Fix(f"f{row}", safety, "Close it", (Edit(span, "closed"),)) if safety else None
        return Finding(
            "LG101",
            "unclosed-cursor",
            Severity.INFO if word == "info" else Severity.WARNING,
            f"a {word}",
            name,
            span,
            resource=Resource("cursor", "sqlite3", Cost.FD),
            fix=fix,
            refusal=Refusal("it is returned") if word == "refused" else None,
        )


@dataclass
class Run:
    code: int
    out: str
    err: str
    raw: bytes


Command = Callable[..., Run]


@pytest.fixture(autouse=True)
def analysis(monkeypatch: pytest.MonkeyPatch) -> Analysis:
    made = Analysis()
    stub = ModuleType("letgo.pipeline")
    stub.check, stub.fix = made.check, made.fix  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "letgo.pipeline", stub)
    monkeypatch.setattr(letgo, "pipeline", stub, raising=False)
    monkeypatch.setattr("letgo.rules.RULES", RULES, raising=False)
    return made


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Command:
    """`run("check", "a.py", stdin=b"...")` in an empty folder that is its own project."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("LETGO_DEBUG", raising=False)
    (tmp_path / ".git").mkdir()  # git itself finds no repository here, so the folder is walked

    def call(*args: str, stdin: bytes = b"") -> Run:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = cli.main(args)
        sys.stdout.flush()
        sys.stderr.flush()
        out, err = capfdbinary.readouterr()
        return Run(code, out.decode(errors="replace"), err.decode(), out)

    return call


FIX = ("fix", "--allow-no-vcs")


def put(**texts: str) -> None:
    for name, text in texts.items():
        Path(f"{name}.py").write_text(text, encoding="utf-8")


# check ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [("x\n", 0), ("leak\n", 1), ("refused\n", 1), ("info\n", 0), ("x\0", 1)],
    ids=["clean", "finding", "refused finding", "info never counts", "skipped file"],
)
def test_check_exit_codes(text: str, code: int, run: Command) -> None:
    put(a=text)

    assert run("check").code == code
    assert run("check", "--exit-zero").code == 0


def test_check_reports(run: Command, analysis: Analysis) -> None:
    put(a="x\nleak\ninfo\n")

    done = run("check", "--output-format", "concise")

    assert (
        done.out == "a.py:2:1: LG101 [*] a leak\nFound 1 finding (1 fixable).\n1 info hidden, --show-info shows them.\n"
    )
    assert done.err == ""
    assert Path("a.py").read_text(encoding="utf-8") == "x\nleak\ninfo\n"
    assert "a info" in run("check", "--show-info").out
    assert run("check").out.startswith("LG101 [*] a leak\n --> a.py:2:1\n")
    assert analysis.calls[0] == ("check", Path.cwd(), ["a.py"], Settings())


def test_check_prints_json_and_nothing_else(run: Command) -> None:
    put(a="leak\n", b="info\n")

    done = run("check", "--output-format", "json", "--exit-zero", ".")

    assert [(one["filename"], one["severity"]) for one in json.loads(done.out)] == [
        ("a.py", "warning"),
        ("b.py", "info"),
    ]
    assert (done.code, done.err) == (0, "")


def test_names_are_relative_to_where_the_user_is(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    put(a="leak\n")
    Path("sub").mkdir()
    monkeypatch.chdir("sub")

    assert run("check", "..", "--output-format", "concise").out.startswith("../a.py:1:1: ")
    assert run("fix", "..", "--diff").out.startswith("--- a/a.py\n+++ b/a.py\n"), "patches are relative to the root"


def test_output_file_and_statistics(run: Command) -> None:
    put(a="leak\nleak\n")

    done = run("check", "--output-file", "report.txt", "--output-format", "concise")

    assert (done.code, done.out) == (1, "")
    assert Path("report.txt").read_text(encoding="utf-8").count("a leak") == 2
    assert run("check", "--statistics").out == "2  LG101  [*] unclosed-cursor\nFound 2 findings (2 fixable).\n"
    assert json.loads(run("check", "--statistics", "--output-format", "json").out)[0]["count"] == 2
    assert run("check", "--output-file", "no/such/report.txt").code == 2


def test_flags_become_settings(run: Command, analysis: Analysis) -> None:
    put(a="x\n")
    Path("pyproject.toml").write_text("[tool.letgo]\nignore = ['LG2']\nunsafe-fixes = true\n", encoding="utf-8")

    run("check", "--extend-select", "LG15,LG3", "--extend-select", "lg101", "--cost", "pool,fd", "--jobs", "3")
    run("fix", "--select", "LG1", "--ignore", "LG101", "--no-unsafe-fixes", "--parse-all", "--allow-dirty")

    first, second = (settings for _, _, _, settings in analysis.calls)
    assert first == Settings(
        extend_select=("LG15", "LG3", "LG101"),
        ignore=("LG2",),
        cost=frozenset({Cost.POOL, Cost.FD}),
        jobs=3,
        unsafe_fixes=True,
    )
    assert second == Settings(select=("LG1",), ignore=("LG101",), parse_all=True)


def test_no_python_files_is_a_warning(run: Command) -> None:
    done = run("check")

    assert (done.code, done.err) == (0, "letgo: warning: no Python files under .\n")


def test_a_skip_that_is_ignored_does_not_count(run: Command) -> None:
    put(a="x\0")
    ignoring = run("check", "--select", "LG1", "--output-format", "json")

    assert len(json.loads(ignoring.out)) == 1, "the stand-in doesn't filter; the pipeline does"
    assert run("check", "--extend-select", "LG101").code == 1


# fix ------------------------------------------------------------------------------------------------------------------


def test_fix_writes_the_safe_fixes(run: Command) -> None:
    put(a="leak\n", b="x\n")

    done = run(*FIX)

    assert (done.code, done.out, done.err) == (0, "", "1 fixed\n")
    assert Path("a.py").read_text(encoding="utf-8") == "closed\n"


def test_fix_reports_what_remains(run: Command) -> None:
    put(a="leak\nunsafe\nrefused\ninfo\n", b="x\0")

    done = run(*FIX)

    assert done.code == 1
    assert (
        done.err == "1 fixed, 1 needs review (unsafe), 1 refused, 1 skipped; --unsafe-fixes applies the unsafe ones\n"
    )
    assert done.out.splitlines()[:5] == [
        "a.py:2:1: LG101 a unsafe",
        "    needs review (unsafe): Close it",
        "a.py:3:1: LG101 a refused",
        "    refused: it is returned",
        "b.py:1:1: LG001 Skipped: it contains NUL bytes",
    ]
    assert run(*FIX, "--exit-zero").code == 0


def test_fix_with_unsafe_fixes(run: Command) -> None:
    put(a="leak\nunsafe\n")

    assert (done := run(*FIX, "--unsafe-fixes")).code == 0
    assert done.err == "2 fixed\n"
    assert Path("a.py").read_text(encoding="utf-8") == "closed\nclosed\n"
    assert run(*FIX, "--unsafe-fixes").err == "nothing to fix\n"


def test_fix_tells_of_files_it_could_not_write(run: Command) -> None:
    put(a="leak\n")
    Path("a.py").chmod(0o444)

    done = run(*FIX, "--output-format", "json")

    assert (done.code, done.err) == (1, "1 skipped\n")
    assert [one["message"] for one in json.loads(done.out)] == ["Skipped: it is read-only"]


def test_diff_prints_the_patch_and_writes_nothing(run: Command) -> None:
    put(a="leak\nrefused\n", b="x\0")

    done = run("fix", "--diff")

    assert done.code == 1
    assert done.out == "--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n-leak\n+closed\n refused\n"
    assert done.err == "b.py: skipped: it contains NUL bytes\n1 would be fixed, 1 refused, 1 skipped\n"
    assert Path("a.py").read_text(encoding="utf-8") == "leak\nrefused\n"


def test_diff_exit_codes(run: Command) -> None:
    put(a="leak\n")

    assert run("fix", "--diff").code == 1, "the diff is not empty"
    assert run("fix", "--diff", "--exit-zero").code == 0
    put(a="x\n")
    assert (run("fix", "--diff").code, run("fix", "--diff").out) == (0, "")


def test_patch_goes_to_a_file(run: Command) -> None:
    put(a="leak\n")

    done = run("fix", "--patch", "fixes.patch")

    assert (done.code, done.out) == (1, "")
    assert done.err == "fixes.patch is written\n1 would be fixed\n"
    assert Path("fixes.patch").read_bytes() == b"--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-leak\n+closed\n"
    assert run("fix", "--patch", "fixes.patch", "--diff").raw == Path("fixes.patch").read_bytes()
    put(a="x\n")
    assert run("fix", "--patch", "fixes.patch").err.startswith("fixes.patch is empty: there is nothing to fix\n")


# standard input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "out", "code"),
    [
        (b"leak\r\n", b"closed\r\n", 0),
        (b"x\n", b"x\n", 0),
        (b"\xef\xbb\xbfleak", b"\xef\xbb\xbfclosed", 0),
        (b"# coding: latin-1\nleak\n'\xe9'\n", b"# coding: latin-1\nclosed\n'\xe9'\n", 0),
        (b"leak\nrefused\n", b"closed\nrefused\n", 1),
        (b"leak\0\n", b"leak\0\n", 1),
        (b"", b"", 0),
    ],
)
def test_fix_always_prints_standard_input(raw: bytes, out: bytes, code: int, run: Command) -> None:
    done = run("fix", "-", stdin=raw)

    assert (done.raw, done.code) == (out, code)
    assert done.err


def test_standard_input_stands_for_a_file(run: Command, analysis: Analysis) -> None:
    Path("pkg").mkdir()
    Path("pkg/pyproject.toml").write_text("[tool.letgo]\nignore = ['LG2']\n", encoding="utf-8")

    checked = run("check", "-", "--stdin-filename", "pkg/new.py", "--output-format", "concise", stdin=b"leak\n")
    patched = run("fix", "-", "--stdin-filename", "pkg/new.py", "--diff", stdin=b"leak\n")

    assert checked.out.startswith("pkg/new.py:1:1: LG101")
    assert patched.out.startswith("--- a/pkg/new.py\n")
    assert [(root, names, settings.ignore) for _, root, names, settings in analysis.calls] == [
        (Path.cwd(), ["pkg/new.py"], ("LG2",))
    ] * 2
    assert not Path("pkg/new.py").exists()


def test_standard_input_without_a_name(run: Command) -> None:
    assert run("check", "-", "--output-format", "concise", stdin=b"leak\n").out.startswith("<stdin>:1:1: LG101")


def test_fix_of_standard_input_says_on_stderr_what_was_skipped(run: Command) -> None:
    assert run("fix", "-", stdin=b"\0").err == "<stdin>: skipped: it contains NUL bytes\n1 skipped\n"


# what can't be done ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["check", "gone.py"], "no such file or folder: gone.py"),
        (["fix", "gone"], "no such file or folder: gone"),
        (["check", "-", "a.py"], "`-` (standard input) can't be named together with other paths"),
        (["check", "--stdin-filename", "a.py"], "--stdin-filename needs `-` as the path"),
        (["fix", "--output-format", "jsn"], "--output-format: 'jsn' is not one of FORMATS; did you mean 'json'?"),
        (["check", "--select", "E501"], "--select: 'E501' is no rule code or prefix of one (such as LG101, LG1)"),
        (["check", "--select", "LG109"], "no rule has a code like 'LG109'; did you mean 'LG101'?"),
        (["fix", "--cost", "pol"], "--cost: 'pol' is not one of pool, server, fd, memory; did you mean 'pool'?"),
        (["explain", "LG10"], "nothing is known of 'LG10'; did you mean 'LG101'?"),
        (["explain", "unclosed-cursr"], "nothing is known of 'unclosed-cursr'; did you mean 'unclosed-cursor'?"),
        (["fix", "--patch", "no/such/folder"], "no/such/folder can't be written: No such file or directory"),
    ],
)  # fmt: skip
def test_usage_errors(args: list[str], message: str, run: Command) -> None:
    put(a="leak\n")

    done = run(*args, "--exit-zero") if args[0] != "explain" else run(*args)

    assert (done.code, done.out) == (2, "")
    assert done.err == f"letgo: error: {message.replace('FORMATS', ', '.join(outputs.FORMATS))}\n"


@pytest.mark.parametrize(
    "args", [[], ["chek"], ["check", "--nope"], ["check", "--jobs", "x"], ["check", "--jobs", "0"]]
)
def test_calls_that_typer_refuses(args: list[str], run: Command) -> None:
    assert run(*args).code == 2


def test_settings_that_cannot_be_used(run: Command) -> None:
    put(a="leak\n")
    Path("pyproject.toml").write_text("[tool.letgo]\nslect = ['LG1']\n", encoding="utf-8")

    done = run("check", "--exit-zero")

    assert (done.code, done.out) == (2, "")
    assert done.err.endswith("[tool.letgo]: unknown key 'slect'; did you mean 'select'?\n")


@pytest.mark.parametrize("command", ["check", "fix"])
def test_a_crash_in_one_file_names_it(run: Command, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    put(a="broken\n", b="leak\n")

    done = run(command, "--exit-zero", "a.py", "b.py")

    assert done.code == 2
    assert "letgo: internal error in a.py: ValueError: why\n" in done.err
    assert cli.ISSUES in done.err
    assert "Traceback" not in done.err
    assert command == "check" or Path("b.py").read_text(encoding="utf-8") == "closed\n"
    monkeypatch.setenv("LETGO_DEBUG", "1")
    assert "Traceback of it" in run(command, "a.py").err


def test_a_crash_asks_for_a_report(run: Command, analysis: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    put(a="leak\n")
    analysis.error = RecursionError("too deep")

    done = run("check", "--exit-zero")

    assert (done.code, done.out) == (2, "")
    assert "letgo: internal error: RecursionError: too deep" in done.err
    assert cli.ISSUES in done.err
    assert "Traceback" not in done.err
    monkeypatch.setenv("LETGO_DEBUG", "1")
    assert "Traceback" in run(*FIX).err
    assert run("fix", "-", stdin=b"leak\n").raw == b"", "an editor keeps its text"


def test_an_interrupt_ends_with_its_own_code(run: Command, analysis: Analysis) -> None:
    put(a="leak\n")
    analysis.error = KeyboardInterrupt()

    assert run("check").code == 130


# pages ----------------------------------------------------------------------------------------------------------------


def test_rules_are_listed(run: Command) -> None:
    assert run("rules").out == (
        "  LG001  skipped-file        a file is left alone, with the reason\n"
        "  LG002  unused-suppression  a comment silences nothing\n"
        "  LG003  wrong-suppression   a comment for letgo can't be used\n"
        "  LG101  unclosed-cursor     A cursor that is never closed\n"
        "  LG151  unclosed-file       A file that is never closed (off by default)\n"
    )


def test_explain(run: Command) -> None:
    assert run("explain", "lg101").out == "LG101 unclosed-cursor\n\nWhat\n----\nA cursor.\n"
    assert run("explain", "unclosed-file").out == (
        "LG151 unclosed-file\n\nA file.\n\nOff by default: --extend-select LG151 turns it on.\n"
    )
    assert run("explain", "skipped-file").out.startswith("LG001 skipped-file\n\nWhat: a file can't be read")
    assert run("explain").out.startswith("Rules:\n  LG001")
    assert ", sqlite3" in run("explain").out


def test_explain_a_library(run: Command) -> None:
    page = run("explain", "SQLite3").out

    assert "sqlite3.Connection\n  is            a connection; a leak costs: fd\n" in page
    assert "  `with`        commits or rolls back, and leaves it open\n" in page
    assert run("explain", "sqlite3.cursor").out == page


def test_explain_what_waits(run: Command) -> None:
    page = run("explain", "threading.lock").out

    assert "  keeps out other threads; unless blocking=False, timeout=0\n    threading.Lock\n" in page
    assert "  timer; bounded by itself; unless secs=0\n    time.sleep\n" in page
    assert "; unless no host\n    ftplib.FTP, ftplib.FTP_TLS" in run("explain", "sockets").out


def test_colours(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    put(a="leak\n")
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("FORCE_COLOR", "1")

    assert "\033[" in run("check").out
    run("check", "--output-file", "report")
    assert "\033[" not in Path("report").read_text(encoding="utf-8")


# the process ----------------------------------------------------------------------------------------------------------


HEAVY = "libcst rich pathspec letgo.config letgo.model letgo.outputs letgo.pipeline"
PROGRAM = f"""
import sys
from letgo.cli import main
print(main(["--version"]), [name for name in {HEAVY.split()} if name in sys.modules])
"""


ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(letgo.__file__).parents[1])}


def python(*args: str) -> str:
    return subprocess.run([sys.executable, *args], capture_output=True, text=True, check=True, env=ENVIRONMENT).stdout


def test_version_is_cheap() -> None:
    assert python("-c", PROGRAM) == f"letgo {letgo.__version__}\n0 []\n"


def test_python_dash_m() -> None:
    assert python("-m", "letgo", "--version") == f"letgo {letgo.__version__}\n"


def test_python_dash_m_runs_nothing_of_what_it_checks(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("raise SystemExit('it ran')\n")
    command = [sys.executable, "-m", "letgo", "check", "."]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env=ENVIRONMENT)
    assert done.returncode == 0, done.stderr


def test_version_in_process(run: Command) -> None:
    assert (run("--version").out, run("--version").code) == (f"letgo {letgo.__version__}\n", 0)


def test_a_reader_that_goes_away_is_no_crash() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "letgo", "rules"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    )
    assert process.stdout
    assert process.stderr
    process.stdout.close()

    with process.stderr as stream:
        assert stream.read() == b""
    assert process.wait() == 1


# Several formats ------------------------------------------------------------------------------------------------------


def test_several_reports_of_one_run(run: Command, analysis: Analysis) -> None:
    put(a="leak\n")

    done = run("check", "--output-format", "sarif:out.sarif,github,gitlab:gl.json")

    assert (done.code, done.err, len(analysis.calls)) == (1, "", 1)
    assert done.out.startswith("::warning title=LG101 ")
    (sarif,) = json.loads(Path("out.sarif").read_text(encoding="utf-8"))["runs"]
    assert sarif["tool"]["driver"]["version"] == letgo.__version__
    assert {"LG001", "LG101", "LG151"} <= {rule["id"] for rule in sarif["tool"]["driver"]["rules"]}
    assert len(json.loads(Path("gl.json").read_text(encoding="utf-8"))) == 1


def test_formats_with_suggestions_ask_for_them(run: Command, analysis: Analysis) -> None:
    put(a="x\n")

    run("check", "--output-format", "rdjson")
    run("check", "--output-format", "json,github-review:r.json")
    run("check", "--output-format", "concise")

    assert [settings.suggestions for _, _, _, settings in analysis.calls] == [True, True, False]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--output-format", "json,text"], "only one of json, text can go to standard output"),
        (["--output-format", "text,jsn:x"], "--output-format: 'jsn' is not one of "),
        (["--output-format", "json:x,sarif:x"], "two reports can't go to one file"),
        (["--output-format", "json:x,sarif", "--output-file", "x"], "two reports can't go to one file"),
        (
            ["--output-format", "json:x", "--output-file", "y"],
            "--output-file needs one format without a file of its own",
        ),
        (["--output-format", "text,concise", "--output-file", "y"], "--output-file needs one format without a file"),
    ],
)
def test_reports_that_would_be_mixed_up(args: list[str], message: str, run: Command) -> None:
    put(a="leak\n")

    for command in ("check", "fix"):
        done = run(command, *args)
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith(f"letgo: error: {message}")
    assert Path("a.py").read_text(encoding="utf-8") == "leak\n"


def test_logs_share_standard_output(run: Command) -> None:
    put(a="leak\n")

    lines = run("check", "--output-format", "concise,github").out.splitlines()

    assert [line.partition("LG101")[0] for line in lines if "LG101" in line] == ["a.py:1:1: ", "::warning title="]


def test_fix_reports_what_remains_to_several_places(run: Command) -> None:
    put(a="leak\nrefused\n")

    done = run(*FIX, "--output-format", "concise,junit:out.xml")

    assert done.out.startswith("a.py:2:1: LG101 a refused\n")
    assert 'tests="1" failures="1"' in Path("out.xml").read_text(encoding="utf-8")
    put(a="leak\nleak\n")
    assert (run(*FIX, "--output-format", "concise,junit:out.xml").out, Path("a.py").read_text()) == (
        "",
        "closed\nclosed\n",
    )
    assert "no findings" in Path("out.xml").read_text(encoding="utf-8")
    put(a="refused\n")
    run("fix", "--diff", "--output-format", "concise,junit:out.xml")
    assert 'failures="1"' in Path("out.xml").read_text(encoding="utf-8")
