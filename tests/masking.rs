//! Nothing private leaves the process unless asked for, and redaction can be undone by whoever holds its map.

use std::collections::HashMap;

use proptest::prelude::*;
use yishen::{Channel, Draft, EntityKind, FieldName, OffsetUnit, Operator, Redacted, Redaction};
use yishen_tests::screener;

/// Sentences with private words, and those words.
const PRIVATE: &[(&str, &[&str])] = &[
    ("患者手机13800138000，请回访。", &["13800138000"]),
    ("患者手机１３８００１３８０００，请回访。", &["１３８００１３８０００"]),
    ("患者女儿手机139 1234 5678，可问病情。", &["139 1234 5678"]),
    ("患者手机一三八零零一三八零零零。", &["一三八零零一三八零零零"]),
    ("身份证号：110105191801010020。", &["110105191801010020"]),
    ("请核对：110105 19180101 0020，有误请联系。", &["110105 19180101 0020"]),
    ("患者陆景明，男，57岁，因直肠癌入住我院。", &["陆景明"]),
    ("患者欧阳文静因肺癌入住我院。", &["欧阳文静"]),
    ("范玉兰 13912345678 高血压。", &["范玉兰", "13912345678"]),
    ("住院号20231234的患者今天出院。", &["20231234"]),
    ("就诊卡号8810099345的市民请留意短信。", &["8810099345"]),
    ("退款请转6228480000000000000（农行）。", &["6228480000000000000"]),
    ("家属邮箱zhouan1963@mail.example，报告已发。", &["zhouan1963"]),
    ("主管医生微信：lin_rn1988，有事随时问。", &["lin_rn1988"]),
    ("家属QQ：382917465，可询问。", &["382917465"]),
    ("患者家住青峦市南亭区桂花巷6号3单元501室。", &["桂花巷6号3单元501室"]),
    ("患者家属住宅电话0555-7654321。", &["0555-7654321"]),
];

/// What is left of private words when all that may show is taken away: no run of four of their letters and digits.
fn leaks<'w>(words: &'w str, output: &str) -> Option<&'w str> {
    let bare: Vec<(usize, char)> = words.char_indices().filter(|(_, c)| c.is_alphanumeric()).collect();
    // A name is leaked when it stands there whole; of a number its middle must not.
    if bare.len() <= 4 {
        return output.contains(words).then_some(words);
    }
    output.contains(words).then_some(words).or_else(|| {
        let middle = &words[bare[3].0..bare[bare.len() - 4].0];
        (middle.chars().count() >= 4 && output.contains(middle)).then_some(middle)
    })
}

fn assert_nothing_leaks(draft: &Draft<'_>, private: &[&str]) {
    let explained = screener().explain(draft);
    let report = explained.report();
    let wire = report.to_wire(draft, OffsetUnit::Utf16, true);
    let outputs = [
        ("masked JSON", serde_json::to_string(&wire).expect("a report is JSON")),
        ("Debug of the report", format!("{report:?}")),
        ("Debug of the findings", format!("{:#?}", report.findings())),
        ("Debug of the explanation", format!("{explained:?}")),
        ("excerpts of the explanation", explained.vetoes().iter().map(|v| format!("{} {:?}", v.masked_text(), v.by())).collect()),
    ];
    // In a digest four digits of a number may stand by chance, and tell nothing.
    let digests = wire.findings.iter().map(|f| &f.fingerprint).chain(wire.packs.iter().map(|p| &p.sha256)).chain([&wire.digest]);
    let digests: Vec<&str> = digests.map(|digest| digest.trim_start_matches("sha256:")).collect();
    let told = |output: &str| digests.iter().fold(output.to_owned(), |told, digest| told.replace(digest, ""));
    for (what, output) in &outputs {
        let told = told(output);
        for words in private {
            assert_eq!(leaks(words, &told), None, "{what} of {:?} leaks", draft.fields()[0].source());
        }
    }
}

#[test]
fn every_private_word_is_recognised() {
    for (text, private) in PRIVATE {
        let redacted = screener().redact(&Draft::new(Channel::Wechat).body(*text), &Redaction::new(Operator::Remove));
        for words in *private {
            assert_eq!(leaks(words, &redacted.fields()[0].1), None, "{text}");
        }
    }
}

#[test]
fn masked_reports_hold_no_private_word() {
    for (text, private) in PRIVATE {
        for channel in [Channel::Wechat, Channel::Reply, Channel::Comment] {
            assert_nothing_leaks(&Draft::new(channel).body(*text), private);
        }
        // In a claim that another rule finds, and in a title.
        assert_nothing_leaks(&Draft::new(Channel::Website).body(format!("{text}我科肩周炎治愈率高达98%，{text}")), private);
        assert_nothing_leaks(&Draft::new(Channel::Website).title(*text).body(*text), private);
        assert_nothing_leaks(&Draft::new(Channel::Reply).body(format!("再发帖，我们就公开：{text}")), private);
    }
}

#[test]
fn unmasked_reports_hold_the_words_as_written() {
    let draft = Draft::new(Channel::Wechat).body("患者手机13800138000");
    let report = screener().screen_draft(&draft);
    assert_eq!(report.findings()[0].text(), "13800138000");
    let (masked, plain) = (report.to_wire(&draft, OffsetUnit::Byte, true), report.to_wire(&draft, OffsetUnit::Byte, false));
    assert!(masked.masked && !plain.masked);
    assert_eq!(plain.findings[0].text, "13800138000");
    assert_eq!(masked.findings[0].fingerprint, plain.findings[0].fingerprint, "masking does not change the fingerprint");
}

