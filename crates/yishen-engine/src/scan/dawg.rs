//! Words with a label each, in a double array: what follows a character is found by one addition and one comparison.
//!
//! Words that go on alike share what follows (a directed acyclic word graph): rules spell a few verbs times many objects,
//! and the graph holds the verbs and the objects, not their products. Every character of a text is tried as a beginning.
//! Its successor decides exactly whether any word begins with the two, which ordinary text mostly denies; a third and
//! further characters are followed only where it does not. No links lead back, so text made for it costs the length of the
//! longest word at every character: the scanner counts the steps and has an automaton for such text.

use std::collections::HashMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::lists::{Lists, Numbered};

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
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub(crate) struct Dawg {
    /// The character by which each place is reached: read at every step, so apart from what only a step that holds reads.
    symbols: Vec<u16>,
    /// The node that the character leads to, marked with [`ENDS`], or the label.
    targets: Vec<u32>,
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
        add(&mut nodes, words, 0..words.len(), 0);
        let graph: Graph = nodes.things().into_iter().collect();
        let bases = find_bases(&graph);
        lay_out(&graph, bases)
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
        let edges = self.edges();
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

    /// The characters that lead on, by node, then by character.
    fn edges(&self) -> Vec<(u32, u16)> {
        let places = (0_u32..).zip(&self.symbols).filter(|&(_, &symbol)| symbol != FREE);
        let mut edges: Vec<(u32, u16)> = places.filter_map(|(place, &symbol)| Some((place.checked_sub(u32::from(symbol))?, symbol))).collect();
        edges.sort_unstable();
        edges
    }

    /// The graph that was laid out, its nodes numbered as they were, and their bases.
    fn graph(&self) -> (Graph, Vec<u32>) {
        /// The number of the node at `base`, behind those that it leads to.
        fn number(dawg: &Dawg, edges: &[(u32, u16)], base: u32, known: &mut HashMap<u32, u32>, graph: &mut Graph, bases: &mut Vec<u32>) -> u32 {
            if let Some(&number) = known.get(&base) {
                return number;
            }
            let mut own = Vec::new();
            for &(_, character) in edges[edges.partition_point(|&(b, _)| b < base)..].iter().take_while(|&&(b, _)| b == base) {
                let target = dawg.targets[base as usize + usize::from(character)];
                own.push((character, if character == END { target } else { number(dawg, edges, target & !ENDS, known, graph, bases) }));
            }
            graph.push(own);
            bases.push(base);
            known.insert(base, bases.len() as u32 - 1);
            bases.len() as u32 - 1
        }
        let (mut graph, mut bases) = (Graph::default(), Vec::new());
        number(self, &self.edges(), ROOT, &mut HashMap::new(), &mut graph, &mut bases);
        (graph, bases)
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
type Edge = (u16, u32);

/// The edges of each node. What a node leads to comes before it, so the root is the last.
type Graph = Lists<Edge>;

/// The number of the node behind the first `depth` characters of a range of words, which have them in common. Nodes of
/// equal edges are one.
fn add(nodes: &mut Numbered<Vec<Edge>>, words: &[(Vec<u16>, u32)], mut range: Range<usize>, depth: usize) -> u32 {
    let mut edges = Vec::new();
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

/// Where a node that is neither wide nor read often goes: the next place that is free. The bases of the others are found by
/// trial, which takes long, and are written down.
const ANYWHERE: u32 = u32::MAX;

/// The nodes whose bases are found by trial: the root, what first characters lead to, and all of several edges.
fn is_tried(graph: &Graph) -> Vec<bool> {
    let root = graph.len() - 1;
    let mut tried: Vec<bool> = (0..graph.len()).map(|node| node == root || graph.of(node as u32).len() > 1).collect();
    second(graph).for_each(|node| tried[node as usize] = true);
    tried
}

/// The nodes that first characters lead to.
fn second(graph: &Graph) -> impl Iterator<Item = u32> {
    graph.of(graph.len() as u32 - 1).iter().filter(|(character, _)| *character != END).map(|&(_, node)| node)
}

/// The bases of the nodes that are tried, [`ANYWHERE`] for the others.
fn find_bases(graph: &Graph) -> Vec<u32> {
    let root = graph.len() as u32 - 1;
    let mut room = Room::new(graph);
    let mut bases = vec![ANYWHERE; graph.len()];
    bases[root as usize] = ROOT;
    room.take(ROOT as usize, graph.of(root));
    // What first characters lead to is read at every character of a text, so it lies together. Of the others, and of those,
    // wide nodes come first: narrow ones fit between their characters.
    let mut second_nodes = vec![false; graph.len()];
    second(graph).for_each(|node| second_nodes[node as usize] = true);
    let mut order: Vec<u32> = (0..).zip(is_tried(graph)).filter(|&(node, tried)| tried && node != root).map(|(node, _)| node).collect();
    order.sort_by_key(|&node| std::cmp::Reverse((second_nodes[node as usize], graph.of(node).len())));
    for node in order {
        let edges = graph.of(node);
        let base = room.find(edges);
        room.take(base, edges);
        bases[node as usize] = base as u32;
    }
    bases
}

/// Lays a graph out in a double array.
fn lay_out(graph: &Graph, mut bases: Vec<u32>) -> Dawg {
    let mut room = Room::new(graph);
    for (node, &base) in (0..).zip(&bases).filter(|(_, base)| **base != ANYWHERE) {
        room.take(base as usize, graph.of(node));
    }
    for (node, base) in (0..).zip(&mut bases).filter(|(_, base)| **base == ANYWHERE) {
        let place = room.find(graph.of(node));
        room.take(place, graph.of(node));
        *base = place as u32;
    }
    let mut dawg = Dawg { symbols: vec![FREE; room.length], targets: vec![0; room.length] };
    let target = |node: u32| {
        let ends = graph.of(node).first().is_some_and(|&(character, _)| character == END);
        bases[node as usize] | if ends { ENDS } else { 0 }
    };
    for (node, &base) in (0..).zip(&bases) {
        for &(character, to) in graph.of(node) {
            let place = base as usize + usize::from(character);
            dawg.symbols[place] = character;
            dawg.targets[place] = if character == END { to } else { target(to) };
        }
    }
    dawg
}

/// The graph as packs hold it: a third smaller than the array when compressed, and laid out again in a few milliseconds.
#[derive(Serialize, Deserialize)]
struct Written {
    /// By node: the number of its edges.
    widths: Vec<u16>,
    /// By edge: the character, less the one before in the node.
    characters: Vec<u16>,
    /// By edge to a node: how far before the edge's own node that is.
    distances: Vec<u32>,
    /// By edge of an end: the label.
    labels: Vec<u32>,
    /// Of the nodes that are tried.
    bases: Vec<u32>,
}

impl From<Dawg> for Written {
    fn from(dawg: Dawg) -> Written {
        let (graph, bases) = dawg.graph();
        let mut written = Written { widths: Vec::new(), characters: Vec::new(), distances: Vec::new(), labels: Vec::new(), bases: Vec::new() };
        for (node, tried) in (0..).zip(is_tried(&graph)) {
            written.widths.push(graph.of(node).len() as u16);
            if tried {
                written.bases.push(bases[node as usize]);
            }
            let mut before = 0;
            for &(character, target) in graph.of(node) {
                written.characters.push(character - std::mem::replace(&mut before, character));
                match character {
                    END => written.labels.push(target),
                    _ => written.distances.push(node - target),
                }
            }
        }
        written
    }
}

impl TryFrom<Written> for Dawg {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Dawg, &'static str> {
        const DAMAGED: &str = "the tables of a word graph do not fit each other";
        let Written { widths, characters, distances, labels, bases } = written;
        let (mut characters, mut distances, mut labels) = (characters.into_iter(), distances.into_iter(), labels.into_iter());
        let mut graph = Graph::default();
        let root = widths.len().checked_sub(1).ok_or(DAMAGED)?;
        let mut edges: Vec<Edge> = Vec::new();
        for (node, width) in widths.into_iter().enumerate() {
            let mut character = 0_u16;
            for edge in 0..width {
                let step = characters.next().filter(|&step| edge == 0 || step > 0).ok_or(DAMAGED)?;
                character = character.checked_add(step).filter(|&c| c != FREE).ok_or(DAMAGED)?;
                let back = |distance: u32| (node as u32).checked_sub(distance).filter(|_| distance > 0);
                let target = if character == END { labels.next() } else { distances.next().and_then(back) };
                edges.push((character, target.ok_or(DAMAGED)?));
            }
            if edges.is_empty() && node != root {
                return Err(DAMAGED);
            }
            graph.push(edges.drain(..));
        }
        let mut given = bases.into_iter();
        let bases: Option<Vec<u32>> = is_tried(&graph).into_iter().map(|tried| if tried { given.next() } else { Some(ANYWHERE) }).collect();
        // No honest array is so sparse; a forged one would take all memory.
        let most = graph.items().len() as u32 * 16 + 2 * u32::from(FREE);
        let bases = bases.filter(|bases| bases.last() == Some(&ROOT) && bases.iter().all(|&base| base <= most || base == ANYWHERE)).ok_or(DAMAGED)?;
        Ok(lay_out(&graph, bases))
    }
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
    /// Of nothing yet, for a graph's nodes.
    fn new(graph: &Graph) -> Room {
        // Behind the last character, whoever's it is: a base is never below zero.
        let first = graph.items().iter().map(|&(character, _)| usize::from(character) + 1).max().unwrap_or(0);
        Room { first, ..Room::default() }
    }

    fn take(&mut self, base: usize, edges: &[Edge]) {
        self.bases.set(base);
        for &(character, _) in edges {
            let place = base + usize::from(character);
            self.taken.set(place);
            self.length = self.length.max(place + 1);
        }
    }

    /// A base that is nobody's, from which every character finds its place free. Nodes come by the number of their edges.
    fn find(&mut self, edges: &[Edge]) -> usize {
        /// Where so many places in a row are free and do not fit, others of that many edges will not either.
        const TRIES: usize = 100;
        if self.start.1 != edges.len() {
            self.first = self.taken.next_clear(self.first);
            self.start = (self.first, edges.len());
        }
        let least = usize::from(edges[0].0);
        let mut place = self.taken.next_clear(self.start.0);
        self.start.0 = place;
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
            let written = postcard::to_allocvec(&dawg).unwrap();
            let read: Dawg = postcard::from_bytes(&written).unwrap();
            prop_assert_eq!((&read.symbols, &read.targets), (&dawg.symbols, &dawg.targets));
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
