//! The number of a medical advertisement's certificate: 沪医广【2020】第04-10-G124号.
//!
//! Province, 医广 or 中医广, the year in brackets of any make, 第, groups of digits and letters, 号 (医疗广告管理办法;
//! samples in `regulations.md` F4). It wins over private numbers as a decoy does. Whether it is still valid depends on
//! the draft's facts, so rules find out.

use super::reading::{is_alphanumeric, is_hyphen};
use super::{Entity, EntityKind, List, Text};
use crate::fold::Class;

/// The provinces' one-character names.
const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    for word in text.words(List::AdNumberWord) {
        if let Some(end) = rest(text, word.end) {
            out.push(Entity::new(EntityKind::AdApproval, text.at(issuer(text, word.start), end)));
        }
    }
}

/// Marks that are no symbols, at most three.
fn marks(text: &Text<'_>, i: usize) -> usize {
    (i..i + 3).find(|&k| !matches!(text.class(k), Some(Class::Filler | Class::Space))).unwrap_or(i + 3)
}

/// The end of the number whose 医广 ends at `end`.
fn rest(text: &Text<'_>, end: usize) -> Option<usize> {
    let year = marks(text, end);
    let digits = text.slice(year, year + 4);
    if digits.len() != 4 || !text.starts_with(year, "20") || !digits.iter().all(char::is_ascii_digit) {
        return None;
    }
    let mut i = marks(text, year + 4);
    if text.symbol(i) == Some('第') {
        i += 1;
    }
    let start = marks(text, i);
    let end = (start..start + 30).find(|&k| !text.symbol(k).is_some_and(|c| is_alphanumeric(c) || is_hyphen(c) || c == ' ')).unwrap_or(start + 30);
    let count = text.slice(start, end).iter().filter(|&&c| is_alphanumeric(c)).count();
    (count >= 4 && text.symbol(end) == Some('号')).then_some(end + 1)
}

/// Where the number begins: the province before 医广, in brackets or not.
fn issuer(text: &Text<'_>, start: usize) -> usize {
    let han = |i: usize| text.class(i) == Some(Class::Han);
    let start = if start > 0 && text.symbol(start - 1) == Some('中') { start - 1 } else { start };
    let before = start.saturating_sub(4)..start;
    // (成青): what a bracket, dropped from the view, parts from the rest.
    let bracketed = start > 0 && han(start - 1) && !text.touches_next(start - 1);
    let from = if bracketed {
        before.rev().take_while(|&i| han(i) && (i + 1 == start || text.touches_next(i))).last()
    } else {
        before.rev().take_while(|&i| han(i)).filter(|&i| text.symbol(i).is_some_and(|c| PROVINCES.contains(c))).last()
    };
    let from = from.unwrap_or(start);
    let opened = bracketed && from > 0 && text.symbol(from - 1).is_some_and(|c| matches!(c, '(' | '（'));
    from - usize::from(opened)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{entities, words_of};
    use super::*;

    #[test]
    fn certificate_numbers_are_found() {
        for (text, end) in [
            ("（京）医广【2016】第07-01-0355号", "0355号"),
            ("沪医广【2020】第04-10-G124号", "G124号"),
            ("（成青） 医广【2019】第03-12-510105020号", "510105020号"),
            ("鲁医广【2022】第0301-020-3713号", "3713号"),
            ("（川）中医广〔2025〕第03-12-0123号", "0123号"),
            ("医疗广告审查证明文号：粤（A）广医广（2024）第 01-13800138000 号", "号"),
        ] {
            let found = words_of(EntityKind::AdApproval, text);
            assert_eq!(found.len(), 1, "{text}");
            assert!(found[0].ends_with(end), "{found:?}");
            assert!(entities(text).iter().all(|(e, _)| !e.private), "{text}");
        }
        assert_eq!(words_of(EntityKind::AdApproval, "（成青） 医广【2019】第03-12-510105020号"), ["（成青） 医广【2019】第03-12-510105020号"]);
        assert_eq!(words_of(EntityKind::AdApproval, "刊登沪医广【2020】第04-10-G124号广告"), ["沪医广【2020】第04-10-G124号"]);
    }

    #[test]
    fn other_words_pass() {
        for text in ["医广结合", "国卫医发〔2025〕12号", "医广【2020】号"] {
            assert!(words_of(EntityKind::AdApproval, text).is_empty(), "{text}");
        }
    }
}
