"""What goes wrong is said: types, places, hints, and nothing of the draft."""

import pickle

import pytest
import yishen
from yishen import Draft, PackError, Screener, YishenError


@pytest.mark.parametrize("options", [{"channel": "wechta"}, {"genre": "novel"}, {"date": "yesterday"}, {"channel": "reply", "genre": "news"}])
def test_unknown_options_are_refused(options):
    with pytest.raises(YishenError):
        Screener(**options)


def test_what_is_known_is_named():
    with pytest.raises(YishenError, match="wechat"):
        Screener(channel="wechta")


@pytest.mark.parametrize(
    "options",
    [
        {"channel": "wechta"},
        {"genre": "novel"},
        {"format": "pdf"},
        {"date": "2026-13-01"},
        {"facts": {"consent": True}},
        {"facts": {"patient-consent": "13800138000"}},
        {"facts": {"source": {"nmae": "健康报"}}},
        {"channel": "reply", "genre": "news"},
    ],
)
def test_drafts_are_checked_when_they_are_made(options):
    with pytest.raises(YishenError):
        Draft("正文", **options)


@pytest.mark.parametrize("wrong", [7, None, b"bytes", ["list"], object()])
def test_wrong_types_are_type_errors(wrong):
    with pytest.raises(TypeError, match=type(wrong).__name__):
        Screener().screen(wrong)
    with pytest.raises(TypeError, match=f"body.*{type(wrong).__name__}"):
        Draft(wrong)
    with pytest.raises(TypeError, match="date"):
        Draft("正文", date=7)
    with pytest.raises(TypeError):
        Draft("正文", facts={"patient-consent": 1.5})


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


PACK = 'name = "our-hospital"\nversion = "2026.11.1"\nengine = ">=0.1.0"\nabout = "本院"\n'


def test_a_faulty_pack_is_refused_with_every_place(tmp_path):
    folder = write(tmp_path, {"pack.toml": PACK, "advertising/own.toml": 'titel = "x"\nseverity = "blok"\n'})
    with pytest.raises(PackError) as raised:
        Screener(packs=[folder])
    diagnostics = raised.value.diagnostics
    assert len(diagnostics) >= 2 and isinstance(raised.value, YishenError)
    key = next(d for d in diagnostics if d.code == "unknown-key")
    assert (key.path, key.line, key.column, key.level) == (folder / "advertising/own.toml", 1, 1, "error")
    assert "title" in key.hint and "titel" in key.excerpt
    assert "own.toml" in str(key)
    again = pickle.loads(pickle.dumps(raised.value))
    assert again.diagnostics == diagnostics and str(again) == str(raised.value)


def test_a_pack_that_cannot_be_read_says_why(tmp_path):
    with pytest.raises(FileNotFoundError):
        Screener(packs=[tmp_path / "missing"])
    file = tmp_path / "half.yspack"
    file.write_bytes(b"yishen")
    with pytest.raises(PackError) as raised:
        Screener(packs=[file])
    assert raised.value.diagnostics[0].path == file
    with pytest.raises(PackError):
        Screener(packs=[tmp_path, file])


def test_packs_that_do_not_go_together_are_refused(pack_folder):
    with pytest.raises(PackError) as raised:
        Screener(packs=[pack_folder, pack_folder])
    assert raised.value.diagnostics


def test_one_pack_may_be_named_alone(pack_folder):
    assert Screener(packs=pack_folder).packs == Screener(packs=[str(pack_folder)]).packs


def test_redaction_names_its_operators_and_kinds():
    screener = Screener()
    with pytest.raises(YishenError, match="mask"):
        screener.redact("甲", "blur")
    with pytest.raises(YishenError, match="key"):
        screener.redact("甲", "hash")
    with pytest.raises(YishenError, match="mobile"):
        screener.redact("甲", kinds={"telephone": "mask"})


def test_threads_are_at_least_one():
    with pytest.raises(YishenError):
        next(Screener().screen_many(["甲"], threads=0))


def test_a_very_long_string_is_screened_or_says_that_it_was_not():
    report = Screener(max_bytes=1 << 20).screen("长" * 2_000_000)
    assert report.verdict == "review" and any(n.kind == "limit" for n in report.not_checked)


def test_every_exception_is_ours():
    for error in (yishen.PackError, yishen.UnsupportedFile):
        assert issubclass(error, YishenError) and issubclass(error, ValueError)
    assert f"{YishenError.__module__}.{YishenError.__name__}" == "yishen.YishenError"
