"""What goes in and what comes out: frozen, typed, hashable values.

Attributes and ``to_dict`` are plain. ``repr`` and ``to_json`` mask private words, so that logs and files do not leak them.
Offsets count code points of the field's source as given: ``text[f.start:f.end] == f.text`` for plain text.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as _field
from datetime import date as Date
from typing import Any, Literal, TypeAlias, overload

from . import _yishen
from ._errors import YishenError

Channel: TypeAlias = Literal["website", "wechat", "weibo", "newspaper", "video", "reply", "comment"]
Genre: TypeAlias = Literal["news", "science", "disclosure", "notice", "advertisement", "trial-recruitment"]
Severity: TypeAlias = Literal["advise", "review", "block"]
Verdict: TypeAlias = Literal["pass", "review", "block"]
Confidence: TypeAlias = Literal["low", "medium", "high"]
Category: TypeAlias = Literal["prohibited", "claims", "privacy", "advertising", "institution", "sourcing", "terminology", "reply"]
FieldName: TypeAlias = Literal["title", "summary", "body", "caption"]
Format: TypeAlias = Literal["text", "html", "markdown"]
Operator: TypeAlias = Literal["mask", "replace", "hash", "remove"]

_VERDICTS = {"pass": "未命中已收录规则", "review": "须审核", "block": "禁止发布"}
_SEVERITIES = {"block": "禁止发布", "review": "须审核", "advise": "提示"}


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _breaks(text: str) -> str:
    return text.replace("\n", "<br>")


def _iso(date: Date | str | None) -> str | None:
    return date.isoformat() if isinstance(date, Date) else date


def _flatten(facts: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str | None]]:
    """Facts by their dotted names; ``None`` says yes."""
    for name, value in facts.items():
        match value:
            case Mapping():
                if not value:
                    yield prefix + name, None
                yield from _flatten(value, f"{prefix}{name}.")
            case True:
                yield prefix + name, None
            case False:
                yield prefix + name, "false"
            case str() | Date():
                yield prefix + name, _iso(value)
            case list() | tuple():
                yield prefix + name, ",".join(value)
            case None:
                pass
            case _:
                raise TypeError(f"事实 {prefix}{name} 不能是 {type(value).__name__}")


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with what is known about it.

    ``channel``, ``genre`` and ``date`` that are not given are the screener's; without a genre it is inferred. ``format``
    says how ``body`` is written. ``facts`` are what no text can tell, as in batch files:
    ``{"patient-consent": True, "source": {"name": "健康报"}}``.

    Raises :class:`YishenError` for values that are not known, ``TypeError`` for wrong types.
    """

    body: str
    title: str | None = None
    summary: str | None = None
    caption: str | None = None
    channel: Channel | None = _field(default=None, kw_only=True)
    genre: Genre | None = _field(default=None, kw_only=True)
    format: Format = _field(default="text", kw_only=True)
    date: Date | str | None = _field(default=None, kw_only=True)
    facts: Mapping[str, Any] = _field(default_factory=dict, kw_only=True, compare=False)
    id: str | None = _field(default=None, kw_only=True)
    _facts: tuple[tuple[str, str | None], ...] = _field(init=False, repr=False)
    _date: str | None = _field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_facts", tuple(_flatten(self.facts)))
        object.__setattr__(self, "_date", _iso(self.date))
        _yishen.check_draft(self)

    @classmethod
    def from_json(cls, line: str | bytes) -> Draft:
        """The draft of one line of a batch file: ``{"id", "channel", "title", "body", "facts", …}``.

        Raises :class:`YishenError` for what is no such line.
        """
        try:
            given = json.loads(line)
        except ValueError:
            raise YishenError("不是一行完整的 JSON") from None
        if not isinstance(given, dict):
            raise YishenError("一行要是一个 JSON 对象")
        known = [name for name in cls.__dataclass_fields__ if not name.startswith("_")]
        for name in given:
            if name not in known:
                raise YishenError(f"没有“{name}”这一项；可用：{'、'.join(known)}")
        if "body" not in given:
            raise YishenError("缺少“body”这一项")
        try:
            return cls(**given)
        except TypeError:
            raise YishenError("内容的类型不对：文字要加引号，facts 写成 {\"名称\": 值}") from None

    def __repr__(self) -> str:
        """Without the words, which may be private."""
        texts = {name: getattr(self, name) for name in ("body", "title", "summary", "caption")}
        shown = [f"{name}=<{len(text)} code points>" for name, text in texts.items() if text is not None]
        about = {name: getattr(self, name) for name in ("channel", "genre", "date", "id")}
        shown += [f"{name}={value!r}" for name, value in about.items() if value is not None]
        return f"Draft({', '.join(shown)})"


