//! Words with a label each, in a graph: words that go on alike share what follows.
//!
//! Rules spell a few verbs times many objects, and the graph holds the verbs and the objects, not their products. Every
//! character of a text is tried as a beginning. What follows a beginning lies in a double array, where one addition and one
//! comparison decide exactly whether any word begins with the two, which ordinary text mostly denies; a third and further
//! characters are looked for, in order, only where it does not. No links lead back, so text made for it costs the length of
//! the longest word at every character: the scanner counts the steps and has an automaton for such text.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::lists::{Lists, Numbered};
use crate::packed;

/// At a place of the array that nothing uses.
const FREE: u16 = u16::MAX;
/// In the place of a character: a word ends here, and the target is its label.
const END: u16 = 0;
/// In a node: a word ends there. So most steps end without a look at the place of a label.
const ENDS: u32 = 1 << 31;
/// In a node: it is a place of the array, from which its characters are counted; otherwise a number of those behind it.
const ROW: u32 = 1 << 30;
/// Where words begin.
const ROOT: u32 = ROW;

/// Words over an alphabet of numbers from one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub(crate) struct Dawg {
    /// Of the root and the nodes behind first characters: the character by which each place is reached. No two nodes have
    /// the same base, so the character at a place tells whose it is. Read at every step, so apart from what only a step
    /// that holds reads.
    symbols: Vec<u16>,
    /// The node that the character leads to, or the label.
    targets: Vec<u32>,
    /// Of the nodes further on: their edges.
    ends: Vec<u32>,
    characters: Vec<u16>,
    follows: Vec<u32>,
}

/// Of no words.
impl Default for Dawg {
    fn default() -> Dawg {
        Dawg::new(&[])
    }
}

impl Dawg {
    /// Takes different words with their labels, sorted.
    pub(crate) fn new(words: &[(Vec<u16>, u32)]) -> Dawg {
        let mut nodes = Numbered::default();
        let mut rows = Vec::new();
        for range in words.chunk_by(|(a, _), (b, _)| a.first() == b.first()) {
            rows.extend(range[0].0.first().map(|&first| Row { first, base: 0, edges: edges(&mut nodes, range, 1) }));
        }
        find_bases(&mut rows);
        let graph: Graph = nodes.things().into_iter().collect();
        lay_out(&graph, &rows).unwrap_or_else(|| unreachable!("every row has places of its own"))
    }

    /// The node that a character leads to.
    #[inline]
    pub(crate) fn step(&self, node: u32, character: u16) -> Option<u32> {
        let number = (node & !(ENDS | ROW)) as usize;
        if character == END {
            return None;
        }
        if node & ROW != 0 {
            let place = number + usize::from(character);
            return (self.symbols.get(place) == Some(&character)).then(|| self.targets[place]);
        }
        let edges = self.edges_of(number);
        let edge = self.characters[edges.clone()].binary_search(&character).ok()?;
        Some(self.follows[edges.start + edge])
    }

    /// The label of the word that ends at a node.
    #[inline]
    pub(crate) fn label(&self, node: u32) -> Option<u32> {
        let number = (node & !(ENDS | ROW)) as usize;
        let label = || if node & ROW != 0 { self.targets[number] } else { self.follows[self.edges_of(number).start] };
        (node & ENDS != 0).then(label)
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
        let highest = self.highest();
        let edges = |node: u32| match node & ROW {
            0 => self.edges_of((node & !ENDS) as usize).map(|edge| (self.characters[edge], self.follows[edge])).collect(),
            _ => self.row(node, highest),
        };
        // What is still to be told of the nodes on the way to the present one.
        let mut path = vec![edges(ROOT).into_iter()];
        let mut word: Vec<u16> = Vec::new();
        while let Some(left) = path.last_mut() {
            match left.next() {
                Some((END, label)) => found(&word, label),
                Some((character, node)) => {
                    word.push(character);
                    path.push(edges(node).into_iter());
                }
                None => {
                    path.pop();
                    word.pop();
                }
            }
        }
    }

    /// Whether every label is below a bound: false only of bytes that nobody wrote so.
    pub(crate) fn is_sound(&self, labels: usize) -> bool {
        let sound = |(&symbol, &target): (&u16, &u32)| symbol != END || (target as usize) < labels;
        self.symbols.iter().zip(&self.targets).all(sound) && self.characters.iter().zip(&self.follows).all(sound)
    }

    /// Where the edges of a node further on lie.
    #[inline]
    fn edges_of(&self, number: usize) -> Range<usize> {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[number] as usize
    }

    /// The highest character.
    fn highest(&self) -> u16 {
        self.symbols.iter().chain(&self.characters).copied().filter(|&symbol| symbol != FREE).max().unwrap_or(END)
    }

