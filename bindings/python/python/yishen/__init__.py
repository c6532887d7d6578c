"""yishen (医审) screens what a Chinese hospital is about to publish.

>>> import yishen
>>> text = "我科肩周炎治愈率高达98%，欢迎就诊。"
>>> report = yishen.screen(text, channel="wechat")
>>> report.verdict
'block'
>>> [(f.rule, text[f.start:f.end]) for f in report]
[('advertising/cure-rate', '治愈率高达98%')]

It uses no model and no network. A good outcome is called 未命中已收录规则, never 合规.
"""

from functools import lru_cache as _lru_cache

from ._errors import Diagnostic, PackError, UnsupportedFile, YishenError
from ._model import (
    Basis,
    Channel,
    Draft,
    Evidence,
    Explanation,
    Finding,
    Genre,
    NotChecked,
    PackVersion,
    Place,
    Redacted,
    Replacement,
    Report,
    ReportedGenre,
    RouteStep,
    Rule,
    Suggestion,
    Veto,
)
from ._screener import SPARK_SCHEMA, Screener
from ._yishen import __version__

__all__ = [
    "SPARK_SCHEMA",
    "Basis",
    "Diagnostic",
    "Draft",
    "Evidence",
    "Explanation",
    "Finding",
    "NotChecked",
    "PackError",
    "PackVersion",
    "Place",
    "Redacted",
    "Replacement",
    "Report",
    "ReportedGenre",
    "RouteStep",
    "Rule",
    "Screener",
    "Suggestion",
    "UnsupportedFile",
    "Veto",
    "YishenError",
    "__version__",
    "screen",
]


@_lru_cache(maxsize=32)
def _screener(channel: Channel, genre: Genre | None) -> Screener:
    return Screener(channel=channel, genre=genre)


def screen(draft: str | Draft, *, channel: Channel = "website", genre: Genre | None = None) -> Report:
    """Screens a draft by the built-in rules; see :class:`Screener` for packs and more."""
    return _screener(channel, genre).screen(draft)


# Messages and documentation name what users import.
for _name in __all__:
    if isinstance(_value := globals()[_name], type):
        _value.__module__ = __name__
del _name, _value
