//! Ways to get in touch: numbers after words that say whose they are, addresses, QR codes, hotlines. Suppliers' and
//! applicants' numbers are told apart from patients'. Source: `regulations.md` E4.11, F2, F4.

use super::words::{Apart, any_at, any_before, has_word, is_break, is_han, skip_marks};
use super::{Entity, EntityKind, List, Tag, Text};

/// What a number of people, beds or money follows.
const COUNTED: &[&str] =
    &["人", "例", "张", "台", "名", "次", "元", "万", "个", "件", "份", "分", "天", "年", "%", ".", "-", "/", "斤", "克", "公", "米", "mmhg", "毫", "岁"];

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let mut found = Apart::default();
    for word in text.words_of(&[List::ContactSupervision, List::ContactService]) {
        let tag = if word.list == List::ContactSupervision { Tag::Supervision } else { Tag::Service };
        // Of 联系电话 and 电话 the longer counts: what stands before it says whose it is.
        let longer = |list: List| text.ending_at(list, word.end).first().is_some_and(|w| w.start < word.start);
        if longer(List::ContactSupervision) || longer(List::ContactService) {
            continue;
        }
        let from = skip_filling(text, word.end);
        let Some(end) = phone_end(text, from) else {
            continue;
        };
        // 医保服务热线：12393: what it is the number itself says, below.
        if text.run_at(from).is_some_and(|run| run.end == end && hotline(text, run.start, run.end).is_some()) {
            continue;
        }
        let at = text.at(word.start, end);
        // 家属联系电话 and 患者电话 are of a person.
        if !text.ending_at(List::WhosePhone, word.start).is_empty() {
            continue;
        }
        // A bare 电话 before a mobile number is a person's; the hospital says what its number is for.
        let bare = word.end - word.start == 2 || text.starts_with(word.start, "联系电话");
        if tag == Tag::Service && bare && text.symbol(from) == Some('1') {
            continue;
        }
        let tag = if tag == Tag::Service && supplier(text, word.start, end) { Tag::Supplier } else { tag };
        found.put_longer(Entity::new(EntityKind::Contact, at).tag(tag));
    }
    for word in text.words(List::ContactAddress) {
        let colon = matches!(text.symbol(word.end), Some(':' | '：'));
        let other = !text.ending_at(List::WhoseAddress, word.start).is_empty();
        if !colon || other {
            continue;
        }
        let mut end = word.end + 1;
        let mut place = false;
        while end < word.end + 42 && !is_break(text, end) && !matches!(text.symbol(end), Some(',' | '，' | '\n' | '）' | ')' | ':' | '：')) {
            place |= matches!(text.symbol(end), Some('路' | '街' | '巷' | '弄' | '道' | '号' | '镇' | '村' | '区' | '楼'));
            end += 1;
        }
        if place {
            found.put_longer(Entity::new(EntityKind::Contact, text.at(word.start, end)).tag(Tag::Service));
        }
    }
    for word in text.words(List::ContactCode) {
        // A code for opinions is no invitation.
        if text.begins(List::OpinionWord, word.end) {
            continue;
        }
        found.put_longer(Entity::new(EntityKind::Contact, text.at(word.start, word.end)).tag(Tag::Service));
    }
    for run in text.runs() {
        if !matches!(run.end - run.start, 3 | 5) {
            continue;
        }
        let Some(tag) = hotline(text, run.start, run.end) else {
            continue;
        };
        let joined = run.start > 0 && matches!(text.symbol(run.start - 1), Some('-' | '.' | '/' | '第' | '≥' | '>' | '<' | '约'));
        let joined = joined || run.start > 0 && text.symbol(run.start - 1).is_some_and(|c| c.is_ascii_alphabetic());
        // 急救电话：120.
        let before = if run.start > 0 && matches!(text.symbol(run.start - 1), Some(':' | '：')) { run.start - 1 } else { run.start };
        let called = any_before(text, before, &["拨打", "拨", "打", "呼叫", "致电", "电话", "热线", "联系", "拨通", "市民", "“", "\""])
            || any_at(text, run.end, &["急救", "热线", "指挥中心", "调度", "电话", "报警", "举报", "接线", "救护车", "平台"]);
        // 120 is a number like any other; 12345 hardly ever.
        if joined || any_at(text, run.end, COUNTED) || (tag == Tag::Emergency && !called) {
            continue;
        }
        found.put_longer(Entity::new(EntityKind::Contact, text.at(run.start, run.end)).tag(tag));
    }
    out.extend(found.into_entities());
}

