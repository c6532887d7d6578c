//! What tells who somebody is without a name: school and class, workplace, office, residence, fame, kinship. A place
//! alone is none; it needs the person's part in it (清江中学学生, 翠湖名邸8号住户). Source: `regulations.md` F3.

use super::person::{Trust, any_name};
use super::reading::begins_within;
use super::words::{Apart, any_at, any_before, is_clause_end, is_han, name_start};
use super::{Entity, EntityKind, List, Tag, Text, Word};
use crate::fold::is_han_numeral;

/// What a name of a school or place does not begin with.
const GENERIC: &[&str] = &["各", "所", "某", "这", "该", "一", "每", "多", "全", "进", "我", "本"];

/// Whether the place whose name begins at `named` is any one of its kind: 某中学, 各单位. 一中, 二小 are names.
fn is_generic(text: &Text<'_>, named: usize, word: usize) -> bool {
    let numbered = named == word && any_at(text, named, &["一中", "一小", "一建"]) && !text.starts_with(named, "一小学");
    !numbered && GENERIC.iter().any(|g| text.starts_with(named, g))
}

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    const LISTS: &[List] = &[
        List::Pupil,
        List::School,
        List::Worker,
        List::Workplace,
        List::Official,
        List::Resident,
        List::Residence,
        List::ResidenceCue,
        List::Fame,
        List::Relation,
        List::Livelihood,
        List::Dwelling,
    ];
    let mut circumstances = Apart::default();
    let mut put = |start: usize, end: usize, tag: Tag| circumstances.put_longer(Entity::new(EntityKind::Circumstance, text.at(start, end)).tag(tag));
    for word in text.words_of(LISTS) {
        let (start, end) = (word.start, word.end);
        let found = match word.list {
            List::Pupil => pupil(text, start, end).map(|s| (s, end, Tag::School)),
            List::School => class_of(text, word).or_else(|| held_at(text, word)).map(|(s, e)| (s, e, Tag::School)),
            List::Worker => worker(text, start, end).map(|s| (s, end, if is_one(text, s, start, end) { Tag::Office } else { Tag::Workplace })),
            List::Workplace if singled_at(text, end) => Some((place_start(text, start), end, Tag::Office)),
            List::Workplace => runs_shop(text, start)
                .map(|s| (s, end, Tag::Workplace))
                .or_else(|| tied(text, word).or_else(|| belongs(text, word)).map(|e| (place_start(text, start), e, Tag::Workplace)))
                .or_else(|| held_at(text, word).map(|(s, e)| (s, e, Tag::Workplace))),
            // 村支书 alone names no village.
            List::Official => office(text, start, end).map(|s| (s, end, if s < start { Tag::Office } else { Tag::Workplace })),
            List::Resident => resident(text, start).map(|s| (s, end, Tag::Residence)),
            List::Residence => tied(text, word).map(|e| (place_start(text, start), e, Tag::Residence)),
            List::ResidenceCue => lives_at(text, end).map(|e| (start, e, Tag::Residence)),
            List::Fame => Some((start, end, Tag::Fame)),
            List::Relation => Some((start, end, Tag::Relation)),
            List::Dwelling => lodges(text, start, end).map(|(s, e)| (s, e, Tag::Residence)),
            List::Livelihood => earns_at(text, start).map(|s| (s, end, if begins_within(text, List::School, s, start) { Tag::School } else { Tag::Workplace })),
            _ => None,
        };
        let Some((start, end, tag)) = found else {
            continue;
        };
        put(start, end, tag);
        // 村支书的独生女, 高考状元的妈妈.
        let kin = end + usize::from(text.symbol(end) == Some('的'));
        if tag != Tag::Relation
            && let Some(k) = text.starting_at(List::Kin, kin).first()
        {
            put(kin, k.end, Tag::Relation);
        }
    }
    out.extend(circumstances.into_entities());
}

