//! Terms written in pinyin, half or whole: 治liao, 治(liao), yong不fu发, 加weixin, 可genzhi; or one character by its first
//! letter: 永不f发.
//!
//! Tried only where a run of Latin letters that reads as pinyin stands beside a Han character. The stretch around it is
//! read as a chain of characters and syllables, and the literals are followed along it: a syllable stands for every
//! character of a literal that is read so. A match needs a character written plainly, or all of it small letters without
//! tones that touch a Han character, so that ordinary words are never compared by their sound, readings with tones are
//! readings, and English words and acronyms match nothing.

use std::ops::Range;

use super::{Dawg, gaps};
use crate::fold::{Alphabet, At, Class, Folded, MAX_FILLER, fold, pinyin};

/// The most characters of a term that is looked for.
const LONGEST: usize = 10;
/// A longer run of letters is no disguise.
const LONGEST_RUN: usize = 24;
/// Of a shorter term no character is written as a letter.
const SHORTEST_WITH_INITIAL: usize = 4;

/// What stands at one place of the chain.
#[derive(Debug)]
enum Link {
    Plain(char),
    Syllable(String),
    /// A letter alone, for a character that is read with it at the beginning.
    Initial(char),
}

/// A link and where it stands in the stream.
#[derive(Debug)]
struct Placed {
    link: Link,
    stream: Range<usize>,
}

/// Reports every word that stands in the block with at least one character in pinyin: its characters' numbers, its label
/// and its place. `runs` are the block's [`runs`].
pub(super) fn scan(words: &Dawg, alphabet: &Alphabet, folded: &Folded, runs: impl Iterator<Item = Range<usize>>, mut found: impl FnMut(&[u16], u32, At)) {
    let mut last = 0;
    for run in runs {
        // A stretch that an earlier run was read in is not read again.
        if run.start < last {
            continue;
        }
        let chain = chain(folded, &run);
        last = chain.last().map_or(last, |p| p.stream.end);
        for start in 0..chain.len() {
            walk(words, alphabet, &chain[start..], |word, label| {
                let links = &chain[start..start + word.len()];
                let syllables = links.iter().filter(|p| matches!(p.link, Link::Syllable(_))).count();
                let initials = links.iter().filter(|p| matches!(p.link, Link::Initial(_))).count();
                let spelled = syllables == word.len();
                if initials > 0 {
                    let plain = || links.iter().filter(|p| !matches!(p.link, Link::Initial(_)));
                    let han = |p: &Placed| folded.class[folded.stream[p.stream.start] as usize] == Class::Han;
                    if initials > 1 || word.len() < SHORTEST_WITH_INITIAL || !plain().all(han) {
                        return;
                    }
                } else if syllables == 0 || (spelled && !is_spelled_out(folded, &links[0].stream, &links[word.len() - 1].stream)) {
                    return;
                }
                let place = |links: &[Placed]| links[0].stream.start..links[links.len() - 1].stream.end;
                let at = |stream: &[u32]| At::new(stream[0], folded.end_of(stream[stream.len() - 1]));
                let symbols = &folded.stream[place(links)];
                let row = if spelled { &chain[row_of_syllables(&chain, start..start + word.len())] } else { links };
                if gaps::may_be_skipped(folded, symbols) && gaps::edges_hold(folded, at(&folded.stream[place(row)])) {
                    found(word, label, at(symbols));
                }
            });
        }
    }
}

/// A word of syllables with those that it stands among: 可zhiliao|biyan is one Latin word of two.
fn row_of_syllables(chain: &[Placed], of: Range<usize>) -> Range<usize> {
    let syllable = |p: &&Placed| matches!(p.link, Link::Syllable(_));
    let before = chain[..=of.start].iter().rev().take_while(syllable).count().saturating_sub(1);
    let after = chain[of.end - 1..].iter().take_while(syllable).count().saturating_sub(1);
    of.start - before..of.end + after
}

