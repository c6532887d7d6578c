//! Numbers and amounts of money: 1,234.5, 3.6万, 一百二十; ¥99, 12.8万元, 一千元. The value is the number, or yuan.

use super::reading::Taken;
use super::{Entity, EntityKind, Text};
use crate::fold::{digit_value, is_han_numeral};

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let private: Vec<EntityKind> = EntityKind::ALL.iter().copied().filter(|k| k.is_private() || matches!(k, EntityKind::Decoy | EntityKind::Url)).collect();
    let taken = Taken::by(out, &private);
    let mut found: Vec<(usize, usize, f64)> = Vec::new();
    let mut done = 0;
    for run in text.runs() {
        if run.start >= done {
            let (value, end) = arabic(text, run.start);
            done = end;
            found.push((run.start, end, value));
        }
    }
    done = 0;
    for &i in text.marks() {
        if i < done || !is_numeral(text, i) {
            continue;
        }
        let end = (i..text.len()).find(|&k| !is_numeral(text, k)).unwrap_or(text.len());
        done = end;
        // Units behind an Arabic number are its own.
        let own = i > 0 && text.symbol(i - 1).is_some_and(|c| c.is_ascii_digit());
        let vague = i > 0 && text.symbol(i - 1).is_some_and(|c| matches!(c, '数' | '几' | '第' | '好'));
        if !(own || vague)
            && let Some((value, stop)) = han(text, i)
            && stop == end
            && (end > i + 1 || is_counted(text, i) || about(text, end, 1.0).0 > end)
        {
            found.push((i, stop, value));
        }
    }
    for (start, end, value) in found {
        let (end, value) = about(text, end, value);
        let at = text.at(start, end);
        if taken.overlaps(at) {
            continue;
        }
        out.push(Entity::new(EntityKind::Number, at).value(value));
        if let Some((from, to)) = money(text, start, end) {
            out.push(Entity::new(EntityKind::Money, text.at(from, to)).value(value));
        }
    }
}

/// Whether a numeral stands at `i`. 伍 and 陆 are surnames and parts of words as often: they count beside a banker's numeral.
fn is_numeral(text: &Text<'_>, i: usize) -> bool {
    let banker = |i: Option<usize>| i.and_then(|i| text.raw(i)).is_some_and(|c| "壹贰貳叁參肆柒捌玖拾佰仟萬".contains(c));
    match text.symbol(i) {
        Some('伍' | '陆') => banker(Some(i + 1)) || banker(i.checked_sub(1)),
        Some(c) => is_han_numeral(c),
        None => false,
    }
}

/// Whether what stands behind the numeral at `i` counts things: 两例, 三起. 一起 is most often another word.
fn is_counted(text: &Text<'_>, i: usize) -> bool {
    match text.symbol(i + 1) {
        Some('起') => text.symbol(i) != Some('一') || i > 0 && text.symbol(i - 1).is_some_and(|c| matches!(c, '生' | '出' | '现' | '报')),
        Some(c) => "例名位项台家次元%件人斤份颗盒套场倍折支瓶辆间张".contains(c),
        None => false,
    }
}

/// 两百|多万, 63|余亿: the unit behind 多 counts.
fn about(text: &Text<'_>, end: usize, value: f64) -> (usize, f64) {
    let more = matches!(text.symbol(end), Some('多' | '余' | '来'));
    match text.symbol(end + 1).and_then(unit) {
        Some(unit) if more && unit >= 10_000.0 => (end + 2, value * unit),
        _ => (end, value),
    }
}

/// The place of an amount of money around the number `start..end`.
fn money(text: &Text<'_>, start: usize, end: usize) -> Option<(usize, usize)> {
    let signed = start > 0 && text.symbol(start - 1).is_some_and(|c| matches!(c, '¥' | '￥'));
    let named = ["人民币", "rmb"].into_iter().find(|w| text.ends_with(start, w)).map(|w| start - w.chars().count());
    let space = usize::from(text.symbol(end) == Some(' '));
    let unit = ["元人民币", "块钱", "元"].into_iter().find(|u| text.starts_with(end + space, u));
    // 元旦, 元月, 多元, 二元论.
    let word = text.symbol(end + space + 1).is_some_and(|c| "旦月素件器老首宵气培论".contains(c));
    let from = if signed { start - 1 } else { named.unwrap_or(start) };
    match unit {
        Some(unit) if unit != "元" || !word => Some((from, end + space + unit.chars().count())),
        _ => (signed || named.is_some()).then_some((from, end)),
    }
}

