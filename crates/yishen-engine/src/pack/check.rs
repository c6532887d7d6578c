//! The tests that rules carry in themselves: their examples, and the witness test.
//!
//! Each rule is tried by itself, as if its pack held no other, so that a finding which another rule would absorb still
//! counts. Empty slots have their fixture values, and the day is the first of the month of the pack's version.

use std::fmt;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::draft::{Channel, Date, Draft, FieldName, Format};
use crate::error::BuildError;
use crate::pack::model::Pack;
use crate::rule::Severity;
use crate::rule::model::{Example, Find, Finder, Rule, Words};
use crate::screener::Screener;
use crate::span::Span;

/// What is wrong with a rule's examples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    rule: String,
    message: String,
}

impl Fault {
    /// The rule's id.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// What is wrong, in Chinese.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}：{}", self.rule, self.message)
    }
}

/// What one example gives: where the rule reports something, and how seriously.
type Outcome = Vec<(FieldName, Span, Severity)>;

/// An example that was screened: what it gives, what it is marked to give, and its fields without the marks.
struct Screened {
    found: Outcome,
    marks: Vec<(FieldName, Span)>,
    texts: Vec<(FieldName, String)>,
}

/// Runs the examples of the last pack's rules; the packs before it are its base.
///
/// # Errors
/// Packs that do not link.
pub fn examples(packs: &[&Pack]) -> Result<Vec<Fault>, BuildError> {
    let mut faults = Vec::new();
    for rule in own_rules(packs) {
        let trial = Trial::new(packs, rule)?;
        for example in &rule.bad {
            faults.extend(trial.judge_bad(example).map(|message| Fault { rule: rule.id.clone(), message }));
        }
        for example in &rule.good {
            faults.extend(trial.judge_good(example).map(|message| Fault { rule: rule.id.clone(), message }));
        }
    }
    Ok(faults)
}

/// The witness test: what is written in a rule must change some example when it is removed. Tries every find, condition,
/// allowed compound, element of a sequence and inline word of the last pack's rules.
///
/// # Errors
/// Packs that do not link.
pub fn witnesses(packs: &[&Pack]) -> Result<Vec<Fault>, BuildError> {
    let rules: Vec<&Rule> = own_rules(packs).collect();
    let next = AtomicUsize::new(0);
    // Every part is a screener to build: all cores take rules from the list until it is done.
    let work = || {
        let mut found = Vec::new();
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            let Some(rule) = rules.get(i) else { return Ok(found) };
            found.push((i, unwitnessed(packs, rule)?));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let found: Result<Vec<_>, BuildError> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    let mut faults: Vec<(usize, Vec<Fault>)> = found?.into_iter().flatten().collect();
    faults.sort_by_key(|(rule, _)| *rule);
    Ok(faults.into_iter().flat_map(|(_, faults)| faults).collect())
}

/// The parts of one rule that no example needs.
fn unwitnessed(packs: &[&Pack], rule: &Rule) -> Result<Vec<Fault>, BuildError> {
    let mut faults = Vec::new();
    let whole = Trial::new(packs, rule)?.outcomes(rule);
    for (what, variant) in variants(rule) {
        if Trial::new(packs, &variant)?.outcomes(rule) == whole {
            faults.push(Fault {
                rule: rule.id.clone(), message: format!("去掉{what}，例句的结果都不变：请补一条离了它就不对的例句，或删去它")
            });
        }
    }
    Ok(faults)
}

/// Where the marks `«…»` of a text stand once they are taken out, and the text without them.
pub(crate) fn unmark(marked: &str) -> (String, Vec<Span>) {
    let mut text = String::with_capacity(marked.len());
    let mut spans = Vec::new();
    let mut open = None;
    for c in marked.chars() {
        match c {
            '«' => open = Some(text.len()),
            '»' => spans.extend(open.take().map(|start| Span::new(start, text.len()))),
            c => text.push(c),
        }
    }
    (text, spans)
}

fn own_rules<'p>(packs: &'p [&Pack]) -> impl Iterator<Item = &'p Rule> {
    packs.last().into_iter().flat_map(|p| &p.rules)
}

/// A rule by itself.
struct Trial {
    screener: Screener,
    date: Option<Date>,
}

