//! Landline telephone numbers with their area code: 0571-87072524, (010)69156114, 02087755766转8888.
//!
//! Area codes by the national numbering plan, seven or eight digits that begin with 2–9, an extension
//! (`regulations.md` F2). Such a number is private only where it is announced as a person's (家属, 住宅, 本人电话); there
//! the area code may be missing.

use super::reading::{Taken, has_any, is_counted, is_hyphen, is_mask, past_marks, word_before};
use super::words::{any_at, has_word, sentence_end, sentence_start};
use super::{Entity, EntityKind, List, Run, Text, Word};

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    use EntityKind::{AdApproval, BankCard, Decoy, IdCard, Mobile, RecordNumber, Url};
    let taken = Taken::by(out, &[AdApproval, BankCard, Decoy, IdCard, Mobile, RecordNumber, Url]);
    let mut done = 0;
    for run in text.runs() {
        if run.start < done {
            continue;
        }
        let Some((start, end, local)) = number(text, *run) else {
            continue;
        };
        let private = word_before(text, List::HomePhoneWord, start, 12).is_some_and(|word| !is_business(text, word, end));
        let at = text.at(start, end);
        if (local && !private) || taken.overlaps(at) {
            continue;
        }
        done = end;
        out.push(Entity::new(EntityKind::Landline, at).private(private));
    }
}

/// 联系人：陆工, or one named in a tender or advertisement for staff: a number of the office.
fn is_business(text: &Text<'_>, word: Word, end: usize) -> bool {
    if !text.ends_with(word.end, "联系人") {
        return false;
    }
    let name = past_marks(text, word.end, 3);
    let office = (name + 1..name + 4).any(|i| any_at(text, i, &["工，", "工 ", "工,", "工（", "工电", "老师", "经理", "主任", "科长", "医生", "护士"]));
    office || has_word(text, List::ContactSupplier, sentence_start(text, word.start, 60), sentence_end(text, end, 20))
}

/// The number that begins with `run`: its place and whether it lacks the area code.
fn number(text: &Text<'_>, run: Run) -> Option<(usize, usize, bool)> {
    let before = run.start.checked_sub(1).and_then(|i| text.symbol(i));
    if before.is_some_and(|c| c.is_ascii_lowercase() || is_hyphen(c) || matches!(c, '.' | '*' | '_' | '/')) {
        return None;
    }
    let length = run.end - run.start;
    let bracket = before.is_some_and(|c| matches!(c, '(' | '（'));
    let start = if bracket { run.start - 1 } else { run.start };
    let area = area_code(text.slice(run.start, run.end));
    let (body, start, local) = match area {
        // One run of digits.
        Some(n) if length - n >= 7 => (run.start + n, run.start, false),
        Some(n) if length == n => {
            let mark = text.symbol(run.end)?;
            let closed = bracket && matches!(mark, ')' | '）');
            let next = run.end + 1;
            let next = if closed && text.symbol(next).is_some_and(|c| c == ' ' || is_hyphen(c)) { next + 1 } else { next };
            if !closed && (bracket || !(is_hyphen(mark) || matches!(mark, ' ' | '\u{a0}' | '\u{3000}'))) {
                return None;
            }
            (next, start, false)
        }
        _ => (run.start, run.start, true),
    };
    let end = body_end(text, body)?;
    let after = text.symbol(end);
    if after.is_some_and(|c| c.is_ascii_lowercase()) || is_mask(text, end) || is_counted(text, end) {
        return None;
    }
    Some((start, extension(text, end), local))
}

/// The length of the area code that `digits` begin with.
fn area_code(digits: &[char]) -> Option<usize> {
    match digits {
        ['0', '1', '0', ..] | ['0', '2', '0' | '1' | '2' | '3' | '4' | '5' | '7' | '8' | '9', ..] => Some(3),
        ['0', '3'..='9', _, _, ..] => Some(4),
        _ => None,
    }
}

/// The end of seven or eight digits at `start`, whole or 4-4 and 3-4.
fn body_end(text: &Text<'_>, start: usize) -> Option<usize> {
    if !matches!(text.symbol(start), Some('2'..='9')) {
        return None;
    }
    let digits = |from: usize| (from..from + 9).take_while(|&i| text.symbol(i).is_some_and(|c| c.is_ascii_digit())).count();
    let first = digits(start);
    match first {
        7 | 8 => Some(start + first),
        3 | 4 if text.symbol(start + first).is_some_and(|c| is_hyphen(c) || c == ' ') && digits(start + first + 1) == 4 => Some(start + first + 5),
        _ => None,
    }
}

/// The end of an extension behind `end`: -8001, 转8888.
fn extension(text: &Text<'_>, end: usize) -> usize {
    let from = match text.symbol(end) {
        Some('转') => end + 1,
        Some(c) if is_hyphen(c) => end + 1,
        Some(' ') if text.symbol(end + 1) == Some('转') => end + 2,
        _ => return end,
    };
    let from = if has_any(text, from, from + 2, &["分机"]) { from + 2 } else { from };
    let digits = (from..from + 7).take_while(|&i| text.symbol(i).is_some_and(|c| c.is_ascii_digit())).count();
    if (1..=6).contains(&digits) { from + digits } else { end }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{entities, words_of};
    use super::*;

    #[test]
    fn numbers_are_found_and_are_the_hospitals_own() {
        for number in ["0571-87072524", "(010)69156114", "（010） 69156114", "02087755766转8888", "0555-1234567", "0571 8707 2524", "010—69156114-801"] {
            let text = format!("预约电话：{number}。");
            let expected: &[&str] = if number == "0555-1234567" { &[] } else { &[number] };
            assert_eq!(words_of(EntityKind::Landline, &text), expected, "{text}");
            assert!(entities(&text).iter().all(|(e, _)| !e.private), "{text}");
        }
    }

    #[test]
    fn a_persons_number_is_private() {
        for text in ["家属电话：0571-87072524", "住宅电话 87072524", "联系人：王某，0571-87072524"] {
            assert!(entities(text).iter().any(|(e, _)| e.kind == EntityKind::Landline && e.private), "{text}");
        }
    }

    #[test]
    fn other_numbers_pass() {
        for text in ["2023-09-20", "0.05-0.1", "住院号0419982", "87072524", "0571-87072524元", "0571-8707****", "010号", "110105-19491231"] {
            assert!(words_of(EntityKind::Landline, text).is_empty(), "{text}");
        }
    }
}