@dataclass(frozen=True, slots=True)
class Basis:
    """A law or hospital rule. ``article`` is given only where the law's text was verified."""

    law: str
    title: str
    version: str
    article: str | None = None

    def __str__(self) -> str:
        return f"《{self.title}》（{self.version}）{self.article or ''}"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to write instead. Where ``replaces``, the text can stand in the place of the finding's words."""

    text: str
    replaces: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """What made something a finding; offsets are code points of ``field``."""

    kind: Literal["word", "entity", "check", "fact", "missing", "disguise", "inner"]
    note: str
    field: FieldName | None = None
    start: int | None = None
    end: int | None = None
    text: str | None = None

    def __repr__(self) -> str:
        """Without the words, which may be private."""
        return f"Evidence(kind={self.kind!r}, note={self.note!r}, field={self.field!r}, start={self.start}, end={self.end})"


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand in a Word file: the part of its archive, and the paragraph in it from 1."""

    part: str
    paragraph: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem in a draft.

    ``start`` and ``end`` are code points of the source of ``field``; ``line`` and ``column`` count from 1. In marked-up
    text they are the hull, and ``ranges`` are the words' own places where the hull holds anything else.
    """

    rule: str
    severity: Severity
    text: str
    start: int
    end: int
    message: str
    why: str
    suggestions: tuple[Suggestion, ...]
    basis: tuple[Basis, ...]
    evidence: tuple[Evidence, ...]
    category: Category
    confidence: Confidence
    field: FieldName
    block: str
    line: int
    column: int
    fingerprint: str
    ranges: tuple[tuple[int, int], ...] = ()
    place: Place | None = None
    preview: bool = False
    whole: bool = False
    _wire: tuple[dict[str, Any], dict[str, Any]] = _field(default=({}, {}), repr=False, compare=False)

    @classmethod
    def _of(cls, plain: dict[str, Any], masked: dict[str, Any]) -> Finding:
        made = {
            "suggestions": tuple(Suggestion(**s) for s in plain["suggestions"]),
            "basis": tuple(Basis(**b) for b in plain["basis"]),
            "evidence": tuple(Evidence(**e) for e in plain["evidence"]),
            "ranges": tuple((start, end) for start, end in plain.get("ranges", ())),
            "place": Place(**plain["place"]) if "place" in plain else None,
        }
        return cls(**{**plain, **made}, _wire=(plain, masked))

    def to_dict(self) -> dict[str, Any]:
        """The wire form, plain."""
        copy: dict[str, Any] = json.loads(_dumps(self._wire[0]))
        return copy

    def to_json(self) -> str:
        """The wire form as JSON, masked."""
        return _dumps(self._wire[1])

    def __repr__(self) -> str:
        words = self._wire[1].get("text", "")
        return f"<Finding {self.severity} {self.rule} {self.field}[{self.start}:{self.end}] {words!r}>"


@dataclass(frozen=True, slots=True)
class RouteStep:
    """One approver, with the reasons; ``done`` where the facts say so."""

    level: str
    who: str
    because: tuple[str, ...]
    done: bool


@dataclass(frozen=True, slots=True)
class NotChecked:
    """What was not looked at, or not finished."""

    kind: Literal["picture", "video", "part", "limit", "encoding", "date", "genre", "slot"]
    count: int
    note: str
    place: str | None = None


@dataclass(frozen=True, slots=True)
class ReportedGenre:
    """The genre that a report was made for, and why it was taken for one."""

    id: Genre
    inferred: bool
    why: str


@dataclass(frozen=True, slots=True)
class PackVersion:
    """A rule pack, as a report names it."""

    name: str
    version: str
    sha256: str


