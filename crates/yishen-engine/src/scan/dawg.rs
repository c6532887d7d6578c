//! Words with a label each, in a double array: what follows a character is found by one addition and one comparison.
//!
//! Words that go on alike share what follows (a directed acyclic word graph): rules spell a few verbs times many objects,
//! and the graph holds the verbs and the objects, not their products. Every character of a text is tried as a beginning.
//! Its successor decides exactly whether any word begins with the two, which ordinary text mostly denies; a third and
//! further characters are followed only where it does not. No links lead back, so text made for it costs the length of the
//! longest word at every character: the scanner counts the steps and has an automaton for such text.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::lists::Numbered;

/// At a place of the array that nothing uses.
const FREE: u16 = u16::MAX;
/// In the place of a character: a word ends here, and the target is its label.
const END: u16 = 0;
/// Where the first characters of words stand.
const ROOT: u32 = 0;
/// In a node as targets name it: a word ends there. So most steps end without a look at the place of a label.
const ENDS: u32 = 1 << 31;

/// Words over an alphabet of numbers from one. A node is the place from which its characters are counted; no two nodes
/// have the same, so the character at a place tells whose it is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Dawg {
    /// The character by which each place is reached: read at every step, so apart from what only a step that holds reads.
    #[serde(with = "crate::bytes")]
    symbols: Vec<u16>,
    /// The node that the character leads to, marked with [`ENDS`], or the label.
    #[serde(with = "crate::bytes")]
    targets: Vec<u32>,
}

impl Dawg {
    /// Takes different words with their labels, sorted.
    pub(crate) fn new(words: &[(Vec<u16>, u32)]) -> Dawg {
        let mut nodes = Numbered::default();
        let root = add(&mut nodes, words, 0..words.len(), 0);
        lay_out(&nodes.things(), root)
    }

    /// The node that a character leads to.
    #[inline]
    pub(crate) fn step(&self, node: u32, character: u16) -> Option<u32> {
        let place = (node & !ENDS) as usize + usize::from(character);
        (self.symbols.get(place) == Some(&character) && character != END).then(|| self.targets[place])
    }

    /// The label of the word that ends at a node.
    #[inline]
    pub(crate) fn label(&self, node: u32) -> Option<u32> {
        (node & ENDS != 0).then(|| self.targets[(node & !ENDS) as usize])
    }

    /// Where words begin.
    pub(crate) fn root(&self) -> u32 {
        ROOT
    }

    /// Tells the label of every word that `text` begins with, and its length; returns the number of characters read.
    #[inline]
    pub(crate) fn words_at(&self, text: impl IntoIterator<Item = u16>, mut found: impl FnMut(u32, usize)) -> usize {
        let mut node = ROOT;
        let mut length = 0;
        for character in text {
            let Some(next) = self.step(node, character) else { return length + 1 };
            node = next;
            length += 1;
            if let Some(label) = self.label(node) {
                found(label, length);
            }
        }
        length
    }

    /// The label of a word.
    pub(crate) fn get(&self, word: impl IntoIterator<Item = u16>) -> Option<u32> {
        word.into_iter().try_fold(ROOT, |node, character| self.step(node, character)).and_then(|node| self.label(node))
    }

    /// Tells every word and its label, in order. Costs as much as all words together.
    pub(crate) fn each(&self, mut found: impl FnMut(&[u16], u32)) {
        // By node, then by character.
        let places = (0_u32..).zip(&self.symbols).filter(|&(_, &symbol)| symbol != FREE);
        let mut edges: Vec<(u32, u16)> = places.filter_map(|(place, &symbol)| Some((place.checked_sub(u32::from(symbol))?, symbol))).collect();
        edges.sort_unstable();
        let of = |node: u32| edges.partition_point(|&(base, _)| base < node);
        // The nodes that lead to the present one, each with the edge that is to be tried next.
        let mut path = vec![(ROOT, of(ROOT))];
        let mut word: Vec<u16> = Vec::new();
        while let Some((node, next)) = path.last_mut() {
            let edge = edges.get(*next).filter(|(base, _)| base == node);
            *next += 1;
            match edge {
                Some(&(base, END)) => found(&word, self.targets[base as usize]),
                Some(&(base, character)) => {
                    let child = self.targets[base as usize + usize::from(character)] & !ENDS;
                    word.push(character);
                    path.push((child, of(child)));
                }
                None => {
                    path.pop();
                    word.pop();
                }
            }
        }
    }

