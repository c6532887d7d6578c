//! Numbers of the medical-record family: 住院号, 门诊号, 就诊卡号, 影像号, … (`regulations.md` F3).
//!
//! There is no national format: a word of the list, marks, and four to twenty letters and digits with at least three
//! digits. The entity is word and number. 请填写18位号码 and counted things (门诊号2000个) are none.

use super::reading::{Taken, is_alphanumeric, is_hyphen, is_mask, past_marks, token};
use super::words::{any_at, has_word};
use super::{Entity, EntityKind, List, Text};
use crate::fold::{Class, digit_value};

/// How many marks and connecting words may stand between word and number.
const REACH: usize = 6;

/// Words that need company: 捡到医保卡，参保人…，卡号X99012345.
const VAGUE: &[&str] = &["卡号", "证号", "登记号", "条码", "报告编号", "报告单号", "id"];

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let taken = Taken::by(out, &[EntityKind::AdApproval]);
    let mut done = 0;
    for word in text.words(List::RecordWord) {
        if word.start < done {
            continue;
        }
        let start = past_marks(text, word.end, REACH);
        let Some(end) = number(text, start).or_else(|| han_number(text, start)) else {
            continue;
        };
        // 卡号, 证号 alone may be of anything.
        let identity = word.start > 0 && text.symbol(word.start - 1) == Some('份');
        if any_at(text, word.start, VAGUE) && (identity || !has_word(text, List::RecordContext, word.start.saturating_sub(24), end + 12)) {
            continue;
        }
        let at = text.at(word.start, end);
        if taken.overlaps(at) {
            continue;
        }
        done = end;
        out.push(Entity::new(EntityKind::RecordNumber, at));
        // 门诊号M20938817、M20938902: numbers of the same kind.
        while let Some(next) = matches!(text.symbol(done), Some('、' | '和' | '及')).then(|| number(text, done + 1)).flatten() {
            out.push(Entity::new(EntityKind::RecordNumber, text.at(done + 1, next)));
            done = next;
        }
    }
}

/// The end of the number at `start`.
fn number(text: &Text<'_>, start: usize) -> Option<usize> {
    let (from, mut end) = token(text, start);
    if from != start || from == end {
        return None;
    }
    loop {
        let (next, to) = token(text, end + 1);
        let joins = match text.symbol(end) {
            Some(c) if is_hyphen(c) || matches!(c, '_' | '＿' | '/' | '.') => to > next,
            // 04 12 237, also one below the other: short groups of digits; a number that follows (45岁) is another.
            Some(' ' | '\n') => {
                let (last, _) = token(text, end - 1);
                to > next && end - last <= 3 && to - next <= 4 && text.slice(next, to).iter().all(char::is_ascii_digit) && !counts(text, to)
            }
            _ => false,
        };
        if !joins || to - start > 28 {
            break;
        }
        end = to;
    }
    let symbols = text.slice(start, end);
    let count = symbols.iter().filter(|&&c| is_alphanumeric(c)).count();
    let digits = symbols.iter().filter(|c| c.is_ascii_digit()).count();
    // 0000000 fills a form's example.
    let sample = symbols.iter().all(|&c| c == '0');
    let masked = sample || is_mask(text, end) || symbols.windows(2).any(|w| w == ['x', 'x']);
    ((4..=20).contains(&count) && digits >= 3 && !masked && !counts(text, end)).then_some(end)
}

/// The end of four or more Han digits at `start`.
fn han_number(text: &Text<'_>, start: usize) -> Option<usize> {
    let end = (start..text.len()).find(|&i| text.symbol(i).and_then(digit_value).is_none()).unwrap_or(text.len());
    let han = text.slice(start, end).iter().any(|c| !c.is_ascii_digit());
    let next_counts = counts(text, end) || text.symbol(end).is_some_and(|c| matches!(c, '十' | '百' | '千'));
    (han && (4..=20).contains(&(end - start)) && !next_counts).then_some(end)
}

/// Whether a counter stands at `i`: 年, 岁, 个, …
fn counts(text: &Text<'_>, i: usize) -> bool {
    let i = if text.class(i) == Some(Class::Space) { i + 1 } else { i };
    text.symbol(i).is_some_and(|c| matches!(c, '年' | '月' | '岁' | '个' | '元' | '例' | '位' | '余' | '多' | '万' | '次' | '%' | '床' | '份'))
        || text.starts_with(i, "人次")
        || text.starts_with(i, "张号")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{entities, words_of};
    use super::*;

    #[test]
    fn numbers_are_found_with_their_word() {
        for (text, words) in [
            ("骨科住院号0419982（左某凤）", "住院号0419982"),
            ("就诊卡号8810023345的市民", "就诊卡号8810023345"),
            ("住院号：00\n731\n226，家属速来", "住院号：00\n731\n226"),
            ("71岁，住院号ZY0198233，因", "住院号ZY0198233"),
            ("病案号：2025-0412。", "病案号：2025-0412"),
            ("住院号_04_12_237的患者", "住院号_04_12_237"),
            ("住院号 04 12 237 45岁", "住院号 04 12 237"),
            ("门诊号 No. 20250312001", "门诊号 No. 20250312001"),
            ("病理号为S2025-00123", "病理号为S2025-00123"),
            ("住院号０４１９９８２", "住院号０４１９９８２"),
            ("住院号零四一九九八二", "住院号零四一九九八二"),
            ("住 院 号：0419982", "住 院 号：0419982"),
            ("血样标本一份，条码8827193401，已溶血", "条码8827193401"),
        ] {
            assert_eq!(words_of(EntityKind::RecordNumber, text), [words], "{text}");
        }
    }

    #[test]
    fn instructions_and_counts_pass() {
        for text in [
            "请填写18位住院号码",
            "住院号一栏",
            "门诊号2000个已放完",
            "挂号费50元",
            "预约挂号12320",
            "住院号04****82",
            "住院号0419xxx",
            "病历号2025年起改版",
            "健康码2.0",
            "门诊号源充足",
        ] {
            assert!(words_of(EntityKind::RecordNumber, text).is_empty(), "{text}");
        }
        assert!(entities("医疗机构执业许可证登记号：PDY12345678901").iter().all(|(e, _)| !e.private));
    }
}
