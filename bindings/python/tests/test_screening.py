"""Screening drafts: reports, findings, and the order and laziness of many."""

import copy
import json
import multiprocessing
import pickle
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import yishen
from yishen import Draft, Screener

DIRTY = "我科肩周炎治愈率高达98%，欢迎就诊。"
PHONE = "患者家属电话13800138000，请回电。"


@pytest.fixture(scope="module")
def screener() -> Screener:
    return Screener(channel="wechat")


def test_a_finding_says_which_words_why_and_on_what_basis(screener):
    report = screener.screen(DIRTY)
    assert report.verdict == "block"
    [finding] = report
    assert (finding.rule, finding.severity, finding.category) == ("advertising/cure-rate", "block", "advertising")
    assert DIRTY[finding.start : finding.end] == finding.text == "治愈率高达98%"
    assert (finding.line, finding.column, finding.field, finding.block) == (1, 6, "body", "paragraph")
    assert finding.basis and finding.suggestions and finding.evidence
    assert [step.level for step in report.route]


@pytest.mark.parametrize("before", ["", "😀", "👨‍👩‍👧‍👦", "𠮷野家。\r\n", "e\u0301，", "🇨🇳\n", "\ufeff"])
def test_offsets_count_code_points(screener, before):
    text = before + DIRTY
    [finding] = screener.screen(text)
    assert text[finding.start : finding.end] == finding.text == "治愈率高达98%"
    assert finding.start == len(before) + 5


def test_a_lone_surrogate_counts_as_one_and_is_named(screener):
    text = "\ud83d\ude00\udc00" + DIRTY
    report = screener.screen(text)
    assert [(f.start, f.text) for f in report] == [(8, "治愈率高达98%")]
    assert [(n.kind, n.count) for n in report.not_checked if n.kind == "encoding"] == [("encoding", 3)]
    assert not [n for n in screener.screen("😀" + DIRTY).not_checked if n.kind == "encoding"]
    assert [f.start for f in screener.screen(Draft(text))] == [8]


def test_reports_iterate_index_and_count(screener):
    report = screener.screen(DIRTY + "\n\n" + PHONE)
    assert len(report) == len(list(report)) == len(report.findings) >= 2
    assert report[0] == report.findings[0] and report[:1] == report.findings[:1]
    assert report
    assert not screener.screen("今天天气晴。")


def test_reports_and_findings_compare_and_hash(screener):
    one, same, other = screener.screen(DIRTY), screener.screen(DIRTY), screener.screen(PHONE)
    assert one == same and hash(one) == hash(same) and one != other
    assert one[0] == same[0] and hash(one[0]) == hash(same[0]) and one[0] != other[0]
    assert len({one, same, other}) == 2 and len({*one, *same}) == 1


def test_values_are_frozen(screener):
    with pytest.raises(AttributeError):
        screener.screen(DIRTY)[0].severity = "advise"
    with pytest.raises(AttributeError):
        screener.screen(DIRTY).verdict = "pass"


def test_pattern_matching(screener):
    match screener.screen(DIRTY):
        case yishen.Report("block", (yishen.Finding("advertising/cure-rate", "block", words),)):
            assert words == "治愈率高达98%"
        case _:
            pytest.fail("a report matches by verdict and findings")


def test_attributes_and_to_dict_are_plain_repr_and_to_json_masked(screener):
    number = "13800138000"
    report = screener.screen(PHONE)
    finding = next(f for f in report if f.rule == "privacy/phone")
    assert finding.text == number
    assert finding.to_dict()["text"] == number and number in json.dumps(report.to_dict(), ensure_ascii=False)
    for leaving in (repr(report), repr(finding), repr([finding]), report.to_json(), finding.to_json(), repr(finding.evidence)):
        assert number not in leaving
        assert "0138000" not in leaving
    assert json.loads(report.to_json())["masked"] is True
    assert number in report.to_json(masked=False) and json.loads(report.to_json(masked=False))["masked"] is False
    assert number not in repr(screener.explain(PHONE)) and number not in repr(Draft(PHONE))


def test_notebooks_show_a_masked_and_escaped_table(screener):
    shown = screener.screen("患者手机13800138000，<script>术后永<>不复发")._repr_html_()
    assert "138****8000" in shown and "13800138000" not in shown
    assert "永&lt;&gt;不复发" in shown and "<script" not in shown and "<>" not in shown
    assert "<table" not in screener.screen("今天天气晴。")._repr_html_()


