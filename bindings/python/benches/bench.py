"""Measures the package on this machine, everything in one run: threads, calls, tables, and pyahocorasick over the same literals.

    pip install pyahocorasick pyarrow && python bench.py

Ratios matter more than rates: machines differ, and a noisy one differs from itself. Each figure is the best of some runs.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import yishen
from yishen import Screener

PROSE = Path(__file__).resolve().parents[3] / "tests/prose"


def texts(length: int, total: int) -> list[str]:
    """Clean drafts of about ``length`` characters, cut from the repository's prose, ``total`` characters in all."""
    prose = "\n\n".join(path.read_text("utf-8") for path in sorted(PROSE.glob("*.txt")))
    prose *= total // len(prose) + 2
    return [prose[start : start + length] for start in range(0, total, length)]


def best(work: Callable[[], object], runs: int = 5) -> float:
    """The least number of seconds that ``work`` took."""
    took = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return min(took)


def threads(screener: Screener) -> None:
    """Both processors against one."""
    for length in (1_500, 50_000):
        drafts = texts(length, 1_500_000)
        one, two = (best(lambda: [None for _ in screener.screen_many(drafts, threads=n)], 3) for n in (1, 2))  # noqa: B023
        rate = sum(map(len, drafts)) / 1e6
        print(f"screen_many, {length} characters: {rate / one:.2f} M characters/s with 1 thread, {rate / two:.2f} with 2: {one / two:.2f} times")


def calls(screener: Screener) -> None:
    """What a call costs beyond screening, and what is done with the interpreter lock held."""
    call = best(lambda: [screener.screen("") for _ in range(1000)]) / 1000
    [draft] = texts(1_500, 1_500)
    native, given = screener._engine, yishen.Draft(draft)
    screened = best(lambda: native.screen_all([draft] * 200)) / 200
    single = best(lambda: [screener.screen(draft) for _ in range(200)]) / 200
    print(f"one call: {call * 1e6:.1f} µs on an empty draft; {single * 1e6:.0f} µs on 1500 characters, {screened * 1e6:.0f} µs in a list of 200")
    held = best(lambda: [yishen._yishen.check_draft(given) for _ in range(1000)]) / 1000
    print(f"of that with the interpreter lock held, while the string is taken over: at most {held * 1e6:.1f} µs")
    report = screener.screen("我科肩周炎治愈率高达98%，欢迎就诊。")
    look = best(lambda: [yishen.Report(report._native).findings for _ in range(200)]) / 200
    print(f"looking at one finding for the first time: {look * 1e6:.0f} µs; verdict and len without that: nothing is made")


def tables(screener: Screener) -> None:
    """Rows of a table, one thread."""
    try:
        import pyarrow
    except ImportError:
        print("pyarrow: not installed")
        return
    for length in (140, 1_500):
        table = pyarrow.table({"body": texts(length, 600_000)})
        took = best(lambda: screener.screen_arrow(table, "body", threads=1))  # noqa: B023
        rows = table.num_rows / took
        print(f"screen_arrow, {length} characters a row: {rows:.0f} rows/s a thread; 10^9 rows are {1e9 / rows / 3600:.0f} hours of one")


def pyahocorasick(screener: Screener) -> None:
    """The literals alone, found by pyahocorasick."""
    try:
        import ahocorasick
    except ImportError:
        print("pyahocorasick: not installed")
        return
    automaton = ahocorasick.Automaton()
    for literal in set(json.loads(screener._engine.literals())):
        automaton.add_word(literal, literal)
    automaton.make_automaton()
    drafts = texts(1_500, 300_000)
    other = best(lambda: [list(automaton.iter(draft)) for draft in drafts])
    for n in (1, 2):
        ours = best(lambda: [len(report) for report in screener.screen_many(drafts, threads=n)])  # noqa: B023
        print(f"pyahocorasick finds {len(automaton)} literals in {other * 1e3:.0f} ms, yishen screens with {n} thread(s) in {ours * 1e3:.0f} ms: {other / ours:.2f} times")


if __name__ == "__main__":
    screener = Screener(channel="wechat")
    print(f"yishen {yishen.__version__}, Python {sys.version.split()[0]}")
    threads(screener)
    calls(screener)
    tables(screener)
    pyahocorasick(screener)
