//! Every literal of rules, conditions, guards, allow-lists and recognisers, found in one pass; rule regexes at literals.
//!
//! [`Scanner`] is the only seam: it takes folded literals and gives hits, and nothing outside this module knows how they
//! are found.

mod dawg;
mod gaps;
pub(crate) mod pattern;
mod pinyin;
mod sound;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::{Deserialize, Serialize};

pub(crate) use self::dawg::Dawg;
use self::sound::Sounds;
use crate::fold::{Alphabet, At, Class, Folded, fold, is_han_numeral};
use crate::lists::{Lists, Numbered};

/// A literal found in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// What the literal is there for, by number: literals that serve alike share one.
    pub(crate) role: u32,
    /// Equal for the same literal, however it is written.
    pub(crate) key: u32,
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

/// What is scanned for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Literal {
    /// Folded.
    pub(crate) text: String,
    pub(crate) role: u32,
    /// A literal of a pattern: it may stand anywhere, inside numbers and words too.
    pub(crate) loose: bool,
    /// One Han character that nothing begins with: where it stands is noted by character, and is no hit unless somebody
    /// asks. Such characters are half of all literals that stand in prose.
    pub(crate) quiet: bool,
    /// A literal of a finder.
    pub(crate) sought: bool,
}

impl Literal {
    /// Whether a literal may be quiet: its neighbours do not matter.
    pub(crate) fn may_be_quiet(text: &str) -> bool {
        let mut characters = text.chars();
        matches!((characters.next(), characters.next()), (Some(c), None) if fold(c).1 == Class::Han && !is_han_numeral(c))
    }
}

/// A word and another writing of it, which stands for it within every literal: 微信, 薇信.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Variant {
    pub(crate) plain: String,
    pub(crate) written: String,
}

/// Words that a two-character literal may be torn from: those that end with its first character and those that begin
/// with its second. See `rule-language.md` section 6.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Torn {
    /// All words, to be read rightwards.
    right: Dawg,
    /// Those that end with the first character of a literal that may be torn, from their ends.
    left: Dawg,
    /// By the number of a character, whether it is a common word alone.
    alone: Vec<bool>,
}

impl Torn {
    /// Takes dictionary words; longer ones than these tear nothing.
    const LONGEST: usize = 5;

    /// `ends` are the first characters of the literals that may be torn.
    fn new(words: &[&str], ends: &BTreeSet<char>, alphabet: &Alphabet) -> Torn {
        let read = |at_the_end: bool| {
            let needed = |word: &&&str| !at_the_end || word.ends_with(|c| ends.contains(&c));
            let numbers = words.iter().filter(needed).map(|w| alphabet.numbers(w)).filter(|w| (2..=Self::LONGEST).contains(&w.len()));
            let mut words: Vec<(Vec<u16>, u32)> = numbers.map(|w| (w, 0)).collect();
            if at_the_end {
                words.iter_mut().for_each(|(w, _)| w.reverse());
            }
            words.sort_unstable();
            words.dedup();
            Dawg::new(&words)
        };
        let mut alone = vec![false; alphabet.len() + 1];
        words.iter().map(|w| alphabet.numbers(w)).filter(|w| w.len() == 1).for_each(|w| alone[usize::from(w[0])] = true);
        Torn { right: read(false), left: read(true), alone }
    }

    fn is_sound(&self, characters: usize) -> bool {
        self.left.is_sound(1) && self.right.is_sound(1) && self.alone.len() == characters + 1
    }

    /// The length of the longest word that begins at `stream[first]`.
    fn longest_word(&self, folded: &Folded, symbols: &[u16], first: usize) -> Option<usize> {
        let mut longest = None;
        self.right.words_at(touching(folded, first).take(Self::LONGEST).map(|p| symbols[p]), |_, length| longest = Some(length));
        longest
    }