impl Trial {
    fn new(packs: &[&Pack], rule: &Rule) -> Result<Trial, BuildError> {
        let mut builder = Screener::builder().fixtures(true);
        let last = packs.len() - 1;
        for (i, pack) in packs.iter().enumerate() {
            let rules = if i == last { vec![rule.clone()] } else { Vec::new() };
            builder = builder.pack(Pack { rules, overrides: Vec::new(), ..pack.without_rules() });
        }
        let date = packs[last].version.split('.').take(2).map(str::parse::<u16>).collect::<Result<Vec<_>, _>>().ok();
        let date = date.and_then(|d| Date::new(*d.first()?, *d.get(1)? as u8, 1));
        Ok(Trial { screener: builder.build()?, date })
    }

    fn outcomes(&self, rule: &Rule) -> Vec<Outcome> {
        rule.bad.iter().chain(&rule.good).map(|e| self.outcome(e, rule).found).collect()
    }

    /// The example as a draft, and what is known before it is screened.
    fn draft(&self, example: &Example, rule: &Rule) -> (Draft<'static>, Screened) {
        let channel = example.channel.or_else(|| rule.scope.channels.first().copied()).unwrap_or(Channel::Website);
        let mut draft = Draft::new(channel).facts(example.given.clone());
        draft = example.genre.into_iter().fold(draft, Draft::genre);
        draft = self.date.into_iter().fold(draft, Draft::date);
        let mut marks = Vec::new();
        let mut texts = Vec::new();
        let title = example.title.as_deref().map(|t| (FieldName::Title, t));
        for (name, marked) in title.into_iter().chain([(FieldName::Body, example.text.as_str())]) {
            let (text, spans) = unmark(marked);
            marks.extend(spans.into_iter().map(|s| (name, s)));
            texts.push((name, text.clone()));
            draft = if name == FieldName::Title { draft.title(text) } else { draft.body(text) };
        }
        (draft, Screened { found: Vec::new(), marks, texts })
    }

    fn outcome(&self, example: &Example, rule: &Rule) -> Screened {
        let (draft, screened) = self.draft(example, rule);
        let report = self.screener.screen_draft(&draft);
        let place = |f: &crate::Finding| (f.field(), if f.is_whole() { Span::new(0, 0) } else { f.span() }, f.severity());
        Screened { found: report.findings().iter().map(place).collect(), ..screened }
    }

    fn judge_bad(&self, example: &Example) -> Option<String> {
        if example.format != Format::Text {
            return None;
        }
        let rule = self.rule();
        let Screened { found, marks, texts } = self.outcome(example, rule);
        let words = |(field, span): (FieldName, Span)| -> String {
            if span.start == span.end {
                return "（全文）".into();
            }
            texts.iter().find(|(f, _)| *f == field).and_then(|(_, t)| t.get(span.range())).unwrap_or("").to_owned()
        };
        let place = |(field, span): (FieldName, Span)| (field, if span.start == span.end { Span::new(0, 0) } else { span });
        let mut wanted: Vec<(FieldName, Span)> = marks.into_iter().map(place).collect();
        let mut got: Vec<(FieldName, Span)> = found.iter().map(|f| (f.0, f.1)).collect();
        wanted.sort_unstable();
        got.sort_unstable();
        if wanted != got {
            let list = |all: &[(FieldName, Span)]| all.iter().map(|p| format!("“{}”", words(*p))).collect::<Vec<_>>().join("、");
            let report = if got.is_empty() { format!("没有命中{}", self.why_not(example, rule)) } else { format!("命中{}", list(&got)) };
            return Some(format!("反例「{}」应命中{}，实际{report}", example.text, list(&wanted)));
        }
        let severity = example.severity?;
        let other = found.iter().find(|f| f.2 != severity)?;
        Some(format!("反例「{}」应为 {severity}，实际 {}", example.text, other.2))
    }

    fn judge_good(&self, example: &Example) -> Option<String> {
        if example.format != Format::Text {
            return None;
        }
        let rule = self.rule();
        let Screened { found, texts, .. } = self.outcome(example, rule);
        let limit = if rule.severity == Severity::Advise { Severity::Advise } else { Severity::Review };
        let (field, span, severity) = *found.iter().find(|f| f.2 >= limit)?;
        let text = texts.iter().find(|(f, _)| *f == field).and_then(|(_, t)| t.get(span.range())).unwrap_or("");
        Some(format!("正例「{}」不应命中，实际命中“{text}”（{severity}）", example.text))
    }