#[test]
fn fingerprints_give_nothing_to_guess_a_number_from() {
    let print = |number: &str| {
        let report = screener().screen(format!("患者手机{number}，请回访。"));
        report.findings()[0].fingerprint().to_owned()
    };
    assert_eq!(print("13800138000"), print("13912345678"));
}

#[test]
fn a_masked_name_in_a_rebuttal_is_masked_in_the_trace() {
    assert_nothing_leaks(&Draft::new(Channel::Wechat).body("网传患者陆景明，患有艾滋病，并非事实"), &["陆景明"]);
}

/// A screener's pool of sentences for the properties.
fn body() -> impl Strategy<Value = (String, Vec<&'static str>)> {
    let plain = prop::sample::select(&["今天天气晴。", "😀", "我科肩周炎治愈率高达98%。", "\n\n", "\r\n", "👨‍👩‍👧‍👦。", "我院专家可根治颈椎病。"][..]);
    let part = prop_oneof![2 => prop::sample::select(PRIVATE).prop_map(|(t, p)| (t, p.to_vec())), 1 => plain.prop_map(|t| (t, Vec::new()))];
    prop::collection::vec(part, 1..6).prop_map(|parts| {
        let text = parts.iter().map(|(t, _)| *t).collect();
        (text, parts.into_iter().flat_map(|(_, p)| p).collect())
    })
}

/// The original, put together from the redacted text and the map.
fn restore(redacted: &Redacted) -> Vec<(FieldName, String)> {
    let mut fields = Vec::new();
    for (name, text) in redacted.fields() {
        let (mut original, mut rest) = (String::new(), text.as_str());
        for replaced in redacted.map().iter().filter(|r| r.field == *name) {
            let kept = replaced.span.start - original.len();
            original.push_str(&rest[..kept]);
            original.push_str(&replaced.original);
            rest = rest[kept..].strip_prefix(replaced.replacement.as_str()).expect("the replacement stands there");
            assert_eq!(original.len(), replaced.span.end);
        }
        original.push_str(rest);
        fields.push((*name, original));
    }
    fields
}

fn operators() -> Vec<Operator> {
    vec![Operator::Mask, Operator::Replace, Operator::Hash { key: b"a key that is kept".to_vec() }, Operator::Remove]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn mixed_drafts_leak_nothing((text, private) in body()) {
        assert_nothing_leaks(&Draft::new(Channel::Wechat).body(text), &private);
    }

    #[test]
    fn redaction_is_undone_by_its_map((text, private) in body()) {
        let draft = Draft::new(Channel::Website).title("一面锦旗").body(text.as_str());
        for operator in operators() {
            let redacted = screener().redact(&draft, &Redaction::new(operator.clone()));
            let restored = restore(&redacted);
            prop_assert_eq!(&restored[1], &(FieldName::Body, text.clone()), "{:?}", operator);
            for words in &private {
                prop_assert_eq!(leaks(words, &redacted.fields()[1].1), None, "{:?}", operator);
                prop_assert_eq!(leaks(words, &format!("{redacted:?}{:?}", redacted.map())), None, "Debug after {:?}", operator);
            }
        }
    }

    #[test]
    fn the_same_words_are_replaced_alike_and_others_are_not((text, _) in body()) {
        let draft = Draft::new(Channel::Website).body(text.as_str());
        for operator in operators().into_iter().skip(1).take(2) {
            let redacted = screener().redact(&draft, &Redaction::new(operator.clone()));
            let mut replacement: HashMap<(EntityKind, &str), &str> = HashMap::new();
            for r in redacted.map() {
                prop_assert_eq!(*replacement.entry((r.kind, &r.original)).or_insert(&r.replacement), r.replacement.as_str());
            }
        }
    }

    #[test]
    fn a_mask_keeps_the_number_of_code_points((text, _) in body()) {
        let draft = Draft::new(Channel::Website).body(text.as_str());
        let redacted = screener().redact(&draft, &Redaction::new(Operator::Mask));
        prop_assert_eq!(redacted.fields()[0].1.chars().count(), text.chars().count());
        let report = screener().screen_draft(&draft);
        let (masked, plain) = (report.to_wire(&draft, OffsetUnit::Codepoint, true), report.to_wire(&draft, OffsetUnit::Codepoint, false));
        for (m, p) in masked.findings.iter().zip(&plain.findings) {
            prop_assert_eq!(m.text.chars().count(), p.text.chars().count());
            prop_assert_eq!((m.start, m.end), (p.start, p.end));
        }
    }
}

#[test]
fn each_kind_can_have_its_own_operator() {
    let draft = Draft::new(Channel::Wechat).body("患者陆景明因直肠癌入住我院，手机13800138000，女儿手机13912345678，再写一次13800138000。");
    let redaction = Redaction::new(Operator::Replace).with(EntityKind::Person, Operator::Remove);
    let redacted = screener().redact(&draft, &redaction);
    assert_eq!(redacted.fields()[0].1, "患者因直肠癌入住我院，手机〔手机号1〕，女儿手机〔手机号2〕，再写一次〔手机号1〕。");
}

#[test]
fn a_hash_depends_on_the_key_and_the_words_alone() {
    let hash = |text: &str, key: &[u8]| {
        let redacted = screener().redact(&Draft::new(Channel::Wechat).body(text), &Redaction::new(Operator::Hash { key: key.to_vec() }));
        redacted.map()[0].replacement.clone()
    };
    let one = hash("患者手机13800138000", b"first");
    assert_eq!(one, hash("请打患者手机１３８００１３８０００。", b"first"), "full width is the same number");
    assert_ne!(one, hash("患者手机13800138000", b"second"));
    assert_ne!(one, hash("患者手机13912345678", b"first"));
    assert!(one.len() == 16 && one.bytes().all(|b| b.is_ascii_hexdigit()), "{one}");
}
