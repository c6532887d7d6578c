//! The characters that literals or tables are made of, by number.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

/// The number of a character that is not known.
const UNKNOWN: u16 = 0;

/// Small numbers for the characters that something knows: two-stage rows of 128, as the fold table has them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub(crate) struct Alphabet {
    rows: Vec<u16>,
    numbers: Vec<u16>,
    /// By number, from one.
    characters: Vec<char>,
}

impl Alphabet {
    /// Numbers the characters, the most frequent first, so that tables by number are read where they are short.
    ///
    /// # Panics
    /// When there are over 65,534 different characters.
    pub(crate) fn new(characters: impl Iterator<Item = char>) -> Alphabet {
        let mut counts: HashMap<char, u32> = HashMap::new();
        characters.for_each(|c| *counts.entry(c).or_default() += 1);
        let mut order: Vec<(u32, char)> = counts.into_iter().map(|(c, count)| (u32::MAX - count, c)).collect();
        order.sort_unstable();
        Alphabet::in_order(order.into_iter().map(|(_, c)| c).collect())
    }

    /// Numbers different characters as they come.
    fn in_order(characters: Vec<char>) -> Alphabet {
        let mut alphabet = Alphabet { rows: vec![0; 0x11_0000 >> 7], numbers: vec![UNKNOWN; 128], characters };
        for (number, &c) in (1_u16..).zip(&alphabet.characters) {
            let row = &mut alphabet.rows[c as usize >> 7];
            if *row == 0 {
                *row = (alphabet.numbers.len() >> 7) as u16;
                alphabet.numbers.resize(alphabet.numbers.len() + 128, UNKNOWN);
            }
            alphabet.numbers[usize::from(*row) << 7 | c as usize & 127] = number;
        }
        alphabet
    }

    /// The number of a character, from one; zero if it is not known.
    pub(crate) fn number(&self, c: char) -> u16 {
        let row = usize::from(self.rows[c as usize >> 7]);
        self.numbers[row << 7 | c as usize & 127]
    }

    /// The numbers of a text's characters.
    pub(crate) fn numbers(&self, text: &str) -> Vec<u16> {
        text.chars().map(|c| self.number(c)).collect()
    }

    /// The characters with these numbers.
    pub(crate) fn text(&self, numbers: &[u16]) -> String {
        numbers.iter().filter_map(|&n| self.characters.get(usize::from(n).checked_sub(1)?)).collect()
    }

    /// The number of characters.
    pub(crate) fn len(&self) -> usize {
        self.characters.len()
    }
}

impl From<String> for Alphabet {
    fn from(characters: String) -> Alphabet {
        Alphabet::in_order(characters.chars().take(usize::from(u16::MAX) - 1).collect())
    }
}

impl From<Alphabet> for String {
    fn from(alphabet: Alphabet) -> String {
        alphabet.characters.into_iter().collect()
    }
}

/// Knows no character.
impl Default for Alphabet {
    fn default() -> Alphabet {
        Alphabet::new(std::iter::empty())
    }
}