    /// Whether a word ends at `stream[first]` that begins before it, and one begins at `stream[last]` that ends after it.
    fn tears(&self, folded: &Folded, symbols: &[u16], first: usize, last: usize) -> bool {
        let mut left = false;
        let before = (0..=first).rev().take_while(|&p| p == first || folded.stream[p] + 1 == folded.stream[p + 1]);
        self.left.words_at(before.take(Self::LONGEST).map(|p| symbols[p]), |_, _| left = true);
        left && self.longest_word(folded, symbols, last).is_some()
    }

    /// Whether a word holds the characters at `stream[place]` and before it.
    fn joins(&self, folded: &Folded, symbols: &[u16], place: usize) -> bool {
        let starts = (place.saturating_sub(Self::LONGEST - 1)..place).rev();
        starts
            .take_while(|&start| folded.stream.get(start + 1) == Some(&(folded.stream[start] + 1)))
            .any(|start| self.longest_word(folded, symbols, start) > Some(place - start))
    }

    /// Whether the Han character at `stream[place]` is no common word alone and stands in no word, neither in a literal, of
    /// which `joined` tells, nor in one of these.
    fn is_odd(&self, folded: &Folded, symbols: &[u16], joined: &[bool], place: usize) -> bool {
        let i = folded.stream[place] as usize;
        let odd = !joined[place]
            && !joined[place + 1]
            && folded.class[i] == Class::Han
            && !self.alone[usize::from(symbols[place])]
            && !is_han_numeral(folded.symbol[i]);
        odd && self.longest_word(folded, symbols, place).is_none() && !self.joins(folded, symbols, place)
    }
}

/// The places of the stream from one on whose symbols touch: a space or comma parts words.
fn touching(folded: &Folded, first: usize) -> impl Iterator<Item = usize> {
    (first..folded.stream.len()).take_while(move |&p| p == first || folded.stream[p - 1] + 1 == folded.stream[p])
}

/// A way in which a word is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
struct Writing {
    /// Of a variant, the number of its `meanings`.
    role: u32,
    /// Another writing of a word, which may stand for it in a literal.
    variant: bool,
    /// A literal of a pattern.
    loose: bool,
    /// A literal of a finder.
    sought: bool,
    /// It begins or ends with a letter, digit or Han numeral, whose neighbours matter.
    edged: bool,
    /// Two Han characters: it may be torn from two words.
    pair: bool,
}

impl Writing {
    fn of(literal: &Literal) -> Writing {
        let Literal { text, role, loose, sought, .. } = literal;
        let han = |c: char| fold(c).1 == Class::Han;
        let plain = |c: char| han(c) && !is_han_numeral(c);
        Writing {
            role: *role,
            variant: false,
            loose: *loose,
            sought: *sought,
            edged: !(text.starts_with(plain) && text.ends_with(plain)),
            pair: text.chars().count() == 2 && text.chars().all(han),
        }
    }

    /// Of variants that stand for the words of a number.
    fn of_variant(meaning: u32) -> Writing {
        Writing { role: meaning, variant: true, loose: false, sought: false, edged: true, pair: false }
    }
}

/// In the place of the role of a quiet literal: the character is none.
const LOUD: u32 = u32::MAX;

/// Finds literals.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Scanner {
    alphabet: Alphabet,
    /// Every literal, and every other writing of a word; a label is the number of a list of `writings`.
    words: Dawg,
    /// A literal may be looked for twice, as a word and as a part of a pattern.
    writings: Lists<Writing>,
    /// The plain words that other writings stand for. Writings of the same words share a number, and so what follows in the
    /// graph.
    meanings: Vec<Vec<String>>,
    torn: Torn,
    /// By the number of a character: the role of the quiet literal that it is, or [`LOUD`].
    quiet: Vec<u32>,
    /// Made when an odd character comes.
    #[serde(skip)]
    sounds: OnceLock<Sounds>,
    /// For text that costs too many steps; made when one comes.
    #[serde(skip)]
    automaton: OnceLock<Automaton>,
}

