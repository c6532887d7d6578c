//! Long terms with a character or two of the same sound in the place of the right ones: 无笑退款, 全果第一.
//!
//! Most ordinary characters sound like one of some literal, so only odd ones are tried: those that no word of the
//! dictionary or of the packs holds where they stand, and that are no common word alone. What is put in their place must
//! complete a literal that shares no word with its neighbours.

use super::{Dawg, Torn};
use crate::fold::{Alphabet, Folded, pinyin};

/// The most characters of a term before the first odd one.
const REACH: usize = 8;

/// A shorter term sounds like too much that is said plainly; the writings of such words are listed.
const SHORTEST: usize = 4;
/// The most characters of a term that stand for others.
const MOST_REPLACED: usize = 2;

/// Which characters sound alike, tones aside.
#[derive(Debug)]
pub(super) struct Sounds {
    /// Each character with the number of the list of those that sound like it, in order.
    lists: Vec<(char, u16)>,
    /// The numbers of the characters of the alphabet that are read as a syllable, or as one of several.
    alike: Vec<Vec<u16>>,
}

impl Sounds {
    pub(super) fn new(alphabet: &Alphabet) -> Sounds {
        let mut readings: Vec<(char, u16)> = Vec::new();
        let mut alike: Vec<Vec<u16>> = Vec::new();
        for (characters, syllable) in pinyin::characters_by_syllable().zip(0..) {
            readings.extend(characters.iter().map(|&c| (c, syllable)));
            alike.push(characters.iter().map(|&c| alphabet.number(c)).filter(|&n| n != 0).collect());
        }
        readings.sort_unstable();
        let list = |readings: &[(char, u16)]| match readings {
            [one] => *one,
            several => {
                let mut all: Vec<u16> = several.iter().flat_map(|&(_, syllable)| alike[usize::from(syllable)].clone()).collect();
                all.sort_unstable();
                all.dedup();
                alike.push(all);
                (several[0].0, (alike.len() - 1) as u16)
            }
        };
        let lists = readings.chunk_by(|a, b| a.0 == b.0).map(list).collect();
        Sounds { lists, alike }
    }

    /// The characters that sound like one, and itself.
    fn like(&self, c: char) -> &[u16] {
        self.lists.binary_search_by_key(&c, |&(other, _)| other).map_or(&[], |found| &self.alike[usize::from(self.lists[found].1)])
    }
}

/// A stream in which odd characters may stand for others.
#[derive(Clone, Copy)]
pub(super) struct Stream<'a> {
    pub(super) words: &'a Dawg,
    pub(super) sounds: &'a Sounds,
    pub(super) folded: &'a Folded,
    pub(super) symbols: &'a [u16],
    /// Whether a literal holds the character and the one before it; one more than characters.
    pub(super) joined: &'a [bool],
    /// The places of the odd characters, in order.
    pub(super) odd: &'a [u32],
    pub(super) torn: &'a Torn,
}

