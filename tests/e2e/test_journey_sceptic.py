"""Journey 11: a reader who takes nobody's word for it downloads a record and the history, and checks them at home."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Download, Locator, expect

from claims import dumps
from claims.models import Claim
from tests import factories


@pytest.fixture
def claim(people: dict[str, Any]) -> Claim:
    made = factories.published_claim(by=people["reporter"], editor=people["editor"])
    factories.republish(
        made, by=people["reporter"], editor=people["editor2"], rating=factories.rating("mostly-true")
    )
    dumps.bring_up_to_date()  # the worker's part
    return made


def save(part: Locator, name: str, folder: Path) -> Path:
    """Click a link that offers a file, and keep it."""
    with part.page.expect_download() as waiting:
        part.get_by_role("link", name=name, exact=True).click()
    download: Download = waiting.value
    path = folder / name
    download.save_as(path)
    return path


def verify(folder: Path, *names: str) -> tuple[int, str]:
    """On a laptop: Python alone, nothing of ours on its path, no database to be reached."""
    done = subprocess.run(
        [sys.executable, "-I", "verify.py", *names],
        cwd=folder,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_a_sceptic_verifies_a_record_and_sees_one_changed_letter(open_browser, claim, tmp_path):
    page = open_browser(accept_downloads=True)
    page.goto(f"/claims/{claim.public_id}/")
    check = page.get_by_role("region", name="Verify version 2")
    with page.expect_download() as waiting:
        check.get_by_role("link", name="Download the record").click()
    record = tmp_path / "record.json"
    waiting.value.save_as(record)
    check.get_by_role("link", name="The history itself, and a program that checks both").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Data, and how to check us")
    files = page.get_by_role("region", name="The files")
    expect(files.get_by_role("link")).to_have_count(6)
    for name in ("history.jsonl", "head.json", "claims.jsonl", "verify.py"):
        save(files, name, tmp_path)

    code, said = verify(tmp_path, "record.json", "history.jsonl")
    assert code == 0 and "2 of them public" in said, said
    code, said = verify(tmp_path, "claims.jsonl", "history.jsonl", "--head-file", "head.json")
    assert code == 0, said

    whole = record.read_bytes()
    record.write_bytes(whole.replace(b"opens at nine", b"opens at nene", 1))
    code, said = verify(tmp_path, "record.json", "history.jsonl")
    assert code == 1 and said == "NOT VERIFIED: record.json, line 1: its content was changed.\n"
    record.write_bytes(whole)

    history = tmp_path / "history.jsonl"
    lines = history.read_bytes().splitlines(keepends=True)
    row = next(n for n, line in enumerate(lines, 1) if b'\\"verb\\":\\"publish\\"' in line)
    lines[row - 1] = lines[row - 1].replace(claim.public_id.encode(), b"zzzzzzzz")
    history.write_bytes(b"".join(lines))
    code, said = verify(tmp_path, "record.json", "history.jsonl")
    assert code == 1 and said == f"NOT VERIFIED: history.jsonl, line {row}: its payload was changed.\n"


def test_the_newest_head_on_the_page_is_that_of_the_file(open_browser, claim, tmp_path):
    page = open_browser(accept_downloads=True)
    page.goto("/data/")
    head = page.get_by_role("region", name="Keep a head").locator("code").inner_text().split()[-1]
    history = save(page.get_by_role("main"), "history.jsonl", tmp_path).read_text()
    assert f'"hash":"{head}"' in history.splitlines()[-1]