/// Finds the same words in time linear in the text and what stands in it.
#[derive(Debug)]
struct Automaton {
    matcher: AhoCorasick,
    /// By the number of the word: its label and its length.
    words: Vec<(u32, u32)>,
}

/// Buffers that one screening uses again for every block.
#[derive(Debug, Default)]
pub(crate) struct ScanBuffers {
    /// The stream in the numbers of the alphabet.
    symbols: Vec<u16>,
    standing: Vec<Standing>,
    /// The other writings of words that stand in the block; the label is the number of their meanings.
    others: Vec<Standing>,
    /// Whether a literal holds the character and the one before it; one more than characters.
    joined: Vec<bool>,
    /// The places of the characters that no word holds.
    odd: Vec<u32>,
}

/// A word that stands in the stream; what lies between its symbols was not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Standing {
    label: u32,
    /// The place of its first symbol in the stream.
    first: u32,
    length: u32,
}

/// What a scan leaves.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// By place, the longest first.
    pub(crate) hits: Vec<Hit>,
    /// The quiet literals that stand in the block: number and character, in order.
    pub(crate) quiet: Vec<(u16, u32)>,
    /// The literals that hits stand for whose symbols are not the literal's own: 薇信, 微xin.
    pub(crate) undone: Vec<(At, String)>,
}

impl Found {
    pub(crate) fn clear(&mut self) {
        self.hits.clear();
        self.quiet.clear();
        self.undone.clear();
    }
}

/// The most steps along the graph a block may cost, for each character. Prose costs less than two.
const STEPS: usize = 12;

impl Scanner {
    /// Compiles literals and the other writings of parts of them. Between `torn` words a literal of two characters is none.
    pub(crate) fn new(literals: &[Literal], mut variants: Vec<Variant>, torn: &[&str]) -> Scanner {
        variants.sort_unstable();
        variants.dedup();
        let mut written: BTreeMap<String, Vec<Writing>> = BTreeMap::new();
        let quiet: Vec<(char, u32)> = literals.iter().filter(|l| l.quiet).filter_map(|l| Some((l.text.chars().next()?, l.role))).collect();
        for literal in literals.iter().filter(|l| !l.quiet) {
            written.entry(literal.text.clone()).or_default().push(Writing::of(literal));
        }
        let mut plain: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for variant in variants {
            plain.entry(variant.written).or_default().push(variant.plain);
        }
        let mut meanings: Numbered<Vec<String>> = Numbered::default();
        for (text, words) in plain {
            written.entry(text).or_default().push(Writing::of_variant(meanings.number(words)));
        }
        let read = written.keys().flat_map(|text| text.chars()).chain(torn.iter().flat_map(|w| w.chars()));
        let alphabet = Alphabet::new(read.chain(quiet.iter().map(|&(c, _)| c)));
        let may_be_torn = |(text, writings): &(&String, &Vec<Writing>)| writings.iter().any(|w| w.pair || (w.variant && text.chars().count() == 2));
        let ends = written.iter().filter(may_be_torn).filter_map(|(text, _)| text.chars().next()).collect();
        let mut writings: Numbered<Vec<Writing>> = Numbered::default();
        let mut words: Vec<(Vec<u16>, u32)> = Vec::with_capacity(written.len());
        for (text, mut of) in written {
            of.sort_unstable();
            words.push((alphabet.numbers(&text), writings.number(of)));
        }
        words.sort_unstable();
        let mut quiet_roles = vec![LOUD; alphabet.len() + 1];
        quiet.iter().for_each(|&(c, role)| quiet_roles[usize::from(alphabet.number(c))] = role);
        Scanner {
            words: Dawg::new(&words),
            quiet: quiet_roles,
            writings: writings.things().into_iter().collect(),
            meanings: meanings.things(),
            torn: Torn::new(torn, &ends, &alphabet),
            alphabet,
            sounds: OnceLock::new(),
            automaton: OnceLock::new(),
        }
    }

