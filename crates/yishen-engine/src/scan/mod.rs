//! Every literal of rules, conditions, guards, allow-lists and recognisers, found in one pass; rule regexes at literals.
//!
//! [`Scanner`] is the only seam: it takes folded literals and gives hits, and nothing outside this module knows how they
//! are found.

mod gaps;
pub(crate) mod pattern;
mod pinyin;
mod trie;

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use aho_corasick::{AhoCorasick, MatchKind};

use self::pinyin::Walk;
use self::trie::Trie;
use crate::fold::{Alphabet, At, Class, Folded, fold, is_han_numeral};

/// A literal found in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) literal: u32,
    pub(crate) at: At,
    /// Written otherwise than the dictionary has it: filler between the characters, or variants that fold to them.
    pub(crate) disguised: bool,
}

/// Why a literal that stands in the text is no hit: for the trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Miss {
    /// Too much, or the wrong, filler between the characters.
    Gap,
    /// It is a part of a Latin word or of a number.
    Edge,
    /// Two words meet in it: 依据|说明.
    Torn,
}

/// Words that a two-character literal may be torn from: those that end with its first character and those that begin
/// with its second. See `rule-language.md` section 6.
#[derive(Debug)]
struct Torn {
    /// The words, to be read rightwards.
    right: Trie,
    /// The words from their ends.
    left: Trie,
}

impl Torn {
    /// Takes dictionary words; a word serves on either side. Longer ones than these tear nothing.
    const LONGEST: usize = 5;

    fn new(words: &[&str], alphabet: &Alphabet) -> Torn {
        let read = |reversed: bool| {
            let numbers = |w: &&str| -> Vec<u16> { w.chars().map(|c| alphabet.number(c)).collect() };
            let mut words: Vec<Vec<u16>> = words.iter().map(numbers).filter(|w| (2..=Self::LONGEST).contains(&w.len())).collect();
            if reversed {
                words.iter_mut().for_each(|w| w.reverse());
            }
            words.sort_unstable();
            words.dedup();
            Trie::new(&words)
        };
        Torn { right: read(false), left: read(true) }
    }

    /// Whether a word ends at `stream[first]` that begins before it, and one begins at `stream[last]` that ends after it.
    fn tears(&self, folded: &Folded, symbols: &[u16], first: usize, last: usize) -> bool {
        // Only symbols that touch are a word: a space or comma parts them.
        let touch = |a: usize| folded.stream[a] + 1 == folded.stream[a + 1];
        let mut left = false;
        let before = (0..=first).rev().take_while(|&p| p == first || touch(p));
        self.left.words_at(before.take(Self::LONGEST).map(|p| symbols[p]), |_, _| left = true);
        let mut right = false;
        let after = (last..symbols.len()).take_while(|&p| p == last || touch(p - 1));
        self.right.words_at(after.take(Self::LONGEST).map(|p| symbols[p]), |_, _| right = true);
        left && right
    }
}

/// What is scanned for, in the form in which it is looked for.
#[derive(Clone, Copy, Debug)]
struct Written {
    literal: u32,
    /// Its number among the literals and then the variants.
    text: u32,
    /// The number of characters.
    length: u32,
    /// Another writing of the literal.
    variant: bool,
    /// A literal of a pattern: it may stand anywhere, inside numbers and words too.
    loose: bool,
    /// It begins or ends with a letter, digit or Han numeral, whose neighbours matter.
    edged: bool,
    /// Two Han characters: it may be torn from two words.
    pair: bool,
}

/// Finds literals.
#[derive(Debug)]
pub(crate) struct Scanner {
    alphabet: Alphabet,
    trie: Trie,
    /// By the number of the word in the trie, where its writings begin in `written`: a literal may stand there twice, as
    /// a word and as a part of a pattern.
    writings: Vec<u32>,
    written: Vec<Written>,
    literals: Arc<[String]>,
    variants: Vec<(String, u32)>,
    torn: Torn,
    /// Made when a text first needs it.
    pinyin: OnceLock<Walk>,
    /// For text that costs the trie too many steps; made when one comes.
    automaton: OnceLock<AhoCorasick>,
}