/// Follows every word along the chain, as far as one of two Han characters or more is worth it.
fn walk(words: &Dawg, alphabet: &Alphabet, chain: &[Placed], mut found: impl FnMut(&[u16], u32)) {
    let han = |&&number: &&u16| alphabet.text(&[number]).chars().all(|c| fold(c).1 == Class::Han);
    let mut open: Vec<(u32, Vec<u16>)> = vec![(words.root(), Vec::new())];
    while let Some((node, word)) = open.pop() {
        if let Some(label) = words.label(node)
            && word.iter().filter(han).count() >= 2
        {
            found(&word, label);
        }
        let Some(next) = chain.get(word.len()).filter(|_| word.len() < LONGEST) else { continue };
        let mut step = |c: char| {
            let number = alphabet.number(c);
            open.extend(words.step(node, number).map(|child| (child, [&word[..], &[number]].concat())));
        };
        match &next.link {
            Link::Plain(c) => step(*c),
            Link::Syllable(s) => pinyin::characters(s).iter().for_each(|&c| step(c)),
            Link::Initial(letter) => pinyin::characters_from(*letter).iter().for_each(|&c| step(c)),
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
            if touches_han(folded, &run) && (syllables(folded, &run).is_some() || is_initial(folded, &run)) {
                return Some(run);
            }
        }
    })
}

/// Whether a Han character stands before or after the run, with no more than filler between: elsewhere letters are words
/// of their own.
fn touches_han(folded: &Folded, run: &Range<usize>) -> bool {
    let skipped = |class: &Class| matches!(class, Class::Filler | Class::Space | Class::Ignorable);
    let first = folded.stream[run.start] as usize;
    let last = folded.stream[run.end - 1] as usize;
    let before = folded.class[..first].iter().rev().take(MAX_FILLER as usize + 1).find(|c| !skipped(c));
    let after = folded.class[last + 1..].iter().take(MAX_FILLER as usize + 1).find(|c| !skipped(c));
    before == Some(&Class::Han) || after == Some(&Class::Han)
}

/// Whether the run is one letter, right beside a Han character.
fn is_initial(folded: &Folded, run: &Range<usize>) -> bool {
    let i = folded.stream[run.start] as usize;
    let han = |i: Option<usize>| i.and_then(|i| folded.class.get(i)) == Some(&Class::Han);
    run.len() == 1 && (han(i.checked_sub(1)) || han(Some(i + 1)))
}

