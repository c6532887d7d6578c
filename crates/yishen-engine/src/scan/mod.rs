//! One automaton over every literal of rules, conditions, guards, allow-lists and recognisers; rule regexes at literals.
//!
//! [`Scanner`] is the only seam to the automaton: it takes folded literals and gives hits, and nothing outside this
//! module knows how they are found.

mod gaps;
pub(crate) mod pattern;
mod pinyin;

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use aho_corasick::{AhoCorasick, MatchKind};

use self::pinyin::Walk;
use crate::fold::{At, Class, Folded};

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
#[derive(Clone, Debug, Default)]
pub(crate) struct TornWords {
    left: HashSet<String>,
    right: HashSet<String>,
}

impl TornWords {
    /// Collects dictionary words; a word serves on either side.
    pub(crate) fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> TornWords {
        let left: HashSet<String> = words.into_iter().map(str::to_owned).collect();
        TornWords { right: left.clone(), left }
    }

    /// Whether a word ends at `stream[first]` that begins before it, and one begins at `stream[last]` that ends after it.
    fn tears(&self, folded: &Folded, first: usize, last: usize) -> bool {
        const LONGEST: usize = 5;
        // Only symbols that touch are a word: a space or comma parts them.
        let touch = |a: usize| folded.stream[a] + 1 == folded.stream[a + 1];
        let word = |from: usize, to: usize| -> String { folded.stream[from..to].iter().map(|&i| folded.symbol[i as usize]).collect() };
        let left = (1..LONGEST).take_while(|&n| n <= first && touch(first - n)).any(|n| self.left.contains(&word(first - n, first + 1)));
        left && (1..LONGEST).take_while(|&n| last + n < folded.stream.len() && touch(last + n - 1)).any(|n| self.right.contains(&word(last, last + n + 1)))
    }
}

/// The automaton.
#[derive(Debug)]
pub(crate) struct Scanner {
    automaton: AhoCorasick,
    literals: Arc<[String]>,
    /// The number of characters of each literal, then of each variant.
    lengths: Vec<u32>,
    /// Literals of patterns: they may stand anywhere, inside numbers and words too.
    loose: Vec<bool>,
    torn: TornWords,
    /// The literals in other writings that stand behind the literals in the automaton: which literal each is.
    variant_of: Vec<u32>,
    /// Made when a text first needs it.
    pinyin: OnceLock<Walk>,
}

/// Buffers that one screening uses again for every block.
#[derive(Debug, Default)]
pub(crate) struct ScanBuffers {
    haystack: String,
    /// The byte at which each symbol of the stream begins in the haystack.
    starts: Vec<u32>,
}

impl Scanner {
    /// Compiles folded literals; a hit names a literal by its index. `variants` are other writings of literals, each with
    /// the index of the literal it stands for.
    ///
    /// # Panics
    /// When the literals are too many for the automaton (over two thousand million states), which no pack that fits
    /// in memory reaches.
    pub(crate) fn new(literals: Arc<[String]>, loose: &[bool], variants: &[(String, u32)], torn: TornWords) -> Scanner {
        let written = || literals.iter().map(String::as_str).chain(variants.iter().map(|(written, _)| written.as_str()));
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(written()).expect("the automaton holds the literals of any pack");
        let lengths = written().map(|l| l.chars().count() as u32).collect();
        Scanner {
            automaton,
            literals,
            lengths,
            loose: loose.to_vec(),
            torn,
            variant_of: variants.iter().map(|&(_, literal)| literal).collect(),
            pinyin: OnceLock::new(),
        }
    }

    /// Appends every hit in the block, in the order of their ends; `missed` is told of what stood there and was no hit.
    pub(crate) fn scan(&self, folded: &Folded, buffers: &mut ScanBuffers, hits: &mut Vec<Hit>, mut missed: impl FnMut(u32, At, Miss)) {
        let ScanBuffers { haystack, starts } = buffers;
        haystack.clear();
        starts.clear();
        for &i in &folded.stream {
            starts.push(haystack.len() as u32);
            haystack.push(folded.symbol[i as usize]);
        }
        for found in self.automaton.find_overlapping_iter(haystack.as_str()) {
            let pattern = found.pattern().as_usize();
            let variant_of = pattern.checked_sub(self.literals.len()).map(|v| self.variant_of[v]);
            let literal = variant_of.unwrap_or(pattern as u32);
            let first = starts.partition_point(|&s| (s as usize) < found.start());
            let last = first + self.lengths[pattern] as usize - 1;
            let at = At::new(folded.stream[first], folded.end_of(folded.stream[last]));
            let torn = || {
                last == first + 1
                    && folded.class[at.start as usize] == Class::Han
                    && folded.class[at.end as usize - 1] == Class::Han
                    && self.torn.tears(folded, first, last)
            };
            let miss = if !gaps::may_be_skipped(folded, &folded.stream[first..=last]) {
                Some(Miss::Gap)
            } else if self.loose[literal as usize] {
                None
            } else if !gaps::edges_hold(folded, at) {
                Some(Miss::Edge)
            } else if torn() {
                Some(Miss::Torn)
            } else {
                None
            };
            match miss {
                Some(miss) => missed(literal, at, miss),
                None => hits.push(Hit { literal, at, disguised: variant_of.is_some() || gaps::is_disguised(folded, at) }),
            }
        }
        let mut runs = pinyin::runs(folded).peekable();
        if runs.peek().is_some() {
            let walk = self.pinyin.get_or_init(|| Walk::new(self.literals.iter().zip(0..).filter(|&(_, id)| !self.loose[id as usize])));
            walk.scan(folded, runs, |literal, at| hits.push(Hit { literal, at, disguised: true }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(literals: &[&str], text: &str) -> Vec<String> {
        let torn = TornWords::new(["树根", "治理", "依据", "说明", "说明书"]);
        let folded = Folded::of_str(text);
        let mut hits = Vec::new();
        let literals: Arc<[String]> = literals.iter().map(|&l| l.to_owned()).collect();
        let loose = vec![false; literals.len()];
        let variants = [("艮治".to_owned(), 0)];
        Scanner::new(literals, &loose, &variants, torn).scan(&folded, &mut ScanBuffers::default(), &mut hits, |_, _, _| {});
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
}
