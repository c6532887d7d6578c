"""Where the repository is, and the interactive snippets of the two READMEs, run as a reader would type them."""

import doctest
import re
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
ROOT = PACKAGE.parents[1]
FRAMES = re.compile("duckdb|pandas|polars|pyarrow")


def run(readme: str, *, frames: bool) -> int:
    """Runs a README's snippets in order, those with frames only if asked for, and gives how many lines were run."""
    text = (PACKAGE / readme).read_text("utf-8")
    blocks = [block for block in re.findall(r"```pycon\n(.*?)```", text, re.S) if frames or not FRAMES.search(block)]
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, readme, readme, 0)
    flags = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL
    # The READMEs are written with the Chinese mark.
    for example in test.examples:
        example.want = example.want.replace("…", "...")
    out: list[str] = []
    failed, tried = doctest.DocTestRunner(optionflags=flags).run(test, out=out.append)
    assert not failed, "".join(out)
    return tried