    /// The edges of a node in the array.
    fn row(&self, node: u32, highest: u16) -> Vec<Edge> {
        let places = self.symbols[(node & !(ENDS | ROW)) as usize..].iter().zip(&self.targets[(node & !(ENDS | ROW)) as usize..]);
        (END..=highest).zip(places).filter(|(character, (symbol, _))| character == *symbol).map(|(character, (_, &target))| (character, target)).collect()
    }
}

/// What leads on from a node: a character and a node, or [`END`] and a label.
type Edge = (u16, u32);

/// The edges of each node behind two characters and more, by character. What a node leads to comes before it.
type Graph = Lists<Edge>;

/// What follows a first character.
struct Row {
    first: u16,
    base: u32,
    edges: Vec<Edge>,
}

/// The edges of the node behind the first `depth` characters of words, which have them in common. Nodes further on of equal
/// edges are one.
fn edges(nodes: &mut Numbered<Vec<Edge>>, words: &[(Vec<u16>, u32)], depth: usize) -> Vec<Edge> {
    let mut all = Vec::new();
    for range in words.chunk_by(|(a, _), (b, _)| a.get(depth) == b.get(depth)) {
        let (word, label) = &range[0];
        match word.get(depth) {
            None => all.push((END, *label)),
            Some(&character) => {
                let edges = edges(nodes, range, depth + 1);
                all.push((character, nodes.number(edges)));
            }
        }
    }
    all
}

/// Finds a base for each row: the first of which every character finds its place free. Wide rows come first, narrow ones fit
/// between their characters.
fn find_bases(rows: &mut [Row]) {
    let mut taken = Bits::default();
    let mut bases = BTreeSet::from([0]);
    rows.iter().for_each(|row| taken.set(usize::from(row.first)));
    let mut order: Vec<&mut Row> = rows.iter_mut().collect();
    order.sort_by_key(|row| std::cmp::Reverse(row.edges.len()));
    let mut width = 0;
    let mut start = 0;
    for row in order {
        let least = usize::from(row.edges.first().map_or(END, |&(character, _)| character));
        if width != row.edges.len() {
            (width, start) = (row.edges.len(), 0);
        }
        // What was full for one row is full for the others of its width.
        start = taken.next_clear(start.max(least));
        let mut place = start;
        while bases.contains(&(place - least)) || row.edges.iter().any(|&(character, _)| taken.has(place - least + usize::from(character))) {
            place = taken.next_clear(place + 1);
        }
        bases.insert(place - least);
        row.base = (place - least) as u32;
        row.edges.iter().for_each(|&(character, _)| taken.set(place - least + usize::from(character)));
    }
}

/// Lays a graph out, if every row has places of its own.
fn lay_out(graph: &Graph, rows: &[Row]) -> Option<Dawg> {
    let behind = |number: u32| number | if graph.of(number).first().is_some_and(|&(character, _)| character == END) { ENDS } else { 0 };
    let target = |&(character, to): &Edge| if character == END { to } else { behind(to) };
    let last = |row: &Row| row.base as usize + usize::from(row.edges.last().map_or(END, |&(character, _)| character));
    let places = rows.iter().flat_map(|row| [last(row), usize::from(row.first)]).max().map_or(0, |last| last + 1);
    let mut dawg = Dawg {
        symbols: vec![FREE; places],
        targets: vec![0; places],
        ends: graph.ends().to_vec(),
        characters: graph.items().iter().map(|&(character, _)| character).collect(),
        follows: graph.items().iter().map(target).collect(),
    };
    let mut place = |base: u32, character: u16, target: u32| {
        let place = base as usize + usize::from(character);
        dawg.targets[place] = target;
        std::mem::replace(&mut dawg.symbols[place], character) == FREE
    };
    let ends = |row: &Row| if row.edges.first().is_some_and(|&(character, _)| character == END) { ENDS } else { 0 };
    let placed = rows.iter().all(|row| place(0, row.first, ROW | row.base | ends(row)) && row.edges.iter().all(|edge| place(row.base, edge.0, target(edge))));
    placed.then_some(dawg)
}

/// The graph as packs hold it.
#[derive(Serialize, Deserialize)]
struct Written {
    /// By node, rows last: the number of its edges.
    #[serde(with = "packed")]
    widths: Vec<u32>,
    /// By edge: the character, less the one before in the node.
    #[serde(with = "packed")]
    characters: Vec<u32>,
    /// By edge to a node: how far before the edge's own node that is.
    #[serde(with = "packed")]
    distances: Vec<u32>,
    /// By edge of an end: the label.
    #[serde(with = "packed")]
    labels: Vec<u32>,
    /// By row: its first character, less the one before.
    #[serde(with = "packed")]
    firsts: Vec<u32>,
    /// By row: its base, which takes long to find.
    #[serde(with = "packed")]
    bases: Vec<u32>,
}

