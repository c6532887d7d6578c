//! The literals in a double array: what follows a character is found by one addition and one comparison.
//!
//! Every character of the text is tried as a beginning. Its successor decides exactly whether any literal begins with
//! the two, which ordinary text mostly denies; a third and further characters are followed only where it does not. No
//! links lead back, so text made for it costs the length of the longest literal at every character: the scanner counts
//! the steps and has an automaton for such text.

use std::ops::Range;

/// The parent of characters that begin a literal, and of none.
const ROOT: u32 = u32::MAX;
const NOBODY: u32 = u32::MAX - 1;

/// Words over an alphabet. A node is the place of its last character in the array.
#[derive(Debug)]
pub(super) struct Trie {
    /// The parent of each node: read at every step, so apart from what only a step that holds reads.
    parents: Vec<u32>,
    nodes: Vec<Node>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Node {
    /// A child stands at this place plus its character's number.
    base: u32,
    /// One more than the number of the word that ends here.
    word: u32,
}

impl Trie {
    /// Takes different words, sorted; each is known by its place among them.
    pub(super) fn new(words: &[Vec<u16>]) -> Trie {
        let width = words.iter().flatten().max().map_or(1, |&n| usize::from(n) + 1);
        let mut trie = Trie { parents: vec![NOBODY; width], nodes: vec![Node::default(); width] };
        let mut free = Free::after(width);
        // Nodes of one depth, each with the words that begin with it.
        let mut level: Vec<(u32, Range<usize>)> = Vec::new();
        for (number, range) in children(words, 0..words.len(), 0) {
            trie.parents[usize::from(number)] = ROOT;
            level.push((u32::from(number), range));
        }
        for depth in 1.. {
            let mut rows: Vec<(u32, Vec<Child>)> = Vec::new();
            for (node, mut range) in level.drain(..) {
                if words[range.start].len() == depth {
                    trie.nodes[node as usize].word = range.start as u32 + 1;
                    range.start += 1;
                }
                if !range.is_empty() {
                    rows.push((node, children(words, range, depth)));
                }
            }
            if rows.is_empty() {
                break;
            }
            // Wide rows first: narrow ones fit between their children.
            rows.sort_by_key(|(_, children)| std::cmp::Reverse(children.len()));
            for (node, children) in rows {
                let base = free.place(&children);
                trie.nodes[node as usize].base = base as u32;
                for (number, range) in children {
                    let child = base + usize::from(number);
                    if child >= trie.parents.len() {
                        trie.parents.resize(child + 1, NOBODY);
                        trie.nodes.resize(child + 1, Node::default());
                    }
                    trie.parents[child] = node;
                    level.push((child as u32, range));
                }
            }
        }
        trie
    }

    /// Tells every word that `text` begins with, and its length; returns the number of characters read.
    #[inline]
    pub(super) fn words_at(&self, text: impl IntoIterator<Item = u16>, mut found: impl FnMut(u32, usize)) -> usize {
        let mut text = text.into_iter();
        let Some(first) = text.next() else { return 0 };
        let mut node = u32::from(first);
        let mut length = 1;
        // The alphabet may hold characters that no word here begins with, and numbers that are no child of the root.
        if self.parents.get(usize::from(first)) != Some(&ROOT) {
            return length;
        }
        loop {
            let Node { base, word } = self.nodes[node as usize];
            if word != 0 {
                found(word - 1, length);
            }
            let Some(next) = text.next() else { return length };
            let child = base + u32::from(next);
            if self.parents.get(child as usize) != Some(&node) {
                return length;
            }
            node = child;
            length += 1;
        }
    }
}

/// A character, and the words that have it at some depth.
type Child = (u16, Range<usize>);

/// The characters at `depth` of a range of sorted words, each with the words that have it.
fn children(words: &[Vec<u16>], range: Range<usize>, depth: usize) -> Vec<Child> {
    let mut children: Vec<Child> = Vec::new();
    for word in range {
        let number = words[word][depth];
        match children.last_mut() {
            Some((last, words)) if *last == number => words.end = word + 1,
            _ => children.push((number, word..word + 1)),
        }
    }
    children
}

/// The places of the array that are not taken, a bit each.
struct Free {
    taken: Vec<u64>,
    /// No place before this one is free.
    first: usize,
}

impl Free {
    fn after(taken: usize) -> Free {
        let mut free = Free { taken: Vec::new(), first: taken };
        (0..taken).for_each(|place| free.take(place));
        free
    }

    fn is_taken(&self, place: usize) -> bool {
        self.taken.get(place >> 6).is_some_and(|bits| bits >> (place & 63) & 1 != 0)
    }

    fn take(&mut self, place: usize) {
        if place >> 6 >= self.taken.len() {
            self.taken.resize((place >> 6) + 1, 0);
        }
        self.taken[place >> 6] |= 1 << (place & 63);
    }

    /// A base from which every child finds its place free; takes the places.
    fn place(&mut self, children: &[Child]) -> usize {
        /// More tries would make a dense array a slow one to build.
        const TRIES: usize = 200;
        while self.is_taken(self.first) {
            self.first += 1;
        }
        let least = usize::from(children[0].0);
        let end = (self.taken.len() << 6).max(self.first);
        let fits = |place: &usize| children.iter().all(|(number, _)| !self.is_taken(place - least + usize::from(*number)));
        let place = (self.first..end).filter(|&place| !self.is_taken(place)).take(TRIES).find(fits).unwrap_or(end);
        let base = place - least;
        children.iter().for_each(|(number, _)| self.take(base + usize::from(*number)));
        base
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::Alphabet;

    #[test]
    fn words_that_a_text_begins_with_are_told() {
        // The last character is in no word: its number is that of a deeper node.
        let alphabet = Alphabet::new("治根本不再复发𠮷治根本不再复发𠮷龚".chars());
        let numbers = |text: &str| -> Vec<u16> { text.chars().map(|c| alphabet.number(c)).collect() };
        let mut words: Vec<Vec<u16>> = ["治", "治本", "治本不治", "根治", "不再复发", "𠮷"].map(numbers).into();
        words.sort();
        let trie = Trie::new(&words);
        let found = |text: &str| {
            let mut found = Vec::new();
            trie.words_at(numbers(text), |word, length| {
                assert_eq!(words[word as usize], numbers(text)[..length]);
                found.push(length);
            });
            found
        };
        assert_eq!(found("治本不治根"), [1, 2, 4]);
        assert_eq!(found("不再复发作"), [4]);
        assert_eq!(found("𠮷祥"), [1]);
        assert!(found("本治").is_empty() && found("龚").is_empty() && found("祥").is_empty() && found("").is_empty());
    }
}
