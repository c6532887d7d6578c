//! Offsets: whatever a draft is made of, a finding's span holds its words, in every host's unit.

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;
use yishen::wire;
use yishen::{Channel, Draft, OffsetUnit, Screener, Span};
use yishen_tests::{found, screener};

/// Phrases that are findings in a WeChat draft wherever they stand alone in a clause.
const VIOLATIONS: &[&str] = &[
    "我科肩周炎治愈率高达98%",
    "我科肩周炎治癒率高達９８％",
    "我科肩周炎治\u{200b}愈\u{feff}率高达98%",
    "术后永不复发",
    "术后永 不🌿复.发",
    "术后永不\u{301}复发",
    "术后永(yǒng)不复发",
    "我科是全国第一的关节镜中心",
    "我科是全國第壹的关节镜中心",
    "患者手机１３８００１３８０００",
    "患者手机 138-0013-8000",
    "患者家属微信kangfu888",
    "采用祖傳秘方",
    "无效退款",
    "身份证号：110105191801010020",
    "患者吉𠮷明，男，57岁，因直肠癌入住",
    "术后永不\r\n复发",
    "术后永不\n复发",
    "术后永不\r复发",
];

/// What stands between them: every kind of character that is counted differently somewhere.
const NOISE: &[&str] = &[
    "今天天气晴。",
    "😀",
    "👨‍👩‍👧‍👦",
    "👩🏽‍⚕️。",
    "🇨🇳",
    "𠮷野家。",
    "e\u{301}",
    "\u{301}",
    "ＡＢＣ，",
    "複診請預約。",
    "\r\n",
    "\n",
    "\r",
    "\n\n",
    "\r\n\r\n",
    "\u{200d}",
    "\u{200b}",
    "\u{feff}",
    "\u{202e}",
    "\u{2028}",
    "\u{b}",
    "  ",
    "\t",
    "한국어。",
    "ที่",
    "①、",
    "1. ",
    "一、招聘原则\n",
    "“",
    "”",
    "（",
    "）",
    "®",
    "\0",
];

fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![3 => prop::sample::select(NOISE), 2 => prop::sample::select(VIOLATIONS), 1 => Just("。")];
    prop::collection::vec(part, 0..16).prop_map(|parts| parts.concat())
}

/// The words between two offsets of a source, as a host with this unit slices them.
fn slice(source: &str, unit: OffsetUnit, start: usize, end: usize) -> String {
    match unit {
        OffsetUnit::Byte => source[start..end].to_owned(),
        OffsetUnit::Codepoint => source.chars().skip(start).take(end - start).collect(),
        OffsetUnit::Utf16 => {
            let units: Vec<u16> = source.encode_utf16().collect();
            String::from_utf16(&units[start..end]).expect("offsets stand on character boundaries")
        }
    }
}

/// Line and column of a byte, counted from the start, one character after the other.
fn line_and_column(source: &str, byte: usize, unit: OffsetUnit) -> (usize, usize) {
    let (mut line, mut column) = (1, 1);
    let mut chars = source[..byte].chars().peekable();
    while let Some(c) = chars.next() {
        let after = chars.peek().copied().or_else(|| source[byte..].chars().next());
        if c == '\n' || (c == '\r' && after != Some('\n')) {
            (line, column) = (line + 1, 1);
        } else {
            column += match unit {
                OffsetUnit::Byte => c.len_utf8(),
                OffsetUnit::Codepoint => 1,
                OffsetUnit::Utf16 => c.len_utf16(),
            };
        }
    }
    (line, column)
}

fn on_grapheme_edges(source: &str, span: Span) -> bool {
    let edge = |at: usize| at == source.len() || source.grapheme_indices(true).any(|(i, _)| i == at);
    edge(span.start) && edge(span.end)
}

