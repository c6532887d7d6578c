"""Reports as files."""

import json
import os
import pickle
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest
import yishen
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from yishen import Draft, Screener

WORD = "12-新闻-骨科新病区.docx"
TEXT = "03-新闻-康复科开诊.txt"


@pytest.fixture(scope="module")
def screener() -> Screener:
    return Screener()


@pytest.fixture
def draft(root, tmp_path):
    """A copy of an example by its name."""

    def copy(name):
        return Path(shutil.copy(root / "examples/drafts" / name, tmp_path))

    return copy


def paragraphs(path) -> list[str]:
    return [Paragraph(element, None).text for element in docx.Document(path).element.body.iter(qn("w:p"))]


def comments(path) -> list[str]:
    return [comment.text for comment in docx.Document(path).comments]


def marked(path) -> list[str]:
    """What stands between the marks of each comment, by its id."""
    open_, words = set(), {}
    for element in docx.Document(path).element.body.iter():
        match element.tag:
            case tag if tag == qn("w:commentRangeStart"):
                open_.add(element.get(qn("w:id")))
                words[element.get(qn("w:id"))] = ""
            case tag if tag == qn("w:commentRangeEnd"):
                open_.discard(element.get(qn("w:id")))
            case tag if tag == qn("w:t"):
                for identity in open_:
                    words[identity] += element.text or ""
    return list(words.values())


def test_a_word_file_comes_back_with_comments_on_the_words_and_its_text_untouched(screener, draft, tmp_path):
    source, target = draft(WORD), tmp_path / "批注.docx"
    before = source.read_bytes()
    report = screener.screen_file(source)
    report.save(target)
    assert source.read_bytes() == before
    assert paragraphs(target) == paragraphs(source)
    assert len(comments(target)) - len(comments(source)) == len(report) + 1
    for finding in report:
        assert any(finding.message in comment and finding.rule in comment for comment in comments(target))
        if finding.place and finding.place.part == "word/document.xml" and not finding.whole:
            assert finding.text in marked(target)
    assert [(finding.rule, finding.text) for finding in screener.screen_file(target)] == [(finding.rule, finding.text) for finding in report]


def test_a_second_report_takes_the_place_of_the_first(screener, draft, tmp_path):
    once, twice = tmp_path / "一次.docx", tmp_path / "两次.docx"
    screener.screen_file(draft(WORD)).save(once)
    screener.screen_file(once).save(twice)
    assert comments(twice) == comments(once)
    assert marked(twice) == marked(once)


def test_the_other_formats_are_what_the_command_writes(draft, tmp_path):
    # The command's drafts bear the day on which it runs.
    screener = Screener(date=date.today())
    wide = {**os.environ, "COLUMNS": "100"}
    for source in (draft(WORD), draft(TEXT)):
        report = screener.screen_file(source)
        for suffix in ("html", "json", "jsonl", "sarif", "txt"):
            ours, theirs = tmp_path / f"ours.{suffix}", tmp_path / f"theirs.{suffix}"
            report.save(ours)
            checked = subprocess.run([sys.executable, "-m", "yishen", "check", source, "-o", theirs, "--fail-on", "never"], capture_output=True, env=wide)
            assert checked.returncode == 0, checked.stderr
            assert ours.read_text("utf-8") == theirs.read_text("utf-8"), suffix


def test_each_format_holds_the_findings(screener, tmp_path):
    report = screener.screen(Draft("我科肩周炎治愈率高达98%，欢迎就诊。", id="稿一"))
    for suffix in ("html", "json", "jsonl", "sarif"):
        report.save(str(tmp_path / f"报告.{suffix}"))
    assert json.loads((tmp_path / "报告.json").read_text("utf-8")) == [json.loads(report.to_json())]
    assert json.loads((tmp_path / "报告.jsonl").read_text("utf-8")) == json.loads(report.to_json())
    [run] = json.loads((tmp_path / "报告.sarif").read_text("utf-8"))["runs"]
    assert [result["ruleId"] for result in run["results"]] == [finding.rule for finding in report]
    page = (tmp_path / "报告.html").read_text("utf-8")
    assert "稿一" in page and report[0].message in page
    report.save(tmp_path / "清单.xlsx")
    with zipfile.ZipFile(tmp_path / "清单.xlsx") as table:
        strings = table.read("xl/sharedStrings.xml").decode()
    assert report[0].text in strings and report[0].message in strings


def test_private_words_are_masked_unless_asked_for(screener, tmp_path):
    report = screener.screen("患者家属电话13800138000，请回电。")
    for suffix in ("html", "json", "jsonl", "sarif", "txt"):
        path = tmp_path / f"报告.{suffix}"
        report.save(path)
        assert "13800138000" not in path.read_text("utf-8")
        report.save(path, masked=False)
        assert "13800138000" in path.read_text("utf-8")


def test_what_cannot_be_saved_is_said(screener, draft, tmp_path):
    def refused(report, path):
        with pytest.raises(yishen.UnsupportedFile) as raised:
            report.save(path)
        assert raised.value.reason and raised.value.hint
        assert not (tmp_path / "out.docx").exists()

    source = draft(WORD)
    word = screener.screen_file(source)
    refused(word, tmp_path / "out.pdf")
    refused(word, tmp_path / "out")
    refused(screener.screen("今天天气晴。"), tmp_path / "out.docx")
    refused(screener.screen_file(draft(TEXT)), tmp_path / "out.docx")
    refused(pickle.loads(pickle.dumps(word)), tmp_path / "out.docx")
    with pytest.raises(yishen.YishenError, match="盖掉稿件"):
        word.save(source)
    with pytest.raises(FileNotFoundError):
        word.save(tmp_path / "missing" / "out.docx")
    with pytest.raises(TypeError):
        word.save(None)
    later = docx.Document(source)
    later.add_paragraph("后来加的一段。")
    later.save(source)
    refused(word, tmp_path / "out.docx")