    /// Whether every label is below a bound and stands where nodes say: false only of bytes that nobody wrote so.
    pub(crate) fn is_sound(&self, labels: usize) -> bool {
        let mut places = self.symbols.iter().zip(&self.targets);
        let labelled = |node: u32| self.symbols.get((node & !ENDS) as usize) == Some(&END);
        self.symbols.len() == self.targets.len()
            && places.all(|(&symbol, &target)| match symbol {
                FREE => true,
                END => (target as usize) < labels,
                _ => target & ENDS == 0 || labelled(target),
            })
    }
}

/// What leads on from a node: characters and nodes, or [`END`] and a label; by character.
type Edges = Vec<(u16, u32)>;

/// The number of the node behind the first `depth` characters of a range of words, which have them in common. Nodes of
/// equal edges are one.
fn add(nodes: &mut Numbered<Edges>, words: &[(Vec<u16>, u32)], mut range: Range<usize>, depth: usize) -> u32 {
    let mut edges = Edges::new();
    if let Some((word, label)) = words[range.clone()].first()
        && word.len() == depth
    {
        edges.push((END, *label));
        range.start += 1;
    }
    while !range.is_empty() {
        let character = words[range.start].0[depth];
        let end = range.start + words[range.clone()].partition_point(|(word, _)| word[depth] == character);
        edges.push((character, add(nodes, words, range.start..end, depth + 1)));
        range.start = end;
    }
    nodes.number(edges)
}

/// Lays nodes out in a double array.
fn lay_out(nodes: &[Edges], root: u32) -> Dawg {
    let mut room = Room::default();
    let mut bases = vec![ROOT; nodes.len()];
    room.take(ROOT as usize, &nodes[root as usize]);
    // Behind the last character, whoever's it is: a base is never below zero.
    room.first = nodes.iter().flatten().map(|&(character, _)| usize::from(character) + 1).max().unwrap_or(0);
    // What first characters lead to is read at every character of a text, so it lies together. Of the others, and of those,
    // wide nodes come first: narrow ones fit between their characters.
    let mut second = vec![false; nodes.len()];
    nodes[root as usize].iter().filter(|(character, _)| *character != END).for_each(|&(_, node)| second[node as usize] = true);
    let mut order: Vec<u32> = (0..nodes.len() as u32).filter(|&node| node != root).collect();
    order.sort_by_key(|&node| std::cmp::Reverse((second[node as usize], nodes[node as usize].len())));
    for node in order {
        let edges = &nodes[node as usize];
        let base = room.find(edges);
        room.take(base, edges);
        bases[node as usize] = base as u32;
    }
    let mut dawg = Dawg { symbols: vec![FREE; room.length], targets: vec![0; room.length] };
    let node = |number: u32| {
        let ends = nodes[number as usize].first().is_some_and(|&(character, _)| character == END);
        bases[number as usize] | if ends { ENDS } else { 0 }
    };
    for (edges, base) in nodes.iter().zip(&bases) {
        for &(character, target) in edges {
            let place = *base as usize + usize::from(character);
            dawg.symbols[place] = character;
            dawg.targets[place] = if character == END { target } else { node(target) };
        }
    }
    dawg
}

/// The places of the array that are not taken, and the bases.
#[derive(Default)]
struct Room {
    taken: Bits,
    bases: Bits,
    /// One more than the last place taken.
    length: usize,
    /// No place before this one is used for what comes.
    first: usize,
    /// No place before this one is tried for nodes of this many edges.
    start: (usize, usize),
}

impl Room {
    fn take(&mut self, base: usize, edges: &Edges) {
        self.bases.set(base);
        for &(character, _) in edges {
            let place = base + usize::from(character);
            self.taken.set(place);
            self.length = self.length.max(place + 1);
        }
    }

    /// A base that is nobody's, from which every character finds its place free. Nodes come by the number of their edges.
    fn find(&mut self, edges: &Edges) -> usize {
        /// Where so many places in a row are free and do not fit, others of that many edges will not either.
        const TRIES: usize = 100;
        if self.start.1 != edges.len() {
            self.first = self.taken.next_clear(self.first);
            self.start = (self.first, edges.len());
        }
        let least = usize::from(edges[0].0);
        let mut place = self.taken.next_clear(self.start.0);
        let mut tries = 0;
        loop {
            let base = place - least;
            if !self.bases.has(base) && edges.iter().all(|&(character, _)| !self.taken.has(base + usize::from(character))) {
                return base;
            }
            place = self.taken.next_clear(place + 1);
            tries += 1;
            if tries % TRIES == 0 {
                self.start.0 = place;
            }
        }
    }
}

