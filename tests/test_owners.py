"""CODEOWNERS, by the examples of GitHub's and GitLab's documentation."""

from __future__ import annotations

from pathlib import Path

import pytest

from letgo.owners import PLACES, owners

GITHUB = """\
# a comment
*       @global-owner1 @global-owner2
*.js    @js-owner #inline
/build/logs/ @doctocat
docs/*  docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/github
with\\ space.py @spaced
a?.py @one
deep/**/end.py @deep
"""


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("a/b.txt", "@global-owner1 @global-owner2"),
        ("a/b.js", "@js-owner"),
        ("build/logs/x/y.py", "@octocat"),
        ("build/x.py", "@global-owner1 @global-owner2"),
        ("docs/x/y.md", "@doctocat"),
        ("x/apps/y.py", "@octocat"),
        ("apps/github/x.py", "unowned"),
        ("scripts/x.py", "@doctocat @octocat"),
        ("x/logs/y/z.py", "@octocat"),
        ("x/with space.py", "@spaced"),
        ("x/ab.py", "@one"),
        ("deep/end.py", "@deep"),
        ("deep/x/y/end.py", "@deep"),
    ],
)
def test_github(name: str, who: str, tmp_path: Path) -> None:
    (tmp_path / "CODEOWNERS").write_text(GITHUB, encoding="utf-8")

    assert (of := owners(tmp_path)) is not None
    assert of(name) == who


def test_a_star_is_one_level(tmp_path: Path) -> None:
    (tmp_path / "CODEOWNERS").write_text("docs/* @docs\n", encoding="utf-8")

    assert (of := owners(tmp_path)) is not None
    assert (of("docs/x.py"), of("docs/x/y.py"), of("x/docs/y.py")) == ("@docs", "unowned", "unowned")


def test_sections(tmp_path: Path) -> None:
    text = "* @all\n[Database][2] @db\nmodel/\nmodel/special.py @me\n^[Optional Docs]\ndocs/ @docs\n"
    (tmp_path / ".gitlab").mkdir()
    (tmp_path / ".gitlab" / "CODEOWNERS").write_text(text, encoding="utf-8")

    assert (of := owners(tmp_path)) is not None
    assert [of(name) for name in ("x.py", "model/x.py", "model/special.py", "docs/x.py")] == [
        "@all",
        "@db",
        "@me",
        "@docs",
    ]


def test_the_first_place_counts(tmp_path: Path) -> None:
    assert owners(tmp_path) is None
    for number, place in reversed(list(enumerate(PLACES))):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text(f"* @place{number}\n", encoding="utf-8")

        assert (of := owners(tmp_path)) is not None
        assert of("x") == f"@place{number}"
