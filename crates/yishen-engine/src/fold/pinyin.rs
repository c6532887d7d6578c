//! How characters are read: syllables of pinyin without tones, and rows of letters cut into them.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::LazyLock;

static READINGS: LazyLock<HashMap<&'static str, Vec<char>>> = LazyLock::new(|| {
    let lines = include_str!("pinyin.txt").lines().filter(|l| !l.starts_with('#'));
    lines.filter_map(|l| l.split_once('\t')).map(|(syllable, characters)| (syllable, characters.chars().collect())).collect()
});

/// No syllable is longer: zhuang.
const LONGEST_SYLLABLE: usize = 6;

/// The characters that are read as a syllable.
pub(crate) fn characters(syllable: &str) -> &'static [char] {
    READINGS.get(syllable).map_or(&[], Vec::as_slice)
}

/// The characters that are read alike, syllable by syllable, in no order.
pub(crate) fn characters_by_syllable() -> impl Iterator<Item = &'static [char]> {
    READINGS.values().map(Vec::as_slice)
}

static BY_INITIAL: LazyLock<HashMap<char, Vec<char>>> = LazyLock::new(|| {
    let mut by_initial: HashMap<char, BTreeSet<char>> = HashMap::new();
    for (syllable, characters) in READINGS.iter() {
        by_initial.entry(syllable.chars().next().unwrap_or_default()).or_default().extend(characters);
    }
    by_initial.into_iter().map(|(letter, characters)| (letter, characters.into_iter().collect())).collect()
});

/// The characters that are read with a letter at the beginning.
pub(crate) fn characters_from(letter: char) -> &'static [char] {
    BY_INITIAL.get(&letter).map_or(&[], Vec::as_slice)
}

/// Lower-case letters cut into syllables, the fewest that fill them, as ranges of the letters.
pub(crate) fn syllables(letters: &str) -> Option<Vec<Range<usize>>> {
    // The fewest syllables that end at each letter, and where the last of them begins.
    let mut best: Vec<Option<(usize, usize)>> = vec![None; letters.len() + 1];
    best[0] = Some((0, 0));
    for end in 1..=letters.len() {
        for start in end.saturating_sub(LONGEST_SYLLABLE)..end {
            if let Some((count, _)) = best[start]
                && READINGS.contains_key(&letters[start..end])
                && best[end].is_none_or(|(least, _)| count + 1 < least)
            {
                best[end] = Some((count + 1, start));
            }
        }
    }
    let mut cut = Vec::new();
    let mut end = letters.len();
    while end > 0 {
        let (_, start) = best[end]?;
        cut.push(start..end);
        end = start;
    }
    cut.reverse();
    Some(cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_cut_into_the_fewest_syllables() {
        let cut = |letters: &str| syllables(letters).map(|cut| cut.into_iter().map(|r| letters[r].to_owned()).collect::<Vec<_>>());
        assert_eq!(cut("zhiliao"), Some(vec!["zhi".to_owned(), "liao".to_owned()]));
        assert_eq!(cut("xian"), Some(vec!["xian".to_owned()]));
        assert_eq!(cut("covid"), None);
        assert_eq!(cut(""), Some(Vec::new()));
    }

    #[test]
    fn every_syllable_is_of_small_letters_and_reads_characters() {
        for (syllable, characters) in READINGS.iter() {
            assert!(syllable.len() <= LONGEST_SYLLABLE && syllable.bytes().all(|b| b.is_ascii_lowercase()) && !characters.is_empty(), "{syllable}");
        }
    }
}
