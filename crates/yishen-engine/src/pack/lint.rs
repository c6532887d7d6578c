//! What a rule that reads well may still have wrong: what cannot fire, what says nothing, examples that are no tests.

use std::collections::BTreeSet;
use std::ops::Range;

use super::condition::ReadCondition;
use super::diagnostic::{Bilingual, say};
use super::finder::Literal;
use super::read::{Reader, Text};
use super::rule::{Examples, ReadFind, ReadRule};
use crate::draft::{Channel, Genre};
use crate::fold::{Class, fold};
use crate::rule::model::{Category, Column, Condition, Element, Finder, Relation, Severity, What, Within};

/// The longest title, in characters.
const MAX_TITLE: usize = 40;

/// The fewest examples of each kind.
const MIN_EXAMPLES: usize = 3;

/// Notes what is wrong with a rule that was read. `category_allow` holds what the category's rules all allow.
pub(super) fn lint(r: &mut Reader<'_>, rule: &ReadRule, category_allow: &BTreeSet<&str>) {
    title(r, rule);
    for find in &rule.finds {
        lone_characters(r, rule, find);
        allowed_words(r, rule, find, category_allow);
        seq_ends(r, find);
    }
    replacements(r, rule);
    applies_somewhere(r, rule);
    wide_unless(r, rule);
    let own = rule.finds.iter().flat_map(|f| [&f.when, &f.unless]);
    for list in [&rule.when, &rule.unless].into_iter().chain(own) {
        redundant_conditions(r, list);
    }
    enough_examples(r, &rule.bad, "bad");
    enough_examples(r, &rule.good, "good");
    for (text, title) in &rule.bad.texts {
        bad_marks(r, text, title.as_ref());
    }
    for (text, title) in &rule.good.texts {
        good_marks(r, text);
        if let Some(title) = title {
            good_marks(r, title);
        }
    }
}

fn title(r: &mut Reader<'_>, rule: &ReadRule) {
    let Some(title) = &rule.title else { return };
    let length = title.value.chars().count();
    if length > MAX_TITLE {
        let message = say(format!("标题有 {length} 个字，最多 {MAX_TITLE} 个"), format!("the title has {length} characters; {MAX_TITLE} are allowed"));
        r.error(&title.at, "title-too-long", message, Some(say("标题只写毛病本身，理由写在 why 里", "name the fault alone; the reasons belong in `why`")));
    }
}

/// A single character is found everywhere; only in company does it mean something.
fn lone_characters(r: &mut Reader<'_>, rule: &ReadRule, find: &ReadFind) {
    let company = [&rule.when, &rule.unless, &find.when, &find.unless].iter().any(|list| !list.is_empty());
    if company || !matches!(find.finder.finder, Finder::Words(_)) {
        return;
    }
    for literal in &find.finder.literals {
        let Some(term) = literal.terms.iter().find(|t| one_character(t) && t.chars().all(|c| fold(c).1 == Class::Han)) else { continue };
        let message = match &literal.lexicon {
            Some(name) => say(
                format!("词表“{name}”里有单个字“{term}”，到处都会查到"),
                format!("lexicon `{name}` holds the single character “{term}”, which stands everywhere"),
            ),
            None => say(format!("单个字“{term}”到处都会查到"), format!("the single character “{term}” stands everywhere")),
        };
        let hint =
            say("写成完整的词，或者用 [[find.when]]、[[find.unless]] 加上限制", "write a whole word, or narrow it with [[find.when]] or [[find.unless]]");
        r.error(&literal.at, "single-character", message, Some(hint));
    }
}

fn one_character(term: &str) -> bool {
    term.chars().nth(1).is_none()
}

/// A word cannot be looked for and allowed at once.
fn allowed_words(r: &mut Reader<'_>, rule: &ReadRule, find: &ReadFind, category_allow: &BTreeSet<&str>) {
    let own: BTreeSet<&str> = rule.allow.literals.iter().flat_map(|l| &l.terms).map(String::as_str).collect();
    for literal in &find.finder.literals {
        let allowed = |t: &str| own.contains(t) || (rule.rule.category != Category::Privacy && category_allow.contains(t));
        let Some(term) = literal.terms.iter().find(|t| allowed(t)) else { continue };
        let place = if own.contains(term.as_str()) { "allow".to_owned() } else { format!("allow/{}.txt", rule.rule.category) };
        match &literal.lexicon {
            None => {
                let message = say(format!("“{term}”既是要查的字词，又在 {place} 里放行"), format!("“{term}” is looked for and allowed at once, in {place}"));
                r.error(
                    &literal.at,
                    "always-allowed",
                    message,
                    Some(say("两处删去一处；allow 里写包含它的更长的词", "drop one; allow-lists hold longer words that contain it")),
                );
            }
            Some(name) => {
                let message = say(format!("词表“{name}”里的“{term}”又在 {place} 里放行"), format!("“{term}” of lexicon `{name}` is allowed in {place}"));
                r.warning(&literal.at, "always-allowed", message, Some(say("两处删去一处", "drop one of the two")));
            }
        }
    }
}

