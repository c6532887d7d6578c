//! Where sentences, clauses and quotations begin and end, and the cues that guards read.
//!
//! A *sentence* ends at 。！？ or …… and with the block; a stop inside quotation marks ends a sentence of the quotation
//! only. A *clause* also ends at ，；：（）｜, a dash and a line break, but not at 、. See `rule-language.md` B0.

mod cue;

pub(crate) use cue::{Cue, CueHit, Cues, SingleCues};

use crate::fold::{At, Class, Folded};

/// The bounds of one block.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bounds {
    /// Sentences in order; together they cover the block.
    sentences: Vec<Sentence>,
    /// Clauses in order; together they cover the block, each with the mark that ends it.
    clauses: Vec<At>,
    /// Quotations and titles in order of their opening marks.
    quotes: Vec<Quote>,
}

/// A sentence with its end mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sentence {
    pub(crate) at: At,
    /// It ends in ？ or in 吗 or 么.
    pub(crate) asks: bool,
}

/// Words in quotation marks, or in the marks of a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quote {
    /// With its marks.
    pub(crate) at: At,
    /// 《…》
    pub(crate) title: bool,
    /// Its own sentences, without the marks.
    sentences: Vec<Sentence>,
    /// The quotation around it, by its number.
    parent: Option<usize>,
}

impl Bounds {
    pub(crate) fn of(folded: &Folded) -> Bounds {
        let len = folded.len();
        let mut quotes = match_quotes(folded);
        let mut clauses = Vec::new();
        let mut clause = 0;
        for i in folded.marks(At::new(0, len)) {
            if ends_clause(folded, i) {
                clauses.push(At::new(clause, i + 1));
                clause = i + 1;
            }
        }
        if clause < len || len == 0 {
            clauses.push(At::new(clause, len));
        }
        // Stops within a quotation do not end the sentence around it.
        let mut outer = Vec::new();
        let mut until = 0;
        for quote in &mut quotes {
            quote.sentences = sentences(folded, At::new(quote.at.start + 1, quote.at.end - 1), &[]);
            if quote.at.start >= until {
                outer.push(quote.at);
                until = quote.at.end;
            }
        }
        Bounds { sentences: sentences(folded, At::new(0, len), &outer), clauses, quotes }
    }

    pub(crate) fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// The number of the sentence that holds the character.
    pub(crate) fn sentence_index(&self, i: u32) -> usize {
        self.sentences.partition_point(|s| s.at.end <= i).min(self.sentences.len() - 1)
    }

    pub(crate) fn sentence(&self, i: u32) -> Sentence {
        self.sentences[self.sentence_index(i)]
    }

    /// The sentence after the one that holds the character.
    pub(crate) fn next_sentence(&self, i: u32) -> Option<Sentence> {
        self.sentences.get(self.sentence_index(i) + 1).copied()
    }

    pub(crate) fn clause(&self, i: u32) -> At {
        self.clauses[self.clauses.partition_point(|c| c.end <= i).min(self.clauses.len() - 1)]
    }

    /// The innermost quotation that holds the range.
    pub(crate) fn quote(&self, at: At) -> Option<&Quote> {
        let before = self.quotes.partition_point(|q| q.at.start < at.start);
        let mut around = std::iter::successors(before.checked_sub(1), |&q| self.quotes[q].parent);
        around.find(|&q| self.quotes[q].at.end > at.end).map(|q| &self.quotes[q])
    }

    /// The quotation that opens at the character.
    pub(crate) fn quote_opening(&self, i: u32) -> Option<&Quote> {
        self.quotes.binary_search_by_key(&i, |q| q.at.start).ok().map(|q| &self.quotes[q])
    }
}

impl Quote {
    /// The quotation's own sentence that holds the character.
    pub(crate) fn sentence(&self, i: u32) -> Option<Sentence> {
        let sentence = self.sentences.partition_point(|s| s.at.end <= i);
        self.sentences.get(sentence).copied().filter(|s| s.at.start <= i)
    }
}

fn sentences(folded: &Folded, within: At, closed: &[At]) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut start = within.start;
    let mut closed = closed.iter().peekable();
    for mark in folded.marks(within) {
        while closed.next_if(|q| q.end <= mark).is_some() {}
        if closed.peek().is_some_and(|q| q.start <= mark) {
            continue;
        }
        let i = mark + 1;
        let ellipsis = |k: u32| folded.raw.get(k as usize) == Some(&'…');
        let stop =
            matches!(folded.raw[i as usize - 1], '。' | '！' | '？' | '!' | '?' | '｡' | '‼' | '⁇' | '⁈' | '⁉') || (ellipsis(i - 1) && i > 1 && ellipsis(i - 2));
        // One stop a sentence: ？！ and ……… end it together.
        let more =
            i < within.end && (folded.class[i as usize] == Class::Break && folded.raw[i as usize] != '；' && folded.raw[i as usize] != ';' || ellipsis(i));
        if stop && !more {
            sentences.push(Sentence { at: At::new(start, i), asks: asks(folded, At::new(start, i)) });
            start = i;
        }
    }
    if start < within.end || sentences.is_empty() {
        let at = At::new(start, within.end);
        sentences.push(Sentence { at, asks: asks(folded, at) });
    }
    sentences
}

