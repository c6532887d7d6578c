//! Passports and travel permits, and other certificates of a person, behind the word that names them.
//!
//! Up to three letters and six to twelve digits: passports of E, G, D, S, P, K; permits of residents from Hong Kong and
//! Macao (H, M and eight or ten digits) and from Taiwan (eight digits, or ten and a letter), the older permanent
//! residence card (three letters, twelve digits), officers' cards (字第…号) (`regulations.md` F1).

use super::reading::{Taken, is_mask, past_marks, token};
use super::{Entity, EntityKind, List, Text};

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let taken = Taken::by(out, &[EntityKind::Decoy, EntityKind::IdCard, EntityKind::Mobile]);
    let mut done = 0;
    for word in text.words(List::PassportWord) {
        let mut start = past_marks(text, word.end, 6);
        // 军字第123456号.
        if let Some(k) = (start..start + 4).find(|&k| text.starts_with(k, "字第")) {
            start = past_marks(text, k + 2, 2);
        }
        let (from, end) = token(text, start);
        if from != start || start < done || end == start || is_mask(text, end) {
            continue;
        }
        let symbols = text.slice(start, end);
        let digits = symbols.iter().filter(|c| c.is_ascii_digit()).count();
        let letters = symbols.len() - digits;
        let masked = symbols.windows(2).any(|w| w == ['x', 'x']);
        let at = text.at(start, end);
        if (6..=12).contains(&digits) && letters <= 3 && !masked && !taken.overlaps(at) {
            done = end;
            out.push(Entity::new(EntityKind::Passport, at));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::words_of;
    use super::*;

    #[test]
    fn announced_numbers_are_found() {
        for (text, words) in [
            ("护照号：E12345678", "E12345678"),
            ("护照EA1234567。", "EA1234567"),
            ("港澳居民来往内地通行证H12345678", "H12345678"),
            ("回乡证号码M1234567801", "M1234567801"),
            ("台胞证 12345678", "12345678"),
            ("军官证：军字第1234567号", "1234567"),
        ] {
            assert_eq!(words_of(EntityKind::Passport, text), [words], "{text}");
        }
    }

    #[test]
    fn other_numbers_pass() {
        for text in ["E12345678", "护照办理须知2025", "护照E1234****", "持护照、身份证440524188001010014", "凭护照挂号，每日12000人次"]
        {
            assert!(words_of(EntityKind::Passport, text).is_empty(), "{text}");
        }
    }
}
