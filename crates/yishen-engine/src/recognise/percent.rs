//! Shares: 98.6%, ⑨⑨%, 百分之九十五点六, 九成, 八成五, 百分百, 💯. The value is in percent; of a range both ends are.

use super::number::{arabic, han};
use super::{Entity, EntityKind, Text};
use crate::fold::{Class, digit_value, is_han_numeral};

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let mut done = 0;
    for run in text.runs() {
        if run.start < done {
            continue;
        }
        let (value, end) = arabic(text, run.start);
        let (value, end) = spoken_decimals(text, value, end);
        done = end;
        let mark = if text.symbol(end) == Some(' ') { end + 1 } else { end };
        if text.symbol(mark) == Some('%') {
            push(text, run.start, mark + 1, value, out);
        } else if (50.0..=100.0).contains(&value) && follows_rate(text, run.start) && !text.class(end).is_some_and(Class::is_symbol) {
            push(text, run.start, end, value, out);
        }
    }
    done = 0;
    for &i in text.marks() {
        if i < done {
            continue;
        }
        let found = match text.symbol(i) {
            Some('百') => of_hundred(text, i),
            Some('成') => tenths(text, i),
            Some('%') => han_before_sign(text, i),
            Some('💯') => Some((i, i + 1, 100.0)),
            _ => None,
        };
        if let Some((start, end, value)) = found {
            push(text, start, end, value, out);
            done = end;
        }
    }
}

fn push(text: &Text<'_>, start: usize, end: usize, value: f64, out: &mut Vec<Entity>) {
    out.push(Entity::new(EntityKind::Percent, text.at(start, end)).value(value));
}

/// 99点8: the decimals that 点 parts from an Arabic number.
fn spoken_decimals(text: &Text<'_>, value: f64, end: usize) -> (f64, usize) {
    if text.symbol(end) != Some('点') {
        return (value, end);
    }
    let digits = (end + 1..).map_while(|i| text.symbol(i).filter(char::is_ascii_digit)).take(3);
    let (decimals, count) = digits.fold((0.0, 0), |(sum, n), d| (sum * 10.0 + f64::from(d as u32 - '0' as u32), n + 1));
    if count == 0 { (value, end) } else { (value + decimals / 10f64.powi(count), end + 1 + count as usize) }
}

/// Whether the number at `start` follows a rate of success, which needs no sign to be a share: 成功率高达98. Not 心率.
fn follows_rate(text: &Text<'_>, start: usize) -> bool {
    let verb = (0..3).take_while(|n| start > *n && text.symbol(start - 1 - n).is_some_and(|c| "达高为到约超过近是".contains(c))).count();
    let rate = start - verb;
    rate >= 2 && text.symbol(rate - 1) == Some('率') && text.symbol(rate - 2).is_some_and(|c| "功愈效活意确孕转存控解".contains(c))
}

/// 百分之九十五点六, 百分之95, 百分百.
fn of_hundred(text: &Text<'_>, i: usize) -> Option<(usize, usize, f64)> {
    if text.starts_with(i, "百分之百") {
        return Some((i, i + 4, 100.0));
    }
    if text.starts_with(i, "百分百") {
        return Some((i, i + 3, 100.0));
    }
    if !text.starts_with(i, "百分之") {
        return None;
    }
    if text.symbol(i + 3).is_some_and(|c| c.is_ascii_digit()) {
        let (value, end) = arabic(text, i + 3);
        return Some((i, end, value));
    }
    let (mut value, mut end) = han(text, i + 3)?;
    if text.symbol(end) == Some('点') {
        let mut place = 0.1;
        let mut next = end + 1;
        while let Some(d) = text.symbol(next).and_then(digit_value) {
            value += f64::from(d) * place;
            place /= 10.0;
            next += 1;
        }
        if next > end + 1 {
            end = next;
        }
    }
    Some((i, end, value))
}

