//! Quoted words with a speaker beside them: 李女士：“…”, “…”一位母亲说. The entity is what stands inside the quotation marks. A term in quotes
//! (所谓“根治”) has no speaker and is none. Source: `rule-language.md` section 3.

use super::{Entity, EntityKind, List, Tag, Text};
use crate::fold::At;

const PATIENT: &[&str] = &[
    "患者", "病人", "家属", "妈妈", "母亲", "父亲", "爸爸", "家长", "女士", "先生", "大爷", "大妈", "奶奶", "阿姨", "老伴", "丈夫", "妻子", "女儿", "儿子",
    "老人", "爷爷", "产妇", "孕妇", "宝妈", "大娘", "大叔",
];
const STAFF: &[&str] = &["医生", "主任", "护士", "院长", "医师", "教授", "专家", "治疗师", "药师", "大夫", "书记", "团队", "负责人"];
/// The most characters between the speaker and the quotation.
const REACH: usize = 14;

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let chars = text.written();
    let folded = text.folded_chars();
    let verbs: Vec<At> = text.words(List::SpeechVerb).iter().map(|w| text.at(w.start, w.end)).collect();
    let mut open = None;
    for i in text.marked_characters() {
        match (chars[i], open) {
            ('“' | '「', None) => open = Some(i),
            ('"', None) => open = Some(i),
            ('”' | '」' | '"', Some(start)) => {
                open = None;
                // A term is short and has no stop.
                let inner = &chars[start + 1..i];
                if inner.len() < 4 {
                    continue;
                }
                if let Some(tag) = speaker(folded, &verbs, start, i + 1) {
                    out.push(Entity::new(EntityKind::Speech, At::new(start as u32 + 1, i as u32)).tag(tag));
                }
            }
            _ => {}
        }
    }
}

/// Who says what stands from `start` to `end`, if anybody does.
fn speaker(folded: &[char], verbs: &[At], start: usize, end: usize) -> Option<Tag> {
    let stop = |c: &char| matches!(c, '。' | '！' | '？' | '!' | '?' | '\n' | '；' | '”' | '“' | '」');
    // Before: up to the sentence's beginning, over one colon or comma at the end.
    let mut to = start;
    while to > 0 && matches!(folded[to - 1], '：' | ':' | '，' | ',' | ' ') {
        to -= 1;
    }
    let colon = folded[to..start].iter().any(|c| matches!(c, '：' | ':'));
    let from = (to.saturating_sub(REACH)..to).rev().find(|&i| stop(&folded[i])).map_or(to.saturating_sub(REACH), |i| i + 1);
    let before = &folded[from..to];
    let verb_before = starting(verbs, from, to).iter().any(|v| v.end as usize == to);
    if verb_before || (colon && contains(before, PATIENT, STAFF)) {
        return Some(role(before));
    }
    let until = (end + 12).min(folded.len());
    let mut last = (end..until).find(|&i| stop(&folded[i])).unwrap_or(until);
    // The next clause is another's.
    if let Some(comma) = (end + 1..last).find(|&i| folded[i] == '，') {
        last = comma;
    }
    let after = &folded[end..last];
    let verb = starting(verbs, end, last).iter().find(|v| v.end as usize <= last)?;
    let subject = &folded[end..verb.start as usize];
    // “…”之类的说法: the verb needs a person.
    (contains(subject, PATIENT, STAFF) || subject.iter().any(|c| matches!(c, '他' | '她')) || (end == verb.start as usize && after.len() <= 3))
        .then(|| role(subject))
}

/// The verbs that begin at or after `from` and before `to`.
fn starting(verbs: &[At], from: usize, to: usize) -> &[At] {
    let first = verbs.partition_point(|v| (v.start as usize) < from);
    let last = verbs.partition_point(|v| (v.start as usize) < to).max(first);
    &verbs[first..last]
}

fn contains(chars: &[char], a: &[&str], b: &[&str]) -> bool {
    let words: String = chars.iter().collect();
    a.iter().chain(b).any(|w| words.contains(w))
}

fn role(chars: &[char]) -> Tag {
    let words: String = chars.iter().collect();
    let last = |list: &[&str]| list.iter().filter_map(|w| words.rfind(w)).max();
    match (last(PATIENT), last(STAFF)) {
        (Some(p), Some(s)) if s > p => Tag::Staff,
        (Some(_), _) => Tag::Patient,
        (None, Some(_)) => Tag::Staff,
        _ => Tag::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::entities;
    use super::*;

    #[test]
    fn quotations_with_a_speaker() {
        for (text, tag) in [
            ("李女士：“在这里治好了我的病。”", Tag::Patient),
            ("“她昨晚自己走了几步。”一位母亲说着，笑了", Tag::Patient),
            ("患者激动地说：“谢谢你们！”", Tag::Patient),
            ("顾怀远主任介绍：“要坚持测血压。”", Tag::Staff),
            ("“那天真的很累。”他说", Tag::Other),
        ] {
            let found: Vec<_> = entities(text).into_iter().filter(|(e, _)| e.kind == EntityKind::Speech).collect();
            assert!(found.len() == 1 && found[0].0.tags.has(tag), "{text}: {found:?}");
        }
        for text in ["主打“永不复发”的疗法", "警惕“包治百病”的说法", "所谓“祖传秘方”不可信", "“残废”一词已不再使用"]
        {
            assert!(entities(text).iter().all(|(e, _)| e.kind != EntityKind::Speech), "{text}");
        }
    }
}
