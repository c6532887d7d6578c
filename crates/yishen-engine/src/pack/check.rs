//! The tests that rules carry in themselves: their examples, the witness test, and lexicons tried in examples.
//!
//! Each rule is tried by itself, as if its pack held no other, so that a finding which another rule would absorb still
//! counts. Empty slots have their fixture values, and the day is the first of the month of the pack's version.

use std::collections::BTreeMap;
use std::fmt;

use crate::draft::{Channel, Date, Draft, FieldName, Format};
use crate::error::BuildError;
use crate::pack::model::Pack;
use crate::rule::Severity;
use crate::rule::model::{Definition, Example, Find, Finder, What, Words};
use crate::screener::{Screener, ScreenerBuilder};
use crate::span::Span;
use crate::summary::Summary;

/// What is wrong with a rule's examples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    rule: String,
    message: String,
}

impl Fault {
    /// The rule's id, or the lexicon's file.
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
    let rules = own_rules(packs);
    let trials = Trials::link(packs, rules)?;
    let mut faults = Vec::new();
    for (number, rule) in (0..).zip(rules) {
        let bad = rule.bad.iter().filter_map(|example| trials.judge_bad(number, rule, example));
        let good = rule.good.iter().filter_map(|example| trials.judge_good(number, rule, example));
        faults.extend(bad.chain(good).map(|message| Fault { rule: rule.id.clone(), message }));
    }
    Ok(faults)
}

/// The witness test: what is written in a rule must change some example when it is removed. Tries every find, condition,
/// allowed compound, element of a sequence and inline word of the last pack's rules.
///
/// # Errors
/// Packs that do not link.
pub fn witnesses(packs: &[&Pack]) -> Result<Vec<Fault>, BuildError> {
    let rules = own_rules(packs);
    // The rules as they are, then each with one part removed: what is missing, and of which rule.
    let (mut tried, mut removed) = (rules.to_vec(), Vec::new());
    for (number, rule) in (0..).zip(rules) {
        for (what, variant) in variants(rule) {
            tried.push(variant);
            removed.push((number, what));
        }
    }
    let trials = Trials::link(packs, &tried)?;
    let mut faults = Vec::new();
    let mut variants = (rules.len() as u32..).zip(removed).peekable();
    for (number, rule) in (0..).zip(rules) {
        let readings: Vec<Reading> = rule.bad.iter().chain(&rule.good).map(|example| trials.read(rule, example)).collect();
        let whole: Vec<Outcome> = readings.iter().map(|reading| trials.found(number, reading)).collect();
        while let Some((variant, (_, what))) = variants.next_if(|(_, (of, _))| *of == number) {
            if readings.iter().zip(&whole).all(|(reading, found)| trials.found(variant, reading) == *found) {
                let message = format!("去掉{what}，例句的结果都不变：请补一条离了它就不对的例句，或删去它");
                faults.push(Fault { rule: rule.id.clone(), message });
            }
        }
    }
    Ok(faults)
}

/// Tries the entries of the last pack's lexicons: put in the place of another in the bad examples of the rules that look
/// for them, each must be found in one of these at least. An entry that never is cannot fire as it is written.
///
/// # Errors
/// Packs that do not link.
pub fn substitutions(packs: &[&Pack]) -> Result<Vec<Fault>, BuildError> {
    let (Some(pack), rules) = (packs.last(), own_rules(packs)) else { return Ok(Vec::new()) };
    let trials = Trials::link(packs, rules)?;
    let mut faults = Vec::new();
    for (name, entries) in &pack.lexicons {
        let places: Vec<Place<'_>> = (0..).zip(rules).filter(|(_, rule)| looks_for(rule, name)).flat_map(|(n, rule)| places_of(n, rule, entries)).collect();
        // Terms are folded: 重拾 reads 重十, whose numeral would be part of a number if it were written so.
        let found = |entry: &str| places.iter().any(|place| trials.finds(place, entry) || trials.finds(place, &entry.replace('十', "拾")));
        let unfound = |entry: &&String| !found(entry);
        let silent: Vec<&str> = if places.is_empty() { Vec::new() } else { entries.iter().filter(unfound).map(String::as_str).collect() };
        if !silent.is_empty() {
            let message = format!("换进例句都查不出：{}；请补一条用它的例句，或删去它", silent.join("、"));
            faults.push(Fault { rule: format!("lexicons/{name}.txt"), message });
        }
    }
    Ok(faults)
}