def test_every_key_of_the_wire_form_is_an_attribute(screener):
    report = screener.screen(Draft(DIRTY, id="S1", date="2026-11-22"))
    about_the_form = {"schema", "offset_unit", "masked"}
    for key, value in report.to_dict().items():
        assert key in about_the_form or (getattr(report, key) or not value), key
    assert {"id", "date", "genre", "packs", "digest", "engine"} <= report.to_dict().keys()


def test_other_processes_screen_and_send_reports_back(screener):
    drafts = [DIRTY, PHONE, "今天天气晴。"] * 4
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.map(screener.screen, drafts) == [screener.screen(draft) for draft in drafts]


def test_to_dict_is_the_callers_own(screener):
    report = screener.screen(DIRTY)
    report.to_dict()["findings"].clear()
    report[0].to_dict()["basis"].clear()
    assert report.to_dict()["findings"] and report[0].to_dict()["basis"]


def test_the_wire_form_counts_code_points(screener):
    wire = json.loads(screener.screen(DIRTY).to_json())
    assert (wire["schema"], wire["offset_unit"]) == ("yishen.report/1", "codepoint")


def test_a_draft_says_more_than_a_string(screener):
    draft = Draft("正文。", title="我科治愈率98%", channel="website", date=date(2026, 11, 22), id="S1")
    report = screener.screen(draft)
    assert (report.id, report.channel, report.date) == ("S1", "website", date(2026, 11, 22))
    assert [f.field for f in report] == ["title"]
    assert report.genre is not None and report.genre.inferred
    assert screener.screen(Draft("正文。", genre="science")).genre.id == "science"


def test_facts_change_what_is_found(screener):
    text = "患者张建国，男，57岁，因急性心肌梗死入院。"
    rules = lambda **facts: {f.rule for f in screener.screen(Draft(text, facts=facts))}  # noqa: E731
    assert rules() - rules(**{"patient-consent": True})
    source = {"source": {"name": "健康报", "date": date(2026, 1, 2)}, "approved-by": ["L1", "L2"]}
    assert any(step.done for step in screener.screen(Draft(text, facts=source)).route)


def test_markup_is_read_and_its_words_have_places(screener):
    html = "<p>我科肩周炎治愈<b>率高达</b>98%，欢迎就诊。</p>"
    [finding] = screener.screen(Draft(html, format="html"))
    assert "".join(html[start:end] for start, end in finding.ranges) == finding.text == "治愈率高达98%"


def test_drafts_compare_and_hash():
    one, same = Draft("甲", facts={"patient-consent": True}), Draft("甲", facts={"patient-consent": True})
    assert one == same and hash(one) == hash(same)
    assert one != Draft("甲")


def test_a_line_of_a_batch_file_is_a_draft():
    line = '{"id": "S1", "channel": "reply", "body": "您好", "facts": {"patient-consent": false}}'
    draft = Draft.from_json(line)
    assert (draft.id, draft.channel, draft.body) == ("S1", "reply", "您好")
    bad = {'{"id": "S1"}': "body", '{"body": "您好", "chanel": "reply"}': "chanel.*channel", "您好": "JSON", "[]": "JSON", '{"body": 7}': "类型"}
    for line, message in bad.items():
        with pytest.raises(yishen.YishenError, match=message):
            Draft.from_json(line)


def test_screeners_drafts_and_reports_pickle(screener):
    again = pickle.loads(pickle.dumps(screener))
    assert again.screen(DIRTY) == screener.screen(DIRTY)
    report = screener.screen(PHONE)
    thawed = pickle.loads(pickle.dumps(report))
    assert thawed == report and thawed.findings == report.findings and repr(thawed) == repr(report)
    assert pickle.loads(pickle.dumps(report[0])) == report[0]
    assert pickle.loads(pickle.dumps(Draft("甲", id="1"))) == Draft("甲", id="1")
    assert copy.deepcopy(report) == report


def test_a_pickled_screener_keeps_its_packs_and_limits(pack_folder):
    screener = Screener(channel="wechat", packs=[pack_folder], max_findings=1, date="2026-11-22")
    again = pickle.loads(pickle.dumps(screener))
    assert again.packs == screener.packs and len(again.packs) == 2
    assert len(again.screen(DIRTY + "\n\n" + PHONE)) == 1
    assert again.screen(DIRTY).date == date(2026, 11, 22)
    assert repr(again) == repr(screener)


