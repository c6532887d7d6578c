//! Days of the calendar and years. 2026年3月2日, 2026-03-02 and 3月2日 are days (the last without a year has no value);
//! 1996年, 二〇二四年 and 上世纪八十年代 are years. 昨日 and 今天 are neither. Source: GB/T 7408.1 and how drafts write.

use super::words::number_before;
use super::{Entity, EntityKind, List, Run, Text};
use crate::draft::Date;

/// The digits of a run as a number; `None` for more than four.
fn value(text: &Text<'_>, run: Run) -> Option<u16> {
    (run.end - run.start <= 4).then(|| text.slice(run.start, run.end).iter().fold(0, |n, c| n * 10 + c.to_digit(10).unwrap_or(0) as u16))
}

fn is_year(value: u16) -> bool {
    (1800..2200).contains(&value)
}

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let runs = text.runs();
    let mut k = 0;
    while k < runs.len() {
        k += match date_at(text, &runs[k..]) {
            Some((entity, used)) => {
                out.push(entity);
                used
            }
            None => 1,
        };
    }
    for word in text.words(List::YearsWord) {
        let year = match text.slice(word.start, word.end).iter().find_map(|&c| "二三四五六七八九".chars().position(|d| d == c)) {
            Some(decade) if text.starts_with(word.start, "上") => 1900.0 + 10.0 * (decade as f64 + 2.0),
            _ => 1911.0,
        };
        out.push(Entity::new(EntityKind::Years, text.at(word.start, word.end)).value(year));
    }
    han_years(text, out);
}

/// The date that begins with the first of `runs`, and how many runs it takes.
fn date_at(text: &Text<'_>, runs: &[Run]) -> Option<(Entity, usize)> {
    let first = *runs.first()?;
    let a = value(text, first)?;
    let next = |n: usize, gap: usize| runs.get(n).copied().filter(|r| r.start == runs[n - 1].end + gap);
    let unit = text.symbol(first.end)?;
    let day = |y: u16, m: u16, d: u16| Date::new(y, u8::try_from(m).ok()?, u8::try_from(d).ok()?);
    if unit == '年' && is_year(a) && first.end - first.start == 4 {
        if let Some(month) = next(1, 1).filter(|r| text.symbol(r.end) == Some('月')) {
            let m = value(text, month)?;
            if let Some(last) = next(2, 1).filter(|r| matches!(text.symbol(r.end), Some('日' | '号')))
                && let Some(day) = value(text, last).and_then(|d| day(a, m, d))
            {
                let mut date = Entity::new(EntityKind::Date, text.at(first.start, last.end + 1)).value(f64::from(a));
                date.day = Some(day);
                return Some((date, 3));
            }
            return Some((Entity::new(EntityKind::Years, text.at(first.start, month.end + 1)).value(f64::from(a)), 2));
        }
        // A document's year says when it was written, not when something happened.
        if text.starts_with(first.end + 1, "版") || text.starts_with(first.end + 1, "修订版") {
            return None;
        }
        return Some((Entity::new(EntityKind::Years, text.at(first.start, first.end + 1)).value(f64::from(a)), 1));
    }
    if unit == '月' && (1..=12).contains(&a) {
        let last = next(1, 1).filter(|r| matches!(text.symbol(r.end), Some('日' | '号')))?;
        let d = value(text, last)?;
        // The year is not known; a leap year has every day.
        day(2024, a, d)?;
        return Some((Entity::new(EntityKind::Date, text.at(first.start, last.end + 1)), 2));
    }
    if matches!(unit, '-' | '/' | '.') && is_year(a) && first.end - first.start == 4 {
        let (month, last) = (next(1, 1)?, next(2, 1)?);
        let alone = text.symbol(month.end) == Some(unit)
            && first.start.checked_sub(1).and_then(|i| text.symbol(i)).is_none_or(|c| !matches!(c, '-' | '/' | '.') && !c.is_ascii_alphanumeric())
            && text.symbol(last.end) != Some(unit);
        let day = day(a, value(text, month)?, value(text, last)?)?;
        if alone {
            let mut date = Entity::new(EntityKind::Date, text.at(first.start, last.end)).value(f64::from(a));
            date.day = Some(day);
            return Some((date, 3));
        }
    }
    // 20世纪80年代 and 1998—2003年.
    if text.starts_with(first.end, "世纪") && a == 20 {
        let decade = runs.get(1).filter(|r| r.start == first.end + 2 && text.starts_with(r.end, "年代"))?;
        let decade_value = value(text, *decade)?;
        return Some((Entity::new(EntityKind::Years, text.at(first.start, decade.end + 2)).value(1900.0 + f64::from(decade_value)), 2));
    }
    if matches!(unit, '-' | '—' | '–' | '~' | '～' | '至' | '到') && is_year(a) && first.end - first.start == 4 {
        let until = next(1, 1).or_else(|| next(1, 2))?;
        let b = value(text, until).filter(|&b| is_year(b) && text.symbol(until.end) == Some('年'))?;
        return Some((Entity::new(EntityKind::Years, text.at(first.start, until.end + 1)).value(f64::from(b)), 2));
    }
    None
}

/// 一九九六年, 二〇二四年: found at the age unit's twin, the numerals themselves being on no list; looked for from 年.
fn han_years(text: &Text<'_>, out: &mut Vec<Entity>) {
    for word in text.words(List::YearMark) {
        if let Some((start, value)) = number_before(text, word.start)
            && word.start - start == 4
            && (1800..2200).contains(&value)
            && !text.symbol(start).is_some_and(|c| c.is_ascii_digit())
        {
            out.push(Entity::new(EntityKind::Years, text.at(start, word.end)).value(f64::from(value)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{entities, words_of};
    use super::*;

    #[test]
    fn days() {
        for (text, words) in [
            ("2026年3月2日，急诊", &["2026年3月2日"][..]),
            ("发布日期：2026-03-02", &["2026-03-02"]),
            ("5月19日和7月3号", &["5月19日", "7月3号"]),
            ("2月30日", &[]),
            ("2026-13-02、1.2026-03-02-7", &[]),
            ("昨日、今天、今晨", &[]),
            ("3月中旬，6至8月", &[]),
        ] {
            assert_eq!(words_of(EntityKind::Date, text), words, "{text}");
        }
        let found = entities("2026年3月2日");
        assert_eq!((found[0].0.value, found[0].0.day), (Some(2026.0), Date::new(2026, 3, 2)));
        assert_eq!(entities("3月2日")[0].0.day, None);
    }

    #[test]
    fn years() {
        for (text, words) in [
            ("1996年老门诊楼", &["1996年"][..]),
            ("2003年至今，二〇二四年底", &["2003年", "二〇二四年"]),
            ("上世纪八十年代", &["上世纪八十年代"]),
            ("1998—2003年", &["1998—2003年"]),
            ("2019年3月", &["2019年3月"]),
            ("《指南（2024年版）》，三年，3000年", &[]),
        ] {
            assert_eq!(words_of(EntityKind::Years, text), words, "{text}");
        }
        assert_eq!(entities("上世纪八十年代")[0].0.value, Some(1980.0));
    }
}