class Report:
    """The outcome of screening a draft.

    Iterates over its findings, so ``len(report)`` is how many there are and ``bool(report)`` whether there is any. They
    become Python objects when first looked at; ``verdict``, ``id`` and ``len`` cost nothing. Reports are equal when
    everything in them is.
    """

    __slots__ = ("_findings", "_native", "_wire")
    __match_args__ = ("verdict", "findings")

    _native: _yishen.Report
    _wire: dict[str, Any] | None
    _findings: tuple[Finding, ...] | None

    def __init__(self, native: _yishen.Report) -> None:
        self._native, self._wire, self._findings = native, None, None

    def _plain(self) -> dict[str, Any]:
        if self._wire is None:
            self._wire = json.loads(self._native.json(False))
        return self._wire

    @property
    def id(self) -> str | None:
        """The caller's id of the draft, or the file's path."""
        return self._native.id

    @property
    def verdict(self) -> Verdict:
        """``pass`` is 未命中已收录规则, never 合规."""
        return self._native.verdict

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The problems, ordered by field, start, longest, severity and rule."""
        if self._findings is None:
            plain = self._plain()["findings"]
            masked = json.loads(self._native.json(True))["findings"] if plain else []
            self._findings = tuple(Finding._of(p, m) for p, m in zip(plain, masked, strict=True))
        return self._findings

    @property
    def channel(self) -> Channel:
        """Where the draft will appear."""
        channel: Channel = self._plain()["channel"]
        return channel

    @property
    def genre(self) -> ReportedGenre | None:
        """Replies and comments have none."""
        genre = self._plain().get("genre")
        return ReportedGenre(**genre) if genre else None

    @property
    def date(self) -> Date | None:
        """The day on which the draft will appear."""
        date = self._plain().get("date")
        return Date.fromisoformat(date) if date else None

    @property
    def route(self) -> tuple[RouteStep, ...]:
        """Who must approve, in order."""
        return tuple(RouteStep(**{**step, "because": tuple(step["because"])}) for step in self._plain()["route"])

    @property
    def not_checked(self) -> tuple[NotChecked, ...]:
        """What was not looked at."""
        return tuple(NotChecked(**entry) for entry in self._plain()["not_checked"])

    @property
    def packs(self) -> tuple[PackVersion, ...]:
        """The rule packs that the report was made with."""
        return tuple(PackVersion(**pack) for pack in self._plain()["packs"])

    @property
    def engine(self) -> str:
        """The engine's version."""
        return str(self._plain()["engine"])

    @property
    def digest(self) -> str:
        """``sha256:`` and the hash of the draft with its channel, genre, date and facts."""
        return str(self._plain()["digest"])

    def summary(self) -> str:
        """The verdict and how many findings of each severity, in Chinese."""
        counts = {severity: sum(f.severity == severity and not f.preview for f in self.findings) for severity in _SEVERITIES}
        parts = [f"{count} 处{_SEVERITIES[severity]}" for severity, count in counts.items() if count]
        return _VERDICTS[self.verdict] + (f"（{'，'.join(parts)}）" if parts else "")

    def to_dict(self) -> dict[str, Any]:
        """The wire form ``yishen.report/1``, plain."""
        wire: dict[str, Any] = json.loads(self._native.json(False))
        return wire

    def to_json(self, *, masked: bool = True) -> str:
        """The wire form as JSON. Private words are masked unless ``masked`` is false."""
        return self._native.json(masked)

    def save(self, path: str | os.PathLike[str], *, masked: bool = True) -> None:
        """Writes the file that ``yishen check -o`` writes, in the format that the suffix tells; one that is there is replaced.

        ``.docx`` is the Word file that :meth:`Screener.screen_file` read, its text untouched, with comments (批注) on the
        words; it is plain, as the draft is. ``.html`` is a page, ``.xlsx`` a table, ``.json`` a list of the one report,
        ``.jsonl`` a line, ``.sarif`` a log for code-review tools, ``.txt`` what the command prints; in these private words are
        masked unless ``masked`` is false. A Word file and a page cost about as much as screening.

        Raises :class:`UnsupportedFile` for another suffix, for ``.docx`` when the draft was no Word file or has changed since,
        and for a report that was unpickled, which has no draft; :class:`YishenError` where the draft itself would be written
        over; ``OSError`` for what cannot be read or written.
        """
        self._native.save(path, masked)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self._native)

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Finding, ...]: ...
    def __getitem__(self, index: int | slice) -> Finding | tuple[Finding, ...]:
        return self.findings[index]

    def __eq__(self, other: object) -> bool:
        return self._native.json(False) == other._native.json(False) if isinstance(other, Report) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.digest)

    def __reduce__(self) -> tuple[Any, ...]:
        return _read_report, (self._native.json(False), self._native.json(True))

    def _repr_html_(self) -> str:
        """For notebooks: the verdict and a table of findings. Private words are masked, since notebooks are files."""
        from html import escape

        cells = "".join
        head = cells(f"<th>{title}</th>" for title in ("级别", "位置", "词语", "问题", "依据", "建议"))
        rows = ""
        for plain, masked in (finding._wire for finding in self.findings):
            basis = [str(Basis(**basis)) for basis in plain["basis"]]
            advice = [suggestion["text"] for suggestion in plain["suggestions"]]
            place = f"{plain['field']} {plain['line']}:{plain['column']}"
            row = (_SEVERITIES[plain["severity"]], place, masked["text"], masked["message"], "\n".join(basis), "\n".join(advice))
            rows += f"<tr>{cells(f'<td>{_breaks(escape(cell))}</td>' for cell in row)}</tr>"
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if rows else ""
        unread = cells(f"<li>{escape(entry.note)}（{entry.count}）</li>" for entry in self.not_checked)
        return f"<p><b>{escape(self.summary())}</b></p>{table}" + (f"<p>没有检查：</p><ul>{unread}</ul>" if unread else "")

    def __repr__(self) -> str:
        lines = [f"<Report {self.id + ' ' if self.id else ''}{self.verdict}：{self.summary()}>", *map(repr, self.findings)]
        return "\n  ".join(lines)


