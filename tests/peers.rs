//! Sentences that word filters, PII finders and prose linters are known to get wrong, from their trackers and from
//! trying them. Here none may fail.

use serde::Deserialize;
use yishen::{Channel, Draft, Finding, OffsetUnit};
use yishen_tests::{found, is_resemblance, screener};

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What it is that others get wrong.
    about: String,
    /// Each of these texts alone.
    text: Vec<String>,
    channel: Option<Channel>,
    title: Option<String>,
    /// Rule or category, and the words: all findings of every severity, in order, in every one of the texts.
    expect: Vec<(String, String)>,
}

impl Case {
    fn draft<'a>(&'a self, text: &'a str) -> Draft<'a> {
        let draft = Draft::new(self.channel.unwrap_or(Channel::Wechat));
        let draft = match &self.title {
            Some(title) => draft.title(title.as_str()),
            None => draft,
        };
        draft.body(text)
    }
}

fn cases() -> Vec<Case> {
    toml::from_str::<Cases>(include_str!("peers.toml")).expect("peers.toml is well-formed").case
}

#[test]
fn what_others_get_wrong_is_right() {
    let mut wrong = Vec::new();
    for case in cases() {
        for text in &case.text {
            let report = screener().screen_draft(&case.draft(text));
            // Beside what is to be found there may stand clauses that resemble it; where nothing is, there may not.
            let counts = |f: &&Finding| case.expect.is_empty() || !is_resemblance(f);
            let found: Vec<(&str, &str)> = report.findings().iter().filter(counts).map(|f| (f.rule().id(), f.text())).collect();
            let is = |(rule, words): &(&str, &str), (expected, there): &(String, String)| {
                words == there && (rule == expected || rule.split('/').next() == Some(expected))
            };
            if found.len() != case.expect.len() || !found.iter().zip(&case.expect).all(|(f, e)| is(f, e)) {
                wrong.push(format!("{}: {text:?}\n  expected {:?}\n  found    {found:?}", case.about, case.expect));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// A verdict without words, reason or advice is what users of hosted services complain of most.
#[test]
fn every_finding_says_which_words_why_on_what_basis_and_what_to_write() {
    for case in cases() {
        for text in &case.text {
            let draft = case.draft(text);
            for finding in screener().screen_draft(&draft).to_wire(&draft, OffsetUnit::Utf16, true).findings {
                assert!(finding.whole || !finding.text.is_empty(), "{finding:?}");
                assert!(!finding.message.is_empty() && !finding.why.is_empty(), "{finding:?}");
                assert!(!finding.suggestions.is_empty() && !finding.basis.is_empty(), "{finding:?}");
            }
        }
    }
}

#[test]
fn a_longer_innocent_phrase_saves_only_its_own_place() {
    let innocent = "第一附属医院";
    for guilty in ["我科是全国第一的中心", "我院是全国第一"] {
        for text in [format!("{innocent}与{guilty}"), format!("{guilty}，不只是{innocent}"), format!("{innocent}。{guilty}。{innocent}")] {
            let report = screener().screen_draft(&Draft::new(Channel::Wechat).body(text.as_str()));
            assert_eq!(found(&report), [("advertising/superlative", "全国第一")], "{text}");
        }
    }
}
