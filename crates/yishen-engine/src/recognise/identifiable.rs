//! Persons who can be identified from what stands together: name or masked name, age, circumstance, day, number, with a
//! condition. An unnamed one needs two kinds; a patient without any name needs a circumstance. Staff in their work and
//! groups are none. Source: Personal Information Protection Law, article 73; `regulations.md` F3.

use super::words::{has_word, is_break, sentence_end, sentence_start};
use super::{Entity, EntityKind, List, Tag, Text};
use crate::fold::At;

/// How far from the person a piece may stand, in places of the view.
const BEFORE: usize = 32;
const AFTER: usize = 48;
/// The most persons a block is asked for.
const MOST: usize = 200;

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let mut found: Vec<Entity> = Vec::new();
    let persons: Vec<Entity> = out
        .iter()
        .filter(|e| e.kind == EntityKind::Person && (e.tags.has(Tag::Patient) || e.tags.has(Tag::Other)))
        .take(MOST)
        .cloned()
        .collect();
    for person in &persons {
        if let Some(entity) = around(text, out, person.at, Some(person)) {
            found.push(entity);
        }
    }
    // 清江中学学生，16岁，因抑郁症入院: nobody is named.
    let circumstances: Vec<Entity> = out
        .iter()
        .filter(|e| e.kind == EntityKind::Circumstance && !e.tags.has(Tag::Relation))
        .take(MOST)
        .cloned()
        .collect();
    for circumstance in &circumstances {
        if found.iter().all(|f| !f.at.overlaps(circumstance.at)) && !out.iter().any(|e| e.kind == EntityKind::Person && e.at.start >= circumstance.at.start && e.at.start <= circumstance.at.end + 6)
            && let Some(entity) = around(text, out, circumstance.at, None) {
                found.push(entity);
            }
    }
    out.append(&mut found);
}

/// The kind of identifier that an entity is, as a bit.
fn bit(e: &Entity) -> u32 {
    match e.kind {
        EntityKind::Age => 1,
        EntityKind::Address => 1 << 1,
        EntityKind::Circumstance if e.tags.has(Tag::Residence) => 1 << 1,
        EntityKind::Circumstance if e.tags.has(Tag::School) || e.tags.has(Tag::Workplace) => 1 << 2,
        EntityKind::Circumstance if e.tags.has(Tag::Office) => 1 << 3,
        EntityKind::Circumstance if e.tags.has(Tag::Relation) => 1 << 4,
        EntityKind::Circumstance => 1 << 5,
        EntityKind::Date => 1 << 6,
        EntityKind::RecordNumber | EntityKind::Bed => 1 << 7,
        EntityKind::Mobile | EntityKind::WechatId | EntityKind::QqId | EntityKind::Email => 1 << 8,
        EntityKind::IdCard | EntityKind::Passport | EntityKind::Plate | EntityKind::BankCard => 1 << 9,
        _ => 0,
    }
}