/// Whether the place and the role together, with no 一名 between, tell who it is.
fn is_one(text: &Text<'_>, place: usize, start: usize, end: usize) -> bool {
    let woman = start - usize::from(start > 0 && matches!(text.symbol(start - 1), Some('女' | '男')));
    if place < start && !text.ending_at(List::OnlyOne, woman).is_empty() {
        return true;
    }
    let many = !text.ending_at(List::ManyHave, end).is_empty() || any_before(text, start, &["一名", "一位", "多名", "几名", "有名", "名", "些"]);
    place < start && !many
}

/// The end of what ties a place to somebody: 顺丰站点|的小廖, 一中|教物理的庄老师, 财政局|李卫东， and 职院|的校服.
fn tied(text: &Text<'_>, word: Word) -> Option<usize> {
    if word.list == List::Workplace && listed_with_name(text, word.end) {
        return Some(word.end);
    }
    let named = place_start(text, word.start);
    let proper = named < word.start || text.ends_with(word.end, "局") || word.end - word.start >= 4;
    if !proper || is_generic(text, named, word.start) {
        return None;
    }
    if let Some(worn) = text.starting_at(List::Worn, word.end).first() {
        return Some(worn.end);
    }
    // 的 within a few characters, somebody behind it: 的小廖, 卖豆腐那家的儿媳妇.
    let mut i = word.end;
    let inner = |i: usize| is_han(text, i) || text.symbol(i).is_some_and(|c| c.is_ascii_alphanumeric() || c == '-');
    while i < word.end + 9 && inner(i) && !is_clause_end(text, i) {
        let of = i + usize::from(text.symbol(i) == Some('的'));
        let masked = any_name(text, of, Trust::Cue).filter(|&(end, masked)| masked || !is_han(text, end)).or_else(|| {
            // 育才小学|的小虎.
            (of > i).then(|| super::person::small(text, of)).flatten().map(|end| (end, true))
        });
        let couple = of > i && text.begins(List::Household, of);
        let household = any_at(text, i, &["那家", "那户", "一家", "这家", "那对", "这对"]) && {
            let k = i + 2 + usize::from(text.symbol(i + 2) == Some('的'));
            text.begins(List::Kin, k)
        };
        if household {
            return Some(i + 2);
        }
        // 超市收银台|那个胖大姐.
        if singled(text, i) {
            return Some(i + 2);
        }
        // 清溪社区的|吸毒人员|幸某: a word for somebody between.
        let role = || {
            const ROLES: &[List] = &[List::PatientCue, List::OtherCue, List::LayPerson, List::Worker];
            (word.end..i).any(|k| text.symbol(k) == Some('的')) && ROLES.iter().any(|&list| !text.ending_at(list, i).is_empty())
        };
        if couple || masked.is_some() && (of > i || i == word.end) {
            return Some(i);
        }
        if masked.is_some() && role() {
            return (word.end..i).find(|&k| text.symbol(k) == Some('的'));
        }
        i += 1;
    }
    None
}

/// Somebody singled out within a few characters behind a workplace.
fn singled_at(text: &Text<'_>, end: usize) -> bool {
    (end..end + 6).take_while(|&i| is_han(text, i)).any(|i| singled(text, i))
}

/// 那个胖大姐, 那位姑娘: one of those there.
fn singled(text: &Text<'_>, i: usize) -> bool {
    any_at(text, i, &["那个", "那位", "那名"]) && begins_within(text, List::Singled, i + 2, i + 6)
}

/// A class of a school: 三中|高二（6）班, 花园幼儿园|大二班, 滨江小学|五年级.
fn class_of(text: &Text<'_>, word: Word) -> Option<(usize, usize)> {
    let named = place_start(text, word.start);
    let proper = named < word.start || word.end - word.start >= 2 && !matches!(text.symbol(word.start), Some('学' | '中' | '小' | '大' | '初' | '高' | '幼'));
    if !proper || is_generic(text, named, word.start) {
        return None;
    }
    let mut i = word.end;
    let mut end = None;
    while i < word.end + 9 && text.symbol(i).is_some_and(|c| c.is_ascii_digit() || "一二三四五六七八九十年级高初大小中研班第届（）().".contains(c))
    {
        // 财经学院|大一.
        let year = i > word.end && matches!(text.symbol(i - 1), Some('大' | '高' | '初' | '研')) && matches!(text.symbol(i), Some('一' | '二' | '三' | '四'));
        if year || text.symbol(i) == Some('班') || text.starts_with(i.saturating_sub(1), "年级") {
            end = Some(i + 1);
        }
        i += 1;
    }
    end.or_else(|| tied(text, word)).or_else(|| belongs(text, word)).map(|end| (named, end))
}

