//! What looks like an identifier of a person and is none (`regulations.md` F4).
//!
//! ICP and public-security filings, credit codes (GB 32100-2015, checksum), permits, drug and device numbers, order and
//! tracking numbers, standards and book numbers by the word before them; 400 and 800 numbers. Only what can collide
//! with a private number is recognised: at least seven letters and digits.

use super::id_card;
use super::mobile::is_mobile;
use super::reading::{is_alphanumeric, is_hyphen, past_marks, token};
use super::words::has_word;
use super::{Entity, EntityKind, List, Text, Word};

/// Fewer letters and digits collide with no private number.
const SHORTEST: usize = 7;

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let mut done = 0;
    for word in text.words(List::DecoyWord) {
        if word.start < done || of_patient(text, word) {
            continue;
        }
        if let Some(end) = number_after(text, word.end) {
            done = end;
            out.push(Entity::new(EntityKind::Decoy, text.at(word.start, end)));
        }
    }
    done = 0;
    // 编号, 许可证: weak words, which must not hide a number that proves itself.
    for word in text.words(List::NumberWord) {
        if let Some(end) = number_after(text, word.end) {
            let start = past_marks(text, word.end, 8);
            if word.start >= done && !of_patient(text, word) && !proves_itself(text, start) {
                done = end;
                out.push(Entity::new(EntityKind::Decoy, text.at(word.start, end)));
            }
        }
    }
    done = 0;
    for run in text.runs() {
        if run.start < done {
            continue;
        }
        let (start, end) = token(text, run.start);
        done = end;
        if is_credit_code(text, start, end) {
            out.push(Entity::new(EntityKind::Decoy, text.at(start, end)));
        } else if let Some(end) = hotline(text, start, end) {
            out.push(Entity::new(EntityKind::Decoy, text.at(start, end)));
        }
    }
}

/// Whether the word ends a longer one that announces a record: 样本条码 is a patient's, 条码 alone a product's.
fn of_patient(text: &Text<'_>, word: &Word) -> bool {
    let longer = text.ending_at(List::RecordWord, word.end).first().is_some_and(|record| record.start < word.start);
    // 血样标本一份，条码8827193401: the specimen stands before it.
    let specimen = || text.starts_with(word.start, "条码") && has_word(text, List::RecordContext, word.start.saturating_sub(24), word.start);
    longer || specimen()
}

/// The end of the number behind a word that ends at `end`: tokens joined by single marks.
fn number_after(text: &Text<'_>, end: usize) -> Option<usize> {
    let start = past_marks(text, end, 8);
    let mut stop = start;
    let mut count = 0;
    let mut digits = 0;
    let mut i = start;
    loop {
        match text.symbol(i) {
            Some(c) if is_alphanumeric(c) => {
                count += 1;
                digits += usize::from(c.is_ascii_digit());
                i += 1;
                stop = i;
            }
            Some(c) if stop == i && i > start && (is_hyphen(c) || matches!(c, '/' | '.' | '_' | '(' | ')' | '（' | '）' | '第' | '字')) => i += 1,
            _ => break,
        }
        if i > start + 60 {
            break;
        }
    }
    (count >= SHORTEST && digits >= 4).then_some(stop)
}

/// A mobile number, or an identity number with its check digit, at `start`.
fn proves_itself(text: &Text<'_>, start: usize) -> bool {
    let (_, end) = token(text, start);
    let digits = values(text, start, end);
    // The licence of a doctor ends with the identity number.
    let identity = if digits.len() == 27 { &digits[9..] } else { &digits };
    is_mobile(&digits) || id_card::check(identity).is_some_and(|c| c.region && c.date && c.check)
}

/// The digits of a token, 10 for X; empty when another letter is among them.
fn values(text: &Text<'_>, start: usize, end: usize) -> Vec<u32> {
    let value = |&c: &char| if c == 'x' { Some(10) } else { c.to_digit(10) };
    text.slice(start, end).iter().map(value).collect::<Option<Vec<u32>>>().unwrap_or_default()
}

/// A unified social credit code: eighteen characters without I, O, S, V, Z, weights 3ⁱ mod 31; an identity number that
/// proves itself is none.
fn is_credit_code(text: &Text<'_>, start: usize, end: usize) -> bool {
    const ALPHABET: &str = "0123456789abcdefghjklmnpqrtuwxy";
    if end - start != 18 {
        return false;
    }
    let value = |&c: &char| ALPHABET.chars().position(|a| a == c).map(|p| p as u32);
    let Some(codes) = text.slice(start, end).iter().map(value).collect::<Option<Vec<u32>>>() else {
        return false;
    };
    let mut weight = 1;
    let mut sum = 0;
    for code in &codes[..17] {
        sum += code * weight;
        weight = weight * 3 % 31;
    }
    // Without a letter the registering office and kind must be right: 11, 12, 13, 19, 51–53, 59, 91–93.
    let office = codes.iter().any(|&c| c > 9) || matches!(codes[..2], [1 | 5 | 9, 1 | 2 | 3 | 9]);
    office && (31 - sum % 31) % 31 == codes[17] && !id_card::check(&values(text, start, end)).is_some_and(|c| c.region && c.date && c.check)
}

/// The end of a 400 or 800 number: ten digits, whole or in groups.
fn hotline(text: &Text<'_>, start: usize, end: usize) -> Option<usize> {
    if !text.starts_with(start, "400") && !text.starts_with(start, "800") {
        return None;
    }
    let mut count = end - start;
    let mut stop = end;
    while count < 10 && text.symbol(stop).is_some_and(|c| is_hyphen(c) || c == ' ') {
        let (from, to) = token(text, stop + 1);
        if from == to {
            return None;
        }
        count += to - from;
        stop = to;
    }
    let digits = text.slice(start, stop).iter().filter(|c| c.is_ascii_digit()).count();
    (count == 10 && digits == 10).then_some(stop)
}

#[cfg(test)]
mod tests {
    use super::super::testing::words_of;
    use super::*;

    #[test]
    fn decoys_are_found_with_their_words() {
        for text in [
            "ICP备12345678号",
            "公网安备 11010502030001号",
            "91350100M000100Y43",
            "12100000400000000W",
            "91430923MA4Q8L535T",
            "统一社会信用代码：121000004000000012",
            "国药准字H20130001",
            "国械注准20153400001",
            "快递单号：1380013800012",
            "订单号13800138000",
            "400-800-1234",
            "4008001234",
            "ISBN 978-7-111-11111-5",
            "编号1380013-8001",
        ] {
            let found = words_of(EntityKind::Decoy, text);
            assert_eq!(found.len(), 1, "{text}");
            for (e, _) in super::super::testing::entities(text) {
                assert!(!e.private, "{text}: {:?}", e.kind);
            }
        }
    }

    #[test]
    fn a_weak_word_hides_no_number_that_proves_itself() {
        for text in ["编号13800138000", "登记编号：440524188001010014", "11010519491231002X", "证书编码202133110440524188001010014", "第3期", "编号12"]
        {
            assert!(words_of(EntityKind::Decoy, text).is_empty(), "{text}");
        }
    }
}
