"""The snippets of the READMEs work, and both READMEs have the same ones."""

import re
import shutil

import pytest
import readme


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_snippets(name, root, tmp_path, monkeypatch):
    shutil.copytree(root / "examples/drafts", tmp_path / "drafts")
    shutil.copytree(root / "examples/hospital-pack", tmp_path / "hospital-pack")
    monkeypatch.chdir(tmp_path)
    assert readme.run(name, frames=False) > 20


def test_both_languages_have_the_same_snippets():
    english, chinese = ((readme.PACKAGE / name).read_text("utf-8") for name in ("README.md", "README.zh-CN.md"))
    snippets = r"```(?:pycon|python|console)\n.*?```"
    assert re.findall(snippets, english, re.S) == re.findall(snippets, chinese, re.S)


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_snippet_of_the_project(name, root, tmp_path, monkeypatch, capsys):
    shutil.copytree(root / "examples/drafts", tmp_path / "待发稿件")
    monkeypatch.chdir(tmp_path)
    [snippet] = re.findall(r"```python\n(.*?)```", (root / name).read_text("utf-8"), re.S)
    exec(snippet, {})
    assert "03-新闻-康复科开诊.txt block 治愈率高达98%" in capsys.readouterr().out


def test_the_example_reviews_a_folder(root, capsys):
    import runpy
    import sys

    example = readme.PACKAGE / "examples/review_folder.py"
    arguments, sys.argv = sys.argv, [str(example), str(root / "examples/drafts")]
    try:
        with pytest.raises(SystemExit) as ended:
            runpy.run_path(str(example), run_name="__main__")
    finally:
        sys.argv = arguments
    printed = capsys.readouterr().out
    assert ended.value.code == 1
    assert "12-新闻-骨科新病区.docx" in printed and "没有读" in printed