impl Stream<'_> {
    /// Reports every word that stands in the stream when odd characters are read as others of their sound: its
    /// characters, its label and the place of its first symbol.
    pub(super) fn scan(self, mut found: impl FnMut(&[u16], u32, usize)) {
        let mut word = Vec::new();
        for place in self.odd.iter().map(|&place| place as usize) {
            for start in place.saturating_sub(REACH)..=place {
                let before = &self.symbols[start..place];
                let Some(node) = before.iter().try_fold(self.words.root(), |node, &c| self.words.step(node, c)) else { continue };
                word.clear();
                word.extend(before);
                self.replace(node, place, 1, &mut word, &mut |word, label| {
                    if self.touches(start, word.len()) && !self.is_joined(start) && !self.is_joined(start + word.len()) {
                        found(word, label, start);
                    }
                });
            }
        }
    }

    /// Reads the odd character at `place` as others, and what follows, on from a node. It is the one of this number in the word.
    fn replace(self, node: u32, place: usize, replaced: usize, word: &mut Vec<u16>, found: &mut impl FnMut(&[u16], u32)) {
        let length = word.len();
        for &c in self.sounds.like(self.folded.symbol[self.folded.stream[place] as usize]).iter().filter(|&&c| c != self.symbols[place]) {
            let Some(mut node) = self.words.step(node, c) else { continue };
            word.truncate(length);
            word.push(c);
            for next in place + 1.. {
                if let Some(label) = self.words.label(node)
                    && word.len() >= SHORTEST
                {
                    found(word, label);
                }
                let Some(&plain) = self.symbols.get(next) else { break };
                if replaced < MOST_REPLACED.min(word.len()) && self.odd.binary_search(&(next as u32)).is_ok() {
                    let so_far = word.len();
                    self.replace(node, next, replaced + 1, word, found);
                    word.truncate(so_far);
                }
                let Some(following) = self.words.step(node, plain) else { break };
                node = following;
                word.push(plain);
            }
        }
        word.truncate(length);
    }

    /// Whether so many characters from `start` on stand side by side: one trick at a time.
    fn touches(self, start: usize, length: usize) -> bool {
        self.folded.stream[start + length - 1] - self.folded.stream[start] == length as u32 - 1
    }

    /// Whether a word holds the character at `place` and the one before it.
    fn is_joined(self, place: usize) -> bool {
        self.joined[place] || self.torn.joins(self.folded, self.symbols, place)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// What is found in a text, when these are the words of the dictionary.
    fn found(text: &str, words: &[&str]) -> Vec<(String, usize)> {
        let folded = Folded::of_str(text);
        let literals = ["无效退款", "治愈率", "签约保治", "彻底断根"];
        let alphabet = Alphabet::new(literals.iter().flat_map(|l| l.chars()).chain(text.chars()));
        let mut numbered: Vec<(Vec<u16>, u32)> = literals.iter().map(|l| (alphabet.numbers(l), 0)).collect();
        numbered.sort();
        let (graph, sounds) = (Dawg::new(&numbered), Sounds::new(&alphabet));
        let symbols: Vec<u16> = folded.stream.iter().map(|&i| alphabet.number(folded.symbol[i as usize])).collect();
        let torn = Torn::new(words, &BTreeSet::new(), &alphabet);
        let joined = vec![false; symbols.len() + 1];
        let odd: Vec<u32> = (0..symbols.len()).filter(|&place| torn.is_odd(&folded, &symbols, &joined, place)).map(|place| place as u32).collect();
        let mut hits = Vec::new();
        let stream = Stream { words: &graph, sounds: &sounds, folded: &folded, symbols: &symbols, joined: &joined, odd: &odd, torn: &torn };
        stream.scan(|word, _, first| hits.push((alphabet.text(word), first)));
        hits
    }

    #[test]
    fn odd_characters_stand_for_those_of_their_sound() {
        assert_eq!(found("无笑退款", &["退款"]), [("无效退款".to_owned(), 0)]);
        assert_eq!(found("牵约保制", &[]), [("签约保治".to_owned(), 0)], "two of four");
        assert!(found("牵越保制", &[]).is_empty(), "three of four");
        assert!(found("治俞率", &[]).is_empty(), "of three characters");
        assert!(found("签约，保制", &[]).is_empty(), "across a comma");
    }

    #[test]
    fn characters_of_words_stand_for_themselves() {
        assert!(found("无笑退款", &["无笑", "退款"]).is_empty(), "无笑 is a word here");
        assert!(found("无笑退款", &["退款", "笑"]).is_empty(), "笑 is a word alone");
    }

    #[test]
    fn a_term_that_shares_a_word_with_its_neighbours_is_none() {
        assert_eq!(found("彻底段根系", &["彻底"]), [("彻底断根".to_owned(), 0)]);
        assert!(found("彻底段根系", &["彻底", "根系"]).is_empty());
    }
}
