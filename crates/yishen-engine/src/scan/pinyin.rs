//! Terms written half in pinyin: 治liao, yong不fu发, 加weixin.
//!
//! Tried only where a run of Latin letters that reads as pinyin is glued to a Han character. The stretch around it is
//! read as a chain of characters and syllables, and the literals are walked along it: a syllable stands for every
//! character of a literal that is read so. A match needs a syllable and a character written plainly, so that ordinary
//! words are never compared by their sound, and English words and acronyms match nothing.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::gaps;
use crate::fold::{At, Class, Folded, fold};

static READINGS: LazyLock<HashMap<&'static str, Vec<char>>> = LazyLock::new(|| {
    let lines = include_str!("pinyin.txt").lines().filter(|l| !l.starts_with('#'));
    lines.filter_map(|l| l.split_once('\t')).map(|(syllable, characters)| (syllable, characters.chars().collect())).collect()
});

/// The most characters of a term that is looked for.
const LONGEST: usize = 10;
/// No syllable is longer: zhuang.
const LONGEST_SYLLABLE: usize = 6;
/// A longer run of letters is no disguise.
const LONGEST_RUN: usize = 18;

/// What stands at one place of the chain.
#[derive(Debug)]
enum Link {
    Plain(char),
    Syllable(String),
}

/// A link and where it stands in the stream.
#[derive(Debug)]
struct Placed {
    link: Link,
    stream: Range<usize>,
}

/// Literals in the order of their characters, to be walked from any beginning.
#[derive(Debug)]
pub(super) struct Walk {
    literals: Vec<(Vec<char>, u32)>,
    /// The literals that begin with a character.
    by_first: HashMap<char, Range<usize>>,
}

impl Walk {
    /// Takes literals and their numbers.
    pub(super) fn new<'l>(literals: impl Iterator<Item = (&'l String, u32)>) -> Walk {
        let han = |c: &char| fold(*c).1 == Class::Han;
        let mut sorted: Vec<(Vec<char>, u32)> = literals.map(|(l, id)| (l.chars().collect(), id)).collect();
        sorted.retain(|(l, _)| (2..=LONGEST).contains(&l.len()) && l.iter().filter(|c| han(c)).count() >= 2);
        sorted.sort_unstable();
        let mut by_first: HashMap<char, Range<usize>> = HashMap::new();
        for (i, (literal, _)) in sorted.iter().enumerate() {
            by_first.entry(literal[0]).or_insert(i..i).end = i + 1;
        }
        Walk { literals: sorted, by_first }
    }

    /// Reports every literal that stands in the block with at least one character in pinyin: its number and its place.
    /// `runs` are the block's [`runs`].
    pub(super) fn scan(&self, folded: &Folded, runs: impl Iterator<Item = Range<usize>>, mut found: impl FnMut(u32, At)) {
        let mut last = 0;
        for run in runs {
            // A stretch that an earlier run was read in is not read again.
            if run.start < last {
                continue;
            }
            let chain = chain(folded, &run);
            last = chain.last().map_or(last, |p| p.stream.end);
            for start in 0..chain.len() {
                self.walk(&chain[start..], |literal, length| {
                    let links = &chain[start..start + length];
                    let syllables = links.iter().filter(|p| matches!(p.link, Link::Syllable(_))).count();
                    if syllables == 0 || syllables == length {
                        return;
                    }
                    let symbols = &folded.stream[links[0].stream.start..links[length - 1].stream.end];
                    let at = At::new(symbols[0], folded.end_of(symbols[symbols.len() - 1]));
                    if gaps::may_be_skipped(folded, symbols) && gaps::edges_hold(folded, at) {
                        found(literal, at);
                    }
                });
            }
        }
    }

    /// Follows every literal along the chain.
    fn walk(&self, chain: &[Placed], mut found: impl FnMut(u32, usize)) {
        let mut open: Vec<(Range<usize>, usize)> = match &chain[0].link {
            Link::Plain(c) => self.by_first.get(c).map(|r| (r.clone(), 1)).into_iter().collect(),
            Link::Syllable(s) => READINGS[s.as_str()].iter().filter_map(|c| self.by_first.get(c)).map(|r| (r.clone(), 1)).collect(),
        };
        while let Some((range, depth)) = open.pop() {
            let literals = &self.literals[range.clone()];
            let ended = literals.iter().take_while(|(l, _)| l.len() == depth).inspect(|(_, id)| found(*id, depth)).count();
            let Some(next) = chain.get(depth) else { continue };
            let rest = range.start + ended..range.end;
            let mut narrow = |c: char| {
                let literals = &self.literals[rest.clone()];
                let from = literals.partition_point(|(l, _)| l[depth] < c);
                let to = literals.partition_point(|(l, _)| l[depth] <= c);
                if from < to {
                    open.push((rest.start + from..rest.start + to, depth + 1));
                }
            };
            match &next.link {
                Link::Plain(c) => narrow(*c),
                Link::Syllable(s) => READINGS[s.as_str()].iter().for_each(|&c| narrow(c)),
            }
        }
    }
}

