//! Mobile telephone numbers.
//!
//! Eleven digits with a first part from the ranges that the ministry has given out (YD/T numbering plan, as of 2025),
//! with or without +86, whole or in groups of 3-4-4, 3-8, 7-4 or single digits, with letters for digits, in circled or
//! Han digits (`regulations.md` F2). Masked numbers are none.

use super::reading::{Group, Joint, Taken, digits_of, groups, has_any, is_counted, is_separator, joint};
use super::{Entity, EntityKind, Text};
use crate::fold::digit_value;

/// The lengths of the groups that a number is written in.
const GROUPINGS: &[&[usize]] = &[&[11], &[3, 4, 4], &[3, 8], &[7, 4], &[3, 4, 2, 2], &[1; 11]];

/// Groupings that only a telephone word makes a number.
const LOOSE: &[&[usize]] = &[&[4, 4, 3], &[3, 3, 5], &[4, 3, 4], &[3, 2, 3, 3], &[5, 6], &[2, 3, 3, 3], &[3, 3, 3, 2], &[3, 2, 2, 4], &[3, 3, 4, 1]];

const PHONE_WORDS: &[&str] = &["电话", "手机", "联系", "拨打", "致电", "微信", "tel", "号码"];

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let taken = Taken::by(out, &[EntityKind::Decoy, EntityKind::AdApproval, EntityKind::IdCard, EntityKind::Url, EntityKind::BankCard]);
    let groups = groups(text);
    let mut i = 0;
    while i < groups.len() {
        match at_group(text, &groups, i) {
            Some((entity, count)) if !taken.overlaps(entity.at) => {
                out.push(entity);
                i += count;
            }
            _ => i += 1,
        }
    }
    in_han(text, &taken, out);
}

/// Whether the ministry has given out numbers that begin so.
pub(super) fn is_mobile(digits: &[u32]) -> bool {
    digits.len() == 11
        && matches!(
            digits,
            [1, 3 | 8, ..] | [1, 4, 5..=9, ..] | [1, 5, 0..=3 | 5..=9, ..] | [1, 6, 2 | 5..=7, ..] | [1, 7, 0..=8, ..] | [1, 9, 0..=3 | 5..=9, ..]
        )
}

/// A number that begins with group `i`; with how many groups.
fn at_group(text: &Text<'_>, groups: &[Group], i: usize) -> Option<(Entity, usize)> {
    let first = groups.get(i)?;
    // +86 in a group of its own, or glued to the number.
    if first.letters == 0
        && matches!(first.digits, 2 | 4)
        && country(text, first.start, first.digits)
        && let Some(next) = groups.get(i + 1)
        && (joint(text, first, next) == Some(Joint::Separator)
            || (text.symbol(first.end).is_some_and(|c| matches!(c, ')' | '）')) && next.start == first.end + 1))
        && let Some((end, letters, count)) = grouped(text, groups, i + 1, 0)
    {
        return Some((entity(text, plus(text, first.start), end, letters), count + 1));
    }
    let glued = [2, 4].into_iter().find(|&n| first.digits > n && country(text, first.start, n) && matches!(first.digits - n, 11 | 3 | 7)).unwrap_or(0);
    if glued > 0
        && let Some((end, letters, count)) = grouped(text, groups, i, glued)
    {
        return Some((entity(text, plus(text, first.start), end, letters), count));
    }
    let (end, letters, count) = grouped(text, groups, i, 0)?;
    Some((entity(text, first.start, end, letters), count))
}

fn entity(text: &Text<'_>, start: usize, end: usize, letters: usize) -> Entity {
    let entity = Entity::new(EntityKind::Mobile, text.at(start, end));
    if letters > 0 { entity.note("字母代替数字") } else { entity }
}

/// Whether `n` digits at `start` are China's country code.
fn country(text: &Text<'_>, start: usize, n: usize) -> bool {
    text.starts_with(start, if n == 2 { "86" } else { "0086" })
}

/// The place of a plus sign or bracket before `start`, else `start`.
fn plus(text: &Text<'_>, start: usize) -> usize {
    let mut from = start;
    while from > 0 && start - from < 2 && matches!(text.symbol(from - 1), Some('+' | '＋' | '(' | '（')) {
        from -= 1;
    }
    from
}

