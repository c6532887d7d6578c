//! Stretches of traditional characters: two or more within a few characters that folding turns into simplified ones.
//! A single one may be a name or a variant. Source: `regulations.md` E7, R-T1.

use super::words::is_han;
use super::{Entity, EntityKind, Text};

/// The most plain characters between two traditional ones of a stretch.
const GAP: usize = 6;
/// A block wholly in traditional characters needs no more findings than this.
const MOST: usize = 8;

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    // An emoji that stands for a character is none.
    let written = |c: char| c.is_alphanumeric() && !is_numeral(c);
    let traditional = |&&i: &&usize| is_han(text, i) && text.raw(i) != text.symbol(i) && text.raw(i).is_some_and(written);
    let places: Vec<usize> = text.marks().iter().filter(traditional).copied().collect();
    let stretches = places.chunk_by(|a, b| *b <= a + GAP).filter(|stretch| stretch.len() >= 2);
    for stretch in stretches.take(MOST) {
        out.push(Entity::new(EntityKind::Traditional, text.at(stretch[0], stretch[stretch.len() - 1] + 1)));
    }
}

/// Numerals of accounts (壹贰叁) fold too and are no traditional writing.
fn is_numeral(c: char) -> bool {
    matches!(c, '壹' | '贰' | '貳' | '叁' | '參' | '肆' | '伍' | '陆' | '陸' | '柒' | '捌' | '玖' | '拾' | '佰' | '仟' | '萬' | '億' | '圆' | '两' | '零')
}

#[cfg(test)]
mod tests {
    use super::super::testing::words_of;
    use super::*;

    #[test]
    fn stretches() {
        for (text, words) in [
            ("醫護人員節日快樂，辛苦了", &["醫護人員節日快樂"][..]),
            ("門診採用新技術", &["門診採用新技術"]),
            ("范玉蘭女士", &[]),
            ("人民币壹佰贰拾元", &[]),
            ("普通的简体字", &[]),
            ("➕🛰：bone", &[]),
        ] {
            assert_eq!(words_of(EntityKind::Traditional, text), words, "{text}");
        }
    }
}
