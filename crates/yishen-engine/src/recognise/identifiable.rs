//! Persons who can be identified from what stands together: name or masked name, age, circumstance, day, number, with a
//! condition. An unnamed one needs two kinds; a patient without any name needs a circumstance. Staff in their work and
//! groups are none. Source: Personal Information Protection Law, article 73; `regulations.md` F3.

use super::reading::begins_within;
use super::words::{Index, any_at, any_before, has_word, is_break, sentence_end, sentence_start};
use super::{Entity, EntityKind, List, Tag, Text};
use crate::fold::At;

/// How far from the person a piece may stand, in places of the view.
const BEFORE: usize = 32;
const AFTER: usize = 48;
/// What stands in the block, by place.
struct Pieces<'e> {
    persons: Index<'e>,
    conditions: Index<'e>,
    identifiers: Index<'e>,
}

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let pieces = Pieces {
        persons: Index::new(out, |e| e.kind == EntityKind::Person),
        conditions: Index::new(out, |e| e.kind.is_a(EntityKind::Condition)),
        identifiers: Index::new(out, |e| bit(e) != 0),
    };
    let mut found: Vec<Entity> = Vec::new();
    let mut heading: Option<&Entity> = None;
    // Where the sentences lie that tell of somebody marked by his name alone.
    let mut named_there: Vec<At> = Vec::new();
    let mut last = 0;
    for person in pieces.persons.all().iter().filter(|e| e.tags.has(Tag::Patient) || e.tags.has(Tag::Other)) {
        let named = person.tags.has(Tag::Named);
        let entity = around(text, &pieces, person.at, Some(person));
        // 白内障救助对象：乔玉兰（石门乡）、洪福生（上坪村）: what stands before the first of a list is said of all.
        if person.at.start > last + LISTED {
            heading = None;
        }
        last = person.at.end;
        let listed = heading.filter(|_| named && person.tags.has(Tag::Patient) && entity.is_none());
        if let Some(condition) = listed {
            found.push(alone(person, condition.tags.has(Tag::Sensitive)));
        } else if named && !ends_within(text, entity.as_ref(), person.at) && super::person::told_later(text, &pieces.conditions, text.place(person.at.end)) {
            found.push(alone(person, false));
            let end = text.index(sentence_end(text, text.place(person.at.end), AFTER));
            named_there.push(At::new(person.at.start, end.max(person.at.end)));
            continue;
        }
        if let Some(entity) = &entity {
            heading = pieces.conditions.within(entity.at.start, person.at.start).next_back().filter(|c| is_heading(text, c.at.end, person.at.start));
        }
        found.extend(entity);
    }
    // 清江中学学生，16岁，因抑郁症入院: nobody is named.
    let named = Index::new(&found, |_| true);
    let mut unnamed: Vec<Entity> = Vec::new();
    let mut done = 0;
    for e in pieces.identifiers.all().iter().filter(|e| e.kind == EntityKind::Circumstance && !e.tags.has(Tag::Relation)) {
        let told = e.at.start < done
            || named_there.iter().any(|sentence| sentence.overlaps(e.at))
            || named.overlapping(e.at).next().is_some()
            || !pieces.persons.starting(e.at.start, e.at.end + 7).is_empty();
        if !told && let Some(entity) = around(text, &pieces, e.at, None) {
            done = entity.at.end;
            unnamed.push(entity);
        }
    }
    out.append(&mut found);
    out.append(&mut unnamed);
}

/// Whether what was put together ends in the sentence of whoever it is.
fn ends_within(text: &Text<'_>, entity: Option<&Entity>, person: At) -> bool {
    entity.is_some_and(|e| e.at.end <= text.index(sentence_end(text, text.place(person.end), AFTER)))
}

/// How far apart the names of one list stand.
const LISTED: u32 = 40;

/// Whether what stands from `from` to `to` ends a heading, with a list behind it.
fn is_heading(text: &Text<'_>, from: u32, to: u32) -> bool {
    let (from, to) = (text.place(from), text.place(to));
    (from..to).any(|i| matches!(text.symbol(i), Some('：' | ':'))) || begins_within(text, List::RosterHeading, from, to)
}

/// Somebody named whose illness is told elsewhere: in the heading of a list, in a later sentence.
fn alone(person: &Entity, sensitive: bool) -> Entity {
    let mut entity = Entity::new(EntityKind::IdentifiablePerson, person.at).tag(Tag::Named).value(1.0);
    if sensitive {
        entity = entity.tag(Tag::Sensitive);
    }
    if person.tags.has(Tag::Minor) {
        entity = entity.tag(Tag::Minor);
    }
    entity.parts = vec![person.at];
    entity
}