    /// Tells every literal, folded, with the role that it has; twice, if it is also a part of a pattern.
    pub(crate) fn literals(&self, mut found: impl FnMut(String, u32)) {
        self.words.each(|word, label| {
            for writing in self.writings.of(label).iter().filter(|w| !w.variant) {
                found(self.alphabet.text(word), writing.role);
            }
        });
        for (number, &role) in (0..).zip(&self.quiet).filter(|(_, role)| **role != LOUD) {
            found(self.alphabet.text(&[number]), role);
        }
    }

    /// The number of a literal's first character.
    pub(crate) fn number_of(&self, literal: &str) -> u16 {
        literal.chars().next().map_or(0, |c| self.alphabet.number(c))
    }

    /// The role of the quiet literal whose number this is.
    pub(crate) fn quiet_role(&self, number: u16) -> u32 {
        self.quiet[usize::from(number)]
    }

    /// The hit of a quiet literal, if `number` is one's, that stands at a character.
    pub(crate) fn quiet_hit(&self, number: u16, i: u32) -> Hit {
        Hit { role: self.quiet_role(number), key: key_of(&[number]), at: At::new(i, i + 1), disguised: false }
    }

    /// Whether its tables fit each other and the number of roles: false only of bytes that nobody wrote so.
    pub(crate) fn is_sound(&self, roles: usize) -> bool {
        let quiet = self.quiet.len() == self.alphabet.len() + 1 && self.quiet.iter().all(|&role| role == LOUD || (role as usize) < roles);
        let roles = quiet && self.writings.items().iter().all(|w| (w.role as usize) < if w.variant { self.meanings.len() } else { roles });
        roles && self.writings.is_sound() && self.words.is_sound(self.writings.len()) && self.torn.is_sound(self.alphabet.len())
    }

    /// Adds every hit in the block; `missed` is told of the roles of what stood there and was no hit.
    pub(crate) fn scan(&self, folded: &Folded, buffers: &mut ScanBuffers, found: &mut Found, mut missed: impl FnMut(u32, At, Miss)) {
        let ScanBuffers { symbols, standing, others, joined, odd } = buffers;
        symbols.clear();
        symbols.extend(folded.stream.iter().map(|&i| self.alphabet.number(folded.symbol[i as usize])));
        standing.clear();
        if !self.walk(symbols, standing) {
            standing.clear();
            self.run_automaton(folded, standing);
        }
        let Found { hits, quiet, undone } = found;
        let from = hits.len();
        others.clear();
        for &Standing { label, first, length } in standing.iter() {
            let (from, last) = (first as usize, (first + length) as usize - 1);
            let at = At::new(folded.stream[from], folded.end_of(folded.stream[last]));
            for writing in self.writings.of(label) {
                if writing.variant {
                    others.push(Standing { label: writing.role, first, length });
                } else if let Some(miss) = self.miss(folded, symbols, *writing, at, from, last) {
                    missed(writing.role, at, miss);
                } else {
                    hits.push(Hit { role: writing.role, key: key_of(&symbols[from..=last]), at, disguised: gaps::is_disguised(folded, at) });
                }
            }
        }
        let plain = hits.len();
        self.note_quiet(folded, symbols, quiet, hits);
        if !others.is_empty() {
            self.undo_others(folded, symbols, others, |word, hit| {
                hits.push(hit);
                undone.push((hit.at, self.alphabet.text(word)));
            });
        }
        joined.clear();
        joined.resize(symbols.len() + 1, false);
        let is_word = |s: &&Standing| self.literals_of(s.label).next().is_some();
        standing.iter().filter(is_word).for_each(|s| joined[s.first as usize + 1..(s.first + s.length) as usize].fill(true));
        odd.clear();
        odd.extend((0..symbols.len()).filter(|&place| self.torn.is_odd(folded, symbols, joined, place)).map(|place| place as u32));
        if !odd.is_empty() {
            let sounds = self.sounds.get_or_init(|| Sounds::new(&self.alphabet));
            let stream = sound::Stream { words: &self.words, sounds, folded, symbols, joined, odd, torn: &self.torn };
            stream.scan(|word, label, first| {
                self.tell_other(folded, symbols, first..first + word.len(), word, self.literals_of(label).filter(|w| w.sought), &mut |word, hit| {
                    hits.push(hit);
                    undone.push((hit.at, self.alphabet.text(word)));
                });
            });
        }
        let mut runs = pinyin::runs(folded).peekable();
        if runs.peek().is_some() {
            pinyin::scan(&self.words, &self.alphabet, folded, runs, |word, label, at| {
                for writing in self.literals_of(label) {
                    hits.push(Hit { role: writing.role, key: key_of(word), at, disguised: true });
                    undone.push((at, self.alphabet.text(word)));
                }
            });
        }
        if hits.len() > plain {
            hits[from..].sort_unstable_by_key(|h| (h.at.start, std::cmp::Reverse(h.at.end), h.key, h.role));
        }
    }