impl From<Dawg> for Written {
    fn from(dawg: Dawg) -> Written {
        let mut written =
            Written { widths: Vec::new(), characters: Vec::new(), distances: Vec::new(), labels: Vec::new(), firsts: Vec::new(), bases: Vec::new() };
        let mut node = |edges: &[Edge]| {
            let number = written.widths.len() as u32;
            written.widths.push(edges.len() as u32);
            let mut before = 0;
            for &(character, target) in edges {
                written.characters.push(u32::from(character - std::mem::replace(&mut before, character)));
                match character {
                    END => written.labels.push(target),
                    _ => written.distances.push(number - (target & !ENDS)),
                }
            }
        };
        for number in 0..dawg.ends.len() {
            node(&dawg.edges_of(number).map(|edge| (dawg.characters[edge], dawg.follows[edge])).collect::<Vec<Edge>>());
        }
        let highest = dawg.highest();
        let mut before = 0;
        for (first, row) in dawg.row(ROOT, highest) {
            node(&dawg.row(row, highest));
            written.firsts.push(u32::from(first - std::mem::replace(&mut before, first)));
            written.bases.push(row & !(ENDS | ROW));
        }
        written
    }
}

impl TryFrom<Written> for Dawg {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Dawg, &'static str> {
        read(&written).ok_or("the tables of a word graph do not fit each other")
    }
}

fn read(written: &Written) -> Option<Dawg> {
    let (mut characters, mut distances, mut labels) = (written.characters.iter(), written.distances.iter(), written.labels.iter());
    // Characters rise: only the first of them may be the end, or zero.
    let next = |before: Option<u16>, step: u32| {
        let character = u32::from(before.unwrap_or(0)).checked_add(step).filter(|&c| c < u32::from(FREE) && (step > 0 || before.is_none()));
        character.map(|character| character as u16)
    };
    let mut node = |number: usize, width: u32, all: &mut Vec<Edge>| {
        let mut before = None;
        for _ in 0..width {
            let character = next(before, *characters.next()?)?;
            let back = |&distance: &u32| (number as u32).checked_sub(distance).filter(|_| distance > 0);
            all.push((character, if character == END { *labels.next()? } else { distances.next().and_then(back)? }));
            before = Some(character);
        }
        Some(())
    };
    let further = written.widths.len().checked_sub(written.firsts.len())?;
    let mut all = Vec::with_capacity(written.characters.len());
    let mut ends = Vec::with_capacity(further);
    for (number, &width) in written.widths[..further].iter().enumerate() {
        node(number, width, &mut all)?;
        ends.push(all.len() as u32);
    }
    let graph = Graph::of_parts(ends, all);
    // No honest array is so sparse; a forged one would take all memory.
    let most = written.characters.len() as u32 * 16 + 2 * u32::from(FREE);
    let mut rows = Vec::with_capacity(written.firsts.len());
    let mut before = None;
    for (row, (&step, &base)) in written.firsts.iter().zip(&written.bases).enumerate() {
        let first = next(before, step).filter(|&first| first != END)?;
        let mut edges = Vec::new();
        node(further + row, written.widths[further + row], &mut edges)?;
        let known = edges.iter().all(|&(character, to)| character == END || (to as usize) < further);
        if !known || base > most {
            return None;
        }
        rows.push(Row { first, base, edges });
        before = Some(first);
    }
    (written.bases.len() == rows.len()).then_some(())?;
    lay_out(&graph, &rows)
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
        // Three beginnings with two ways to go on, each of two further characters and one end.
        assert_eq!(dawg.symbols.iter().filter(|&&s| s != FREE).count(), 3 + 3 * 2);
        assert_eq!(dawg.characters.len(), 2 + 2 + 1);
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
            let written = postcard::to_allocvec(&dawg).unwrap();
            let read: Dawg = postcard::from_bytes(&written).unwrap();
            prop_assert_eq!((&read.symbols, &read.targets, &read.ends, &read.characters, &read.follows), (&dawg.symbols, &dawg.targets, &dawg.ends, &dawg.characters, &dawg.follows));
        }

        #[test]
        fn what_nobody_wrote_is_refused_or_sound(bytes in prop::collection::vec(0_u8..12, 0..60)) {
            let read = postcard::from_bytes::<Dawg>(&bytes).ok().filter(|dawg| dawg.is_sound(4));
            if let Some(dawg) = read {
                dawg.each(|word, label| assert!(!word.is_empty() && label < 4));
            }
        }
    }
}
