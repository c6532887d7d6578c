//! The table of duties: `coverage.toml` says which rules answer to a duty of the sources, or why none does.

use std::ops::Range;

use super::diagnostic::say;
use super::finder::Names;
use super::model::Obligation;
use super::read::{Reader, Text};
use super::rule::check_law;
use crate::rule::Definition;

/// Reads `coverage.toml`; `rules` are those that a duty may name.
pub(super) fn read_coverage<'a>(r: &mut Reader<'_>, names: &Names<'_>, rules: impl Iterator<Item = &'a Definition>) -> Vec<Obligation> {
    let Some(root) = r.parse() else { return Vec::new() };
    r.check_keys(&root, &["obligation"]);
    let known: Vec<&str> = rules.map(|rule| rule.id.as_str()).collect();
    let mut obligations = Vec::new();
    for (table, at) in r.tables(&root, "obligation") {
        r.check_keys(table, &["law", "at", "duty", "rules", "reason"]);
        let law = r.required(table, "law", &at).and_then(|n| r.filled_string(n));
        let duty = r.required(table, "duty", &at).and_then(|n| r.filled_string(n));
        let place = table.get("at").and_then(|n| r.filled_string(n));
        let rules = table.get("rules").map(|n| r.strings(n)).unwrap_or_default();
        let reason = table.get("reason").and_then(|n| r.filled_string(n));
        for rule in rules.iter().filter(|rule| !known.contains(&rule.value.as_str())) {
            r.unknown(&rule.at, "unknown-rule", ("规则", "rule"), &rule.value, &known);
        }
        check_answered(r, &at, &rules, reason.as_ref());
        let (Some(law), Some(duty)) = (law, duty) else { continue };
        check_law(r, names, &law);
        obligations.push(Obligation {
            law: law.value,
            at: place.map(|p| p.value),
            duty: duty.value,
            rules: rules.into_iter().map(|rule| rule.value).collect(),
            reason: reason.map(|reason| reason.value),
        });
    }
    obligations
}

fn check_answered(r: &mut Reader<'_>, at: &Range<usize>, rules: &[Text], reason: Option<&Text>) {
    let hint = say("写 rules = […]，或者写 reason = \"为什么没有规则\"", "give rules = […], or reason = \"why there is none\"");
    match (rules, reason) {
        ([], None) => r.error(at, "uncovered-duty", say("这项义务既没有规则，也没有理由", "this duty has neither a rule nor a reason"), Some(hint)),
        ([_, ..], Some(reason)) => {
            r.error(&reason.at, "uncovered-duty", say("已有规则，不必再写理由", "the duty has rules: no reason is wanted"), Some(hint));
        }
        _ => {}
    }
}
