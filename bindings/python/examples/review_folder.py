"""Reviews a folder of drafts: what must not be published so, and what nobody could read.

    python review_folder.py 待发稿件/ wechat
"""

import sys
from collections import Counter
from pathlib import Path

from yishen import Finding, Report, Screener


def worst(report: Report) -> Finding | None:
    """The first finding that blocks."""
    return next((finding for finding in report if finding.severity == "block"), None)


def review(folder: Path, screener: Screener) -> Counter[str]:
    """Prints a line a file, and counts verdicts."""
    verdicts: Counter[str] = Counter()
    for path, report in screener.screen_dir(folder):
        verdicts[report.verdict] += 1
        finding = worst(report)
        reason = f"：{finding.message}（{'；'.join(map(str, finding.basis))}）" if finding else ""
        print(f"{path.name}\t{report.summary()}{reason}")
        for entry in report.not_checked:
            if entry.kind == "part":
                print(f"\t没有读：{entry.note}")
    return verdicts


if __name__ == "__main__":
    match sys.argv[1:]:
        case [folder]:
            counted = review(Path(folder), Screener())
        case [folder, "wechat"]:
            counted = review(Path(folder), Screener(channel="wechat"))
        case _:
            sys.exit(__doc__)
    sys.exit(1 if counted["block"] else 0)
