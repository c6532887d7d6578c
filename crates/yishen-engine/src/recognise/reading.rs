//! What number recognisers share: digits in groups, words nearby, counters behind a number.

use super::{Entity, EntityKind, List, Text, Word};
use crate::fold::{At, Class, digit_value};

/// A run of digits and letters that look like digits (`o` 0, `l` and `i` 1), with no other letter beside it; an `x` at
/// its end is kept apart, as a check digit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    pub(super) start: usize,
    /// Behind the last digit and the `x`.
    pub(super) end: usize,
    /// How many digits, the look-alikes included, the `x` not.
    pub(super) digits: usize,
    /// How many of them are letters.
    pub(super) letters: usize,
    pub(super) x: bool,
}

/// What stands between two groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    /// One space, hyphen, point or the like.
    Separator,
    /// One line break.
    Newline,
}

/// The groups of the block, in order.
pub(super) fn groups(text: &Text<'_>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut done = 0;
    for run in text.runs() {
        if run.start < done {
            continue;
        }
        let whole = token(text, run.start);
        done = whole.1;
        if let Some(group) = group_at(text, whole) {
            // 138 OOOO 8000: a group of letters alone counts between two groups.
            if let Some(letters) = groups.last().and_then(|g| group_at(text, token(text, g.end + 1)))
                && letters.end < group.start
                && groups.last().is_some_and(|g| joint(text, g, &letters).is_some())
                && joint(text, &letters, &group).is_some()
            {
                groups.push(letters);
            }
            groups.push(group);
        }
    }
    groups
}

fn group_at(text: &Text<'_>, (start, end): (usize, usize)) -> Option<Group> {
    let symbols = text.slice(start, end);
    let (last, rest) = symbols.split_last()?;
    let x = *last == 'x';
    let body = if x { rest } else { symbols };
    let letters = body.iter().filter(|c| !c.is_ascii_digit()).count();
    let all = !body.is_empty() && body.iter().all(|&c| look_alike(c).is_some());
    all.then_some(Group { start, end, digits: body.len(), letters, x })
}

/// The digit that a symbol is or looks like.
pub(super) fn look_alike(symbol: char) -> Option<u32> {
    match symbol {
        'o' => Some(0),
        'l' | 'i' => Some(1),
        '0'..='9' => digit_value(symbol),
        _ => None,
    }
}

/// The digits of a group, without its `x`.
pub(super) fn digits_of(text: &Text<'_>, group: &Group) -> impl Iterator<Item = u32> {
    text.slice(group.start, group.start + group.digits).iter().filter_map(|&c| look_alike(c))
}

/// What stands between two groups, if it is one separator or line break.
pub(super) fn joint(text: &Text<'_>, a: &Group, b: &Group) -> Option<Joint> {
    match b.start.checked_sub(a.end)? {
        1 if text.symbol(a.end).is_some_and(is_separator) => Some(Joint::Separator),
        1 if text.class(a.end) == Some(Class::Newline) => Some(Joint::Newline),
        2 if text.symbol(a.end) == Some('\r') && text.symbol(a.end + 1) == Some('\n') => Some(Joint::Newline),
        _ => None,
    }
}

/// A mark that may part the groups of one number.
pub(super) fn is_separator(c: char) -> bool {
    is_hyphen(c) || matches!(c, ' ' | '\u{a0}' | '\u{3000}' | '\u{2002}'..='\u{200a}' | '\u{202f}' | '.' | '．' | '·' | '•' | '・' | '◦' | '｜' | '_' | '＿')
}

/// A hyphen or dash, of any width.
pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '－' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹣' | 'ー')
}

pub(super) fn is_alphanumeric(c: char) -> bool {
    c.is_ascii_digit() || c.is_ascii_lowercase()
}

/// The longest run of letters and digits around place `i`; empty when another character stands there.
pub(super) fn token(text: &Text<'_>, i: usize) -> (usize, usize) {
    let inside = |i: usize| text.symbol(i).is_some_and(is_alphanumeric);
    if !inside(i) {
        return (i, i);
    }
    let start = (0..i).rev().take_while(|&k| inside(k)).last().unwrap_or(i);
    let end = (i..text.len()).find(|&k| !inside(k)).unwrap_or(text.len());
    (start, end)
}

