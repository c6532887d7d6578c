//! A character becomes a symbol, filler, ignorable or a break.
//!
//! One table, baked at build time from `variants.txt` and the Unicode properties of `std`, free of context and
//! idempotent: full width, case, traditional characters, circled and bracketed digits and look-alike letters all become
//! one symbol. Dictionaries are folded by the same table, so that a term and its disguise meet. See design section 7.

mod alphabet;
mod disguise;
pub(crate) mod pinyin;

pub(crate) use self::alphabet::Alphabet;
use std::ops::Range;

use crate::draft::Draft;

/// What a character is after folding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Class {
    /// Everything else that shows: brackets, emoji, `. / + -`, other punctuation. May stand between a term's characters.
    Filler,
    Han,
    /// A Latin letter, folded to `a`–`z`.
    Latin,
    /// A digit, folded to `0`–`9`.
    Digit,
    /// Any other letter or number, kept as it is (kana, ⑩).
    Letter,
    /// `% ‰ ℃ @`.
    Sign,
    /// White space within a line: filler.
    Space,
    /// `，、：` and their half-width twins: filler in long terms only.
    Comma,
    /// A line break: filler in long terms only.
    Newline,
    /// `。！？；` and their half-width twins: no term crosses it.
    Break,
    /// Zero-width characters, bidi marks, variation selectors, combining marks: gone everywhere.
    Ignorable,
}

impl Class {
    /// Part of a word or number: what literals are made of.
    pub(crate) fn is_symbol(self) -> bool {
        matches!(self, Class::Han | Class::Latin | Class::Digit | Class::Letter | Class::Sign)
    }

    fn from_bits(bits: u32) -> Class {
        use Class::*;
        const ALL: [Class; 11] = [Filler, Han, Latin, Digit, Letter, Sign, Space, Comma, Newline, Break, Ignorable];
        ALL[bits as usize]
    }
}

include!(concat!(env!("OUT_DIR"), "/fold_table.rs"));

/// The class of `c` and its symbol; a character that is no symbol stands for itself.
pub(crate) fn fold(c: char) -> (char, Class) {
    let (symbol, class, _) = look_up(c);
    (symbol, class)
}

/// The symbol and class of `c`, and whether some reader looks for it.
fn look_up(c: char) -> (char, Class, bool) {
    let code = c as u32;
    let row = u32::from(STAGE1[(code >> 7) as usize]);
    let entry = STAGE2[(row << 7 | code & 127) as usize];
    let symbol = char::from_u32(entry & 0x1F_FFFF).filter(|&s| s != '\0').unwrap_or(c);
    (symbol, Class::from_bits(entry >> 24), entry & 1 << 23 != 0)
}

/// The symbols of `text` alone: how words meet drafts, and texts each other.
pub(crate) fn symbols_of(text: &str) -> String {
    text.chars().map(fold).filter(|(_, class)| class.is_symbol()).map(|(symbol, _)| symbol).collect()
}