/// 九十九%, 玖玖%: a Han number right before the sign.
fn han_before_sign(text: &Text<'_>, i: usize) -> Option<(usize, usize, f64)> {
    let start = (0..i).rev().take_while(|&k| text.symbol(k).is_some_and(is_han_numeral)).last()?;
    // Units behind an Arabic number are its own.
    let own = start > 0 && text.symbol(start - 1).is_some_and(|c| c.is_ascii_digit());
    let (value, end) = han(text, start).filter(|_| !own)?;
    (end == i && value <= 100.0).then_some((start, i + 1, value))
}

/// 九成, 八成五, 8成半; not 成 as a part of a word: 六成员, 一成不变.
fn tenths(text: &Text<'_>, i: usize) -> Option<(usize, usize, f64)> {
    let before = i.checked_sub(1)?;
    let digit = text.symbol(before).filter(|&c| c != '零' && c != '〇').and_then(digit_value).filter(|&d| d > 0)?;
    let longer =
        before.checked_sub(1).and_then(|b| text.symbol(b)).is_some_and(|c| digit_value(c).is_some() || matches!(c, '十' | '百' | '第' | '.' | '点' | '月'));
    let word = text.symbol(i + 1).is_some_and(|c| "立为员功果本长像分品型就绩都套团语份材药熟".contains(c))
        || (text.symbol(i + 1) == Some('年') && text.symbol(i + 2) != Some('轻'))
        || (text.symbol(i + 1) == Some('人') && text.symbol(i + 2).is_some_and(|c| matches!(c, '礼' | '高')))
        || text.starts_with(i + 1, "不变");
    if longer || word {
        return None;
    }
    let tenth = f64::from(digit) * 10.0;
    Some(match text.symbol(i + 1) {
        Some('半') => (before, i + 2, tenth + 5.0),
        Some(c)
            if digit_value(c).is_some_and(|d| d > 0)
                && c != '两'
                && !text.symbol(i + 2).is_some_and(|c| c == '成' || c.is_ascii_digit())
                && text.symbol(i + 2) != Some('个') =>
        {
            (before, i + 2, tenth + f64::from(digit_value(c).unwrap_or(0)))
        }
        _ => (before, i + 1, tenth),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::entities;
    use super::*;

    fn values(text: &str) -> Vec<(String, f64)> {
        entities(text)
            .into_iter()
            .filter(|(e, _)| e.kind == EntityKind::Percent)
            .map(|(e, w)| (w, (e.value.expect("a value") * 100.0).round() / 100.0))
            .collect()
    }

    #[test]
    fn shares_have_their_value() {
        for (text, words, value) in [
            ("治愈率98.6%", "98.6%", 98.6),
            ("达９９％以上", "９９％", 99.0),
            ("⑨⑨%", "⑨⑨%", 99.0),
            ("百分之九十", "百分之九十", 90.0),
            ("百分之九十五点六的", "百分之九十五点六", 95.6),
            ("百分之95", "百分之95", 95.0),
            ("治愈率九十九%", "九十九%", 99.0),
            ("治愈率玖玖%", "玖玖%", 99.0),
            ("百分百有效", "百分百", 100.0),
            ("治愈率💯！", "💯", 100.0),
            ("有效💯治疗", "💯", 100.0),
            ("九成患者", "九成", 90.0),
            ("超九成五", "九成五", 95.0),
            ("8成以上", "8成", 80.0),
            ("八成半", "八成半", 85.0),
            ("成功率⑨⑨点⑧，放心", "⑨⑨点⑧", 99.8),
            ("治愈率高达98！", "98", 98.0),
        ] {
            assert_eq!(values(text), [(words.to_owned(), value)], "{text}");
        }
        assert_eq!(values("80%-90%"), [("80%".to_owned(), 80.0), ("90%".to_owned(), 90.0)]);
        assert_eq!(values("八成到九成").len(), 2);
    }

    #[test]
    fn words_with_the_same_characters_pass() {
        for text in
            ["一成不变", "2020年成立", "三成员", "完成", "百分制", "百分之", "十成", "2025成果", "第一成人科", "心率98，血压正常", "有效率98例", "8点30分"]
        {
            assert!(values(text).is_empty(), "{text}");
        }
    }
}