/// Where the name of a school, office or place begins; never with a cue of persons or a quantity.
fn place_start(text: &Text<'_>, end: usize) -> usize {
    let start = name_start(text, end, 12);
    // 患者系财政局职工, 体检异常：财政局李卫东.
    const CUES: &[List] = &[List::PatientCue, List::OtherCue, List::OwnWord, List::Disease, List::DiseaseSensitive];
    let cut = CUES.iter().flat_map(|&list| text.within(list, start, end)).map(|w| w.end).max();
    let mut start = cut.unwrap_or(start);
    while start < end && matches!(text.symbol(start), Some('因' | '系' | '名' | '位' | '是' | '患' | '住' | '给' | '收')) {
        start += 1;
    }
    // 我市第三运输公司, 咱们镇中学.
    const OURS: &[&str] = &["我市", "我县", "我区", "我镇", "本市", "本县", "本区", "本镇"];
    if OURS.iter().any(|own| text.starts_with(start, own)) && start + 2 < end {
        start += 2;
    }
    for (we, length) in [("我们", 2), ("咱们", 2), ("咱", 1)] {
        if text.starts_with(start, we) && text.symbol(start + length).is_some_and(|c| "市县区镇乡村".contains(c)) && start + length < end {
            start += length;
        }
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
    // 市三中|那名从教学楼坠下的|初二女生.
    let that =
        (start.saturating_sub(14)..start).rev().find(|&i| any_at(text, i, &["那名", "那位", "那个", "的一名", "一名"]) && (i..start).all(|k| is_han(text, k)));
    if let Some(school) = that.and_then(|i| text.ending_at(List::School, i).first()) {
        let named = place_start(text, school.start);
        return (named < school.start && !GENERIC.iter().any(|g| text.starts_with(named, g))).then_some(named);
    }
    // 大三学生小邱: the year, and somebody.
    let year = matches!(text.symbol(start), Some('大' | '高' | '初' | '研')) && end - start >= 3 && is_han(text, end) && text.ends_with(end, "生");
    (year && text.symbol(start + 1).is_some_and(|c| matches!(c, '一' | '二' | '三' | '四'))).then_some(start)
}

fn worker(text: &Text<'_>, start: usize, end: usize) -> Option<usize> {
    // 唯一的|女消防员.
    let start = start - usize::from(start > 0 && matches!(text.symbol(start - 1), Some('女' | '男')));
    // 天天在广场卖唱的那位歌手.
    if any_before(text, start, &["的那位", "的那个", "的那名"]) {
        return Some(start - 2);
    }
    let ending =
        |place: usize| [List::Workplace, List::School, List::Residence].iter().filter_map(|&list| text.ending_at(list, place).first()).min_by_key(|w| w.start);
    // 水利局|新来的|女科长, 电视台|天气预报|主持人.
    let mut place = None;
    for back in 0..=7.min(start) {
        let i = start - back;
        place = ending(i).copied();
        if place.is_some() || i == 0 || !is_han(text, i - 1) {
            break;
        }
    }
    // 镇上唯一的|兽医.
    if let Some(only) = text.ending_at(List::OnlyOne, start).first() {
        let known = only.start;
        return Some(place_start(text, known).max(known.saturating_sub(6)));
    }
    let Some(place) = place else {
        // 送奶工老耿, 种粮大户小亢: known by job and name.
        let called = matches!(text.symbol(end), Some('老' | '小')) && any_name(text, end, Trust::Cue).is_some_and(|(e, masked)| masked && e == end + 2);
        if called {
            return Some(start);
        }
        // The shop was told of before: 那家豆花店…？老板娘上周…
        let owner = any_at(text, start, &["老板", "店主", "掌柜", "摊主"]) && (start == 0 || !is_han(text, start - 1));
        let told = owner && text.within(List::Workplace, start.saturating_sub(30), start).next().is_some();
        return told.then_some(start);
    };
    let named = place_start(text, place.start);
    // 公司员工 names no company; 财政局干部 names the office.
    // 二小, 三中 are names too.
    let numbered = text.symbol(place.start).is_some_and(is_han_numeral);
    let generic = named == place.start && !numbered && !text.ends_with(place.end, "局") && place.end - place.start < 3;
    (!generic && start >= place.end && !is_generic(text, named, place.start)).then_some(named)
}

/// A name of two or three characters follows, then a comma.
fn listed_with_name(text: &Text<'_>, end: usize) -> bool {
    super::person::full_name(text, end, Trust::Cue)
        .is_some_and(|e| matches!(text.symbol(e), Some('，' | ',' | ' ' | '：' | ':' | '（' | '(')) || !text.touches_next(e - 1))
}

fn office(text: &Text<'_>, start: usize, end: usize) -> Option<usize> {
    // 城东分局一位姓郗的|副局长.
    let called = start.checked_sub(3).filter(|&i| text.symbol(i) == Some('姓') && text.symbol(start - 1) == Some('的'));
    let named = match called {
        Some(i) => {
            let unit = if any_before(text, i, &["一位", "一名", "那位", "有位", "有个", "一个"]) { i - 2 } else { i };
            text.ending_at(List::Workplace, unit).first().map(|w| place_start(text, w.start))?
        }
        None => place_start(text, start),
    };
    // 局长 alone is a form of address; 院长, 护士长 are no officials and not on the list.
    let prefixed = named < start
        || end - start >= 3 && matches!(text.symbol(start), Some('副'))
        || matches!(text.symbol(end - 1), Some('书' | '记' | '表' | '员' | '席'))
        || any_name(text, end, Trust::Cue).is_some_and(|(_, masked)| masked);
    // 市长热线, 厂长办公室, 公园长椅.
    let compound = any_at(text, end, &["热线", "信箱", "办公", "负责制", "期", "度", "大", "制", "椅", "廊", "凳", "城"]);
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
            let more = man && (back > 0 || any_at(text, start, &["人口", "人群", "人民", "人均", "人员", "人家", "人大", "人居"]) || place.end - named < 3);
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

/// 3栋2单元|的老高, 12号楼|那家的媳妇: a house by its number, and who lives there.
fn lodges(text: &Text<'_>, start: usize, end: usize) -> Option<(usize, usize)> {
    let number = |end: usize| {
        let digit = |i: usize| text.symbol(i).is_some_and(|c| c.is_ascii_digit() || is_han_numeral(c));
        (end.saturating_sub(4)..end).rev().take_while(|&i| digit(i)).last()
    };
    let mut from = number(start)?;
    while let Some(above) = text.ending_at(List::Dwelling, from).first().and_then(|w| number(w.start)) {
        from = above;
    }
    // A flat's own number may follow: 3栋2单元502.
    let to = text.run_at(end).filter(|r| r.end - r.start <= 4).map_or(end, |r| r.end + usize::from(text.symbol(r.end) == Some('室')));
    let of = to + usize::from(matches!(text.symbol(to), Some('的' | '那')));
    let somebody = text.begins(List::Household, of)
        || singled(text, to)
        || any_at(text, to, &["那家", "那户", "那对"])
        || any_name(text, of, Trust::Cue).is_some_and(|(end, masked)| masked || of > to && !is_han(text, end));
    (of > to && somebody || singled(text, to)).then_some((from, to))
}

/// 她老公是|交通局的: whose man he is, said and done.
fn belongs(text: &Text<'_>, word: Word) -> Option<usize> {
    let named = place_start(text, word.start);
    // 我表哥，城管大队的，: a clause of its own.
    let said = any_before(text, named, &["是", "系", "在"]) || any_before(text, word.start, &["是"]) || named > 0 && is_clause_end(text, named - 1);
    let of = (word.end..word.end + 6).find(|&i| text.symbol(i) == Some('的') && (!is_han(text, i + 1) || !text.touches_next(i)))?;
    let proper = !is_generic(text, named, word.start) && (named < word.start || word.end - word.start > 2);
    (said && proper && (word.end..of).all(|i| is_han(text, i))).then_some(of)
}

/// 在开发区|开火锅店.
fn runs_shop(text: &Text<'_>, shop: usize) -> Option<usize> {
    let verb = ["开了一家", "开了个", "开了家", "开着", "开了", "开家", "开", "经营着", "经营", "承包"].iter().find(|v| text.ends_with(shop, v))?;
    earns_at(text, shop - verb.chars().count())
}

/// 在市税务局|上班, 在二中门口|摆摊: where 在 begins, when what follows it is a place with a name.
fn earns_at(text: &Text<'_>, verb: usize) -> Option<usize> {
    let from = (verb.saturating_sub(14)..verb.saturating_sub(1)).rev().find(|&i| matches!(text.symbol(i), Some('在' | '于' | '是')))?;
    let place = from + 1;
    let inner = (place..verb).all(|i| is_han(text, i) || text.symbol(i).is_some_and(|c| c.is_ascii_digit()));
    if !inner || text.begins(List::VaguePlace, place) || GENERIC.iter().any(|g| text.starts_with(place, g)) {
        return None;
    }
    const PLACES: &[List] = &[List::Workplace, List::School, List::Residence];
    let known = PLACES
        .iter()
        .any(|&list| text.within(list, place, verb).any(|w| w.end > place + 2 || w.end == place + 2 && text.symbol(place).is_some_and(is_han_numeral)));
    let shown = (place + 1..verb).any(|i| text.symbol(i).is_some_and(|c| "村镇乡路街巷县区场口厂院校局所站头桥塔市旁边".contains(c)));
    (known || shown).then_some(from)
}

/// 就读于|雁渡二中, 任职于|县财政局: the place behind the verb.
fn held_at(text: &Text<'_>, word: Word) -> Option<(usize, usize)> {
    let from = (word.start.saturating_sub(10)..word.start).rev().find(|&i| !text.ending_at(List::HeldVerb, i).is_empty())?;
    ((from..word.start).all(|i| is_han(text, i)) && !GENERIC.iter().any(|g| text.starts_with(from, g))).then_some((from, word.end))
}

/// What the name of a place of residence ends in.
const PLACE_ENDS: &str = "村镇乡路街巷号栋幢室区里苑园邸县组寓庄城岭坡湾沟坪寨屯塘冲洲弄楼庭府";

/// 家住云栖镇柳河村: up to the end of the place.
fn lives_at(text: &Text<'_>, from: usize) -> Option<usize> {
    let mut end = None;
    let mut i = from;
    while i < from + 30 && (is_han(text, i) || text.symbol(i).is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '：' | '—'))) {
        let c = text.symbol(i).unwrap_or(' ');
        let place = i > from && (PLACE_ENDS.contains(c) || any_before(text, i + 1, &["家属院", "大院", "宿舍"]));
        // 3号楼2-502: a number goes on where a place ends, or behind a dash.
        let number = c.is_ascii_digit() && end.is_some_and(|e| e == i || text.symbol(i - 1) == Some('-'));
        if place || number {
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
            ("一名初中生就读于雁渡二中，父亲在外", "雁渡二中", "school"),
            ("咱们镇中学的学生小邱", "镇中学的学生", "school"),
            ("就是二小的美术老师", "二小的美术老师", "office"),
            ("3栋2单元的老高，别靠近", "3栋2单元", "residence"),
            ("镇上唯一的女消防员", "镇上唯一的女消防员", "office"),
            ("他儿子在六中读高二", "在六中读高二", "school"),
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