/// Reads a number from group `i`, without its first `skip` digits: where it ends, how many letters, how many groups.
fn grouped(text: &Text<'_>, groups: &[Group], i: usize, skip: usize) -> Option<(usize, usize, usize)> {
    let try_one = |lengths: &&[usize]| fits(text, groups, i, skip, lengths);
    if let Some(found) = GROUPINGS.iter().find_map(try_one) {
        return Some(found);
    }
    let start = groups[i].start;
    let announced = has_any(text, start.saturating_sub(8), start, PHONE_WORDS);
    if announced { LOOSE.iter().find_map(try_one) } else { None }
}

fn fits(text: &Text<'_>, groups: &[Group], i: usize, skip: usize, lengths: &[usize]) -> Option<(usize, usize, usize)> {
    let parts = groups.get(i..i + lengths.len())?;
    let (first, last) = (parts.first()?, parts.last()?);
    let mut digits: Vec<u32> = Vec::new();
    let (mut letters, mut newlines) = (0, 0);
    for (n, (group, &length)) in parts.iter().zip(lengths).enumerate() {
        if group.x || group.digits != length + if n == 0 { skip } else { 0 } {
            return None;
        }
        if n > 0 {
            newlines += usize::from(joint(text, &parts[n - 1], group)? == Joint::Newline);
        }
        letters += group.letters;
        digits.extend(digits_of(text, group));
    }
    let several = lengths.len() > 1;
    let digits = digits.get(skip..)?;
    let real = digits.len().saturating_sub(letters);
    // Lines: all parts or none, and only 3-4-4; unrelated numbers stand in columns.
    let lines_agree = newlines == 0 || (newlines == lengths.len() - 1 && lengths == [3, 4, 4]);
    if !is_mobile(digits) || !lines_agree || real < if several { 4 } else { 6 } {
        return None;
    }
    let before = first.start.checked_sub(1).and_then(|b| text.symbol(b));
    let digit = |i: Option<usize>| i.and_then(|i| text.symbol(i)).is_some_and(|c| c.is_ascii_digit());
    let decimal = (before == Some('.') && digit(first.start.checked_sub(2))) || (text.symbol(last.end) == Some('.') && digit(Some(last.end + 1)));
    if before == Some('第') || text.symbol(last.end) == Some('@') || is_counted(text, last.end) || (!several && decimal) {
        return None;
    }
    // A longer row of groups of the same making is a table or another number.
    let column = |group: Option<&Group>, next_to: Option<Joint>| {
        group.is_some_and(|g| match next_to {
            Some(Joint::Newline) => newlines > 0,
            Some(Joint::Separator) => several && newlines == 0 && (lengths.len() > 4 || (3..=5).contains(&g.digits)),
            None => false,
        })
    };
    let previous = i.checked_sub(1).and_then(|p| groups.get(p)).filter(|p| skip == 0 && !country(text, p.start, p.digits));
    let next = groups.get(i + lengths.len());
    let joined_before = previous.and_then(|p| joint(text, p, first));
    let joined_after = next.and_then(|n| joint(text, last, n));
    let next_is_number = several && i + lengths.len() < groups.len() && starts_mobile(text, groups, i + lengths.len());
    let before_is_number = previous.is_some_and(|p| p.digits >= 4) && several && i >= 3 && starts_mobile(text, groups, i - 3);
    if (column(previous, joined_before) && !before_is_number) || (column(next, joined_after) && !next_is_number) {
        return None;
    }
    Some((last.end, letters, lengths.len()))
}

/// Whether three groups from `i` on are 3-4-4 of a mobile number.
fn starts_mobile(text: &Text<'_>, groups: &[Group], i: usize) -> bool {
    let Some(parts) = groups.get(i..i + 3) else {
        return false;
    };
    let digits: Vec<u32> = parts.iter().flat_map(|g| digits_of(text, g)).collect();
    parts.iter().map(|g| g.digits).eq([3, 4, 4]) && is_mobile(&digits)
}

