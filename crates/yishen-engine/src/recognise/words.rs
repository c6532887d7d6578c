//! What word recognisers share: bounds of sentences, stretches of a name, numbers before a unit.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Entity, List, Text};
use crate::fold::{At, Class, digit_value, is_han_numeral};

/// The end of a sentence.
pub(super) fn is_break(text: &Text<'_>, i: usize) -> bool {
    text.class(i).is_none_or(|c| c == Class::Break)
}

/// The end of a clause: a break, a comma (not 、), a line break.
pub(super) fn is_clause_end(text: &Text<'_>, i: usize) -> bool {
    match text.class(i) {
        None | Some(Class::Break | Class::Newline) => true,
        Some(Class::Comma) => text.symbol(i) != Some('、'),
        _ => false,
    }
}

pub(super) fn is_han(text: &Text<'_>, i: usize) -> bool {
    text.class(i) == Some(Class::Han)
}

/// Whether one of `words` stands at `i`.
pub(super) fn any_at(text: &Text<'_>, i: usize, words: &[&str]) -> bool {
    words.iter().any(|w| text.starts_with(i, w))
}

/// Whether one of `words` ends at `end`.
pub(super) fn any_before(text: &Text<'_>, end: usize, words: &[&str]) -> bool {
    words.iter().any(|w| text.ends_with(end, w))
}

/// Whether a word of `list` begins at or after `from` and ends at or before `to`.
pub(super) fn has_word(text: &Text<'_>, list: List, from: usize, to: usize) -> bool {
    text.within(list, from, to).next().is_some()
}

/// The first place after `i`, at most `most` further, where something other than spaces, colons and brackets stands.
pub(super) fn skip_marks(text: &Text<'_>, mut i: usize, most: usize) -> usize {
    for _ in 0..most {
        match (text.class(i), text.symbol(i)) {
            (Some(Class::Space | Class::Filler), _) | (_, Some(':' | '：')) => i += 1,
            _ => break,
        }
    }
    i
}

/// Where the sentence that holds place `i` begins, at most `most` places back.
pub(super) fn sentence_start(text: &Text<'_>, i: usize, most: usize) -> usize {
    let mut start = i;
    while start > 0 && i - start < most && !is_break(text, start - 1) {
        start -= 1;
    }
    start
}

/// Where the sentence that holds place `i` ends, at most `most` places on.
pub(super) fn sentence_end(text: &Text<'_>, i: usize, most: usize) -> usize {
    let mut end = i;
    while end - i < most && !is_break(text, end) {
        end += 1;
    }
    end
}

/// Walks left over a name's Han characters and digits from `end`, at most `most`: up to a gap in the writing, a mark, or
/// a character that joins phrases.
pub(super) fn name_start(text: &Text<'_>, end: usize, most: usize) -> usize {
    let mut start = end;
    while start > 0 && end - start < most {
        let i = start - 1;
        let named = is_han(text, i)
            && !matches!(text.symbol(i), Some('据' | '由' | '经' | '的' | '按' | '是' | '在' | '与' | '和' | '及' | '向' | '为' | '了' | '让' | '被'));
        if !named || !text.touches_next(i) {
            break;
        }
        start = i;
    }
    start
}

/// The number that ends at `end`, in digits or Han numerals below a hundred (or a year digit by digit), and its start.
pub(super) fn number_before(text: &Text<'_>, end: usize) -> Option<(usize, u32)> {
    let mut start = end;
    while start > 0 && end - start < 5 && text.symbol(start - 1).is_some_and(|c| c.is_ascii_digit()) {
        start -= 1;
    }
    if start < end {
        if end - start == 5 {
            return None;
        }
        let value = text.slice(start, end).iter().filter_map(|&c| digit_value(c)).fold(0, |n, d| n * 10 + d);
        return Some((start, value));
    }
    while start > 0 && end - start < 6 && text.symbol(start - 1).is_some_and(is_han_numeral) {
        start -= 1;
    }
    han_number(text.slice(start, end)).map(|value| (start, value))
}

