//! Vehicle plates: 鲁A12345, 京A·D12345.
//!
//! A province's character, a letter, five characters (six for new energy) without I and O, the last perhaps 学, 警, 港, 澳 or
//! 挂 (GA 36-2018). It needs the dot behind the letter or a word in the clause (车牌, 轿车).

use super::reading::{Taken, begins_within};
use super::{Entity, EntityKind, List, Text};

const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let taken = Taken::by(out, &[EntityKind::AdApproval, EntityKind::Decoy]);
    let mut done = 0;
    for run in text.runs() {
        if run.start < done {
            continue;
        }
        // The province stands before at most five letters of the number, a dot and the city's letter.
        for start in run.start.saturating_sub(7)..run.start {
            if let Some((end, dotted)) = plate(text, start)
                && end >= run.end
                && !taken.overlaps(text.at(start, end))
            {
                if dotted || begins_within(text, List::PlateWord, start.saturating_sub(15), end + 10) {
                    done = end;
                    out.push(Entity::new(EntityKind::Plate, text.at(start, end)));
                }
                break;
            }
        }
    }
}

/// The end of a plate at `start`, and whether a dot stands behind its second character.
fn plate(text: &Text<'_>, start: usize) -> Option<(usize, bool)> {
    let letter = |c: char| c.is_ascii_lowercase() && !matches!(c, 'i' | 'o');
    if !text.symbol(start).is_some_and(|c| PROVINCES.contains(c)) || !text.symbol(start + 1).is_some_and(letter) {
        return None;
    }
    let dotted = text.symbol(start + 2).is_some_and(|c| matches!(c, '·' | '•' | '・' | '．'));
    let from = start + 2 + usize::from(dotted || text.symbol(start + 2).is_some_and(|c| matches!(c, ' ' | '-')));
    let body = |i: usize| text.symbol(i).is_some_and(|c| letter(c) || c.is_ascii_digit());
    let mut end = (from..from + 8).find(|&i| !body(i))?;
    let digits = text.slice(from, end).iter().filter(|c| c.is_ascii_digit()).count();
    if end - from == 4 && text.symbol(end).is_some_and(|c| "学警港澳挂".contains(c)) {
        end += 1;
    }
    ((5..=6).contains(&(end - from)) && digits >= 3).then_some((end, dotted))
}

#[cfg(test)]
mod tests {
    use super::super::testing::words_of;
    use super::*;

    #[test]
    fn plates_are_found() {
        for (text, words) in
            [("车牌鲁A12345", "鲁A12345"), ("京A·D12345", "京A·D12345"), ("一辆白色轿车（浙B8K9M1）", "浙B8K9M1"), ("车牌号：粤Z1234港", "粤Z1234港")]
        {
            assert_eq!(words_of(EntityKind::Plate, text), [words], "{text}");
        }
    }

    #[test]
    fn other_codes_pass() {
        for text in ["京ICP备12345678号", "新B12345", "沪医广【2020】第04-10-G124号", "川A1234"] {
            assert!(words_of(EntityKind::Plate, text).is_empty(), "{text}");
        }
    }
}