/// The kind of identifier that an entity is, as a bit.
fn bit(e: &Entity) -> u32 {
    match e.kind {
        EntityKind::Age => 1,
        EntityKind::Address => 1 << 1,
        EntityKind::Circumstance if e.tags.has(Tag::Residence) => 1 << 1,
        EntityKind::Circumstance if e.tags.has(Tag::School) || e.tags.has(Tag::Workplace) => 1 << 2,
        // An office is held at a place.
        EntityKind::Circumstance if e.tags.has(Tag::Office) => 1 << 2 | 1 << 3,
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
fn around(text: &Text<'_>, pieces: &Pieces<'_>, anchor: At, person: Option<&Entity>) -> Option<Entity> {
    let (first, last) = (text.place(anchor.start), text.place(anchor.end));
    let mut from = sentence_start(text, first, BEFORE);
    let mut to = sentence_end(text, last, AFTER);
    // Another person's part begins at that person; a list item ends at its mark.
    let window = At::new(text.index(from), text.index(to).max(anchor.end));
    for other in pieces.persons.overlapping(window).filter(|e| !e.at.overlaps(anchor)) {
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
        if let Some(other) = pieces.persons.starting(text.index(to), text.index(further)).first() {
            further = further.min(text.place(other.at.start).max(to));
        }
    }
    let (head, tail, further) = (text.index(from), text.index(to), text.index(further));
    let condition = pieces
        .conditions
        .within(anchor.end, tail)
        .next()
        .or_else(|| pieces.conditions.within(head, anchor.start).next_back())
        .or_else(|| pieces.conditions.within(anchor.end, further).next())?;
    // 诊断为|肺炎: the disease tells more than the words before it.
    let named_next = pieces.conditions.starting(condition.at.end, condition.at.end + 1).first().filter(|_| condition.kind == EntityKind::DiagnosisWording);
    let (wording, condition) = (named_next.map(|_| condition.at), named_next.copied().unwrap_or(condition));
    // 患者 with a doctor's work is no case: 擅长肺炎诊治.
    if has_word(text, List::StaffCue, text.place(anchor.end), text.place(condition.at.start)) && person.is_none() {
        return None;
    }
    // 志愿者常磊来了。他给老人讲高血压: the next sentence tells of another.
    let next_told = || {
        let (starts, ends) = (text.place(condition.at.start), text.place(condition.at.end));
        is_case(text, to, ends, false) && !begins_within(text, List::Bystander, to, starts)
    };
    if person.is_some_and(|p| p.tags.has(Tag::Named) && !p.tags.has(Tag::Patient)) && condition.at.start >= tail.max(anchor.end) && !next_told() {
        return None;
    }
    // 两岁的孩子高热惊厥，葛玉蓉抱起孩子: she who acts is not ill.
    let acts = || begins_within(text, List::Bystander, last, last + 6);
    if person.is_some_and(|p| p.tags.has(Tag::Named) && !p.tags.has(Tag::Patient)) && condition.at.end <= anchor.start && acts() {
        return None;
    }
    // A professor who lectures on an operation has not had it: 外省一所大学的教授分享了经颅磁刺激治疗.
    if person.is_none() && begins_within(text, List::LectureWord, last, text.place(condition.at.start)) {
        return None;
    }
    let end = tail.max(condition.at.end);
    let mut parts: Vec<At> = Vec::new();
    let mut bits = 0u32;
    let mut minor = person.is_some_and(|p| p.tags.has(Tag::Minor));
    for e in pieces.identifiers.within(head, end) {
        let b = bit(e);
        if e.at.overlaps(condition.at) {
            continue;
        }
        // Pieces after the condition belong to what follows, unless they are numbers or a residence of this person.
        if e.at.start >= condition.at.end
            && condition.at.start >= anchor.end
            && bits & b == 0
            && !matches!(e.kind, EntityKind::RecordNumber | EntityKind::Bed | EntityKind::Mobile)
        {
            continue;
        }
        minor |= e.kind == EntityKind::Age && e.value.is_some_and(|v| v < 14.0);
        bits |= b;
        // 三中高二（6）班: school and class.
        if e.tags.has(Tag::School) && begins_within(text, List::SchoolClass, text.place(e.at.start) + 1, text.place(e.at.end)) {
            bits |= 1 << 10;
        }
        parts.push(e.at);
    }
    if let Some(person) = person {
        parts.push(person.at);
    } else if bits & 0b11_1110 == 0 {
        return None;
    }
    // 老板娘上周确诊: a day said by its distance.
    if person.is_none() && begins_within(text, List::RecentDay, from, text.place(end)) {
        bits |= 1 << 6;
    }
    // 这位就是一中的，因为割腕: one is pointed at.
    let pointed = person.is_none() && condition.tags.has(Tag::Sensitive) && (from..first).any(|i| any_at(text, i, &["这位", "那位", "这个", "那个", "就是"]));
    let kinds = bits.count_ones() + u32::from(person.is_some() || pointed);
    let named = person.is_some_and(|p| p.tags.has(Tag::Named));
    if kinds < 2 && !named {
        return None;
    }
    // Without a name somebody must at least be ill here, not a school visited: 因…, 入院, 患.
    // 会计小吴听完糖尿病讲座: a topic, not his illness.
    let topic = text.begins(List::TopicWord, text.place(condition.at.end));
    let beside = condition.at.start >= anchor.end && text.place(condition.at.start) <= last + 2 && !topic;
    let patient = person.is_some_and(|p| p.tags.has(Tag::Patient) || p.tags.has(Tag::Named));
    let numbered = bits & 0b11_1000_0000 != 0;
    if !patient
        && !numbered
        && kinds < 3 + u32::from(person.is_none() && !pointed)
        && !beside
        && !is_case(text, from, text.place(condition.at.end), condition.tags.has(Tag::Sensitive))
    {
        return None;
    }
    parts.extend(wording);
    parts.push(condition.at);
    parts.sort();
    // What is told far off is not marked too: whoever reads of her age, work and home need not read on to the next sentence.
    let far = condition.at.start > anchor.end + FAR && person.is_none();
    let mut hull = if far { anchor } else { anchor.hull(condition.at) };
    for at in close(&parts, hull) {
        hull = hull.hull(at);
    }
    parts.retain(|&part| hull.covers(part));
    let sensitive = condition.tags.has(Tag::Sensitive) || pieces.conditions.within(head, tail).any(|e| e.tags.has(Tag::Sensitive) && !e.at.overlaps(anchor));
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

/// How much is marked with what else tells who it is, and how far from it a piece may stand once it is more.
const MARKED: u32 = 30;
const GAP: u32 = 6;
/// How far from whoever is told of the illness may stand to be marked with him.
const FAR: u32 = 32;

/// The parts that stand with `core`: those that leave little to be marked, and those that touch what is marked.
fn close(parts: &[At], core: At) -> Vec<At> {
    let mut hull = core;
    let before = parts.iter().rev().filter(|p| p.start < core.start);
    let after = parts.iter().filter(|p| p.end > core.end);
    let mut near = Vec::new();
    for &part in before.chain(after) {
        let wider = hull.hull(part);
        let gap = hull.start.saturating_sub(part.end).max(part.start.saturating_sub(hull.end));
        if gap <= GAP || wider.len() <= MARKED {
            near.push(part);
            hull = wider;
        }
    }
    near
}

fn is_case(text: &Text<'_>, from: usize, to: usize, sensitive: bool) -> bool {
    let many = |i: usize| text.symbol(i) == Some('们') && !any_before(text, i, &["我", "咱", "你", "他", "她"]);
    let told = sentence_end(text, to, 12);
    // 骨折了, 切了胆囊: something has happened to somebody.
    let happened = |i: usize| matches!(text.symbol(i), Some('了' | '成'));
    let case = || has_word(text, List::CaseWord, from, told) || has_word(text, List::FellIll, from, told) || (from..told).any(happened);
    (sensitive || case()) && !has_word(text, List::GroupEvent, from, to) && !(from..to).any(many)
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
            ("职工家属、原市文旅局副局长尹某因脑梗入院", "职工家属、原市文旅局副局长尹某因脑梗", 4.0, false),
            ("患者吴某，42岁，因艾滋病入院", "吴某，42岁，因艾滋病", 2.0, true),
            ("近日因抑郁症住院的白石师范学院大二学生小秦", "抑郁症住院的白石师范学院大二学生小秦", 3.0, true),
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
    fn an_illness_told_elsewhere() {
        for (text, words) in [
            ("白内障受助人员公示如下：乔玉兰（石门乡）、洪福生（上坪村）、葛秀兰", &["白内障受助人员公示如下：乔玉兰", "洪福生", "葛秀兰"][..]),
            ("记者见到小伙子常磊时，他正练站立。半年前，他从架上摔下，腰椎骨折。", &["常磊"]),
            ("志愿者常磊来了。他给老人讲高血压的用药。", &[]),
            ("志愿者常磊来了。他陪因高血压住院的老人散步。", &[]),
            ("两岁的孩子高热惊厥，同事葛玉蓉抱起孩子就跑", &[]),
        ] {
            assert_eq!(found(text).iter().map(|(w, _)| w.as_str()).collect::<Vec<_>>(), words, "{text}");
        }
    }

    #[test]
    fn a_lecture_is_no_illness() {
        assert!(found("外省一所大学的教授分享了经颅磁刺激治疗失语的研究").is_empty());
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
            "会计小吴听完糖尿病讲座",
            "食堂职工老蔡听肺癌防治课",
        ] {
            assert_eq!(found(text).len(), 0, "{text}");
        }
    }
}
