"""The snippets with tables work too."""

import shutil

import pytest
import readme


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_snippets(name, root, tmp_path, monkeypatch):
    shutil.copytree(root / "examples/drafts", tmp_path / "drafts")
    shutil.copytree(root / "examples/hospital-pack", tmp_path / "hospital-pack")
    monkeypatch.chdir(tmp_path)
    assert readme.run(name, frames=True) > readme.run(name, frames=False) > 0