/// Numbers with Han digits: 一三八〇〇一三八〇〇〇, ①③⑧〇〇①③⑧〇〇〇.
fn in_han(text: &Text<'_>, taken: &Taken, out: &mut Vec<Entity>) {
    let value = |i: usize| text.symbol(i).filter(|&c| c != '两').and_then(digit_value);
    // Too few digits of either kind, as nearly everywhere, and there is nothing to go through the block for.
    let han = text.marks().iter().filter(|&&i| value(i).is_some()).count();
    if han < 2 || han + text.runs().iter().map(|r| r.end - r.start).sum::<usize>() < 11 {
        return;
    }
    let (mut digits, mut places): (Vec<u32>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut i = 0;
    while i < text.len() {
        if value(i).is_none() {
            i += 1;
            continue;
        }
        let start = i;
        digits.clear();
        places.clear();
        let mut han = 0;
        while let Some(d) = value(i).or_else(|| {
            // One separator within: between two Han digits the view has dropped it already.
            let inner = text.symbol(i).is_some_and(is_separator) && value(i + 1).is_some() && !digits.is_empty();
            inner.then_some(10)
        }) {
            if d < 10 {
                digits.push(d);
                places.push(i);
                han += usize::from(!text.symbol(i).is_some_and(|c| c.is_ascii_digit()));
            }
            i += 1;
        }
        if let Some(last) = places.get(10)
            && han >= 2
            && digits.get(..11).is_some_and(is_mobile)
            // 一三八〇〇一三八〇〇〇一直: the twelfth is a word's.
            && (digits.len() == 11 || (digits.len() == 12 && text.symbol(i - 1) == Some('一')))
            // 15900000000一直: the digits alone are a number already.
            && !(0..11).all(|n| places.get(n).and_then(|&p| text.symbol(p)).is_some_and(|c| c.is_ascii_digit()))
            && !text.symbol(last + 1).is_some_and(|c| c.is_ascii_lowercase() || matches!(c, '十' | '百' | '千' | '万' | '亿'))
            && !is_counted(text, last + 1)
        {
            let at = text.at(start, last + 1);
            if !taken.overlaps(at) {
                out.push(Entity::new(EntityKind::Mobile, at).note("汉字数字"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::words_of;
    use super::*;

    #[test]
    fn numbers_in_every_writing_are_found() {
        for number in [
            "13800138000",
            "138 0013 8000",
            "138-0013-8000",
            "138.0013.8000",
            "138\u{a0}0013\u{a0}8000",
            "138－0013－8000",
            "+86-138-0013-8000",
            "+8613800138000",
            "(+86)13800138000",
            "0086 13800138000",
            "138\n0013\n8000",
            "138 0013 8OOO",
            "I38-OOI3-8OOO",
            "138 OOOO 8000",
            "１３８００１３８０００",
            "①③⑧⓪⓪①③⑧⓪⓪⓪",
            "一三八〇〇一三八〇〇〇",
            "一三八 〇〇一三 八〇〇〇",
            "①③⑧〇〇①③⑧〇〇〇",
            "1 3 8 0 0 1 3 8 0 0 0",
        ] {
            for text in [number.to_owned(), format!("患者电话：{number}，姓名汤守诚")] {
                assert_eq!(words_of(EntityKind::Mobile, &text), [number], "{text}");
            }
        }
        assert_eq!(words_of(EntityKind::Mobile, "您留的15900000000一直无人接听"), ["15900000000"]);
        assert_eq!(words_of(EntityKind::Mobile, "拨打一三八〇〇一三八〇〇〇一直占线"), ["一三八〇〇一三八〇〇〇"]);
        assert_eq!(words_of(EntityKind::Mobile, "1.范玉兰 13912345678 高血压；2.侯长贵 13500135000 糖尿病"), ["13912345678", "13500135000"]);
        assert_eq!(words_of(EntityKind::Mobile, "138 0013 8000 139 0013 8001"), ["138 0013 8000", "139 0013 8001"]);
    }

    #[test]
    fn other_numbers_pass() {
        for text in [
            "公网安备 11010502030001号",
            "2025031400012",
            "9787111111115",
            "京ICP备13800138000号",
            "138****8000",
            "138 **** 8000",
            "第13800期院报合订本已由档案室扫描入库，编号1380013-8001。",
            "138\n0013\n8000\n4500\n300",
            "120 138 0013 8000 4500",
            "0.13800138000",
            "累计13800138000元",
            "12345678901",
            "10013800138000",
            "A13800138000B",
            "130/80 mmHg，心率72次",
        ] {
            assert!(words_of(EntityKind::Mobile, text).is_empty(), "{text}");
        }
    }
}
