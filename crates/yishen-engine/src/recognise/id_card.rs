//! Resident identity numbers.
//!
//! GB 11643-1999: six digits of region, eight of the date of birth, three of sequence, one check digit by ISO 7064
//! MOD 11-2 (0–9 or X). Permits of residents from Hong Kong, Macao and Taiwan (regions 81, 82, 83) and the foreigner's
//! permanent residence card (first digit 9, issue of 2023) share it. The old form has fifteen digits and no check digit.
//! A disability card is the number and two digits, a doctor's licence of 24 or 27 digits ends with it
//! (`regulations.md` F1). The number stands also in groups, in circled or full-width digits, and read wrongly by a
//! scanner (`l`, `o`).

use super::reading::{Group, Joint, Taken, digits_of, groups, joint, word_before};
use super::{Entity, EntityKind, List, Tag, Text};
use crate::draft::Date;
use crate::fold::digit_value;

/// How far before the number a word that announces it may stand.
const REACH: usize = 12;

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let decoys = Taken::by(out, &[EntityKind::Decoy]);
    let groups = groups(text);
    let mut i = 0;
    while i < groups.len() {
        let found = grouped(text, &groups[i..]).or_else(|| single(text, &groups[i]).map(|e| (e, 1)));
        match found {
            Some((entity, count)) if !decoys.overlaps(entity.at) => {
                out.push(entity);
                i += count;
            }
            _ => i += 1,
        }
    }
    spoken(text, out);
}

/// 五零零一零三…: eighteen Han digits behind a word that announces them.
fn spoken(text: &Text<'_>, out: &mut Vec<Entity>) {
    for word in text.words(List::IdWord) {
        let from = (word.end..word.end + 6).find(|&i| han_digit(text, i).is_some());
        let Some(from) = from else {
            continue;
        };
        let digits: Vec<u32> = (from..from + 18).map_while(|i| han_digit(text, i)).collect();
        let proven = check(&digits).is_some_and(|c| c.region && c.date && c.check);
        let written = (from..from + 18).all(|i| text.symbol(i).is_some_and(|c| c.is_ascii_digit()));
        if proven && !written && han_digit(text, from + 18).is_none() {
            let at = text.at(from, from + 18);
            if !out.iter().any(|e| e.at.overlaps(at)) {
                out.push(Entity::new(EntityKind::IdCard, at).tag(Tag::Valid));
            }
        }
    }
}

fn han_digit(text: &Text<'_>, i: usize) -> Option<u32> {
    match text.symbol(i)? {
        'x' | '叉' => Some(10),
        c => digit_value(c),
    }
}

/// The region, date and check digit of a number of eighteen digits.
pub(super) struct Checks {
    pub(super) region: bool,
    pub(super) date: bool,
    pub(super) check: bool,
}

/// Checks eighteen digits; the last is 10 for X.
pub(super) fn check(digits: &[u32]) -> Option<Checks> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let [body @ .., last] = digits else {
        return None;
    };
    if body.len() != 17 || body.iter().any(|&d| d > 9) {
        return None;
    }
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(d, w)| d * w).sum();
    let number = |range: std::ops::Range<usize>| body[range].iter().fold(0, |n, d| n * 10 + d);
    let year = number(6..10);
    let date = (1800..=2100).contains(&year) && Date::new(year as u16, number(10..12) as u8, number(12..14) as u8).is_some();
    Some(Checks { region: region(body[0], body[1]) || (body[0] == 9 && region(body[1], body[2])), date, check: (sum + last) % 11 == 1 })
}

/// Whether a province has this code.
fn region(a: u32, b: u32) -> bool {
    matches!((a, b), (1, 1..=5) | (2, 1..=3) | (3, 1..=7) | (4, 1..=6) | (5, 0..=4) | (6, 1..=5) | (7, 1) | (8, 1..=3))
}

/// Whether fifteen digits have a region and a date.
fn is_old(digits: &[u32]) -> bool {
    let &[a, b, _, _, _, _, y1, y2, m1, m2, d1, d2, ..] = digits else {
        return false;
    };
    let date = Date::new(1900 + (y1 * 10 + y2) as u16, (m1 * 10 + m2) as u8, (d1 * 10 + d2) as u8);
    digits.len() == 15 && region(a, b) && date.is_some()
}

/// An announcing word before `start`.
fn announced(text: &Text<'_>, start: usize) -> bool {
    word_before(text, List::IdWord, start, REACH).is_some()
}

/// The digits of a group with its X as 10.
fn values(text: &Text<'_>, group: &Group) -> impl Iterator<Item = u32> {
    digits_of(text, group).chain(group.x.then_some(10))
}