/// The first place from `i` on, at most `most` on, that holds none of the marks that may stand between a word and its
/// number (`：`, brackets, spaces), nor 号, 码, 是, 为, `no`, …
pub(super) fn past_marks(text: &Text<'_>, mut i: usize, most: usize) -> usize {
    let stop = i + most;
    while i < stop {
        match (text.symbol(i), text.class(i)) {
            (Some('号' | '码' | '是' | '为' | '编'), _) => i += 1,
            (Some('n'), _) if text.starts_with(i, "no") && !text.symbol(i + 2).is_some_and(|c| c.is_ascii_lowercase()) => i += 2,
            (Some('i'), _) if text.starts_with(i, "id") && !text.symbol(i + 2).is_some_and(is_alphanumeric) => i += 2,
            (Some('、' | '，' | ','), _) => break,
            // A masked number is no number.
            (Some('*' | '×' | '＊' | '●' | '■' | '█'), _) => break,
            (Some(_), Some(Class::Filler | Class::Space | Class::Comma | Class::Newline)) => i += 1,
            _ => break,
        }
    }
    i
}

/// The last word of `list` that ends at or before `start`, at most `reach` places before it, in the same sentence.
pub(super) fn word_before(text: &Text<'_>, list: List, start: usize, reach: usize) -> Option<Word> {
    const LONGEST: usize = 12;
    let word = text.within(list, start.saturating_sub(reach + LONGEST), start).rev().find(|w| start - w.end <= reach)?;
    let parted = (word.end..start).any(|i| text.class(i) == Some(Class::Break));
    (!parted).then_some(*word)
}

/// Whether a word of `list` begins from `from` on and before `to`, wherever it ends.
pub(super) fn begins_within(text: &Text<'_>, list: List, from: usize, to: usize) -> bool {
    let words = text.words(list);
    words.get(words.partition_point(|w| w.start < from)).is_some_and(|w| w.start < to)
}

/// The clause around `start..end`, at most `reach` places to either side.
pub(super) fn clause(text: &Text<'_>, start: usize, end: usize, reach: usize) -> (usize, usize) {
    let ends = |i: usize| matches!(text.class(i), Some(Class::Break | Class::Comma | Class::Newline) | None);
    let from = (start.saturating_sub(reach)..start).rev().find(|&i| ends(i)).map_or(start.saturating_sub(reach), |i| i + 1);
    let to = (end..(end + reach).min(text.len())).find(|&i| ends(i)).unwrap_or((end + reach).min(text.len()));
    (from, to)
}

/// Whether one of `words` stands between `from` and `to`.
pub(super) fn has_any(text: &Text<'_>, from: usize, to: usize, words: &[&str]) -> bool {
    (from..to).any(|i| words.iter().any(|w| i + w.chars().count() <= to && text.starts_with(i, w)))
}

/// Whether what ends at `end` counts something: 人次, 元, 例, 期, …
pub(super) fn is_counted(text: &Text<'_>, end: usize) -> bool {
    const COUNTERS: &[&str] = &["人次", "元", "例", "期", "亿", "%", "℃", "平方", "毫", "公里", "册", "ml", "mg", "kg", "mm"];
    let end = if text.symbol(end) == Some(' ') { end + 1 } else { end };
    COUNTERS.iter().any(|c| text.starts_with(end, c)) || (text.symbol(end) == Some('个') && text.symbol(end + 1) != Some('人'))
}

/// Whether a masking mark stands at `i`: 138****8000.
pub(super) fn is_mask(text: &Text<'_>, i: usize) -> bool {
    matches!(text.symbol(i), Some('*' | '×' | '＊' | '●' | '■' | '█' | '○'))
}

/// The ranges that entities of some kinds take up.
pub(super) struct Taken(Vec<At>);

impl Taken {
    pub(super) fn by(entities: &[Entity], kinds: &[EntityKind]) -> Taken {
        let mut ranges: Vec<At> = entities.iter().filter(|e| kinds.contains(&e.kind)).map(|e| e.at).collect();
        ranges.sort_unstable();
        let mut merged: Vec<At> = Vec::with_capacity(ranges.len());
        for at in ranges {
            match merged.last_mut() {
                Some(last) if at.start < last.end => *last = last.hull(at),
                _ => merged.push(at),
            }
        }
        Taken(merged)
    }

    pub(super) fn overlaps(&self, at: At) -> bool {
        let i = self.0.partition_point(|t| t.end <= at.start);
        self.0.get(i).is_some_and(|t| t.overlaps(at))
    }
}
