//! WeChat ids and QQ numbers, behind a word that announces them.
//!
//! A WeChat id is a letter and five to nineteen letters, digits, `-` and `_`, a QQ number five to eleven digits without a
//! leading 0 (`regulations.md` F2). A mobile number given as WeChat id stays a mobile number. Ids of public accounts
//! (官方微信, 公众号) and of groups are not private.

use super::mobile::is_mobile;
use super::reading::{Taken, clause, has_any, is_alphanumeric, is_counted, is_hyphen, is_mask, past_marks, token};
use super::{Entity, EntityKind, List, Text};

/// How many marks may stand between word and id.
const REACH: usize = 6;

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let taken = Taken::by(out, &[EntityKind::Decoy, EntityKind::Email, EntityKind::Url]);
    let mut done = 0;
    for word in text.words(List::WechatWord) {
        let start = past_marks(text, word.end, REACH);
        if start < done {
            continue;
        }
        if let Some(end) = wechat(text, word.end, start)
            && !taken.overlaps(text.at(start, end))
        {
            done = end;
            out.push(Entity::new(EntityKind::WechatId, text.at(start, end)).private(!is_public(text, word.start, end)));
        }
    }
    done = 0;
    // vxkf8888, glued to the word: 加vxkf8888.
    for run in text.runs() {
        if run.start < done {
            continue;
        }
        let (start, whole) = token(text, run.start);
        let end = id_end(text, start);
        done = end.max(whole);
        let word = ["vx", "wx", "v"].into_iter().find(|w| text.starts_with(start, w)).map_or(0, str::len);
        let asked = start > 0 && matches!(text.symbol(start - 1), Some('加' | '+' | '＋'));
        let from = start + word;
        if word > 0 && asked && end >= from + 5 && text.symbol(from).is_some_and(|c| c.is_ascii_lowercase()) && !taken.overlaps(text.at(from, end)) {
            out.push(Entity::new(EntityKind::WechatId, text.at(from, end)));
        }
    }
    done = 0;
    for word in text.words(List::QqWord) {
        let start = past_marks(text, word.end, REACH);
        let (from, end) = token(text, start);
        if from < start || start < done || is_mask(text, end) || is_counted(text, end) {
            continue;
        }
        let digits: Option<Vec<u32>> = text.slice(start, end).iter().map(|c| c.to_digit(10)).collect();
        let Some(digits) = digits else { continue };
        let group = text.slice(word.start, start).contains(&'群');
        if (5..=11).contains(&digits.len()) && digits.first() != Some(&0) && !is_mobile(&digits) && !taken.overlaps(text.at(start, end)) {
            done = end;
            out.push(Entity::new(EntityKind::QqId, text.at(start, end)).private(!group));
        }
    }
}

/// Whether the account is announced as one of an institution.
fn is_public(text: &Text<'_>, start: usize, end: usize) -> bool {
    let (from, _) = clause(text, start, end, 12);
    has_any(text, from, end, &["官方", "公众", "订阅号", "服务号", "视频号", "我院微信", "本院微信", "医院微信"])
}

/// The end of the letters, digits, hyphens and underscores at `start`.
fn id_end(text: &Text<'_>, start: usize) -> usize {
    let inside = |i: usize| text.symbol(i).is_some_and(|c| is_alphanumeric(c) || is_hyphen(c) || matches!(c, '_' | '＿'));
    (start..start + 40).find(|&i| !inside(i)).unwrap_or(start + 40)
}

fn is_middle_dot(c: char) -> bool {
    matches!(c, '·' | '•' | '・' | '‧')
}

