//! The serialised form has exactly the documented keys, and its digest depends on what was screened.

use std::collections::BTreeSet;

use yishen::{Channel, Draft, Facts, OffsetUnit};

fn keys(value: &serde_json::Value) -> BTreeSet<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

fn json(draft: &Draft<'_>) -> serde_json::Value {
    let report = yishen::builtin().screen_draft(draft);
    serde_json::to_value(report.to_wire(draft, OffsetUnit::Codepoint, true)).expect("a report is JSON")
}

#[test]
fn a_report_has_the_documented_keys() {
    let date = "2026-11-22".parse().expect("a date");
    let draft = Draft::new(Channel::Wechat).id("S001").date(date).body("我科肩周炎治愈率高达98%，欢迎就诊。");
    let report = json(&draft);
    let expected = "schema id verdict offset_unit genre channel findings route date masked not_checked packs engine digest";
    assert_eq!(keys(&report), expected.split(' ').collect());
    assert_eq!(report["schema"], "yishen.report/1");
    assert_eq!(report["offset_unit"], "codepoint");
    let finding = &report["findings"][0];
    let expected = "rule category severity field block start end line column text message why suggestions basis evidence confidence fingerprint";
    assert_eq!(keys(finding), expected.split(' ').collect());
    assert_eq!((&finding["start"], &finding["end"], &finding["line"], &finding["column"]), (&5.into(), &13.into(), &1.into(), &6.into()));
    assert_eq!(finding["text"], "治愈率高达98%");
    assert_eq!(keys(&report["route"][0]), "level who because done".split(' ').collect());
    assert_eq!(keys(&report["packs"][0]), "name version sha256".split(' ').collect());
    assert_eq!(keys(&finding["basis"][0]), "law title version article".split(' ').collect());
}

#[test]
fn keys_without_a_value_are_left_out_and_lists_are_written() {
    let report = json(&Draft::new(Channel::Reply).body("您好，谢谢您的建议。"));
    for absent in ["id", "genre", "date"] {
        assert!(report.get(absent).is_none(), "{absent}");
    }
    assert!(report["findings"].is_array() && report["not_checked"].is_array());
}

#[test]
fn the_digest_depends_on_words_channel_and_facts() {
    let digest = |draft: &Draft<'_>| yishen::wire::digest(draft);
    let plain = Draft::new(Channel::Wechat).body("您好");
    assert_eq!(digest(&plain), digest(&plain.clone()));
    assert_ne!(digest(&plain), digest(&Draft::new(Channel::Wechat).body("您好。")));
    assert_ne!(digest(&plain), digest(&Draft::new(Channel::Weibo).body("您好")));
    let mut facts = Facts::default();
    facts.set("patient-consent", None).expect("a known fact");
    assert_ne!(digest(&plain), digest(&plain.clone().facts(facts)));
}