/// Buffers that one screening uses again for every block.
#[derive(Debug, Default)]
pub(crate) struct ScanBuffers {
    /// The stream in the numbers of the alphabet.
    symbols: Vec<u16>,
    standing: Vec<Standing>,
}

/// A word of the trie that stands in the stream; what lies between its symbols was not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Standing {
    word: u32,
    /// The place of its first symbol in the stream.
    first: u32,
    length: u32,
}

/// The most steps along the trie a block may cost, for each character. Prose costs less than two.
const STEPS: usize = 12;

impl Scanner {
    /// Compiles folded literals; a hit names a literal by its index. `variants` are other writings of literals, each with
    /// the index of the literal it stands for. Between `torn` words a literal of two characters is none.
    pub(crate) fn new(literals: Arc<[String]>, loose: &[bool], variants: Vec<(String, u32)>, torn: &[&str]) -> Scanner {
        let writings = || literals.iter().zip(0_u32..).chain(variants.iter().map(|(written, literal)| (written, *literal)));
        let alphabet = Alphabet::new(writings().flat_map(|(text, _)| text.chars()).chain(torn.iter().flat_map(|w| w.chars())));
        let mut sorted: Vec<(Vec<u16>, Written)> = writings()
            .enumerate()
            .map(|(n, (text, literal))| {
                let numbers: Vec<u16> = text.chars().map(|c| alphabet.number(c)).collect();
                let plain = |c: char| fold(c).1 == Class::Han && !is_han_numeral(c);
                let han = |c: char| fold(c).1 == Class::Han;
                let written = Written {
                    literal,
                    text: n as u32,
                    length: numbers.len() as u32,
                    variant: n >= literals.len(),
                    loose: loose[literal as usize],
                    edged: !(text.starts_with(plain) && text.ends_with(plain)),
                    pair: numbers.len() == 2 && text.chars().all(han),
                };
                (numbers, written)
            })
            .collect();
        sorted.sort_by(|a, b| a.0.cmp(&b.0));
        let (mut words, mut starts, mut written) = (Vec::new(), Vec::new(), Vec::new());
        for (numbers, one) in sorted {
            if words.last() != Some(&numbers) {
                words.push(numbers);
                starts.push(written.len() as u32);
            }
            written.push(one);
        }
        starts.push(written.len() as u32);
        Scanner {
            trie: Trie::new(&words),
            writings: starts,
            written,
            torn: Torn::new(torn, &alphabet),
            alphabet,
            literals,
            variants,
            pinyin: OnceLock::new(),
            automaton: OnceLock::new(),
        }
    }

    /// Appends every hit in the block, by place, the longest first; `missed` is told of what stood there and was no hit.
    pub(crate) fn scan(&self, folded: &Folded, buffers: &mut ScanBuffers, hits: &mut Vec<Hit>, mut missed: impl FnMut(u32, At, Miss)) {
        let ScanBuffers { symbols, standing } = buffers;
        symbols.clear();
        symbols.extend(folded.stream.iter().map(|&i| self.alphabet.number(folded.symbol[i as usize])));
        standing.clear();
        if !self.walk(symbols, standing) {
            standing.clear();
            self.run_automaton(folded, standing);
        }
        let from = hits.len();
        for &Standing { word, first, length } in standing.iter() {
            let (first, last) = (first as usize, (first + length) as usize - 1);
            let at = At::new(folded.stream[first], folded.end_of(folded.stream[last]));
            for written in &self.written[self.writings[word as usize] as usize..self.writings[word as usize + 1] as usize] {
                match self.miss(folded, symbols, written, at, first, last) {
                    Some(miss) => missed(written.literal, at, miss),
                    None => hits.push(Hit { literal: written.literal, at, disguised: written.variant || gaps::is_disguised(folded, at) }),
                }
            }
        }
        let mut runs = pinyin::runs(folded).peekable();
        if runs.peek().is_some() {
            let walk = self.pinyin.get_or_init(|| {
                let loose: HashSet<u32> = self.written.iter().filter(|w| w.loose).map(|w| w.literal).collect();
                Walk::new(self.literals.iter().zip(0..).filter(|(_, id)| !loose.contains(id)))
            });
            let plain = hits.len();
            walk.scan(folded, runs, |literal, at| hits.push(Hit { literal, at, disguised: true }));
            if hits.len() > plain {
                hits[from..].sort_unstable_by_key(|h| (h.at.start, std::cmp::Reverse(h.at.end), h.literal));
            }
        }
    }

