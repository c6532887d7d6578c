"""Files and folders, and the command."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yishen
from yishen import Screener


@pytest.fixture(scope="module")
def drafts(root):
    return root / "examples/drafts"


@pytest.fixture(scope="module")
def screener() -> Screener:
    return Screener()


def test_files_are_read_by_their_suffix(screener, drafts):
    text = screener.screen_file(drafts / "03-新闻-康复科开诊.txt")
    assert text.verdict == "block" and text.id == str(drafts / "03-新闻-康复科开诊.txt")
    assert screener.screen_file(str(drafts / "07-公众号-秋季养肺.html")).findings
    word = screener.screen_file(drafts / "12-新闻-骨科新病区.docx")
    assert all(finding.place and finding.place.part.startswith("word/") for finding in word)


def test_a_folder_is_screened_by_name(screener, drafts):
    found = dict(screener.screen_dir(drafts, "*.docx"))
    assert list(found) == sorted(drafts.glob("*.docx"))
    for path, report in found.items():
        assert report == screener.screen_file(path)


def test_a_file_that_cannot_be_read_does_not_end_a_folder(screener, tmp_path):
    (tmp_path / "a.txt").write_text("今天天气晴。", encoding="utf-8")
    (tmp_path / "b.docx").write_bytes(b"PK\x03\x04 cut off")
    (tmp_path / "c.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / ".hidden.txt").write_text("据说", encoding="utf-8")
    sub = tmp_path / "sub"
    sub.mkdir()
    (sub / "d.txt").write_text("今天天气晴。", encoding="utf-8")
    found = {path.name: report for path, report in screener.screen_dir(tmp_path)}
    assert {name: report.verdict for name, report in found.items()} == {"a.txt": "pass", "b.docx": "review", "c.jpg": "review", "d.txt": "pass"}
    assert [n.kind for n in found["b.docx"].not_checked if n.kind == "part"] == ["part"]
    with pytest.raises(NotADirectoryError):
        next(screener.screen_dir(tmp_path / "a.txt"))


def test_files_that_give_no_draft_are_refused_with_a_hint(screener, tmp_path):
    for name, content in [("old.doc", b"\xd0\xcf\x11\xe0"), ("cut.docx", b"PK\x03\x04"), ("picture.png", b"\x89PNG"), ("lines.jsonl", b"{}"), ("x.txt", b"\0\1\2")]:
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(yishen.UnsupportedFile) as raised:
            screener.screen_file(path)
        assert raised.value.path == path and raised.value.reason and raised.value.hint
    with pytest.raises(FileNotFoundError) as missing:
        screener.screen_file(tmp_path / "missing.txt")
    assert Path(missing.value.filename) == tmp_path / "missing.txt"
    with pytest.raises(OSError):
        screener.screen_file(tmp_path)


def test_the_command_is_in_the_package(drafts):
    draft = drafts / "03-新闻-康复科开诊.txt"
    checked = subprocess.run([sys.executable, "-m", "yishen", "check", draft], capture_output=True, text=True)
    assert checked.returncode == 1 and "advertising/cure-rate" in checked.stdout
    script = shutil.which("yishen", path=Path(sys.executable).parent)
    assert script is not None
    again = subprocess.run([script, "check", draft], capture_output=True, text=True)
    assert again.stdout == checked.stdout
    assert subprocess.run([script, "chekc"], capture_output=True).returncode == 2
    piped = subprocess.run([script, "check", "-"], input="今天天气晴。", capture_output=True, text=True)
    assert piped.returncode == 0