/// The bad examples of the last pack's rules by rule, in the order in which they are written, each marked at what the
/// rule reports of it; none for an example in which it reports nothing.
///
/// # Errors
/// Packs that do not link.
pub fn marked(packs: &[&Pack]) -> Result<BTreeMap<String, Vec<Option<Example>>>, BuildError> {
    let rules = own_rules(packs);
    let trials = Trials::link(packs, rules)?;
    let of_rule = |(number, rule): (u32, &Definition)| {
        let examples = rule.bad.iter().map(|example| trials.marked(number, rule, example)).collect();
        (rule.id.clone(), examples)
    };
    Ok((0..).zip(rules).map(of_rule).collect())
}

/// A lexicon's entry in a bad example, to put another in its place.
struct Place<'r> {
    number: u32,
    rule: &'r Definition,
    example: &'r Example,
    /// The example's text without marks, and the entry's place in it.
    text: String,
    at: Span,
}

/// Whether a finder of the rule, or an element of one, takes its words from this lexicon.
fn looks_for(rule: &Definition, lexicon: &str) -> bool {
    let named = |words: &Words| words.named.iter().any(|n| n == lexicon);
    rule.finds.iter().any(|find| match &find.finder {
        Finder::Words(words) => named(words),
        Finder::Seq(seq) => seq.elements.iter().any(|e| matches!(&e.what, What::Words(words) if named(words))),
        _ => false,
    })
}

/// Where entries stand in what the rule's bad examples mark; of those that hold one another the longest.
fn places_of<'r>(number: u32, rule: &'r Definition, entries: &[String]) -> Vec<Place<'r>> {
    let mut places = Vec::new();
    for example in rule.bad.iter().filter(|example| example.format == Format::Text) {
        let (text, marks) = unmark(&example.text);
        let found = |mark: &Span| {
            let standing = entries.iter().flat_map(|e| text[mark.range()].match_indices(e.as_str()));
            standing.map(|(i, e)| Span::new(mark.start + i, mark.start + i + e.len())).collect::<Vec<_>>()
        };
        let standing: Vec<Span> = marks.iter().flat_map(found).collect();
        let held = |at: &Span| standing.iter().any(|other| other != at && other.start <= at.start && at.end <= other.end);
        places.extend(standing.iter().filter(|at| !held(at)).map(|&at| Place { number, rule, example, text: text.clone(), at }));
    }
    places
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

fn own_rules<'p>(packs: &[&'p Pack]) -> &'p [Definition] {
    packs.last().map_or(&[], |pack| &pack.rules)
}

/// An example, read once for all rules that are tried on it.
struct Reading {
    draft: Draft<'static>,
    summaries: Vec<Summary>,
    screened: Screened,
}

/// Rules of which each is tried by itself. They are linked once: that costs far more than to screen an example.
struct Trials {
    screener: Screener,
    date: Option<Date>,
}

impl Trials {
    /// `rules` stand in the place of the last pack's own, which may then be there several times.
    fn link(packs: &[&Pack], rules: &[Definition]) -> Result<Trials, BuildError> {
        let builder = |rules: &[Definition]| {
            let last = packs.len() - 1;
            let rules_of = |i: usize| if i == last { rules.to_vec() } else { Vec::new() };
            let bare = packs.iter().enumerate().map(|(i, pack)| Pack { rules: rules_of(i), overrides: Vec::new(), ..pack.without_rules() });
            bare.fold(Screener::builder().fixtures(true), ScreenerBuilder::pack)
        };
        builder(own_rules(packs)).check()?;
        let version = packs.last().map_or("", |pack| &pack.version);
        let date = version.split('.').take(2).map(str::parse::<u16>).collect::<Result<Vec<_>, _>>().ok();
        let date = date.and_then(|d| Date::new(*d.first()?, *d.get(1)? as u8, 1));
        Ok(Trials { screener: builder(rules).link(), date })
    }

