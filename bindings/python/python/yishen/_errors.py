"""What goes wrong. The words are Chinese; nothing of a draft stands in them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault of a rule pack.

    ``line`` and ``column`` count from 1, columns in characters. ``excerpt`` is the line at fault, empty when the whole
    file is meant.
    """

    code: str
    level: Literal["error", "warning"]
    path: Path
    line: int
    column: int
    message: str
    hint: str | None
    excerpt: str

    def __str__(self) -> str:
        hint = f"（{self.hint}）" if self.hint else ""
        return f"{self.path}:{self.line}:{self.column} {self.message}{hint}"


class YishenError(ValueError):
    """An option, a draft, a pack or a file that cannot be used. Everything that yishen itself raises is one."""


class PackError(YishenError):
    """Rule packs that cannot be used. ``diagnostics`` has every fault with its place and what to do about it."""

    diagnostics: tuple[Diagnostic, ...]

    def __init__(self, message: str, diagnostics: Any = ()) -> None:
        super().__init__(message, diagnostics)
        self.diagnostics = tuple(d if isinstance(d, Diagnostic) else Diagnostic(*d) for d in diagnostics)

    def __str__(self) -> str:
        return str(self.args[0])


class UnsupportedFile(YishenError):
    """A file that gives no draft: a picture, an old ``.doc``, a damaged archive."""

    path: Path
    reason: str
    hint: str

    def __init__(self, path: str | os.PathLike[str], reason: str, hint: str) -> None:
        super().__init__(path, reason, hint)
        self.path, self.reason, self.hint = Path(path), reason, hint

    def __str__(self) -> str:
        return f"{self.path}：{self.reason}。{self.hint}"