def test_many_drafts_give_reports_in_order(screener):
    drafts = [Draft(DIRTY if i % 3 else "晴。" * i, id=str(i)) for i in range(300)]
    for threads in (1, 2, 5, None):
        reports = list(screener.screen_many(drafts, threads=threads))
        assert [r.id for r in reports] == [d.id for d in drafts]
        assert [len(r) for r in reports] == [1 if i % 3 else 0 for i in range(300)]


def test_many_reads_only_as_far_ahead_as_there_is_work(screener):
    read = 0

    def endless():
        nonlocal read
        while True:
            read += 1
            yield DIRTY * 3

    reports = screener.screen_many(endless(), threads=2)
    assert read == 0, "nothing is read before a report is asked for"
    next(reports)
    assert 0 < read <= 64 * 6
    reports.close()
    for one in screener.screen_many(endless(), threads=1):
        assert one.verdict == "block"
        break


def test_what_the_iterable_raises_comes_after_the_reports_before_it(screener):
    def failing():
        yield from [DIRTY] * 3
        raise RuntimeError("the source broke")

    for threads in (1, 2):
        reports = screener.screen_many(failing(), threads=threads)
        assert [next(reports).verdict for _ in range(3)] == ["block"] * 3
        with pytest.raises(RuntimeError, match="the source broke"):
            next(reports)


def test_a_wrong_item_raises_a_type_error(screener):
    for threads in (1, 2):
        with pytest.raises(TypeError):
            list(screener.screen_many([DIRTY, 7], threads=threads))


def test_threads_share_a_screener(screener):
    expected = screener.screen(DIRTY)
    with ThreadPoolExecutor(8) as pool:
        assert all(report == expected for report in pool.map(screener.screen, [DIRTY] * 400))


def test_other_threads_run_while_one_screens(screener):
    """The interpreter lock is released: another thread counts on while a long draft is screened."""
    count, done = 0, threading.Event()

    def counting():
        nonlocal count
        while not done.is_set():
            count += 1
            time.sleep(0)

    thread = threading.Thread(target=counting)
    thread.start()
    time.sleep(0.01)
    before = count
    screener.screen("今天天气晴，门诊照常开放。" * 20_000)
    after = count
    done.set()
    thread.join()
    assert after - before > 50, "with the lock held there are a few at most"


def test_explaining_says_why_hits_are_no_findings(screener):
    text = "谨防“祖传秘方”骗局"
    explanation = screener.explain(text)
    assert not explanation.report
    assert any(text[v.start : v.end] == v.text and "秘方" in v.text and v.why for v in explanation.vetoes)


def test_redacting_replaces_private_words(screener):
    assert "13800138000" not in screener.redact(PHONE).body
    redacted = screener.redact(Draft(PHONE, title="患者手机13800138000"), "replace")
    assert redacted.title == "患者手机〔手机号1〕" and "〔手机号1〕" in redacted.body
    for replacement in redacted.replacements:
        source = PHONE if replacement.field == "body" else "患者手机13800138000"
        assert source[replacement.start : replacement.end] == replacement.original
        assert replacement.original not in repr(replacement)
    hashed = screener.redact(PHONE, "hash", key="secret").body
    assert hashed == screener.redact(PHONE, "hash", key=b"secret").body != screener.redact(PHONE, "hash", key="other").body
    assert screener.redact(PHONE, "mask", kinds={"mobile": "remove"}).body == "患者家属电话，请回电。"


def test_rules_can_be_read(screener):
    rule = screener.rules["advertising/cure-rate"]
    assert rule.category == "advertising" and rule.why and rule.basis and rule.suggestions
    assert len(screener.rules) > 100
    assert {finding.rule for finding in screener.screen(DIRTY)} <= set(screener.rules)


def test_the_module_level_function_screens():
    assert yishen.screen(DIRTY, channel="wechat").verdict == "block"
    assert yishen.screen("今天天气晴。").verdict == "pass"


def test_the_same_draft_gives_the_same_json():
    one, two = (Screener(channel="wechat").screen(DIRTY).to_json() for _ in range(2))
    assert one == two


def test_a_limit_that_was_hit_is_reported():
    report = Screener(max_bytes=30).screen("今天天气晴。\n\n" + DIRTY)
    assert report.verdict == "review" and [n.kind for n in report.not_checked if n.kind == "limit"]