/// Between two single characters almost anything can stand.
fn seq_ends(r: &mut Reader<'_>, find: &ReadFind) {
    let Finder::Seq(seq) = &find.finder.finder else { return };
    let single = |element: Option<&Element>| match element.map(|e| &e.what) {
        Some(What::Words(words)) => words.named.is_empty() && !words.inline.is_empty() && words.inline.iter().flat_map(|i| &i.terms).all(|t| one_character(t)),
        _ => false,
    };
    if single(seq.elements.first()) && single(seq.elements.last()) {
        let message = say("这个 seq 的头尾都是单个字，容易误报", "the seq begins and ends with a single character: it will find too much");
        r.warning(&find.finder.at, "seq-single-ends", message, Some(say("头或尾写成两个字以上的词", "begin or end with a longer word")));
    }
}

/// What no find finds is never replaced.
fn replacements(r: &mut Reader<'_>, rule: &ReadRule) {
    if !rule.finds.iter().all(|f| matches!(f.finder.finder, Finder::Words(_))) || rule.finds.is_empty() {
        return;
    }
    let terms: BTreeSet<&str> = rule.finds.iter().flat_map(|f| &f.finder.literals).flat_map(|l: &Literal| &l.terms).map(String::as_str).collect();
    for (at, term) in &rule.replace {
        if !terms.contains(term.as_str()) {
            let message = say(format!("这条规则不查“{term}”，不会有替换"), format!("the rule does not look for “{term}”: it is never replaced"));
            r.error(at, "unused-replacement", message, Some(say("把它加进 words，或者删去这一行", "add it to `words`, or drop the line")));
        }
    }
}

/// A rule that is off, or out of scope, for every channel and genre says nothing.
fn applies_somewhere(r: &mut Reader<'_>, read: &ReadRule) {
    let rule = &read.rule;
    let runs_on_comments = matches!(rule.category, Category::Privacy | Category::Prohibited);
    let mut in_scope: Vec<Column> = Vec::new();
    for &channel in Channel::ALL {
        let listed = rule.scope.channels.is_empty() || rule.scope.channels.contains(&channel);
        if !listed || (channel == Channel::Comment && !runs_on_comments) {
            continue;
        }
        if channel.has_genre() {
            in_scope.extend(Genre::ALL.iter().filter(|g| rule.scope.genres.is_empty() || rule.scope.genres.contains(g)).map(|&g| column_of(g)));
        } else if rule.scope.genres.is_empty() {
            in_scope.push(if channel == Channel::Reply { Column::Reply } else { Column::Comment });
        }
    }
    if let (true, Some(at)) = (in_scope.is_empty(), &read.scope) {
        let message = say("没有一种渠道和体裁同时符合这个范围，规则永远不起作用", "no channel and genre are within this scope: the rule never applies");
        let hint = if rule.scope.genres.is_empty() {
            say("评论（comment）只查 privacy 和 prohibited 两类规则", "comments are screened for privacy and prohibited content only")
        } else {
            say("回复和评论没有体裁：删去 genre，或者换渠道", "replies and comments have no genre: drop `genre` or name other channels")
        };
        r.error(at, "scope-excludes-all", message, Some(hint));
        return;
    }
    let severity = |column: Column| {
        let said = |c: Column| rule.severity_by.iter().find(|(by, _)| *by == c).map(|(_, s)| *s);
        said(column).or_else(|| if column == Column::Notice { said(Column::Disclosure) } else { None }).unwrap_or(Some(rule.severity))
    };
    if let (true, Some(at)) = (in_scope.iter().all(|&c| severity(c).is_none()), &read.severity_by) {
        let message = say("在规则适用的所有体裁和渠道都关掉了，规则永远不起作用", "the rule is off wherever it applies");
        r.error(at, "off-everywhere", message, Some(say("留下至少一种，或者删去这条规则", "leave it on somewhere, or drop the rule")));
    }
}

fn column_of(genre: Genre) -> Column {
    match genre {
        Genre::News => Column::News,
        Genre::Science => Column::Science,
        Genre::Disclosure => Column::Disclosure,
        Genre::Notice => Column::Notice,
        Genre::Advertisement => Column::Advertisement,
        Genre::TrialRecruitment => Column::TrialRecruitment,
    }
}

