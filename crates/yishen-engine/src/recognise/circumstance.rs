//! What tells who somebody is without a name: school and class, workplace, office, residence, fame, kinship. A place
//! alone is none; it needs the person's part in it (清江中学学生, 翠湖名邸8号住户). Source: `regulations.md` F3.

use super::words::{Apart, any_before, is_han, name_start};
use super::{Entity, EntityKind, List, Tag, Text};

/// What a name of a school or place does not begin with.
const GENERIC: &[&str] = &["各", "所", "某", "这", "该", "一", "每", "多", "全", "进", "我", "本"];

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    const LISTS: &[List] = &[List::Pupil, List::Worker, List::Workplace, List::Official, List::Resident, List::ResidenceCue, List::Fame, List::Relation];
    let mut circumstances = Apart::default();
    for word in text.words_of(LISTS) {
        let found = match word.list {
            List::Pupil => pupil(text, word.start, word.end).map(|s| (s, word.end, Tag::School)),
            List::Worker => worker(text, word.start).map(|s| (s, word.end, Tag::Workplace)),
            // 财政局李卫东，乙肝大三阳: a workplace directly before a name.
            List::Workplace => listed_with_name(text, word.end).then(|| (place_start(text, word.start), word.end, Tag::Workplace)),
            List::Official => office(text, word.start, word.end).map(|s| (s, word.end, Tag::Office)),
            List::Resident => resident(text, word.start).map(|s| (s, word.end, Tag::Residence)),
            List::ResidenceCue => lives_at(text, word.end).map(|e| (word.start, e, Tag::Residence)),
            List::Fame => Some((word.start, word.end, Tag::Fame)),
            List::Relation => Some((word.start, word.end, Tag::Relation)),
            _ => None,
        };
        let Some((start, end, tag)) = found else {
            continue;
        };
        circumstances.put_longer(Entity::new(EntityKind::Circumstance, text.at(start, end)).tag(tag));
    }
    out.extend(circumstances.into_entities());
}

/// Where the name of a school, office or place begins; never with a cue of persons or a quantity.
fn place_start(text: &Text<'_>, end: usize) -> usize {
    let start = name_start(text, end, 12);
    // 患者系财政局职工, 体检异常：财政局李卫东.
    const CUES: &[List] = &[List::PatientCue, List::OtherCue, List::OwnWord, List::Disease, List::DiseaseSensitive];
    let cut = CUES.iter().flat_map(|&list| text.within(list, start, end)).map(|w| w.end).max();
    let mut start = cut.unwrap_or(start);
    while start < end && matches!(text.symbol(start), Some('因' | '系' | '名' | '位' | '是' | '患' | '住')) {
        start += 1;
    }
    start
}

fn pupil(text: &Text<'_>, start: usize, end: usize) -> Option<usize> {
    // 清江中学学生, 实验小学三年级学生.
    let mut i = start;
    for _ in 0..6 {
        if let Some(school) = text.ending_at(List::School, i).first() {
            let named = place_start(text, school.start);
            let generic = named == school.start || GENERIC.iter().any(|g| text.starts_with(named, g));
            return (!generic).then_some(named);
        }
        if i == 0 || !(is_han(text, i - 1) || text.symbol(i - 1).is_some_and(|c| c.is_ascii_digit())) {
            break;
        }
        i -= 1;
    }
    // 大三学生小邱: the year, and somebody.
    let year = matches!(text.symbol(start), Some('大' | '高' | '初' | '研')) && end - start >= 3 && is_han(text, end) && text.ends_with(end, "生");
    (year && text.symbol(start + 1).is_some_and(|c| matches!(c, '一' | '二' | '三' | '四'))).then_some(start)
}

fn worker(text: &Text<'_>, start: usize) -> Option<usize> {
    let ending = |place: usize| [List::Workplace, List::School].iter().filter_map(|&list| text.ending_at(list, place).first()).min_by_key(|w| w.start);
    let of = start.checked_sub(1).filter(|&i| text.symbol(i) == Some('的'));
    let place = ending(start).or_else(|| of.and_then(ending))?;
    let named = place_start(text, place.start);
    // 公司员工 names no company; 财政局干部 names the office.
    let generic = named == place.start && !text.ends_with(place.end, "局") && place.end - place.start < 4;
    (!generic && !GENERIC.iter().any(|g| text.starts_with(named, g))).then_some(named)
}

/// A name of two or three characters follows, then a comma.
fn listed_with_name(text: &Text<'_>, end: usize) -> bool {
    super::person::full_name(text, end, super::person::Trust::Cue)
        .is_some_and(|e| matches!(text.symbol(e), Some('，' | ',' | ' ' | '：' | ':' | '（' | '(')) || !text.touches_next(e - 1))
}

