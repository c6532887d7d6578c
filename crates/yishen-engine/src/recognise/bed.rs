//! A bed of a ward: 心内科3床, 加床3, 床号12, 十二床 (`regulations.md` F3).
//!
//! It needs a ward or a person in the clause. Numbers of beds (开放床位1200张, 300床综合医院, 编制300床) are none. A bed alone
//! is not private; rules combine it.

use super::reading::{clause, has_any, past_marks};
use super::words::has_word;
use super::{Entity, EntityKind, List, Text};
use crate::fold::digit_value;

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let mut done = 0;
    for word in text.words(List::BedWord) {
        let Some((start, end)) = before(text, word.start, word.end).or_else(|| after(text, word.start, word.end)) else {
            continue;
        };
        if start < done {
            continue;
        }
        let (mut from, mut to) = clause(text, start, end, 20);
        // 郝金锁，67岁，前列腺增生，19床。: a clause of its own says of whom the others tell.
        if from == start && to == end {
            (from, to) = (super::words::sentence_start(text, start, 30), super::words::sentence_end(text, end, 12));
        }
        let of = super::person::lies_in(text, end);
        let owned = super::person::any_name(text, of, super::person::Trust::Cue).is_some() || has_any(text, end, end + 2, &["那个", "那位", "病友"]);
        if (owned || has_word(text, List::BedContext, from, to))
            && !has_word(text, List::BedCount, from, to)
            && (has_word(text, List::BedPlaced, from, to) || !has_any(text, from, to, &["床位"]))
        {
            done = end;
            out.push(Entity::new(EntityKind::Bed, text.at(start, end)));
        }
    }
}

/// A numeral that ends at `start`: 3床, 3号床, +3床, 十二床.
fn before(text: &Text<'_>, start: usize, end: usize) -> Option<(usize, usize)> {
    // 床位, 床单元, 床旁, …: another word. 加床 and 床号 have their number behind.
    if text.symbol(end).is_some_and(|c| "位单旁头上边垫品率日号铺均以规综".contains(c)) {
        return None;
    }
    let mut stop = start;
    while stop > 0 && start - stop < 2 && matches!(text.symbol(stop - 1), Some('号' | ' ' | '加')) {
        stop -= 1;
    }
    let numeral = |c: char| c.is_ascii_digit() || c == '十' || (c != '两' && digit_value(c).is_some());
    let from = (stop.saturating_sub(4)..stop).rev().take_while(|&i| text.symbol(i).is_some_and(numeral)).last()?;
    let marked = from > 0 && text.symbol(from - 1).is_some_and(|c| matches!(c, '-' | '.' | '/' | '第'));
    ((1..=3).contains(&(stop - from)) && !marked).then_some((from, end))
}

/// A number behind 加床 or 床号.
fn after(text: &Text<'_>, start: usize, end: usize) -> Option<(usize, usize)> {
    let named = text.ends_with(end, "加床") || text.ends_with(end, "床号");
    let from = past_marks(text, end, 4);
    let to = (from..from + 4).find(|&i| !text.symbol(i).is_some_and(|c| c.is_ascii_digit()))?;
    let counted = text.symbol(to).is_some_and(|c| matches!(c, '张' | '个' | '.' | '%' | '余'));
    (named && (1..=3).contains(&(to - from)) && !counted).then_some((start, to))
}

#[cfg(test)]
mod tests {
    use super::super::testing::words_of;
    use super::*;

    #[test]
    fn beds_of_wards_are_found() {
        for (text, words) in [
            ("住妇二科7床。", "7床"),
            ("心内科3床的王大爷", "3床"),
            ("12床患者家属", "12床"),
            ("呼吸科十二床", "十二床"),
            ("病区加床3", "加床3"),
            ("内科病房，患者床号：12", "床号：12"),
            ("ICU 5床", "5床"),
            ("7号床的大姐昨天吐了一夜", "7号床"),
        ] {
            assert_eq!(words_of(EntityKind::Bed, text), [words], "{text}");
        }
    }

    #[test]
    fn numbers_of_beds_pass() {
        for text in [
            "我院开放床位1200张",
            "300床综合医院",
            "编制300床",
            "科室设置20床",
            "病床使用率98%",
            "每床配备呼叫器",
            "患者卧床3天",
            "床单元消毒2次",
            "患者早晨7点起床",
            "临床一线",
        ] {
            assert!(words_of(EntityKind::Bed, text).is_empty(), "{text}");
        }
    }
}