    /// The example as a draft, and what is known before it is screened.
    fn draft(&self, example: &Example, rule: &Definition) -> (Draft<'static>, Screened) {
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

    fn read(&self, rule: &Definition, example: &Example) -> Reading {
        let (draft, screened) = self.draft(example, rule);
        let summaries = self.screener.summaries(&draft, |_, _, _| {}, &mut Vec::new());
        Reading { draft, summaries, screened }
    }

    /// What a rule by itself reports of an example.
    fn found(&self, number: u32, reading: &Reading) -> Outcome {
        let report = self.screener.decide(&reading.draft, &reading.summaries, Vec::new(), Some(number), &mut None, Vec::new());
        report.findings().iter().map(|f| (f.field(), if f.is_whole() { Span::new(0, 0) } else { f.span() }, f.severity())).collect()
    }

    fn outcome(&self, number: u32, rule: &Definition, example: &Example) -> Screened {
        let reading = self.read(rule, example);
        Screened { found: self.found(number, &reading), ..reading.screened }
    }

    /// Whether the rule finds the entry in the example, in the place of the one that stands there.
    fn finds(&self, place: &Place<'_>, entry: &str) -> bool {
        let text = format!("{}{entry}{}", &place.text[..place.at.start], &place.text[place.at.end..]);
        let at = Span::new(place.at.start, place.at.start + entry.len());
        let Screened { found, .. } = self.outcome(place.number, place.rule, &Example { text, ..place.example.clone() });
        found.iter().any(|(field, span, _)| *field == FieldName::Body && span.start < at.end && at.start < span.end)
    }

    /// The example with marks at what the rule reports, if it reports something.
    fn marked(&self, number: u32, rule: &Definition, example: &Example) -> Option<Example> {
        let Screened { found, texts, .. } = self.outcome(number, rule, example);
        let marked = |field: FieldName| {
            let (_, text) = texts.iter().find(|(name, _)| *name == field)?;
            let mut marked = text.clone();
            let mut spans: Vec<Span> = found.iter().filter(|f| f.0 == field).map(|f| f.1).collect();
            spans.sort_unstable();
            for span in spans.into_iter().rev() {
                // What is missing is marked at the end.
                let span = if span.start == span.end { Span::new(text.len(), text.len()) } else { span };
                marked.insert(span.end, '»');
                marked.insert(span.start, '«');
            }
            Some(marked)
        };
        let text = marked(FieldName::Body)?;
        (!found.is_empty()).then(|| Example { text, title: marked(FieldName::Title), ..example.clone() })
    }

    fn judge_bad(&self, number: u32, rule: &Definition, example: &Example) -> Option<String> {
        if example.format != Format::Text {
            return None;
        }
        let Screened { found, marks, texts } = self.outcome(number, rule, example);
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
            let report = if got.is_empty() { format!("没有命中{}", self.why_not(number, rule, example)) } else { format!("命中{}", list(&got)) };
            return Some(format!("反例「{}」应命中{}，实际{report}", example.text, list(&wanted)));
        }
        let severity = example.severity?;
        let other = found.iter().find(|f| f.2 != severity)?;
        Some(format!("反例「{}」应为 {severity}，实际 {}", example.text, other.2))
    }

    fn judge_good(&self, number: u32, rule: &Definition, example: &Example) -> Option<String> {
        if example.format != Format::Text {
            return None;
        }
        let Screened { found, texts, .. } = self.outcome(number, rule, example);
        let limit = if rule.severity == Severity::Advise { Severity::Advise } else { Severity::Review };
        let (field, span, severity) = *found.iter().find(|f| f.2 >= limit)?;
        let text = texts.iter().find(|(f, _)| *f == field).and_then(|(_, t)| t.get(span.range())).unwrap_or("");
        Some(format!("正例「{}」不应命中，实际命中“{text}”（{severity}）", example.text))
    }

    /// What vetoed the hits of an example that gives nothing.
    fn why_not(&self, number: u32, rule: &Definition, example: &Example) -> String {
        let (draft, _) = self.draft(example, rule);
        let explained = self.screener.explain_alone(&draft, number);
        let reasons: Vec<String> =
            explained.vetoes().iter().map(|v| format!("“{}”{}{}", v.text(), v.why(), v.by().map(|b| format!("：{b}")).unwrap_or_default())).collect();
        if reasons.is_empty() { String::new() } else { format!("（{}）", reasons.join("；")) }
    }
}

/// The rule with each part removed in turn, and what the part is called.
fn variants(rule: &Definition) -> Vec<(String, Definition)> {
    let mut variants = Vec::new();
    let mut without = |what: String, remove: &dyn Fn(&mut Definition)| {
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