/// Whether the sentence ends in a question mark, or in 吗 or 么 before its stop.
fn asks(folded: &Folded, at: At) -> bool {
    let end = (at.start..at.end).rev().map(|i| i as usize);
    let mut marks = end.take_while(|&i| !folded.class[i].is_symbol());
    marks.any(|i| matches!(folded.raw[i], '？' | '?' | '⁇' | '⁈' | '⁉'))
        || (at.start..at.end).rev().map(|i| i as usize).find(|&i| folded.class[i].is_symbol()).is_some_and(|i| matches!(folded.symbol[i], '吗' | '么'))
}

fn ends_clause(folded: &Folded, i: u32) -> bool {
    let k = i as usize;
    let digit = |k: Option<usize>| k.and_then(|k| folded.class.get(k)) == Some(&Class::Digit);
    match folded.class[k] {
        Class::Break | Class::Newline => true,
        // 1,000 and 8:00 are numbers.
        Class::Comma => folded.raw[k] != '、' && !(folded.raw[k].is_ascii() && digit(k.checked_sub(1)) && digit(Some(k + 1))),
        Class::Filler => matches!(folded.raw[k], '（' | '）' | '(' | ')' | '｜' | '|' | '—'),
        _ => false,
    }
}

/// The deepest nest of quotations that is read.
const MAX_NEST: usize = 8;

/// Pairs of quotation marks, the inner ones of a nest included; a mark without its twin is none.
fn match_quotes(folded: &Folded) -> Vec<Quote> {
    const PAIRS: [(char, char); 6] = [('“', '”'), ('‘', '’'), ('「', '」'), ('『', '』'), ('《', '》'), ('〈', '〉')];
    let mut open: Vec<(char, u32)> = Vec::new();
    let mut quotes = Vec::new();
    let mut straight: Option<u32> = None;
    for i in folded.marks(At::new(0, folded.len())) {
        let c = folded.raw[i as usize];
        let quote = |from: u32, title: bool| Quote { at: At::new(from, i + 1), title, sentences: Vec::new(), parent: None };
        if let Some(&(_, closing)) = PAIRS.iter().find(|p| p.0 == c) {
            // Nobody writes deeper; a text that does must not cost its square.
            if open.len() < MAX_NEST {
                open.push((closing, i));
            }
        } else if c == '"' {
            match straight.take() {
                Some(from) => quotes.push(quote(from, false)),
                None => straight = Some(i),
            }
        } else if let Some(k) = open.iter().rposition(|&(closing, _)| closing == c) {
            quotes.push(quote(open[k].1, matches!(c, '》' | '〉')));
            open.truncate(k);
        }
    }
    quotes.sort_by_key(|q| q.at.start);
    let mut around: Vec<usize> = Vec::new();
    for i in 0..quotes.len() {
        while around.last().is_some_and(|&outer| quotes[outer].at.end <= quotes[i].at.start) {
            around.pop();
        }
        quotes[i].parent = around.last().copied();
        around.push(i);
    }
    quotes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str, list: impl Fn(&Bounds) -> Vec<At>) -> Vec<String> {
        let folded = Folded::of_str(text);
        let slice = |at: At| folded.raw[at.start as usize..at.end as usize].iter().collect();
        list(&Bounds::of(&folded)).into_iter().map(slice).collect()
    }

    #[test]
    fn a_stop_inside_quotation_marks_does_not_end_the_outer_sentence() {
        let sentences = |text| parts(text, |b| b.sentences.iter().map(|s| s.at).collect());
        assert_eq!(sentences("他说“能治。真的！”就走了。然后呢……好？！"), ["他说“能治。真的！”就走了。", "然后呢……", "好？！"]);
        assert_eq!(sentences("率98.6%；3.0T核磁"), ["率98.6%；3.0T核磁"]);
        assert_eq!(sentences("没有闭合的“引号。下一句"), ["没有闭合的“引号。", "下一句"]);
    }

    #[test]
    fn clauses_end_at_commas_but_not_at_enumeration_commas_or_numbers() {
        let clauses = |text| parts(text, |b| b.clauses.clone());
        assert_eq!(clauses("一、二，三：四（五）六｜七"), ["一、二，", "三：", "四（", "五）", "六｜", "七"]);
        assert_eq!(clauses("8:00共1,000人"), ["8:00共1,000人"]);
    }

    #[test]
    fn every_character_that_bounds_something_is_marked() {
        for c in '\0'..=char::MAX {
            let folded = Folded::of_str(&c.to_string());
            let bounds = ends_clause(&folded, 0) || "…“”‘’「」『』《》〈〉\"".contains(c);
            assert!(!bounds || folded.marks(At::new(0, 1)).next().is_some(), "{c:?}");
        }
    }

    #[test]
    fn questions_are_told_by_mark_or_particle() {
        let asks = |text| Bounds::of(&Folded::of_str(text)).sentence(0).asks;
        assert!(asks("能根治吗？") && asks("能根治吗") && asks("能根治?”"));
        assert!(!asks("能根治。"));
    }
}