    /// Notes where the quiet literals stand; those in disguise are hits as others are.
    fn note_quiet(&self, folded: &Folded, symbols: &[u16], quiet: &mut Vec<(u16, u32)>, hits: &mut Vec<Hit>) {
        let mut marks = folded.marks(At::new(0, folded.len())).peekable();
        for (&i, &number) in folded.stream.iter().zip(symbols) {
            if self.quiet[usize::from(number)] == LOUD {
                continue;
            }
            while marks.next_if(|&mark| mark < i).is_some() {}
            let at = At::new(i, folded.end_of(i));
            if marks.peek() == Some(&i) && gaps::is_disguised(folded, at) {
                hits.push(Hit { at, disguised: true, ..self.quiet_hit(number, i) });
            } else {
                quiet.push((number, i));
            }
        }
        quiet.sort_unstable();
    }

    /// Tells the literals that stand in the block when words in another writing, `others`, are read as the plain ones.
    fn undo_others(&self, folded: &Folded, symbols: &[u16], others: &[Standing], mut found: impl FnMut(&[u16], Hit)) {
        /// The most characters of a literal before a word in another writing.
        const REACH: usize = 12;
        let plains = |other: &Standing| -> Vec<Vec<u16>> { self.meanings[other.label as usize].iter().map(|plain| self.alphabet.numbers(plain)).collect() };
        // Each with the plain words that it may stand for.
        let others: Vec<(&Standing, Vec<Vec<u16>>)> = others.iter().map(|other| (other, plains(other))).collect();
        let read = |open: &mut Vec<(u32, usize, Vec<u16>)>, node: u32, (other, plains): &(&Standing, Vec<Vec<u16>>), word: &[u16]| {
            for plain in plains {
                if let Some(node) = plain.iter().try_fold(node, |node, &c| self.words.step(node, c)) {
                    open.push((node, (other.first + other.length) as usize, [word, plain].concat()));
                }
            }
        };
        // What may be read on from a place: node, place, the word so far.
        let mut open: Vec<(u32, usize, Vec<u16>)> = Vec::new();
        for reading @ (other, plains) in &others {
            let at_other = other.first as usize;
            for plain in plains.iter().filter(|plain| plain.len() == 1 && self.quiet[usize::from(plain[0])] != LOUD) {
                let at = At::new(folded.stream[at_other], folded.end_of(folded.stream[at_other + other.length as usize - 1]));
                found(plain, Hit { at, disguised: true, ..self.quiet_hit(plain[0], at.start) });
            }
            for start in at_other.saturating_sub(REACH)..=at_other {
                // Up to the first word in another writing all is plain.
                let before = &symbols[start..at_other];
                let Some(node) = before.iter().try_fold(self.words.root(), |node, &c| self.words.step(node, c)) else { continue };
                read(&mut open, node, reading, before);
                while let Some((node, end, word)) = open.pop() {
                    if let Some(label) = self.words.label(node) {
                        self.tell_other(folded, symbols, start..end, &word, self.literals_of(label), &mut found);
                    }
                    let Some(&next) = symbols.get(end) else { continue };
                    if let Some(node) = self.words.step(node, next) {
                        open.push((node, end + 1, [&word[..], &[next]].concat()));
                    }
                    let from = others.partition_point(|(o, _)| (o.first as usize) < end);
                    others[from..].iter().take_while(|(o, _)| o.first as usize == end).for_each(|o| read(&mut open, node, o, &word));
                }
            }
        }
    }