/// The end of a WeChat id at `start`; the word before it ends at `word`.
fn wechat(text: &Text<'_>, word: usize, start: usize) -> Option<usize> {
    const NONE: &[&str] = &["wechat", "weixin", "official", "account", "windows", "android", "iphone", "harmony", "version", "miniprogram", "https", "http"];
    if !text.symbol(start).is_some_and(|c| c.is_ascii_lowercase()) {
        return None;
    }
    let mut end = id_end(text, start);
    let space = |i: usize| matches!(text.symbol(i), Some(' ' | '\u{a0}' | '\u{3000}'));
    if end == start + 1 {
        // K a n g F u 8 8 8.
        while end - start < 40 && space(end) && text.symbol(end + 1).is_some_and(|c| is_alphanumeric(c) || c == '_') && id_end(text, end + 1) == end + 2 {
            end += 2;
        }
        // K a n g F u 888.
        let to = id_end(text, end + 1);
        if end > start + 4 && space(end) && (end + 2..end + 8).contains(&to) && text.symbol(end + 1).is_some_and(|c| c.is_ascii_digit()) {
            end = to;
        }
    } else if text.symbol(end).is_some_and(is_middle_dot) {
        // mama·0815·lan: the dots are none of the id's.
        while end - start < 40 && text.symbol(end).is_some_and(is_middle_dot) && id_end(text, end + 1) > end + 1 {
            end = id_end(text, end + 1);
        }
    } else if !text.slice(start, end).iter().any(char::is_ascii_digit) && space(end) {
        // hf_zheng 1963: an id of letters alone goes on behind a space.
        let to = id_end(text, end + 1);
        let digits = text.slice(end + 1, to).iter().filter(|c| c.is_ascii_digit()).count();
        if digits > 0 && to - end <= 7 {
            end = to;
        }
    }
    let count = text.slice(start, end).iter().filter(|c| !c.is_whitespace() && !is_middle_dot(**c)).count();
    let symbols: String = text.slice(start, end).iter().collect();
    // An id without digits must be announced: WeChat articles are none.
    let named = symbols.chars().any(|c| c.is_ascii_digit()) || text.slice(word, start).iter().any(|c| matches!(c, ':' | '：' | '号' | '是' | '为'));
    let none = NONE.iter().any(|n| symbols.starts_with(n)) || symbols.contains("xxx") || is_mask(text, end);
    ((6..=20).contains(&count) && !none && named).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{entities, words_of};
    use super::*;

    #[test]
    fn wechat_ids_are_found() {
        for (text, words) in [
            ("微信 hf＿zheng1963，可聊病情。", "hf＿zheng1963"),
            ("微信 hf＿zheng I963，可聊病情。", "hf＿zheng I963"),
            ("微信号：kangfu888", "kangfu888"),
            ("加V：K a n g F u 8 8 8", "K a n g F u 8 8 8"),
            ("微信：K a n g F u ⑧⑧⑧", "K a n g F u ⑧⑧⑧"),
            ("v信kf_8888咨询", "kf_8888"),
            ("加vxkf8888领取", "kf8888"),
            ("vx:Dr-Wang-01", "Dr-Wang-01"),
            ("微信是 mama·0815·lan ，", "mama·0815·lan"),
        ] {
            assert_eq!(words_of(EntityKind::WechatId, text), [words], "{text}");
        }
        assert_eq!(words_of(EntityKind::Mobile, "微信13800138000"), ["13800138000"]);
        assert!(entities("官方微信：qlyy_1949").iter().all(|(e, _)| !e.private));
    }

    #[test]
    fn other_words_behind_wechat_pass() {
        for text in [
            "微信公众号qlyy1949",
            "微信（WeChat）支付",
            "微信小程序",
            "WeChat articles",
            "微信/min_severity",
            "微信kf****88",
            "微信13800138000",
            "请添加微信，Kangfu888药品",
            "VTE123456",
        ] {
            assert!(words_of(EntityKind::WechatId, text).is_empty(), "{text}");
        }
    }

    #[test]
    fn qq_numbers_are_found() {
        assert_eq!(words_of(EntityKind::QqId, "QQ：12345678，"), ["12345678"]);
        assert_eq!(words_of(EntityKind::QqId, "企鹅号 88812345"), ["88812345"]);
        assert!(entities("QQ群：123456789").iter().any(|(e, _)| e.kind == EntityKind::QqId && !e.private));
        for text in ["QQ群500人", "QQ 13800138000", "QQ 012345", "QQ邮箱123456@qq.com", "QQ用户10000例"] {
            assert!(words_of(EntityKind::QqId, text).is_empty(), "{text}");
        }
    }
}