/// Numbers, a bit each.
#[derive(Default)]
struct Bits(Vec<u64>);

impl Bits {
    fn has(&self, number: usize) -> bool {
        self.0.get(number >> 6).is_some_and(|bits| bits >> (number & 63) & 1 != 0)
    }

    fn set(&mut self, number: usize) {
        if number >> 6 >= self.0.len() {
            self.0.resize((number >> 6) + 1, 0);
        }
        self.0[number >> 6] |= 1 << (number & 63);
    }

    /// The first number from `from` on that is not there.
    fn next_clear(&self, from: usize) -> usize {
        let mut number = from;
        while let Some(bits) = self.0.get(number >> 6) {
            let ones = (bits >> (number & 63)).trailing_ones() as usize;
            number += ones;
            if ones < 64 - ((number - ones) & 63) {
                return number;
            }
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::fold::Alphabet;

    /// Words by number, each labelled with its place among them.
    fn labelled(words: &[&str], alphabet: &Alphabet) -> Vec<(Vec<u16>, u32)> {
        let mut words: Vec<(Vec<u16>, u32)> = words.iter().zip(0..).map(|(w, n)| (w.chars().map(|c| alphabet.number(c)).collect(), n)).collect();
        words.sort();
        words
    }

    #[test]
    fn words_that_a_text_begins_with_are_told() {
        // The last character is in no word: its number is that of a deeper node.
        let alphabet = Alphabet::new("治根本不再复发𠮷治根本不再复发𠮷龚".chars());
        let words = ["治", "治本", "治本不治", "根治", "不再复发", "𠮷"];
        let dawg = Dawg::new(&labelled(&words, &alphabet));
        let found = |text: &str| {
            let mut found = Vec::new();
            dawg.words_at(text.chars().map(|c| alphabet.number(c)), |label, length| {
                assert_eq!(words[label as usize], text.chars().take(length).collect::<String>());
                found.push(length);
            });
            found
        };
        assert_eq!(found("治本不治根"), [1, 2, 4]);
        assert_eq!(found("不再复发作"), [4]);
        assert_eq!(found("𠮷祥"), [1]);
        assert!(found("本治").is_empty() && found("龚").is_empty() && found("祥").is_empty() && found("").is_empty());
    }

    #[test]
    fn a_character_that_begins_no_word_may_have_the_highest_number() {
        let dawg = Dawg::new(&[(vec![1, 4], 0)]);
        assert_eq!((dawg.get([1, 4]), dawg.get([4, 1])), (Some(0), None));
    }

    #[test]
    fn words_that_go_on_alike_share_what_follows() {
        let alphabet = Alphabet::new("甲乙丙丁戊己".chars());
        let products: Vec<String> = ["甲", "乙", "丙"].iter().flat_map(|a| ["丁戊己", "己丁戊"].map(|b| format!("{a}{b}"))).collect();
        let words: Vec<(Vec<u16>, u32)> = products.iter().map(|w| (w.chars().map(|c| alphabet.number(c)).collect(), 7)).collect();
        let mut words = words;
        words.sort();
        let dawg = Dawg::new(&words);
        // Three beginnings, two ways to go on of three characters, one end.
        assert_eq!(dawg.symbols.iter().filter(|&&s| s != FREE).count(), 3 + 6 + 1);
    }

    proptest! {
        #[test]
        fn what_was_put_in_is_told_and_nothing_else(words in prop::collection::btree_map(prop::collection::vec(1_u16..9, 1..6), 0_u32..4, 0..60)) {
            let list: Vec<(Vec<u16>, u32)> = words.clone().into_iter().collect();
            let dawg = Dawg::new(&list);
            let mut told = BTreeMap::new();
            dawg.each(|word, label| {
                told.insert(word.to_vec(), label);
            });
            prop_assert_eq!(&told, &words);
            prop_assert!(list.iter().all(|(word, label)| dawg.get(word.iter().copied()) == Some(*label)));
            prop_assert!(dawg.is_sound(4));
        }
    }
}
