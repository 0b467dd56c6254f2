"""A map that names what is not there is worse than none."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# A path in backticks: with a slash, or a file of ours with its ending. Addresses begin with a slash; .local is made.
NAMED = re.compile(r"`((?!/|\.local)[\w.-]+/[\w./-]*|[\w-]+\.(?:py|md|toml|txt|sql))`")


def named(page: Path) -> list[str]:
    return NAMED.findall(page.read_text())


@pytest.mark.parametrize("page", ["README.md", "claims/README.md", "SECURITY.md"])
def test_every_path_that_is_named_is_there(page):
    paths = named(ROOT / page)
    assert len(paths) > 1
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_picture_is_there():
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / "README.md").read_text())
    assert pictures and all((ROOT / picture).stat().st_size > 10_000 for picture in pictures)


def test_every_leaf_and_folder_stands_on_the_map():
    text = (ROOT / "claims/README.md").read_text()
    leaves = {f"claims/{path.name}" for path in (ROOT / "claims").glob("*.py")}
    wired = {
        f"claims/{name}.py" for name in ("__init__", "apps", "checks", "admin", "mail", "context_processors")
    }
    wired |= {f"claims/urls{part}.py" for part in ("", "_public", "_desk", "_claim")}
    assert sorted(path for path in leaves - wired if f"`{path}`" not in text) == []


def test_the_two_commands_come_first():
    lines = [line.strip() for line in (ROOT / "README.md").read_text().splitlines() if line.strip()]
    assert lines[1].startswith("./run ") and lines[2].startswith("./run test")