    /// The ways in which a label's word is looked for in prose.
    fn literals_of(&self, label: u32) -> impl Iterator<Item = Writing> + Clone {
        self.writings.of(label).iter().filter(|w| !w.variant && !w.loose).copied()
    }

    /// Tells a literal in another writing, which stands at these places of the stream, if it is a hit.
    fn tell_other(
        &self,
        folded: &Folded,
        symbols: &[u16],
        places: Range<usize>,
        word: &[u16],
        writings: impl Iterator<Item = Writing> + Clone,
        found: &mut impl FnMut(&[u16], Hit),
    ) {
        let (first, last) = (places.start, places.end - 1);
        let at = At::new(folded.stream[first], folded.end_of(folded.stream[last]));
        // What is a literal as it stands is none in disguise.
        let itself = || self.words.get(symbols[places.clone()].iter().copied()).is_some_and(|label| self.literals_of(label).next().is_some());
        if writings.clone().next().is_none() || itself() {
            return;
        }
        let pair = last == first + 1 && folded.class[folded.stream[first] as usize] == Class::Han;
        for writing in writings.map(|w| Writing { edged: true, pair, ..w }) {
            if self.miss(folded, symbols, writing, at, first, last).is_none() {
                found(word, Hit { role: writing.role, key: key_of(word), at, disguised: true });
            }
        }
    }