/// Whose the short number that everybody may call is.
fn hotline(text: &Text<'_>, start: usize, end: usize) -> Option<Tag> {
    const HOTLINES: [(List, Tag); 3] =
        [(List::HotlineEmergency, Tag::Emergency), (List::HotlineAuthority, Tag::Authority), (List::HotlineSupervision, Tag::Supervision)];
    HOTLINES.into_iter().find(|&(list, _)| text.in_table(list, start, end)).map(|(_, tag)| tag)
}

/// From a word to its number: colons, brackets, 为, 是, a name in brackets is not skipped.
fn skip_filling(text: &Text<'_>, from: usize) -> usize {
    let mut i = skip_marks(text, from, 3);
    if any_at(text, i, &["为", "是"]) {
        i = skip_marks(text, i + 1, 2);
    }
    i
}

/// The end of a telephone number that begins at `from`: seven digits or more, joined by hyphens, spaces and 转.
fn phone_end(text: &Text<'_>, from: usize) -> Option<usize> {
    let (mut i, mut end, mut digits) = (from, from, 0);
    while let Some(c) = text.symbol(i) {
        if c.is_ascii_digit() {
            digits += 1;
            end = i + 1;
        } else if i > end + 1 || i > from + 24 || !matches!(c, '-' | '—' | '–' | ' ' | '转' | '(' | ')' | '（' | '）' | '+') {
            break;
        }
        i += 1;
    }
    (digits >= 7 || digits == 5 || digits == 6)
        .then_some(end)
        .filter(|_| text.symbol(from).is_some_and(|c| c.is_ascii_digit() || matches!(c, '(' | '（' | '+')))
}

/// The number's own sentence, or a bracket after it, speaks of tenders or recruitment.
fn supplier(text: &Text<'_>, start: usize, end: usize) -> bool {
    let from = super::words::sentence_start(text, start, 30);
    // 咨询电话：…（人事科）.
    let to = if matches!(text.symbol(end), Some('(' | '（')) || is_han(text, end) { end + 10 } else { end };
    has_word(text, List::ContactSupplier, from, to)
}

#[cfg(test)]
mod tests {
    use super::super::testing::entities;
    use super::*;

    fn found(text: &str, tag: Tag) -> Vec<String> {
        entities(text).into_iter().filter(|(e, _)| e.kind == EntityKind::Contact && e.tags.has(tag)).map(|(_, w)| w).collect()
    }

    #[test]
    fn contacts_by_purpose() {
        for (text, tag, words) in [
            ("每天测两次血压。预约电话：0555-1234567", Tag::Service, "预约电话：0555-1234567"),
            ("开展白内障复明。地址：云栖路1号", Tag::Service, "地址：云栖路1号"),
            ("义诊周六举行，咨询电话：0555-1234567", Tag::Service, "咨询电话：0555-1234567"),
            ("长按识别二维码预约", Tag::Service, "长按识别二维码"),
            ("扫码预约", Tag::Service, "扫码预约"),
            ("咨询电话：0555-6660001（人事科，工作日）", Tag::Supplier, "咨询电话：0555-6660001"),
            ("监督电话：0555-6660002（纪委）", Tag::Supervision, "监督电话：0555-6660002"),
            ("举报虚假广告可拨打12315", Tag::Supervision, "12315"),
            ("请第一时间拨打120", Tag::Emergency, "120"),
            ("拨打12356心理援助热线", Tag::Authority, "12356"),
            ("全国统一医保服务热线：12393", Tag::Authority, "12393"),
            ("急救电话：120", Tag::Emergency, "120"),
        ] {
            assert_eq!(found(text, tag), [words], "{text}");
        }
    }

    #[test]
    fn numbers_and_addresses_of_other_things() {
        for text in [
            "接诊120人",
            "血压120/80",
            "家属联系电话：13800138000",
            "网址：www.qlyy.example",
            "家庭地址：云栖路1号",
            "咨询电话请见官网",
            "编号12345-6",
            "电话 139 0000 0000（患者小蒋）",
        ] {
            assert!(entities(text).iter().all(|(e, _)| e.kind != EntityKind::Contact), "{text}");
        }
    }
}
