"""The screener."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from . import _yishen
from ._errors import YishenError
from ._model import Channel, Draft, Explanation, Genre, Operator, PackVersion, Redacted, Replacement, Report, Rule, Veto, _iso

if TYPE_CHECKING:
    from concurrent.futures import Future

StrPath: TypeAlias = "str | os.PathLike[str]"

# The columns of `screen_arrow` in the words of Spark, after the key.
SPARK_SCHEMA = (
    "row bigint, rule string, category string, severity string, start bigint, end bigint, text string, message string, "
    "suggestions string, basis string, confidence string, fingerprint string"
)

# A task of a thread: enough text that handing it over does not count, little enough that results come as they are ready.
_TASK_DRAFTS = 64
_TASK_LENGTH = 50_000


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _threads(threads: int | None) -> int:
    if threads is not None and threads < 1:
        raise YishenError(f"threads 至少是 1，不能是 {threads}")
    return threads or _processors()


class Screener:
    """Screens drafts by the built-in rules and a hospital's own.

    Immutable; can be shared between threads, pickled and sent to other processes. The interpreter lock is released while
    screening.

    ``channel``, ``genre`` and ``date`` hold for every draft that does not say otherwise. ``packs`` are folders of a
    hospital's own rules, in order, or one compiled ``.yspack``. ``max_bytes`` of text and ``max_findings`` bound one
    screening; what they cut off is in the report's ``not_checked``.

    Raises :class:`PackError` for packs that cannot be used, :class:`YishenError` for values that are not known, ``OSError``
    for files that cannot be read.
    """

    __slots__ = ("_engine", "_options", "_rules")

    def __init__(
        self,
        *,
        channel: Channel = "website",
        genre: Genre | None = None,
        date: Date | str | None = None,
        packs: Sequence[StrPath] = (),
        max_bytes: int | None = None,
        max_findings: int | None = None,
    ) -> None:
        if isinstance(packs, str | os.PathLike):
            packs = [packs]
        self._options = (channel, genre, _iso(date), max_bytes, max_findings)
        self._rules: dict[str, Rule] | None = None
        self._engine = _yishen.Engine(channel, genre, _iso(date), packs, None, max_bytes, max_findings)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (self._options, self._engine.compiled())

    def __repr__(self) -> str:
        channel, genre, date, _, _ = self._options
        about = {"channel": channel, "genre": genre, "date": date}
        shown = [f"{name}={value!r}" for name, value in about.items() if value is not None]
        packs = " ".join(f"{pack.name}/{pack.version}" for pack in self.packs)
        return f"<Screener {' '.join(shown)} {packs}>"

    def screen(self, draft: str | Draft) -> Report:
        """Screens a draft; a string is one of plain text."""
        return Report(self._engine.screen(draft))

    def screen_many(self, drafts: Iterable[str | Draft], *, threads: int | None = None) -> Iterator[Report]:
        """Screens drafts as they come and gives their reports in the same order.

        A generator: nothing is read before the first report is asked for, and then only so far ahead that ``threads``
        (as many as there are processors when not given) have work. What the iterable raises is raised after the reports
        of the drafts before it.
        """
        yield from map(Report, _in_order(self._engine.screen_all, drafts, _threads(threads)))

    def screen_file(self, path: StrPath) -> Report:
        """Screens a Word, HTML, Markdown or text file; its suffix tells which.

        Raises :class:`UnsupportedFile` for what gives no draft, ``OSError`` for what cannot be read.
        """
        return Report(self._engine.screen_file(path))

    def screen_dir(self, path: StrPath, pattern: str = "**/*", *, threads: int | None = None) -> Iterator[tuple[Path, Report]]:
        """Screens the files of a folder that match ``pattern``, by name; hidden ones are passed over.

        A file that cannot be read ends nothing: its report says so in ``not_checked``, and its verdict is at least review.
        """
        root = Path(path)
        if not root.is_dir():
            raise NotADirectoryError(f"{root}：不是文件夹")

        def is_shown(file: Path) -> bool:
            return file.is_file() and not any(part.startswith(".") for part in file.relative_to(root).parts)

        def read(task: list[Path]) -> list[tuple[Path, _yishen.Report]]:
            return [(file, self._engine.screen_file_of_many(file)) for file in task]

        for file, native in _in_order(read, sorted(filter(is_shown, root.glob(pattern))), _threads(threads), most=1):
            yield file, Report(native)

    def screen_arrow(
        self, data: Any, column: str | None = None, *, key: str | None = None, masked: bool = True, threads: int | None = None
    ) -> _yishen.ArrowTable:
        """Screens a column of strings of a table that another library holds, and gives a table with a line a finding.

        ``data`` is anything with the Arrow interface: a frame or series of polars or pandas, a table, batch or array of
        pyarrow, a relation of DuckDB. ``column`` names the strings (not needed for a series); nulls are passed over. The
        lines begin with the row's number from 0, or with ``key``, the column that tells rows apart, and the row's number
        in ``data``. Private words are masked unless ``masked`` is false. A text that was not read to its end has a line
        without a rule. The result is read by ``polars.DataFrame(result)``, ``pyarrow.table(result)``,
        ``pandas.DataFrame.from_arrow(result)`` and by DuckDB's ``FROM result``.

        Raises :class:`YishenError` for a column that is not there or holds no strings.
        """
        return self._engine.screen_arrow(data, column, key, masked, _threads(threads))

    def screen_batches(self, batches: Iterable[Any], column: str | None = None, *, key: str | None = None, masked: bool = True) -> Iterator[Any]:
        """Screens record batches as they come, and gives pyarrow's batches of findings: what Spark's ``mapInArrow`` asks for.

        ``functools.partial(screener.screen_batches, column="body", key="id")`` can be sent to workers; the schema is
        ``f"id bigint, {yishen.SPARK_SCHEMA}"``. One thread a call: Spark runs a task for each processor.
        """
        from importlib import import_module

        pyarrow = import_module("pyarrow")
        for batch in batches:
            yield from pyarrow.table(self.screen_arrow(batch, column, key=key, masked=masked, threads=1)).to_batches()

    def explain(self, draft: str | Draft) -> Explanation:
        """Screens a draft and says of each hit that is no finding why it is none."""
        native, plain, masked = self._engine.explain(draft)
        vetoes = zip(json.loads(plain), json.loads(masked), strict=True)
        return Explanation(Report(native), tuple(Veto(**veto, _masked=mask["text"]) for veto, mask in vetoes))

    def redact(
        self,
        draft: str | Draft,
        operator: Operator = "mask",
        *,
        kinds: Mapping[str, Operator] | None = None,
        key: bytes | str | None = None,
    ) -> Redacted:
        """The draft with its private words replaced, the same words by the same throughout.

        ``kinds`` gives other operators by what was recognised (``{"mobile": "replace"}``); ``hash`` needs ``key``.
        """
        secret = key.encode() if isinstance(key, str) else key
        fields, replaced = self._engine.redact(draft, operator, list((kinds or {}).items()), secret)
        return Redacted(**dict(fields), replacements=tuple(Replacement(**entry) for entry in json.loads(replaced)))

    @property
    def rules(self) -> Mapping[str, Rule]:
        """Every rule by its id, in the order of packs and ids."""
        if self._rules is None:
            self._rules = {wire["id"]: Rule._of(wire) for wire in json.loads(self._engine.rules())}
        return self._rules

    @property
    def packs(self) -> tuple[PackVersion, ...]:
        """The rule packs, in order."""
        return tuple(PackVersion(**pack) for pack in json.loads(self._engine.packs()))


def _restore(options: tuple[Any, ...], compiled: bytes | None) -> Screener:
    screener = object.__new__(Screener)
    channel, genre, date, max_bytes, max_findings = options
    screener._options, screener._rules = options, None
    screener._engine = _yishen.Engine(channel, genre, date, [], compiled, max_bytes, max_findings)
    return screener


def _tasks(items: Iterable[Any], most: int, raised: list[Exception]) -> Iterator[list[Any]]:
    """Lists of items to work on; what ends the items early is put into ``raised``, after the last list."""
    task: list[Any] = []
    length = 0
    try:
        for item in items:
            task.append(item)
            length += len(getattr(item, "body", item)) if most > 1 else 0
            if len(task) >= most or length >= _TASK_LENGTH:
                yield task
                task, length = [], 0
    except Exception as error:
        raised.append(error)
    if task:
        yield task


def _in_order(work: Any, items: Iterable[Any], threads: int, most: int = _TASK_DRAFTS) -> Iterator[Any]:
    """What ``work`` gives for lists of items, item by item, with as many threads at work."""
    if threads == 1:
        for item in items:
            yield from work([item])
        return
    from concurrent.futures import ThreadPoolExecutor

    pending: deque[Future[list[Any]]] = deque()
    raised: list[Exception] = []
    pool = ThreadPoolExecutor(threads, "yishen")
    try:
        for task in _tasks(items, most, raised):
            pending.append(pool.submit(work, task))
            if len(pending) > 2 * threads:
                yield from pending.popleft().result()
        while pending:
            yield from pending.popleft().result()
        if raised:
            raise raised[0]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
