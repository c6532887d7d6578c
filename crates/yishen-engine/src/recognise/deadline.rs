//! A term within which something is promised: 3个工作日内, 48小时内答复, 7月10日前, 本周五前. A number of days in medical
//! advice (麻醉后24小时内不得饮酒) is none: hours and days need an act of answering. Source: `regulations.md` E8.

use super::words::{Index, any_at, has_word, is_clause_end, number_before};
use super::{Entity, EntityKind, List, Text};

/// Units before 内; a working day needs no act.
const UNITS: &[&str] = &["个工作日", "工作日", "个自然日", "小时", "分钟", "个月", "个星期", "天", "日", "周"];

/// Days named by the week or month, before 前.
const DAYS: &[&str] = &[
    "周一",
    "周二",
    "周三",
    "周四",
    "周五",
    "周六",
    "周日",
    "周末",
    "周内",
    "月底",
    "年底",
    "季度末",
    "今天",
    "今日",
    "明天",
    "明日",
    "后天",
    "今晚",
    "下班",
    "上午",
    "中午",
    "下午",
    "点",
    "时",
    "点钟",
    "午",
    "月末",
    "星期五",
    "星期一",
];
const LEAD: &[&str] = &["本", "下", "这", "今", "明", "后", "当"];

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let mut end = 0;
    let mut found: Vec<Entity> = Vec::new();
    let dates = Index::new(out, |e| e.kind == EntityKind::Date);
    for word in text.words(List::DeadlineWord) {
        if word.start < end {
            continue;
        }
        let start = match text.symbol(word.end - 1) {
            Some('内') => within(text, word.start, word.end),
            // 前后, 前往, 前来, 前列, 前期.
            _ if any_at(text, word.end, &["后", "往", "来", "列", "期", "夕", "者", "述", "提", "台", "景", "去", "瞻", "臂", "沿", "面", "端"]) => {
                None
            }
            _ => before(text, &dates, word.start, word.end),
        };
        if let Some(start) = start {
            end = word.end;
            found.push(Entity::new(EntityKind::Deadline, text.at(start, word.end)));
        }
    }
    out.append(&mut found);
}

/// `2个工作日` before 内.
fn within(text: &Text<'_>, end: usize, after: usize) -> Option<usize> {
    let unit = UNITS.iter().find(|u| text.ends_with(end, u))?;
    let (start, _) = number_before(text, end - unit.chars().count())?;
    if unit.contains("工作日") || promised(text, after) {
        return Some(start);
    }
    None
}

/// An act of answering in the clause after `from`.
fn promised(text: &Text<'_>, from: usize) -> bool {
    let mut end = from;
    while end < from + 14 && !is_clause_end(text, end) {
        end += 1;
    }
    has_word(text, List::DeadlineAct, from, end) && !text.slice(from, end).contains(&'不')
}

/// `7月10日`, `本周五`, `今天下午五点` before 前.
fn before(text: &Text<'_>, dates: &Index<'_>, end: usize, after: usize) -> Option<usize> {
    if end == 0 {
        return None;
    }
    let last = text.at(end - 1, end);
    if let Some(date) = dates.overlapping(last).find(|e| e.at.end == last.end) {
        return Some(text.place(date.at.start));
    }
    // 7月底前.
    if (text.ends_with(end, "月底") || text.ends_with(end, "月末"))
        && let Some((start, month)) = number_before(text, end - 2)
    {
        return (1..=12).contains(&month).then_some(start);
    }
    let day = DAYS.iter().filter(|d| text.ends_with(end, d)).max_by_key(|d| d.len())?;
    let mut start = end - day.chars().count();
    while start > 0 && end - start < 9 && (LEAD.iter().any(|l| text.ends_with(start, l)) || is_time(text, start - 1)) {
        start -= 1;
    }
    // 一小时前, 手术时前: a day or hour needs its 本, 今, 下; the past needs no answer.
    let anchored = text.slice(start, end).iter().any(|c| matches!(c, '本' | '今' | '明' | '下' | '后' | '当' | '月' | '年' | '这'));
    (anchored && (promised(text, after) || day.starts_with('周') || day.contains('月'))).then_some(start)
}

/// A character of a time of day: 今天下午5:30.
fn is_time(text: &Text<'_>, i: usize) -> bool {
    text.symbol(i).is_some_and(|c| {
        c.is_ascii_digit()
            || matches!(c, '天' | '日' | '上' | '下' | '午' | '晚' | '中' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | ':' | '：')
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::words_of;
    use super::*;

    #[test]
    fn terms_of_an_answer() {
        for (text, words) in [
            ("并在2个工作日内答复您", &["2个工作日内"][..]),
            ("将在三个工作日内给您回电", &["三个工作日内"]),
            ("48小时内答复", &["48小时内"]),
            ("30分钟内安排", &["30分钟内"]),
            ("7月10日前公布整改结果", &["7月10日前"]),
            ("9月底前完成整改", &["9月底前"]),
            ("本周五前答复", &["本周五前"]),
            ("今天下午5点前处理完毕", &["今天下午5点前"]),
            ("请您耐心等待", &[]),
            ("麻醉后24小时内不得饮酒", &[]),
            ("三日内热退", &[]),
            ("3月2日前往省城", &[]),
            ("今天下午已处理完毕", &[]),
            ("国庆节前后，出生前", &[]),
        ] {
            assert_eq!(words_of(EntityKind::Deadline, text), words, "{text}");
        }
    }
}