/// The runs of Latin letters, as places in the stream, that read as pinyin and touch a Han character.
pub(super) fn runs(folded: &Folded) -> impl Iterator<Item = Range<usize>> {
    let class = |place: usize| folded.stream.get(place).map(|&i| folded.class[i as usize]);
    let mut place = 0;
    std::iter::from_fn(move || {
        loop {
            while class(place).is_some_and(|c| c != Class::Latin) {
                place += 1;
            }
            class(place)?;
            let run = run_at(folded, place);
            place = run.end;
            if touches_han(folded, &run) && syllables(folded, &run).is_some() {
                return Some(run);
            }
        }
    })
}

/// Whether a Han character stands right before or after the run: elsewhere letters are words of their own.
fn touches_han(folded: &Folded, run: &Range<usize>) -> bool {
    [before(folded, folded.stream[run.start]), after(folded, folded.stream[run.end - 1])].contains(&Some(Class::Han))
}

/// What stands right before the character at `i`, but for what no reader sees.
fn before(folded: &Folded, i: u32) -> Option<Class> {
    folded.class[..i as usize].iter().rev().copied().find(|&c| c != Class::Ignorable)
}

/// What stands right after it.
fn after(folded: &Folded, i: u32) -> Option<Class> {
    folded.class[i as usize + 1..].iter().copied().find(|&c| c != Class::Ignorable)
}

/// The run of letters that begins at `place`: symbols that stand side by side.
fn run_at(folded: &Folded, place: usize) -> Range<usize> {
    let mut end = place + 1;
    while end < folded.stream.len() && folded.class[folded.stream[end] as usize] == Class::Latin && folded.stream[end] == folded.end_of(folded.stream[end - 1])
    {
        end += 1;
    }
    place..end
}

/// The run cut into syllables, the fewest that fill it. Capitals alone are an acronym: CT, BMI.
fn syllables(folded: &Folded, run: &Range<usize>) -> Option<Vec<Placed>> {
    let raw = |place: usize| folded.raw[folded.stream[place] as usize];
    if run.len() > LONGEST_RUN || (run.len() > 1 && run.clone().all(|p| raw(p).is_uppercase())) {
        return None;
    }
    let letters: String = run.clone().map(|p| folded.symbol[folded.stream[p] as usize]).collect();
    // The fewest syllables that end at each letter, and where the last of them begins.
    let mut best: Vec<Option<(usize, usize)>> = vec![None; letters.len() + 1];
    best[0] = Some((0, 0));
    for end in 1..=letters.len() {
        for start in end.saturating_sub(LONGEST_SYLLABLE)..end {
            if let Some((count, _)) = best[start]
                && READINGS.contains_key(&letters[start..end])
                && best[end].is_none_or(|(least, _)| count + 1 < least)
            {
                best[end] = Some((count + 1, start));
            }
        }
    }
    let mut cut = Vec::new();
    let mut end = letters.len();
    while end > 0 {
        let (_, start) = best[end]?;
        cut.push(Placed { link: Link::Syllable(letters[start..end].to_owned()), stream: run.start + start..run.start + end });
        end = start;
    }
    cut.reverse();
    Some(cut)
}

/// The links around a run, as far as a term that holds a part of it may reach; other runs within that touch a Han
/// character are syllables too.
fn chain(folded: &Folded, run: &Range<usize>) -> Vec<Placed> {
    let mut links = Vec::new();
    let mut place = run.start.saturating_sub(LONGEST - 1);
    let mut left = LONGEST;
    while place < folded.stream.len() && left > 0 {
        let i = folded.stream[place] as usize;
        let latin = folded.class[i] == Class::Latin;
        let here = if latin { run_at(folded, place) } else { place..place + 1 };
        place = here.end;
        match (latin && touches_han(folded, &here)).then(|| syllables(folded, &here)).flatten() {
            Some(cut) => {
                links.extend(cut);
                left = LONGEST;
            }
            None => {
                links.extend(here.map(|p| Placed { link: Link::Plain(folded.symbol[folded.stream[p] as usize]), stream: p..p + 1 }));
                left -= usize::from(place > run.end);
            }
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(u32, String)> {
        let folded = Folded::of_str(text);
        let mut hits = Vec::new();
        let literals = ["治疗", "治愈率", "永不复发", "加微信", "包治百病", "据说", "处方药"].map(str::to_owned);
        Walk::new(literals.iter().zip(0..)).scan(&folded, runs(&folded), |literal, at| {
            hits.push((literal, folded.raw[at.start as usize..at.end as usize].iter().collect()));
        });
        hits
    }

    #[test]
    fn syllables_among_characters_stand_for_them() {
        for (text, literal, words) in [
            ("正规治liao方案", 0, "治liao"),
            ("zhi愈率98%", 1, "zhi愈率"),
            ("yong不fu发", 2, "yong不fu发"),
            ("请加weixin领取", 3, "加weixin"),
            ("bāo治bǎi病", 4, "bāo治bǎi病"),
            ("ju说下月涨价", 5, "ju说"),
            ("chu方 药到付", 6, "chu方 药"),
        ] {
            assert_eq!(found(text), [(literal, words.to_owned())], "{text}");
        }
    }

    #[test]
    fn other_latin_words_are_none() {
        for text in ["zhiliao", "ZHI愈率", "CT治疗", "weixin加", "zh愈率", "治men诊", "治 liao。", "（zhi）愈率", "治愈 lvse 率"] {
            assert!(found(text).iter().all(|(literal, _)| *literal == 0 && text.contains("治 liao")), "{text}: {:?}", found(text));
        }
    }
}