    /// Finds what stands in the stream with the trie, by place, the longest first; fails when that takes too many steps.
    fn walk(&self, symbols: &[u16], standing: &mut Vec<Standing>) -> bool {
        let mut steps = STEPS * (symbols.len() + 64);
        for first in 0..symbols.len() {
            let before = standing.len();
            let taken = self.trie.words_at(symbols[first..].iter().copied(), |word, length| {
                standing.push(Standing { word, first: first as u32, length: length as u32 });
            });
            if standing.len() > before + 1 {
                standing[before..].reverse();
            }
            match steps.checked_sub(taken) {
                Some(left) => steps = left,
                None => return false,
            }
        }
        true
    }

    /// Finds the same with an automaton, in time linear in the text and what stands in it.
    fn run_automaton(&self, folded: &Folded, standing: &mut Vec<Standing>) {
        let automaton = self.automaton.get_or_init(|| {
            let text = |n: usize| self.literals.get(n).unwrap_or_else(|| &self.variants[n - self.literals.len()].0);
            let starts = &self.writings[..self.writings.len() - 1];
            let words = starts.iter().map(|&start| text(self.written[start as usize].text as usize));
            AhoCorasick::builder().match_kind(MatchKind::Standard).build(words).expect("the automaton holds the literals of any pack")
        });
        let haystack: String = folded.stream.iter().map(|&i| folded.symbol[i as usize]).collect();
        let starts: Vec<usize> = haystack.char_indices().map(|(at, _)| at).collect();
        standing.extend(automaton.find_overlapping_iter(haystack.as_str()).map(|found| {
            let word = found.pattern().as_u32();
            let first = starts.partition_point(|&s| s < found.start()) as u32;
            Standing { word, first, length: self.written[self.writings[word as usize] as usize].length }
        }));
        standing.sort_unstable_by_key(|s| (s.first, std::cmp::Reverse(s.length)));
    }