/// Everything that must hold of a draft's report.
fn assert_offsets(draft: &Draft<'_>) {
    let report = screener().screen_draft(draft);
    let source_of = |name| draft.fields().iter().find(|f| f.name() == name).map(yishen::draft::Field::source).expect("the field exists");
    for finding in report.findings() {
        let (source, span) = (source_of(finding.field()), finding.span());
        assert_eq!(&source[span.range()], finding.text(), "span of {finding:?}");
        assert_eq!(finding.ranges(), [span], "plain text has one range: {finding:?}");
        assert!(on_grapheme_edges(source, span), "{finding:?} cuts a user-perceived character of {source:?}");
        for evidence in finding.evidence() {
            if let (Some((field, span)), Some(text)) = (evidence.place(), evidence.text()) {
                assert_eq!(&source_of(field)[span.range()], text, "evidence of {finding:?}");
                assert!(on_grapheme_edges(source_of(field), span), "{evidence:?}");
            }
        }
    }
    for unit in [OffsetUnit::Byte, OffsetUnit::Codepoint, OffsetUnit::Utf16] {
        let wire = report.to_wire(draft, unit, false);
        assert_eq!(wire.findings.len(), report.findings().len());
        for (written, finding) in wire.findings.iter().zip(report.findings()) {
            let source = source_of(finding.field());
            assert_eq!(slice(source, unit, written.start, written.end), finding.text(), "{unit:?} {finding:?}");
            assert_eq!(written.text, finding.text());
            assert!(written.ranges.is_empty(), "the hull holds nothing else: {finding:?}");
            assert_eq!((written.line, written.column), line_and_column(source, finding.span().start, unit), "{unit:?} {finding:?} in {source:?}");
            for evidence in &written.evidence {
                if let (Some(field), Some(start), Some(end), Some(text)) = (evidence.field, evidence.start, evidence.end, &evidence.text) {
                    assert_eq!(&slice(source_of(field), unit, start, end), text, "{unit:?} {evidence:?}");
                }
            }
        }
        let again = screener().screen_draft(draft).to_wire(draft, unit, true);
        let once = serde_json::to_string(&report.to_wire(draft, unit, true)).expect("a report is JSON");
        assert_eq!(once, serde_json::to_string(&again).expect("a report is JSON"), "two runs differ");
        let read: wire::Report = serde_json::from_str(&once).expect("what was written can be read");
        assert_eq!(read, again);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn spans_hold_the_words_in_every_unit(body in text()) {
        assert_offsets(&Draft::new(Channel::Wechat).body(body.as_str()));
    }

    #[test]
    fn spans_index_their_own_field(title in text(), body in text(), caption in text()) {
        assert_offsets(&Draft::new(Channel::Website).title(title).body(body).caption(caption));
    }

    #[test]
    fn any_characters_give_valid_spans(body in "\\PC{0,40}", tail in prop::sample::select(VIOLATIONS)) {
        assert_offsets(&Draft::new(Channel::Reply).body(format!("{body}。{tail}")));
    }

    #[test]
    fn noise_before_a_finding_shifts_it_by_its_length(noise in prop::collection::vec(prop::sample::select(&["😀", "👨‍👩‍👧‍👦", "𠮷。", "é。", "天气晴。", "🇨🇳"][..]), 0..8)) {
        let (before, words) = (noise.concat(), "治愈率高达98%");
        let body = format!("{before}我科肩周炎{words}。");
        let draft = Draft::new(Channel::Wechat).body(body.as_str());
        let report = screener().screen_draft(&draft);
        prop_assert_eq!(found(&report), vec![("advertising/cure-rate", words)]);
        let wire = report.to_wire(&draft, OffsetUnit::Utf16, true);
        prop_assert_eq!(wire.findings[0].start, before.encode_utf16().count() + 5);
        let wire = report.to_wire(&draft, OffsetUnit::Codepoint, true);
        prop_assert_eq!(wire.findings[0].start, before.chars().count() + 5);
    }
}

/// The generator above is worth nothing if its phrases are no findings.
#[test]
fn every_generated_violation_is_found_alone() {
    let missed: Vec<_> = VIOLATIONS.iter().filter(|v| screener().screen_draft(&Draft::new(Channel::Wechat).body(**v)).findings().is_empty()).collect();
    assert!(missed.is_empty(), "{missed:?}");
}

#[test]
fn crlf_is_one_line_end_and_cr_is_one() {
    let body = "一行\r\n二行\r三行\n四行我科治愈率98%";
    let draft = Draft::new(Channel::Wechat).body(body);
    let report = screener().screen_draft(&draft);
    let wire = report.to_wire(&draft, OffsetUnit::Codepoint, true);
    assert_eq!(wire.findings.iter().map(|f| (f.line, f.column)).collect::<Vec<_>>(), [(4, 5)]);
}

#[test]
fn a_combining_mark_belongs_to_the_character_before_it() {
    let report = screener().screen_draft(&Draft::new(Channel::Wechat).body("术后永不复发\u{301}。"));
    assert_eq!(found(&report), [("advertising/efficacy-guarantee", "永不复发\u{301}")]);
}

#[test]
fn a_screener_and_its_reports_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + Clone>() {}
    shared::<Screener>();
    shared::<yishen::Report>();
    let screener = screener().clone();
    let words = |s: &Screener| s.screen("我科肩周炎治愈率高达98%").findings().len();
    let here = words(&screener);
    let there = std::thread::spawn(move || words(&screener)).join().expect("screening does not panic");
    assert_eq!((here, there), (1, 1));
}