/// Whether a word that is syllables from its first to its last stands in small letters without tones, as one run that
/// touches a Han character, or each syllable in brackets: 可genzhi, 一次（zhi）（yu）.
fn is_spelled_out(folded: &Folded, first: &Range<usize>, last: &Range<usize>) -> bool {
    /// A shorter run is too often a word or acronym of another language.
    const SHORTEST: usize = 5;
    let (start, end) = (folded.stream[first.start] as usize, folded.stream[last.end - 1] as usize + 1);
    let raw = |i: Option<usize>| i.and_then(|i| folded.raw.get(i)).copied();
    let han = |i: Option<usize>| i.and_then(|i| folded.class.get(i)) == Some(&Class::Han);
    let word = &folded.raw[start..end];
    let latin = |i: &usize| folded.class[*i] == Class::Latin;
    let run_start = (0..start).rev().take_while(latin).last().unwrap_or(start);
    let run_end = (end..folded.class.len()).take_while(latin).last().map_or(end, |i| i + 1);
    let one_run = word.len() >= SHORTEST && word.iter().all(char::is_ascii_lowercase) && (han(run_start.checked_sub(1)) || han(Some(run_end)));
    let bracketed = matches!(raw(start.checked_sub(1)), Some('(' | '（')) && matches!(raw(Some(end)), Some(')' | '）'));
    one_run
        || (bracketed && word.iter().any(|c| matches!(c, '(' | '（')) && word.iter().all(|&c| c.is_ascii_lowercase() || matches!(c, '(' | '（' | ')' | '）')))
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

/// The run cut into syllables, the fewest that fill it. Two capitals are an acronym, CT, AI, but between Han characters.
fn syllables(folded: &Folded, run: &Range<usize>) -> Option<Vec<Placed>> {
    let raw = |place: usize| folded.raw[folded.stream[place] as usize];
    let (first, last) = (folded.stream[run.start] as usize, folded.stream[run.end - 1] as usize);
    let between = first > 0 && folded.class[first - 1] == Class::Han && folded.class.get(last + 1) == Some(&Class::Han) && raw(run.start) != 'A';
    if run.len() > LONGEST_RUN || (run.len() == 2 && run.clone().all(|p| raw(p).is_uppercase()) && !between) {
        return None;
    }
    let letters: String = run.clone().map(|p| folded.symbol[folded.stream[p] as usize]).collect();
    let cut = pinyin::syllables(&letters)?;
    Some(cut.into_iter().map(|s| Placed { link: Link::Syllable(letters[s.clone()].to_owned()), stream: run.start + s.start..run.start + s.end }).collect())
}

/// The links around a run, as far as a term that holds a part of it may reach; other runs within that touch a Han
/// character or follow a syllable are syllables too.
fn chain(folded: &Folded, run: &Range<usize>) -> Vec<Placed> {
    let mut links = Vec::new();
    let mut place = run.start.saturating_sub(LONGEST - 1);
    let mut left = LONGEST;
    while place < folded.stream.len() && left > 0 {
        let i = folded.stream[place] as usize;
        let latin = folded.class[i] == Class::Latin;
        let here = if latin { run_at(folded, place) } else { place..place + 1 };
        place = here.end;
        let spoken = latin && (touches_han(folded, &here) || matches!(links.last(), Some(Placed { link: Link::Syllable(_), .. })));
        match spoken.then(|| syllables(folded, &here)).flatten() {
            Some(cut) => {
                links.extend(cut);
                left = LONGEST;
            }
            None if latin && is_initial(folded, &here) => {
                links.push(Placed { link: Link::Initial(folded.symbol[i]), stream: here.clone() });
                left -= usize::from(place > run.end);
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
        let literals = ["治疗", "治愈率", "永不复发", "加微信", "包治百病", "据说", "处方药"];
        let alphabet = Alphabet::new(literals.iter().flat_map(|l| l.chars()));
        let mut words: Vec<(Vec<u16>, u32)> = literals.iter().zip(0..).map(|(l, n)| (alphabet.numbers(l), n)).collect();
        words.sort();
        let mut hits = Vec::new();
        scan(&Dawg::new(&words), &alphabet, &folded, runs(&folded), |_, label, at| {
            hits.push((label, folded.raw[at.start as usize..at.end as usize].iter().collect()));
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
            ("治（liao）方案", 0, "治（liao"),
            ("治 LIAO", 0, "治 LIAO"),
            ("永-bu-复-发", 2, "永-bu-复-发"),
            ("可zhiliao鼻炎", 0, "zhiliao"),
            ("一次（zhi）（liao）", 0, "zhi）（liao"),
            ("可zhiliaobiyan", 0, "zhiliao"),
            ("永BU复发", 2, "永BU复发"),
            ("永不f发", 2, "永不f发"),
            ("b治百病", 4, "b治百病"),
        ] {
            assert_eq!(found(text), [(literal, words.to_owned())], "{text}");
        }
    }

    #[test]
    fn other_latin_words_are_none() {
        for text in [
            "zhiliao",
            "CT治疗",
            "weixin加",
            "zh愈率",
            "治men诊",
            "治愈 lvse 率",
            "读作zhìliáo。",
            "据 LV 说",
            "维生素d治疗",
            "治l",
            "z愈率",
            "y不f发",
            "永不x发",
            "治。liao",
        ] {
            let found: Vec<_> = found(text).into_iter().filter(|(_, word)| !text.contains("治疗") || word != "治疗").collect();
            assert_eq!(found, [], "{text}");
        }
    }
}