/// Eighteen digits in one group or in several parted by single separators or line breaks; with how many groups.
fn grouped(text: &Text<'_>, groups: &[Group]) -> Option<(Entity, usize)> {
    let mut digits: Vec<u32> = Vec::with_capacity(18);
    let (mut letters, mut newline) = (0, false);
    for (n, group) in groups.iter().enumerate() {
        if n > 0 {
            newline |= joint(text, &groups[n - 1], group)? == Joint::Newline;
        }
        if digits.len() + group.digits + usize::from(group.x) > 18 {
            return None;
        }
        letters += group.letters;
        digits.extend(values(text, group));
        // X written as a multiplication sign.
        let mut end = group.end;
        if digits.len() == 17 && text.symbol(end) == Some('×') && text.symbol(end + 1) != Some('×') {
            digits.push(10);
            end += 1;
        }
        if digits.len() == 18 {
            let checks = check(&digits)?;
            let start = groups[0].start;
            let word = announced(text, start);
            if !checks.region || !checks.date || (letters > 6 && !word) {
                return None;
            }
            let entity = Entity::new(EntityKind::IdCard, text.at(start, end));
            return match (checks.check, letters) {
                (true, 0) => Some((entity.tag(Tag::Valid), n + 1)),
                (true, _) => Some((entity.tag(Tag::Valid).note("字母代替数字"), n + 1)),
                (false, _) if word && !newline => Some((entity.note("校验码不符"), n + 1)),
                _ => None,
            };
        }
        if group.x {
            return None;
        }
    }
    None
}

/// The old form, and numbers within a longer run.
fn single(text: &Text<'_>, group: &Group) -> Option<Entity> {
    if group.letters > 0 {
        return None;
    }
    let digits: Vec<u32> = values(text, group).collect();
    let entity = |from: usize, to: usize| Entity::new(EntityKind::IdCard, text.at(group.start + from, group.start + to));
    let within = |from: usize| {
        let checks = check(digits.get(from..from + 18)?)?;
        let right = checks.region && checks.date && (checks.check || announced(text, group.start));
        let found = entity(from, from + 18).tag(Tag::Embedded);
        right.then(|| if checks.check { found.tag(Tag::Valid) } else { found.note("校验码不符") })
    };
    match digits.len() {
        15 if is_old(&digits) && word_before(text, List::NumberWord, group.start, 4).is_none() => Some(entity(0, 15).tag(Tag::Old)),
        20 => within(0),
        27 => within(9),
        // Year, province, level and type of the licence, then the old form.
        24 if is_old(&digits[9..]) && (1..=2).contains(&digits[0]) && region(digits[4], digits[5]) => Some(entity(9, 24).tag(Tag::Embedded).tag(Tag::Old)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{entities, words_of};
    use super::*;

    fn found(text: &str) -> Option<(Entity, String)> {
        entities(text).into_iter().find(|(e, _)| e.kind == EntityKind::IdCard)
    }

    #[test]
    fn numbers_that_prove_themselves_are_valid() {
        for number in [
            "11010519491231002X",
            "440524188001010014",
            "810000199001010019",
            "110105 19491231 002X",
            "110105-1949-1231-002x",
            "1101 0519 4912 3100 2X",
            "１１０１０５１９４９１２３１００２Ｘ",
            "④④⓪⑤②④①⑧⑧⓪⓪①⓪①⓪⓪①④",
            "110105\n19491231\n002X",
            "4 4 0 5 2 4 1 8 8 0 0 1 0 1 0 0 1 4",
            "44O524l88OO1O1O014",
        ] {
            for text in [number.to_owned(), format!("样张如图：柴米，{number}，住院发票一张")] {
                let (entity, words) = found(&text).unwrap_or_else(|| panic!("{text}"));
                assert_eq!(words, number);
                assert!(entity.tags.has(Tag::Valid) && entity.private, "{text}");
            }
        }
    }

    #[test]
    fn a_wrong_check_digit_needs_an_announcing_word() {
        let (entity, _) = found("身份证号：440524188001010015").expect("a number");
        assert!(!entity.tags.has(Tag::Valid));
        assert_eq!(entity.note, Some("校验码不符"));
        assert!(found("编码440524188001010015").is_none());
    }

    #[test]
    fn the_old_form_and_embedded_numbers_are_tagged() {
        assert!(found("身份证110105491231002").expect("a number").0.tags.has(Tag::Old));
        for (text, words) in [("202211110110105194912310021X", None), ("20221111011010519491231002X", Some("11010519491231002X"))] {
            assert_eq!(found(text).map(|(_, w)| w).as_deref(), words, "{text}");
        }
        let (entity, words) = found("残疾人证11010519491231002X44").map_or((None, String::new()), |(e, w)| (Some(e), w));
        assert!(entity.is_none() && words.is_empty(), "an X within the run ends it");
        let (entity, words) = found("残疾人证44052418800101001443").expect("a number");
        assert_eq!(words, "440524188001010014");
        assert!(entity.tags.has(Tag::Embedded) && entity.tags.has(Tag::Valid));
    }

    #[test]
    fn other_long_numbers_pass() {
        for text in [
            "999999200001010011",
            "210102199002300014",
            "12100000400000000W",
            "91430923MA4Q8L535T",
            "6228480000000000000",
            "440524********0014",
            "请填写18位身份证号码",
            "2025031400012",
            "执业证书编码：110110000012345",
        ] {
            assert!(words_of(EntityKind::IdCard, text).is_empty(), "{text}");
        }
    }
}
