"""The set-ups under examples/editors, tried in the real editors (without a screen). Skipped where one is missing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EDITORS = ROOT / "examples" / "editors"
LEAK = """\
import sqlite3


def names(path):
    conn = sqlite3.connect("𐐀.db"); print("𐐀")
    cur = conn.cursor()
    cur.execute("select '𐐀' from t", path)
    return cur.fetchall()


def first(path):
    conn = sqlite3.connect("𐐀.db")
    print(conn.execute("select 1").fetchone())
"""
FIXED = """\
    with closing(sqlite3.connect("𐐀.db")) as conn:
        print(conn.execute("select 1").fetchone())
"""
NEOVIM = """
vim.cmd("set filetype=python")
local function say(what)
  vim.fn.writefile({ vim.fn.json_encode(what) }, os.getenv("ANSWER"))
  vim.cmd("qall!")
end
local function found() return vim.diagnostic.get(0) end
if not vim.wait(60000, function() return #found() > 0 end, 50) then say({ error = "nothing was found" }) end
local before = {}
for _, each in ipairs(found()) do table.insert(before, { each.code, each.lnum, each.col, each.end_col }) end
local client = vim.tbl_values(vim.lsp.buf_get_clients(0))[1]
local function ask(method, params) return client.request_sync(method, params, 60000, 0).result end
local document = { uri = vim.uri_from_bufnr(0) }
local place = { line = 11, character = 4 }
local offered = ask("textDocument/codeAction", {
  textDocument = document, range = { start = place, ["end"] = place }, context = { diagnostics = {} },
})
local titles = {}
for _, each in ipairs(offered) do
  table.insert(titles, each.title)
  if each.title == "Hold conn in a with block" then
    local resolved = ask("codeAction/resolve", each)
    vim.lsp.util.apply_workspace_edit(resolved.edit, client.offset_encoding or "utf-16")
  end
end
vim.cmd("write")
vim.wait(60000, function() return #found() == #before - 1 end, 50)
local after = {}
for _, each in ipairs(found()) do table.insert(after, each.code) end
say({ before = before, titles = titles, after = after })
"""
EMACS = """
(require 'json)
(setq eglot-sync-connect 60 eglot-confirm-server-initiated-edits nil enable-local-variables nil)
(remove-hook 'python-mode-hook #'eglot-ensure)
(find-file (getenv "FILE"))
(apply #'eglot--connect (eglot--guess-contact))
(let* ((server (eglot-current-server))
       (place (list :line 11 :character 4))
       (offered (jsonrpc-request server :textDocument/codeAction
                 (list :textDocument (eglot--TextDocumentIdentifier)
                       :range (list :start place :end place) :context (list :diagnostics []))))
       (titles (mapcar (lambda (each) (plist-get each :title)) offered)))
  (flymake-mode 1)
  (dotimes (_ 200)
    (unless (flymake-diagnostics) (accept-process-output nil 0.05) (flymake-start)))
  (let ((before (length (flymake-diagnostics))))
    (mapc (lambda (each)
            (when (equal (plist-get each :title) "Hold conn in a with block")
              (let ((edit (or (plist-get each :edit)
                              (plist-get (jsonrpc-request server :codeAction/resolve each) :edit))))
                (eglot--apply-workspace-edit edit))))
          offered)
    (save-buffer)
    (with-temp-file (getenv "ANSWER")
      (insert (json-encode (list :titles (vconcat titles) :before before))))))
(kill-emacs 0)
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A project with one file that leaks, and a folder `bin` with letgo in it."""
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "jobs.py").write_text(LEAK, encoding="utf-8")
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "letgo"
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}/codemods" exec "{sys.executable}" -m letgo "$@"\n')
    command.chmod(0o755)
    return tmp_path


def run(place: Path, *command: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("XDG_", "NVIM", "VIM"))}
    changed = {
        "PATH": f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(place / "home"),
        "ANSWER": str(place / "answer"),
        "FILE": str(place / "jobs.py"),
        "LC_ALL": "C.UTF-8",
    }
    (place / "home").mkdir(exist_ok=True)
    return subprocess.run(
        command,
        cwd=place,
        env=kept | changed,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def needs(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def test_neovim(place: Path) -> None:
    (place / "drive.lua").write_text(NEOVIM, encoding="utf-8")
    setup = EDITORS / "neovim.lua"
    done = run(
        place, needs("nvim"), "--headless", "-u", "NONE", "-n", "-c", f"luafile {setup}", "-c", "edit jobs.py",
        "-c", "luafile drive.lua",
    )  # fmt: skip
    assert (place / "answer").exists(), done.stderr
    answer = json.loads((place / "answer").read_text(encoding="utf-8"))
    assert ["LG101", 11, 11, 11 + len('sqlite3.connect("𐐀.db")'.encode())] in answer["before"], answer
    assert "Hold conn in a with block" in answer["titles"]
    assert len(answer["after"]) == len(answer["before"]) - 1
    text = (place / "jobs.py").read_text(encoding="utf-8")
    assert FIXED in text
    assert text.startswith("import sqlite3\nfrom contextlib import closing\n")


def eglot() -> list[str]:
    """What puts eglot where Emacs finds it. It comes with Emacs from 29 on; before, distributions have it apart."""
    emacs = needs("emacs")
    folders = [str(each) for each in Path("/usr/share/emacs/site-lisp/elpa-src").glob("*-*")]
    options = [word for folder in folders for word in ("-L", folder)]
    known = subprocess.run([emacs, "--batch", *options, "-l", "eglot"], capture_output=True, check=False)
    if known.returncode:
        pytest.skip("Emacs has no eglot")
    return [emacs, "--batch", *options]


def test_emacs(place: Path) -> None:
    (place / "drive.el").write_text(EMACS, encoding="utf-8")
    done = run(place, *eglot(), "-l", str(EDITORS / "emacs.el"), "-l", "drive.el")
    assert (place / "answer").exists(), done.stderr[-3000:]
    answer = json.loads((place / "answer").read_text(encoding="utf-8"))
    assert "Hold conn in a with block" in answer["titles"]
    assert answer["before"] > 0
    text = (place / "jobs.py").read_text(encoding="utf-8")
    assert FIXED in text
    assert text.startswith("import sqlite3\nfrom contextlib import closing\n")


ALE = Path("/usr/share/vim-ale")  # where Debian has it
DRIVE = """
set nocompatible encoding=utf-8 nomore
filetype plugin on
set runtimepath^=%s
runtime plugin/ale.vim
source %s
let g:ale_lint_on_enter = 1
edit jobs.py
function! Found() abort
  return ale#engine#GetLoclist(bufnr(''))
endfunction
for s:n in range(600)
  if !empty(Found()) | break | endif
  sleep 100m
endfor
let s:before = map(copy(Found()), {_, each -> [each.code, each.lnum, each.col, each.end_col]})
ALEFix letgo
for s:n in range(600)
  if getline(2) =~# 'closing' | break | endif
  sleep 100m
endfor
write
call writefile([json_encode(s:before)], $ANSWER)
qall!
"""


def test_vim_with_ale(place: Path) -> None:
    if not ALE.is_dir():
        pytest.skip("ALE is not installed")
    (place / "vimrc").write_text(DRIVE % (ALE, EDITORS / "vim-ale.vim"), encoding="utf-8")
    done = run(place, needs("vim"), "-u", "vimrc", "-i", "NONE", "-n", "-es")
    assert (place / "answer").exists(), done.stdout + done.stderr
    found = json.loads((place / "answer").read_text(encoding="utf-8"))
    assert ["LG101", 12] in [each[:2] for each in found], found
    assert FIXED in (place / "jobs.py").read_text(encoding="utf-8")


def test_vim_fixes_one_line(place: Path) -> None:
    setup = (EDITORS / "vim-ale.vim").read_text(encoding="utf-8")
    setup = setup[setup.index('" One finding at a time') :]
    (place / "vimrc").write_text("set nocompatible encoding=utf-8\n" + setup, encoding="utf-8")
    run(
        place, needs("vim"), "-u", "vimrc", "-i", "NONE", "-n", "-es", "-c", "edit jobs.py", "-c", "12",
        "-c", "call FixLine()", "-c", "write", "-c", "qall!",
    )  # fmt: skip
    text = (place / "jobs.py").read_text(encoding="utf-8")
    assert FIXED in text
    assert text.count("with closing(") == 1


def test_helix() -> None:
    made = tomllib.loads((EDITORS / "helix.toml").read_text(encoding="utf-8"))
    assert made["language-server"]["letgo"] == {"command": "letgo", "args": ["server"]}
    assert made["language"] == [{"name": "python", "language-servers": ["letgo"]}]


def test_vs_code_extension(tmp_path: Path) -> None:
    """It builds, and its parts that know nothing of VS Code do what they should."""
    npm = needs("npm")
    shutil.copytree(EDITORS / "vscode", tmp_path / "vscode", ignore=shutil.ignore_patterns("node_modules", "out"))
    command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts"]
    try:
        got = subprocess.run(command, cwd=tmp_path / "vscode", capture_output=True, timeout=100, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("npm's registry is too slow")
    if got.returncode:
        pytest.skip("npm's registry can't be reached")
    done = subprocess.run(
        [npm, "test"], cwd=tmp_path / "vscode", capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