/// Puts together what stands around the person (or circumstance) at `anchor`.
fn around(text: &Text<'_>, out: &[Entity], anchor: At, person: Option<&Entity>) -> Option<Entity> {
    let (first, last) = (text.place(anchor.start), text.place(anchor.end));
    let mut from = sentence_start(text, first, BEFORE);
    let mut to = sentence_end(text, last, AFTER);
    // Another person's part begins at that person; a list item ends at its mark.
    for other in out.iter().filter(|e| e.kind == EntityKind::Person && !e.at.overlaps(anchor)) {
        if other.at.end <= anchor.start {
            from = from.max(text.place(other.at.end));
        } else {
            to = to.min(text.place(other.at.start));
        }
    }
    // The next sentence goes on about the same person: 患者尹某，42岁。因肺炎入院。
    let mut further = to;
    if is_break(text, to) && to < text.len() && to < last + AFTER {
        further = sentence_end(text, to + 1, 24);
        if let Some(other) = out.iter().filter(|e| e.kind == EntityKind::Person && e.at.start >= text.index(to)).map(|e| text.place(e.at.start)).min() {
            further = further.min(other.max(to));
        }
    }
    let within = |e: &Entity, to: usize| e.at.start >= text.index(from) && e.at.end <= text.index(to);
    let conditions = || out.iter().filter(|e| e.kind.is_a(EntityKind::Condition) && !e.at.overlaps(anchor));
    let condition = conditions()
        .filter(|e| e.at.start >= anchor.end && within(e, to))
        .min_by_key(|e| e.at.start)
        .or_else(|| conditions().filter(|e| e.at.end <= anchor.start && within(e, to)).max_by_key(|e| e.at.end))
        .or_else(|| conditions().filter(|e| e.at.start >= anchor.end && within(e, further)).min_by_key(|e| e.at.start))?;
    // 患者 with a doctor's work is no case: 擅长肺炎诊治.
    if has_word(text, List::StaffCue, text.place(anchor.end), text.place(condition.at.start)) && person.is_none() {
        return None;
    }
    let end = text.index(to).max(condition.at.end);
    let mut parts: Vec<At> = Vec::new();
    let mut bits = 0u32;
    let mut minor = person.is_some_and(|p| p.tags.has(Tag::Minor));
    for e in out {
        let b = bit(e);
        if b == 0 || e.at.start < text.index(from) || e.at.end > end || e.at.overlaps(condition.at) {
            continue;
        }
        // Pieces after the condition belong to what follows, unless they are numbers or a residence of this person.
        if e.at.start >= condition.at.end && condition.at.start >= anchor.end && bits & b == 0 && !matches!(e.kind, EntityKind::RecordNumber | EntityKind::Bed | EntityKind::Mobile) {
            continue;
        }
        minor |= e.kind == EntityKind::Age && e.value.is_some_and(|v| v < 14.0);
        bits |= b;
        parts.push(e.at);
    }
    if let Some(person) = person {
        parts.push(person.at);
    } else if bits & 0b11_1110 == 0 {
        return None;
    }
    let kinds = bits.count_ones() + u32::from(person.is_some());
    let named = person.is_some_and(|p| p.tags.has(Tag::Named));
    if kinds < 2 && !named {
        return None;
    }
    // Without a name somebody must at least be ill here, not a school visited: 因…, 入院, 患.
    if person.is_none() && !is_case(text, from, text.place(condition.at.end)) {
        return None;
    }
    parts.push(condition.at);
    parts.sort();
    let hull = parts.iter().copied().reduce(At::hull)?;
    let sensitive = condition.tags.has(Tag::Sensitive) || conditions().any(|e| e.tags.has(Tag::Sensitive) && within(e, to));
    let mut entity = Entity::new(EntityKind::IdentifiablePerson, hull).tag(if named { Tag::Named } else { Tag::Unnamed }).value(f64::from(kinds));
    if sensitive {
        entity = entity.tag(Tag::Sensitive);
    }
    if minor {
        entity = entity.tag(Tag::Minor);
    }
    entity.parts = parts;
    Some(entity)
}

fn is_case(text: &Text<'_>, from: usize, to: usize) -> bool {
    let to = sentence_end(text, to, 12);
    (from..to).any(|i| super::words::any_at(text, i, &["因", "入院", "住院", "就诊", "确诊", "查出", "患有", "术后", "接受", "送医"]))
        && !(from..to).any(|i| super::words::any_at(text, i, &["义诊", "讲座", "科普", "预防", "宣传"]))
}

#[cfg(test)]
mod tests {
    use super::super::testing::entities;
    use super::*;

    fn found(text: &str) -> Vec<(String, Entity)> {
        entities(text).into_iter().filter(|(e, _)| e.kind == EntityKind::IdentifiablePerson).map(|(e, w)| (w, e)).collect()
    }

    #[test]
    fn combinations_that_identify() {
        for (text, words, kinds, sensitive) in [
            ("翠湖名邸8号住户、患者尹某，男，42岁，5月19日因肺炎入院", "翠湖名邸8号住户、患者尹某，男，42岁，5月19日因肺炎", 4.0, false),
            ("患者尹某，42岁，因肺炎入院", "尹某，42岁，因肺炎", 2.0, false),
            ("职工家属、原市文旅局副局长尹某因脑梗入院", "职工家属、原市文旅局副局长尹某因脑梗", 3.0, false),
            ("患者吴某，42岁，因艾滋病入院", "吴某，42岁，因艾滋病", 2.0, true),
            ("近日因抑郁症住院的白石师范学院大二学生小秦", "抑郁症住院的白石师范学院大二学生小秦", 2.0, true),
            ("清江中学学生，16岁，因抑郁症入院", "清江中学学生，16岁，因抑郁症", 2.0, true),
        ] {
            let all = found(text);
            assert_eq!(all.iter().map(|(w, _)| w.as_str()).collect::<Vec<_>>(), [words], "{text}");
            let e = &all[0].1;
            assert_eq!((e.value, e.tags.has(Tag::Sensitive), e.tags.has(Tag::Unnamed)), (Some(kinds), sensitive, true), "{text}");
        }
        let named = found("患者陆景明，男，57岁，因直肠癌入住我院");
        assert!(named.len() == 1 && named[0].1.tags.has(Tag::Named));
    }

    #[test]
    fn what_identifies_nobody() {
        for text in [
            "患者王某，因肺炎入院",
            "一名42岁的患者因肺炎入院",
            "5月19日，门诊接诊肺炎患儿12名，平均年龄3岁",
            "主任医师顾某，42岁，擅长肺炎诊治",
            "患者张建国送来锦旗",
            "某小区居民高血压义诊",
        ] {
            assert_eq!(found(text).len(), 0, "{text}");
        }
    }
}