/// The value and end of the Arabic number at `start`: commas between groups of three, a decimal point, 十 to 亿 behind.
pub(super) fn arabic(text: &Text<'_>, start: usize) -> (f64, usize) {
    let digit = |i: usize| text.symbol(i).and_then(|c| c.to_digit(10));
    let mut value = 0.0;
    let mut i = start;
    while let Some(d) = digit(i) {
        value = value * 10.0 + f64::from(d);
        i += 1;
    }
    let grouped = |i: usize| {
        let three = (1..=3).all(|k| digit(i + k).is_some()) && digit(i + 4).is_none();
        three && text.raw(i) == Some(',')
    };
    // Only an ASCII comma: 1，234 are two numbers.
    while i - start <= 3 + 4 * 4 && i > start && grouped(i) && !(i - start).is_multiple_of(4) {
        for k in 1..=3 {
            value = value * 10.0 + f64::from(digit(i + k).unwrap_or(0));
        }
        i += 4;
    }
    if text.symbol(i).is_some_and(|c| matches!(c, '.' | '．')) && digit(i + 1).is_some() {
        let mut place = 0.1;
        i += 1;
        while let Some(d) = digit(i) {
            value += f64::from(d) * place;
            place /= 10.0;
            i += 1;
        }
    }
    while let Some(unit) = text.symbol(i).and_then(unit) {
        value *= unit;
        i += 1;
    }
    (value, i)
}

fn unit(symbol: char) -> Option<f64> {
    match symbol {
        '十' => Some(10.0),
        '百' => Some(100.0),
        '千' => Some(1000.0),
        '万' => Some(10_000.0),
        '亿' => Some(100_000_000.0),
        _ => None,
    }
}

/// The value and end of the Han number at `start`: 一百二十, 三万五, 十二, or digit by digit 二〇二五. 百 and 千 alone are
/// no numbers.
pub(super) fn han(text: &Text<'_>, start: usize) -> Option<(f64, usize)> {
    let (mut total, mut section, mut digit): (f64, f64, Option<f64>) = (0.0, 0.0, None);
    let (mut plain, mut count, mut units) = (0.0, 0, 0);
    let mut last_unit = 1.0;
    let mut i = start;
    while let Some(c) = text.symbol(i) {
        if let Some(d) = digit_value(c).filter(|_| !c.is_ascii_digit()) {
            plain = plain * 10.0 + f64::from(d);
            count += 1;
            digit = Some(f64::from(d));
            if d == 0 {
                last_unit = 10.0;
            }
        } else if let Some(unit) = unit(c) {
            units += 1;
            if digit.is_none() && section == 0.0 && total == 0.0 && unit != 10.0 {
                return None;
            }
            if unit < 10_000.0 {
                section += digit.take().unwrap_or(1.0) * unit;
            } else {
                total = (total + section + digit.take().unwrap_or(0.0)) * unit;
                section = 0.0;
            }
            last_unit = unit;
        } else {
            break;
        }
        i += 1;
    }
    if i == start {
        return None;
    }
    if units == 0 {
        return (count <= 15).then_some((plain, i));
    }
    // 三万五 is 35000, 一百二 is 120; 一百零二 is 102.
    let rest = digit.map_or(0.0, |d| if last_unit > 10.0 { d * last_unit / 10.0 } else { d });
    Some((total + section + rest, i))
}

#[cfg(test)]
mod tests {
    use super::super::testing::entities;
    use super::*;

    fn values(kind: EntityKind, text: &str) -> Vec<(String, f64)> {
        entities(text).into_iter().filter(|(e, _)| e.kind == kind).map(|(e, w)| (w, (e.value.expect("a value") * 1e4).round() / 1e4)).collect()
    }

    #[test]
    fn numbers_have_their_value() {
        for (text, words, value) in [
            ("已有175412例", "175412", 175_412.0),
            ("1,234,567人次", "1,234,567", 1_234_567.0),
            ("3.6万人次", "3.6万", 36_000.0),
            ("1.2亿", "1.2亿", 120_000_000.0),
            ("共一百二十名", "一百二十", 120.0),
            ("三万五千例", "三万五千", 35_000.0),
            ("三万五", "三万五", 35_000.0),
            ("一百零二张", "一百零二", 102.0),
            ("十二项", "十二", 12.0),
            ("两千例", "两千", 2000.0),
            ("二〇二五年", "二〇二五", 2025.0),
            ("结余伍佰贰拾萬", "伍佰贰拾萬", 5_200_000.0),
            ("队伍十二人", "十二", 12.0),
        ] {
            assert_eq!(values(EntityKind::Number, text), [(words.to_owned(), value)], "{text}");
        }
        for text in ["数十例", "一直", "千万别", "百姓", "唯一"] {
            assert!(values(EntityKind::Number, text).is_empty(), "{text}");
        }
    }

    #[test]
    fn money_is_in_yuan() {
        for (text, words, value) in [
            ("仅需99元", "99元", 99.0),
            ("￥1,280起", "￥1,280", 1280.0),
            ("12.8万元", "12.8万元", 128_000.0),
            ("一千元", "一千元", 1000.0),
            ("50块钱", "50块钱", 50.0),
        ] {
            assert_eq!(values(EntityKind::Money, text), [(words.to_owned(), value)], "{text}");
        }
        for text in ["2026元旦", "100美元", "3元素"] {
            assert!(values(EntityKind::Money, text).is_empty(), "{text}");
        }
    }
}