/// The value of a digit or Han numeral below ten.
pub(crate) fn digit_value(symbol: char) -> Option<u32> {
    Some(match symbol {
        '0'..='9' => symbol as u32 - '0' as u32,
        '〇' | '零' => 0,
        '一' | '幺' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// Whether `symbol` belongs to a number written in Han characters (十二, 三百).
pub(crate) fn is_han_numeral(symbol: char) -> bool {
    matches!(symbol, '〇' | '零' | '一' | '幺' | '二' | '两' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '千' | '万' | '亿')
}

/// A range of characters of one block, by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct At {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl At {
    pub(crate) fn new(start: u32, end: u32) -> At {
        At { start, end }
    }

    pub(crate) fn len(self) -> u32 {
        self.end - self.start
    }

    /// `other` lies within this range (or equals it).
    pub(crate) fn covers(self, other: At) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    pub(crate) fn overlaps(self, other: At) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest range that holds both.
    pub(crate) fn hull(self, other: At) -> At {
        At::new(self.start.min(other.start), self.end.max(other.end))
    }
}

/// One block's characters, folded. Everything up to the block summary addresses them by index.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    /// The characters as written.
    pub(crate) raw: Vec<char>,
    /// The symbol of each character; what is no symbol stands for itself.
    pub(crate) symbol: Vec<char>,
    pub(crate) class: Vec<Class>,
    /// The indices of symbols, without those of a pinyin annotation: what the scanner reads.
    pub(crate) stream: Vec<u32>,
    /// The indices that regexes and recognisers read: no ignorables, and between two Han characters no filler that a
    /// term may skip.
    pub(crate) view: Vec<u32>,
    /// The characters that some reader looks for: ends of clauses, quotation marks, numerals, traditional characters, and
    /// what may betray a disguise. Nobody else need be asked.
    marks: Vec<u32>,
    /// The characters that are a part of the one before them, and gone: the 言 of 亻言, which reads 信.
    tails: Vec<u32>,
    /// Pinyin written after a Han character, `醫(yī)`, brackets included.
    pub(crate) annotations: Vec<At>,
}

/// The most letters of a reading that is written behind its characters.
const LONGEST_READING: usize = 24;

/// The most filler that may stand between two characters of a term.
pub(crate) const MAX_FILLER: u32 = 3;

impl Folded {
    /// Folds the block's characters.
    pub(crate) fn of_block(draft: &Draft<'_>, block: usize) -> Folded {
        let mut folded = Folded::default();
        folded.refill(draft.block_chars(block));
        folded
    }

    /// Folds a string.
    #[cfg(test)]
    pub(crate) fn of_str(text: &str) -> Folded {
        let mut folded = Folded::default();
        folded.refill(text.chars());
        folded
    }

    /// Folds other characters in place of those before, in the same memory.
    pub(crate) fn refill(&mut self, characters: impl Iterator<Item = char>) {
        let Folded { raw, symbol, class, stream, view, marks, tails, annotations } = self;
        raw.clear();
        symbol.clear();
        class.clear();
        [stream, view, marks, tails].into_iter().for_each(Vec::clear);
        annotations.clear();
        for c in characters {
            let (folded, of, marked) = look_up(c);
            if marked {
                self.marks.push(self.raw.len() as u32);
            }
            self.raw.push(c);
            self.symbol.push(folded);
            self.class.push(of);
        }
        disguise::drop_separators(self);
        if !self.marks.is_empty() {
            disguise::undo(self);
            self.find_annotations();
        }
        self.read();
    }

    /// The marks from `start` to `end`.
    pub(crate) fn marks(&self, at: At) -> impl Iterator<Item = u32> + '_ {
        let first = self.marks.partition_point(|&m| m < at.start);
        self.marks[first..].iter().copied().take_while(move |&m| m < at.end)
    }

    /// The number of characters.
    pub(crate) fn len(&self) -> u32 {
        self.raw.len() as u32
    }

    /// Where the character at `i` ends: after the parts that belong to it.
    pub(crate) fn end_of(&self, i: u32) -> u32 {
        let mut end = i + 1;
        if self.tails.is_empty() {
            return end;
        }
        while self.tails.binary_search(&end).is_ok() {
            end += 1;
        }
        end
    }

    /// What the scanner reads in a range.
    pub(crate) fn stream_text(&self, at: At) -> String {
        let first = self.stream.partition_point(|&i| i < at.start);
        self.stream[first..].iter().take_while(|&&i| i < at.end).map(|&i| self.symbol[i as usize]).collect()
    }

    /// Notes what the scanner, and what regexes and recognisers read.
    fn read(&mut self) {
        let mut notes = self.annotations.iter().peekable();
        let mut in_note = |i: u32| {
            while notes.next_if(|n| n.end <= i).is_some() {}
            notes.peek().is_some_and(|n| n.start <= i)
        };
        // Filler seen since the last Han character, kept back until it is known what follows.
        let mut held = [0; MAX_FILLER as usize];
        let mut count = 0;
        let mut after_han = false;
        for (i, &class) in (0..).zip(&self.class) {
            if class == Class::Ignorable || in_note(i) {
                continue;
            }
            if class.is_symbol() {
                self.stream.push(i);
            }
            match class {
                Class::Filler | Class::Space if after_han && count < held.len() => {
                    held[count] = i;
                    count += 1;
                    continue;
                }
                Class::Han => after_han = true,
                _ => {
                    self.view.extend_from_slice(&held[..count]);
                    after_han = false;
                }
            }
            count = 0;
            self.view.push(i);
        }
        self.view.extend_from_slice(&held[..count]);
    }

    /// Finds `(pinyin)` after the Han characters that are read so, in round brackets; 治(liao) writes a word in two ways.
    fn find_annotations(&mut self) {
        for open in self.marks.iter().map(|&m| m as usize) {
            if open == 0 || !matches!(self.raw[open], '(' | '（') || self.class[open - 1] != Class::Han {
                continue;
            }
            let letters: String = self.symbol[open + 1..]
                .iter()
                .zip(&self.class[open + 1..])
                .take_while(|(_, class)| **class == Class::Latin)
                .map(|(&c, _)| c)
                .take(LONGEST_READING + 1)
                .collect();
            let close = open + 1 + letters.len();
            // An acronym is written in capitals: 体重指数(BMI) is no reading.
            let capital = self.raw[open + 1..close].iter().any(|c| c.is_uppercase());
            if capital || letters.is_empty() || letters.len() > LONGEST_READING || !matches!(self.raw.get(close), Some(')' | '）')) {
                continue;
            }
            let Some(syllables) = pinyin::syllables(&letters) else { continue };
            let reads = |(&c, syllable): (&char, &Range<usize>)| pinyin::characters(&letters[syllable.clone()]).contains(&c);
            let mut read = self.symbol[..open].iter().rev().zip(syllables.iter().rev());
            if syllables.len() <= open && read.all(reads) {
                self.annotations.push(At::new(open as u32, close as u32 + 1));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_is_idempotent_for_every_character() {
        for c in '\0'..=char::MAX {
            let (symbol, class) = fold(c);
            let (again, class_again) = fold(symbol);
            assert_eq!(again, symbol, "{c:?}");
            if class.is_symbol() {
                assert_eq!(class_again, class, "{c:?} -> {symbol:?}");
            }
        }
    }

    #[test]
    fn disguised_writing_folds_to_the_plain_symbol() {
        for (written, plain) in [("療癒", "疗愈"), ("ＶＸ①⑴❶", "vx111"), ("壹貳", "一二"), ("％", "%"), ("𝐀а", "aa"), ("Lǐ", "li")] {
            assert_eq!(symbols_of(written), plain);
        }
    }

    #[test]
    fn classes_tell_filler_from_breaks() {
        for (c, class) in [
            ('，', Class::Comma),
            ('。', Class::Break),
            ('!', Class::Break),
            ('.', Class::Filler),
            ('❤', Class::Filler),
            ('\u{fe0f}', Class::Ignorable),
            ('\u{200b}', Class::Ignorable),
            ('\u{3000}', Class::Space),
            ('⑩', Class::Letter),
            ('〇', Class::Han),
            ('𠮷', Class::Han),
            ('\n', Class::Newline),
        ] {
            assert_eq!(fold(c).1, class, "{c:?}");
        }
    }

    #[test]
    fn numerals_and_traditional_characters_are_marked() {
        for c in '\0'..=char::MAX {
            let (symbol, class) = fold(c);
            let numeral = is_han_numeral(symbol) || (digit_value(symbol).is_some() && class != Class::Digit) || matches!(symbol, '成' | '💯');
            if numeral || (class == Class::Han && symbol != c) {
                assert_eq!(Folded::of_str(&c.to_string()).marks, [0], "{c:?}");
            }
        }
    }

    #[test]
    fn pinyin_annotations_are_skipped_and_acronyms_are_not() {
        let stream = |text: &str| -> String {
            let folded = Folded::of_str(text);
            folded.stream.iter().map(|&i| folded.symbol[i as usize]).collect()
        };
        assert_eq!(stream("醫(yī)院(BMI)"), "医院bmi");
        assert_eq!(stream("治疗（zhìliáo）结束，治（liao）结束"), "治疗结束治liao结束");
    }

    #[test]
    fn the_view_drops_filler_between_han_only() {
        let view = |text: &str| -> String {
            let folded = Folded::of_str(text);
            folded.view.iter().map(|&i| folded.symbol[i as usize]).collect()
        };
        assert_eq!(view("金 满*仓"), "金满仓");
        assert_eq!(view("率98.6%，达"), "率98.6%，达");
        assert_eq!(view("根----治"), "根----治");
    }
}