def _read_report(plain: str, masked: str) -> Report:
    return Report(_yishen.Report.read(plain, masked))


@dataclass(frozen=True, slots=True)
class Veto:
    """A hit that is no finding, and why. ``by`` are the words that vetoed it, masked."""

    text: str
    why: str
    field: FieldName
    start: int
    end: int
    rule: str | None = None
    by: str | None = None
    _masked: str = _field(default="", repr=False, compare=False)

    def __repr__(self) -> str:
        return f"<Veto {self.rule or ''} {self.field}[{self.start}:{self.end}] {self._masked!r}: {self.why}>"


@dataclass(frozen=True, slots=True)
class Explanation:
    """A report, and the hits in the draft that are no findings."""

    report: Report
    vetoes: tuple[Veto, ...]


@dataclass(frozen=True, slots=True)
class Replacement:
    """Private words and what stands in their place; offsets are code points of the original."""

    field: FieldName
    start: int
    end: int
    kind: str
    original: str
    replacement: str

    def __repr__(self) -> str:
        """Without the private words."""
        return f"<Replacement {self.kind} {self.field}[{self.start}:{self.end}] {self.replacement!r}>"


@dataclass(frozen=True, slots=True)
class Redacted:
    """A draft with its private words replaced. ``replacements`` holds them: treat it as the draft itself."""

    body: str
    title: str | None = None
    summary: str | None = None
    caption: str | None = None
    replacements: tuple[Replacement, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule says. ``severity_by`` has how serious it is by genre or channel, ``off`` where it reports nothing."""

    id: str
    category: Category
    title: str
    severity: Severity
    why: str
    suggestions: tuple[str, ...]
    basis: tuple[Basis, ...]
    since: str
    severity_by: tuple[tuple[str, Severity | Literal["off"]], ...] = ()
    preview: bool = False
    off: str | None = None

    @classmethod
    def _of(cls, wire: dict[str, Any]) -> Rule:
        made = {
            "suggestions": tuple(wire["suggestions"]),
            "basis": tuple(Basis(**b) for b in wire["basis"]),
            "severity_by": tuple(wire["severity_by"].items()),
        }
        return cls(**{**wire, **made})