/// A number below a thousand in Han numerals, or digit by digit (二〇二四).
fn han_number(symbols: &[char]) -> Option<u32> {
    if symbols.is_empty() {
        return None;
    }
    if symbols.len() == 4
        && let Some(digits) = symbols.iter().map(|&c| digit_value(c)).collect::<Option<Vec<u32>>>()
    {
        return Some(digits.iter().fold(0, |n, d| n * 10 + d));
    }
    let mut total = 0;
    let mut last = None;
    for &c in symbols {
        match c {
            '十' => total += last.take().unwrap_or(1) * 10,
            '百' => total += last.take()? * 100,
            _ => {
                let digit = digit_value(c)?;
                if last.is_some() {
                    return None;
                }
                // 一百零五: the zero only keeps a place.
                last = (digit > 0).then_some(digit);
            }
        }
    }
    Some(total + last.unwrap_or(0))
}

/// Entities of an earlier recogniser, in order, to be asked for by place.
pub(super) struct Index<'e> {
    /// By start, the longest first.
    entities: Vec<&'e Entity>,
    /// The last end of each entity and those before it.
    reach: Vec<u32>,
}

impl<'e> Index<'e> {
    /// Those of `out` that `wanted` takes.
    pub(super) fn new(out: &'e [Entity], wanted: impl Fn(&Entity) -> bool) -> Index<'e> {
        let mut entities: Vec<&Entity> = out.iter().filter(|e| wanted(e)).collect();
        entities.sort_by_key(|e| (e.at.start, Reverse(e.at.end)));
        let reach = entities
            .iter()
            .scan(0, |last, e| {
                *last = e.at.end.max(*last);
                Some(*last)
            })
            .collect();
        Index { entities, reach }
    }

    /// All of them, by start.
    pub(super) fn all(&self) -> &[&'e Entity] {
        &self.entities
    }

    /// Those that begin at or after `from` and before `to`.
    pub(super) fn starting(&self, from: u32, to: u32) -> &[&'e Entity] {
        let first = self.entities.partition_point(|e| e.at.start < from);
        let last = self.entities.partition_point(|e| e.at.start < to).max(first);
        &self.entities[first..last]
    }

    /// Those that lie between `from` and `to`.
    pub(super) fn within(&self, from: u32, to: u32) -> impl DoubleEndedIterator<Item = &'e Entity> {
        self.starting(from, to).iter().copied().filter(move |e| e.at.end <= to)
    }

    /// Those that overlap `at`.
    pub(super) fn overlapping(&self, at: At) -> impl DoubleEndedIterator<Item = &'e Entity> {
        let first = self.reach.partition_point(|&end| end <= at.start);
        let last = self.entities.partition_point(|e| e.at.start < at.end).max(first);
        self.entities[first..last].iter().copied().filter(move |e| e.at.overlaps(at))
    }
}

/// Entities of which no two overlap.
#[derive(Default)]
pub(super) struct Apart(BTreeMap<u32, Entity>);

impl Apart {
    /// The last one that overlaps `at`.
    pub(super) fn overlapping(&self, at: At) -> Option<&Entity> {
        self.0.range(..at.end).next_back().map(|(_, e)| e).filter(|e| e.at.overlaps(at))
    }

    /// Takes out all that overlap `at`, the last one first.
    pub(super) fn take(&mut self, at: At) -> Vec<Entity> {
        let starts: Vec<u32> = self.0.range(..at.end).rev().take_while(|(_, e)| e.at.overlaps(at)).map(|(&start, _)| start).collect();
        starts.iter().filter_map(|start| self.0.remove(start)).collect()
    }

    /// Puts `entity` in, where none overlaps it.
    pub(super) fn put(&mut self, entity: Entity) {
        self.0.insert(entity.at.start, entity);
    }

    /// Puts `entity` in unless one as long overlaps it; shorter ones make way.
    pub(super) fn put_longer(&mut self, entity: Entity) {
        let longer = self.0.range(..entity.at.end).rev().map(|(_, e)| e).take_while(|e| e.at.overlaps(entity.at)).any(|e| e.at.len() >= entity.at.len());
        if !longer {
            self.take(entity.at);
            self.put(entity);
        }
    }

    /// All of them, by start.
    pub(super) fn into_entities(self) -> impl Iterator<Item = Entity> {
        self.0.into_values()
    }

    /// All of them, by start.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Entity> {
        self.0.values()
    }
}