    /// Why the literal that stands at symbols `first` to `last` is no hit, if it is none.
    fn miss(&self, folded: &Folded, symbols: &[u16], written: &Written, at: At, first: usize, last: usize) -> Option<Miss> {
        let touching = folded.stream[last] - folded.stream[first] == written.length - 1;
        if !touching && !gaps::may_be_skipped(folded, &folded.stream[first..=last]) {
            Some(Miss::Gap)
        } else if written.loose {
            None
        } else if written.edged && !gaps::edges_hold(folded, at) {
            Some(Miss::Edge)
        } else if written.pair && folded.class[at.end as usize - 1] == Class::Han && self.torn.tears(folded, symbols, first, last) {
            Some(Miss::Torn)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(literals: &[&str], text: &str) -> Vec<String> {
        let torn = ["树根", "治理", "依据", "说明", "说明书"];
        let folded = Folded::of_str(text);
        let mut hits = Vec::new();
        let literals: Arc<[String]> = literals.iter().map(|&l| l.to_owned()).collect();
        let loose = vec![false; literals.len()];
        let variants = vec![("艮治".to_owned(), 0)];
        Scanner::new(literals, &loose, variants, &torn).scan(&folded, &mut ScanBuffers::default(), &mut hits, |_, _, _| {});
        hits.iter().map(|h| folded.raw[h.at.start as usize..h.at.end as usize].iter().collect()).collect()
    }

    #[test]
    fn filler_is_skipped_and_stands_in_the_span() {
        for text in ["根 治", "根*治", "根\u{200b}治", "根🌿治", "根(gēn)治", "根...治"] {
            assert_eq!(found(&["根治"], text), [text], "{text}");
        }
    }

    #[test]
    fn variants_are_found_as_the_literal() {
        assert_eq!(found(&["根治"], "艮 治鼻炎，gen治哮喘"), ["艮 治", "gen治"]);
    }

    #[test]
    fn breaks_commas_and_too_much_filler_are_not_skipped() {
        for text in ["根。治", "根，治", "根\n治", "根....治", "根！治"] {
            assert!(found(&["根治"], text).is_empty(), "{text}");
        }
    }

    #[test]
    fn commas_and_line_breaks_are_skipped_in_long_terms_only() {
        assert_eq!(found(&["加微信"], "加\n微\n信"), ["加\n微\n信"]);
        assert!(found(&["加微信"], "加微\n信").is_empty());
        assert_eq!(found(&["永不复发"], "永不，复发"), ["永不，复发"]);
        assert!(found(&["永不复发"], "永不。复发").is_empty());
    }

    #[test]
    fn latin_and_numeral_edges_are_edges_in_the_text() {
        assert!(found(&["加v"], "增加VTE筛查").is_empty());
        assert_eq!(found(&["加v"], "请加V领取"), ["加V"]);
        assert!(found(&["三天"], "三十三天、十三天").is_empty());
        assert_eq!(found(&["三天"], "只要三天"), ["三天"]);
        assert!(found(&["3天"], "13天、1.3天").is_empty());
        assert_eq!(found(&["唯一"], "全国唯一一家"), ["唯一"]);
    }

    #[test]
    fn a_literal_torn_from_two_words_is_no_hit() {
        assert!(found(&["据说"], "依据说明书服用").is_empty());
        assert_eq!(found(&["据说"], "据说明年开诊"), ["据说"]);
        assert!(found(&["根治"], "植树根治理沙漠").is_empty());
    }

    #[test]
    fn overlapping_literals_are_all_found() {
        assert_eq!(found(&["第一", "全国第一", "一人"], "全国第一人"), ["全国第一", "第一", "一人"]);
    }

    /// What stands in the text by the trie, if its steps suffice, and by the automaton.
    fn both_ways(literals: Vec<String>, text: &str) -> (Option<Vec<Standing>>, Vec<Standing>) {
        let loose = vec![false; literals.len()];
        let scanner = Scanner::new(literals.into(), &loose, Vec::new(), &[]);
        let folded = Folded::of_str(text);
        let symbols: Vec<u16> = folded.stream.iter().map(|&i| scanner.alphabet.number(folded.symbol[i as usize])).collect();
        let (mut trie, mut automaton) = (Vec::new(), Vec::new());
        let enough = scanner.walk(&symbols, &mut trie);
        scanner.run_automaton(&folded, &mut automaton);
        (enough.then_some(trie), automaton)
    }

    #[test]
    fn text_made_to_cost_many_steps_is_scanned_by_the_automaton() {
        let literals = vec!["治".repeat(60), "治".repeat(59) + "愈"];
        let text = "治".repeat(5_000) + "愈";
        assert_eq!(both_ways(literals.clone(), &text).0, None);
        let literals: Vec<&str> = literals.iter().map(String::as_str).collect();
        assert_eq!(found(&literals, &text).len(), 5_000 - 59 + 1);
    }

    proptest! {
        #[test]
        fn the_trie_finds_what_the_automaton_finds(literals in prop::collection::btree_set("[甲乙丙a𠮷]{1,6}", 1..40), text in "[甲乙丙丁a𠮷 。]{0,120}") {
            let (trie, automaton) = both_ways(literals.into_iter().collect(), &text);
            prop_assert_eq!(trie, Some(automaton));
        }
    }
}