    /// Finds what stands in the stream with the graph, by place, the longest first; fails when that takes too many steps.
    fn walk(&self, symbols: &[u16], standing: &mut Vec<Standing>) -> bool {
        let mut steps = STEPS * (symbols.len() + 64);
        for first in 0..symbols.len() {
            let before = standing.len();
            let taken = self.words.words_at(symbols[first..].iter().copied(), |label, length| {
                standing.push(Standing { label, first: first as u32, length: length as u32 });
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
        let Automaton { matcher, words } = self.automaton.get_or_init(|| {
            let (mut texts, mut words) = (Vec::new(), Vec::new());
            self.words.each(|word, label| {
                texts.push(self.alphabet.text(word));
                words.push((label, word.len() as u32));
            });
            let matcher = AhoCorasick::builder().match_kind(MatchKind::Standard).build(texts).expect("the automaton holds the literals of any pack");
            Automaton { matcher, words }
        });
        let haystack: String = folded.stream.iter().map(|&i| folded.symbol[i as usize]).collect();
        let starts: Vec<usize> = haystack.char_indices().map(|(at, _)| at).collect();
        standing.extend(matcher.find_overlapping_iter(haystack.as_str()).map(|found| {
            let (label, length) = words[found.pattern().as_usize()];
            let first = starts.partition_point(|&s| s < found.start()) as u32;
            Standing { label, first, length }
        }));
        standing.sort_unstable_by_key(|s| (s.first, std::cmp::Reverse(s.length)));
    }

    /// Why the literal that stands at symbols `first` to `last` is no hit, if it is none.
    fn miss(&self, folded: &Folded, symbols: &[u16], writing: Writing, at: At, first: usize, last: usize) -> Option<Miss> {
        let touching = folded.stream[last] - folded.stream[first] == (last - first) as u32;
        if !touching && !gaps::may_be_skipped(folded, &folded.stream[first..=last]) {
            Some(Miss::Gap)
        } else if writing.loose {
            None
        } else if writing.edged && !gaps::edges_hold(folded, at) {
            Some(Miss::Edge)
        } else if writing.pair && folded.class[at.end as usize - 1] == Class::Han && self.torn.tears(folded, symbols, first, last) {
            Some(Miss::Torn)
        } else {
            None
        }
    }
}

/// A hash of a literal's characters by number (FNV-1a).
fn key_of(word: &[u16]) -> u32 {
    word.iter().fold(0x811c_9dc5, |hash, &c| (hash ^ u32::from(c)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scanner(literals: &[&str], variants: Vec<Variant>, torn: &[&str]) -> Scanner {
        let literals: Vec<Literal> =
            literals.iter().zip(0..).map(|(l, role)| Literal { text: (*l).to_owned(), role, loose: false, quiet: false, sought: true }).collect();
        Scanner::new(&literals, variants, torn)
    }

    fn found(literals: &[&str], text: &str) -> Vec<String> {
        let torn = ["树根", "治理", "依据", "说明", "说明书"];
        let folded = Folded::of_str(text);
        let mut found = Found::default();
        let variants = vec![Variant { plain: "根".to_owned(), written: "艮".to_owned() }];
        scanner(literals, variants, &torn).scan(&folded, &mut ScanBuffers::default(), &mut found, |_, _, _| {});
        found.hits.iter().map(|h| folded.raw[h.at.start as usize..h.at.end as usize].iter().collect()).collect()
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
    fn a_hit_of_another_writing_tells_the_literal() {
        let variants = vec![Variant { plain: "微信".to_owned(), written: "薇心".to_owned() }];
        let scanner = scanner(&["加微信", "根治"], variants, &[]);
        let undone = |text: &str| {
            let mut found = Found::default();
            scanner.scan(&Folded::of_str(text), &mut ScanBuffers::default(), &mut found, |_, _, _| {});
            (found.hits.iter().map(|h| h.key).collect::<Vec<_>>(), found.undone.into_iter().map(|(_, literal)| literal).collect::<Vec<_>>())
        };
        let (plain, _) = undone("请加微信");
        assert_eq!(undone("请加薇心"), (plain.clone(), vec!["加微信".to_owned()]));
        assert!(undone("薇心").0.is_empty());
        assert_eq!(undone("请加wei信"), (plain, vec!["加微信".to_owned()]));
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

    /// What stands in the text by the graph, if its steps suffice, and by the automaton.
    fn both_ways(literals: &[&str], text: &str) -> (Option<Vec<Standing>>, Vec<Standing>) {
        let scanner = scanner(literals, Vec::new(), &[]);
        let folded = Folded::of_str(text);
        let symbols: Vec<u16> = folded.stream.iter().map(|&i| scanner.alphabet.number(folded.symbol[i as usize])).collect();
        let (mut graph, mut automaton) = (Vec::new(), Vec::new());
        let enough = scanner.walk(&symbols, &mut graph);
        scanner.run_automaton(&folded, &mut automaton);
        (enough.then_some(graph), automaton)
    }

    #[test]
    fn text_made_to_cost_many_steps_is_scanned_by_the_automaton() {
        let literals = ["治".repeat(60), "治".repeat(59) + "愈"];
        let literals: Vec<&str> = literals.iter().map(String::as_str).collect();
        let text = "治".repeat(5_000) + "愈";
        assert_eq!(both_ways(&literals, &text).0, None);
        assert_eq!(found(&literals, &text).len(), 5_000 - 59 + 1);
    }

    proptest! {
        #[test]
        fn the_graph_finds_what_the_automaton_finds(literals in prop::collection::btree_set("[甲乙丙a𠮷]{1,6}", 1..40), text in "[甲乙丙丁a𠮷 。]{0,120}") {
            let literals: Vec<&str> = literals.iter().map(String::as_str).collect();
            let (graph, automaton) = both_ways(&literals, &text);
            prop_assert_eq!(graph, Some(automaton));
        }
    }
}