/// An exemption that looks far lets a blocking rule pass for words that belong to something else.
fn wide_unless(r: &mut Reader<'_>, read: &ReadRule) {
    let blocks = read.rule.severity == Severity::Block;
    let lists = read.finds.iter().zip(&read.rule.finds).map(|(read, find)| (&read.unless, find.severity.map_or(blocks, |s| s == Severity::Block)));
    for (list, blocks) in lists.chain([(&read.unless, blocks)]) {
        if !blocks {
            continue;
        }
        for condition in list {
            if let Condition::Found { relation: Relation::Near(Within::NextSentence | Within::Paragraph | Within::Section), .. } = condition.condition {
                let message = say("禁止发布的规则，放行条件看到了句子以外", "a blocking rule is let pass for words outside the sentence");
                let hint = say(
                    "改为 within = \"sentence\"，或者用 before；下一句说的可能是另一件事",
                    "use within = \"sentence\", or `before`: the next sentence may be about something else",
                );
                r.warning(&condition.at, "wide-unless", message, Some(hint));
            }
        }
    }
}

/// Two conditions that differ only in how far they look: one of them changes nothing.
fn redundant_conditions(r: &mut Reader<'_>, list: &[ReadCondition]) {
    for (i, later) in list.iter().enumerate() {
        if list[..i].iter().any(|earlier| alike(&earlier.condition, &later.condition)) {
            let message = say(
                "和前面的条件查的是同一样东西，只是范围不同，其中一个多余",
                "the same is looked for as above at another distance: one of the two changes nothing",
            );
            r.warning(&later.at, "redundant-condition", message, Some(say("只留一个", "keep one")));
        }
    }
}

fn alike(a: &Condition, b: &Condition) -> bool {
    let side = |relation: &Relation| match relation {
        Relation::Near(within) => Some((0, *within)),
        Relation::Before(within) => Some((1, *within)),
        Relation::After(within) => Some((2, *within)),
        _ => None,
    };
    let (Condition::Found { relation: ra, finder: fa }, Condition::Found { relation: rb, finder: fb }) = (a, b) else {
        return format!("{a:?}") == format!("{b:?}");
    };
    // Finders have no equality of their own: patterns and words are equal when they are written alike.
    let same_finder = format!("{fa:?}") == format!("{fb:?}");
    same_finder
        && match (side(ra), side(rb)) {
            (Some((x, wa)), Some((y, wb))) => {
                let counted = |w| matches!(w, Within::Characters(_));
                x == y && counted(wa) == counted(wb)
            }
            _ => ra == rb,
        }
}

fn enough_examples(r: &mut Reader<'_>, examples: &Examples, key: &str) {
    if let (true, Some(at)) = (examples.count < MIN_EXAMPLES, &examples.at) {
        let count = examples.count;
        let message =
            say(format!("“{key}”只有 {count} 个例子，至少要 {MIN_EXAMPLES} 个"), format!("`{key}` needs at least {MIN_EXAMPLES} examples and has {count}"));
        let hint = if key == "bad" {
            say("再写几个应当查出的真实句子", "add real sentences that must be found")
        } else {
            say("再写几个相近而不应查出的真实句子", "add real sentences that are similar and must pass")
        };
        r.error(at, "few-examples", message, Some(hint));
    }
}

/// What is wrong with the marks of a string: the place of the one that has no twin. Otherwise how many there are.
pub(super) fn marks(text: &str) -> Result<usize, Range<usize>> {
    let mut open: Option<Range<usize>> = None;
    let mut count = 0;
    for (i, c) in text.char_indices().filter(|(_, c)| matches!(c, '«' | '»')) {
        let here = i..i + c.len_utf8();
        match (c, open.take()) {
            ('«', None) => open = Some(here),
            ('»', Some(_)) => count += 1,
            _ => return Err(here),
        }
    }
    match open {
        Some(place) => Err(place),
        None => Ok(count),
    }
}

pub(super) fn unbalanced(r: &mut Reader<'_>, at: &Range<usize>) {
    r.error(at, "unbalanced-marks", say("«»没有成对，或者套在一起", "a «» mark has no twin, or stands within another"), Some(mark_help()));
}

fn bad_marks(r: &mut Reader<'_>, text: &Text, title: Option<&Text>) {
    let mut count = 0;
    for text in [Some(text), title].into_iter().flatten() {
        match marks(&text.value) {
            Ok(n) => count += n,
            Err(place) => {
                unbalanced(r, &r.inside(text, place));
                return;
            }
        }
    }
    if count == 0 {
        r.error(&text.at, "unmarked-example", say("没有用«»标出应当查出的字词", "the words to be found are not marked with «»"), Some(mark_help()));
    }
}

fn good_marks(r: &mut Reader<'_>, text: &Text) {
    if let Some(place) = text.value.find(['«', '»']) {
        let at = r.inside(text, place..place + '«'.len_utf8());
        let message = say("good 里的句子不应查出任何字词，不能有«»", "nothing is found in a good example: it cannot have «»");
        r.error(&at, "marked-good-example", message, Some(say("删去«»，或者把这句移到 bad", "drop the marks, or move the sentence to `bad`")));
    }
}

/// How marks are written.
fn mark_help() -> Bilingual {
    say("写成“我科«治愈率达98%»”；全文缺少某项内容时在句末写«»", "write 我科«治愈率达98%»; where something is missing, write «» at the end")
}