    fn rule(&self) -> &Rule {
        // The trial's screener has exactly one.
        match self.screener.rules().next() {
            Some(rule) => rule,
            None => unreachable!("a trial is made with its rule"),
        }
    }

    /// What vetoed the hits of an example that gives nothing.
    fn why_not(&self, example: &Example, rule: &Rule) -> String {
        let (draft, _) = self.draft(example, rule);
        let explained = self.screener.explain(&draft);
        let reasons: Vec<String> =
            explained.vetoes().iter().map(|v| format!("“{}”{}{}", v.text(), v.why(), v.by().map(|b| format!("：{b}")).unwrap_or_default())).collect();
        if reasons.is_empty() { String::new() } else { format!("（{}）", reasons.join("；")) }
    }
}

/// The rule with each part removed in turn, and what the part is called.
fn variants(rule: &Rule) -> Vec<(String, Rule)> {
    let mut variants = Vec::new();
    let mut without = |what: String, remove: &dyn Fn(&mut Rule)| {
        let mut variant = rule.clone();
        remove(&mut variant);
        variants.push((what, variant));
    };
    for f in 0..rule.finds.len() {
        let nth = f + 1;
        if rule.finds.len() > 1 {
            without(format!("第 {nth} 个 find"), &|r| drop(r.finds.remove(f)));
        }
        for i in 0..rule.finds[f].when.len() {
            without(format!("第 {nth} 个 find 的第 {} 个 when", i + 1), &|r| drop(r.finds[f].when.remove(i)));
        }
        for i in 0..rule.finds[f].unless.len() {
            without(format!("第 {nth} 个 find 的第 {} 个 unless", i + 1), &|r| drop(r.finds[f].unless.remove(i)));
        }
        match &rule.finds[f].finder {
            Finder::Words(words) => words_of(words).into_iter().for_each(|(what, k)| {
                if words.inline.len() + words.named.len() > 1 {
                    without(format!("第 {nth} 个 find 的{what}"), &|r| edit_words(&mut r.finds[f], k));
                }
            }),
            Finder::Seq(seq) if seq.elements.len() > 1 => {
                for i in 0..seq.elements.len() {
                    without(format!("第 {nth} 个 find 的第 {} 个成分", i + 1), &|r| remove_element(&mut r.finds[f], i));
                }
            }
            _ => {}
        }
    }
    for i in 0..rule.when.len() {
        without(format!("第 {} 个 when", i + 1), &|r| drop(r.when.remove(i)));
    }
    for i in 0..rule.unless.len() {
        without(format!("第 {} 个 unless", i + 1), &|r| drop(r.unless.remove(i)));
    }
    for (what, k) in words_of(&rule.allow) {
        without(format!("放行的{what}"), &|r| remove_word(&mut r.allow, k));
    }
    variants
}

/// The inline words, and then the named lexicons, by number.
fn words_of(words: &Words) -> Vec<(String, usize)> {
    let inline = words.inline.iter().map(|w| format!("“{}”", w.source));
    inline.chain(words.named.iter().map(|n| format!("@{n}"))).enumerate().map(|(i, what)| (what, i)).collect()
}

fn remove_word(words: &mut Words, k: usize) {
    if k < words.inline.len() {
        words.inline.remove(k);
    } else {
        words.named.remove(k - words.inline.len());
    }
}

fn edit_words(find: &mut Find, k: usize) {
    if let Finder::Words(words) = &mut find.finder {
        remove_word(words, k);
    }
}

fn remove_element(find: &mut Find, i: usize) {
    if let Finder::Seq(seq) = &mut find.finder {
        seq.elements.remove(i);
        let last = seq.elements.len() - 1;
        let shift = |k: usize| if k > i { k - 1 } else { k }.min(last);
        seq.mark = (shift(seq.mark.0), shift(seq.mark.1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_out_and_their_places_kept() {
        let (text, spans) = unmark("甲«乙丙»丁«»");
        assert_eq!(text, "甲乙丙丁");
        assert_eq!(spans, [Span::new(3, 9), Span::new(12, 12)]);
    }
}