fn office(text: &Text<'_>, start: usize, end: usize) -> Option<usize> {
    let named = place_start(text, start);
    // 局长 alone is a form of address; 院长, 护士长 are no officials and not on the list.
    let prefixed = named < start || matches!(text.symbol(end - 1), Some('书' | '记' | '表' | '员' | '席'));
    // 市长热线, 厂长办公室.
    let compound = super::words::any_at(text, end, &["热线", "信箱", "办公", "负责制", "期", "度", "大", "制"]);
    (prefixed && !compound && end > start + 1).then_some(named)
}

fn resident(text: &Text<'_>, start: usize) -> Option<usize> {
    // 翠湖名邸8号住户, 清河村人, 幸福里小区居民: the place, up to six characters of number between.
    for back in 0..=8.min(start) {
        let i = start - back;
        if let Some(place) = text.ending_at(List::Residence, i).first() {
            let named = place_start(text, place.start);
            let man = text.symbol(start) == Some('人') && text.starts_with(start, "人");
            let generic = named == place.start || GENERIC.iter().any(|g| text.starts_with(named, g));
            // 某村人口, 社区人群.
            let more = man
                && (back > 0 || super::words::any_at(text, start, &["人口", "人群", "人民", "人均", "人员", "人家", "人大", "人居"]) || place.end - named < 3);
            return (!generic && !more).then_some(named);
        }
        if i == 0
            || !text.symbol(i - 1).is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '号' | '栋' | '幢' | '单' | '元' | '室' | '楼' | '的' | '组' | '-'))
        {
            break;
        }
    }
    None
}

/// 家住云栖镇柳河村: up to the end of the place.
fn lives_at(text: &Text<'_>, from: usize) -> Option<usize> {
    let mut end = None;
    let mut i = from;
    while i < from + 30 && (is_han(text, i) || text.symbol(i).is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '：' | '—'))) {
        let c = text.symbol(i);
        if i > from
            && matches!(
                c,
                Some(
                    '村' | '镇'
                        | '乡'
                        | '路'
                        | '街'
                        | '巷'
                        | '号'
                        | '栋'
                        | '幢'
                        | '室'
                        | '区'
                        | '里'
                        | '苑'
                        | '园'
                        | '邸'
                        | '县'
                        | '组'
                        | '寓'
                        | '庄'
                        | '城'
                )
            )
            || (c.is_some_and(|c| c.is_ascii_digit()) && end.is_some_and(|e| e == i || text.symbol(i - 1) == Some('-')))
            || (c.is_some_and(|c| c.is_ascii_digit()) && i > from && end == Some(i))
        {
            end = Some(i + 1);
        }
        i += 1;
    }
    // 现住院: no place. 本院区, 病区 are the hospital's.
    if text.starts_with(from, "院") || end.is_some_and(|e| any_before(text, e, &["病区", "院区", "社区", "地区"]) && e < from + 5) {
        return None;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::super::testing::entities;
    use super::*;

    fn found(text: &str) -> Vec<(String, &'static str)> {
        entities(text)
            .into_iter()
            .filter(|(e, _)| e.kind == EntityKind::Circumstance)
            .map(|(e, w)| (w, EntityKind::Circumstance.tags().iter().find(|&&t| e.tags.has(t)).map_or("", |t| t.id())))
            .collect()
    }

    #[test]
    fn circumstances() {
        for (text, words, tag) in [
            ("因抑郁症住院的清江中学学生小邱", "清江中学学生", "school"),
            ("翠湖名邸8号住户、患者尹某", "翠湖名邸8号住户", "residence"),
            ("职工家属、尹某", "职工家属", "relation"),
            ("您父亲周德顺", "您父亲", "relation"),
            ("、原市文旅局副局长尹某因脑梗", "原市文旅局副局长", "office"),
            ("体检异常：财政局李卫东，乙肝大三阳", "财政局", "workplace"),
            ("患者系市财政局职工", "市财政局职工", "workplace"),
            ("家住云栖镇柳河村，今年", "家住云栖镇柳河村", "residence"),
            ("柳河村村民", "柳河村村民", "residence"),
            ("知名网红因骨折入院", "知名网红", "fame"),
        ] {
            assert_eq!(found(text), [(words.to_owned(), tag)], "{text}");
        }
    }

    #[test]
    fn places_alone_are_none() {
        for text in ["特殊教育学校", "社区居民", "各小区居民", "市财政局通知", "学生应按时接种", "现住院治疗", "公司员工体检", "大学附属医院", "全村人口"]
        {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
