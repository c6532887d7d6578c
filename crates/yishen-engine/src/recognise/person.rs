//! Names of persons, by cue, shape and stop-list: no model. A cue stands before (患者陆景明) or a title after
//! (张建国主任), or what follows has the form of a record (陆景明，男，57岁). A masked name is 张某, 李×, 王女士, 小邱.
//! Source: `regulations.md` E3, F3.

use super::reading::begins_within;
use super::words::{Apart, Index, any_at, any_before, is_clause_end, is_han, sentence_end, skip_marks};
use super::{Entity, EntityKind, List, Tag, Text, Word};
use crate::fold::At;

/// How sure it is that a name stands here.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// A word such as 姓名 or a list's workplace says so.
    Label,
    /// 患者, 主任医师: may be followed by anything.
    Cue,
}

/// Characters that no given name has.
const NEVER: &str = "的了起是因患被送说做经已们您你他她它我这那哪吗呢吧啊不没未很太该症病痛炎癌瘤术药医院科诊疗检查例种次个些及或需等者住男女性应将对并血尿便肿肺肝肾胃肠肩膝腰腿脚市县局厅";
/// Characters that begin what follows a name.
const FOLLOW: &str = "提因患系顺入住男女在被来的是送为和与及到说做经已现向自从将曾就等突术接确不也再第带介指表率主教副同老医护院科症前后昨于把让给对随则都还又仍便有没无未需要去上下进出拿站坐走步躺抱牵握收发寄取领办告感讲谈回想看听闻见问答称写怀一二三两今年月日时先独正刚并参拍摄编审供通挂手捐病门急骨内外儿妇眼口皮肾心肝肺脑神中康护检药影放营麻感超打吃喝半终刚总每";
/// Characters of [`FOLLOW`] that also end given names: 福来, 学文, 志远.
const EITHER: &str = "顺来到进有在上明为现同表心向自先正月日年一中康怀科感神见发刚男超和通儿影曾从将回随营参独让三二第步闻寄收总终";

/// What names of places end in, and given names do not: 柳湾村.
const PLACES: &str = "村镇乡县街巷屯";
/// What stands between a mark and the illness that follows it: 左下肢|离断, 疑似|肺结核.
const SIDES: &str = "左右双两上下侧肢手脚腿臂眼耳肺肝肾胃肠膝髋肩颈腰胸腹头面足指趾踝腕急慢性重轻中度晚早期疑似为的";

/// Surnames that hardly ever are one after a cue: 家属应陪同.
const WEAK: &str = "包应时都向单成强支官原全阳明保水查解简干计管过相班那宣敬练展满危连但";

/// The end of a full name at `start`, if one stands there.
pub(super) fn full_name(text: &Text<'_>, start: usize, trust: Trust) -> Option<usize> {
    let compound = text.in_table(List::Surname, start, start + 2) && text.slice(start, start + 2).len() == 2;
    // 买买提·阿不都 begins like 买买提.
    if let Some(end) = compound.then(|| ethnic_name(text, start)).flatten() {
        return Some(end);
    }
    let surname = if compound {
        2
    } else if text.in_table(List::Surname, start, start + 1) && !is_class(text, start) {
        1
    } else {
        return ethnic_name(text, start);
    };
    let given = start + surname;
    let nameable = |i: usize| is_han(text, i) && text.symbol(i).is_some_and(|c| !NEVER.contains(c));
    // 王姐 is how one calls her, not her name.
    if !nameable(given) || matches!(text.symbol(given), Some('某' | '姐' | '哥' | '姨' | '婶' | '嫂')) {
        return None;
    }
    // 金 满 仓 is written with gaps throughout, 柳青 摄影 ends at one.
    let spaced = !text.touches_next(start);
    let next = |i: usize| is_han(text, i) && (spaced || text.touches_next(i - 1));
    let follows = |i: usize| {
        !next(i)
            || begins_condition(text, i)
            || (spaced && i >= given + 2)
            || any_at(text, i, &["家属", "某", "夫妇", "夫妻", "一家", "老两口", "家的"])
            || text.symbol(i).is_some_and(|c| FOLLOW.contains(c))
            || is_title(text, i)
    };
    let third = given + 1;
    let weak = text.symbol(start).is_some_and(|c| WEAK.contains(c))
        && !(given_name(text, given) && (given_name(text, third) || matches!(text.symbol(third), Some('因' | '患'))));
    let ordinary = !compound && (weak || text.in_table(List::NameStop, start, start + 2));
    // 陈胜男，: the sex stands behind a mark.
    let manly =
        |i: usize| text.symbol(i) == Some('男') && given_name(text, given) && (is_clause_end(text, i + 1) || matches!(text.symbol(i + 1), Some('（' | '(')));
    let end = if next(third) && manly(third) {
        third + 1
    } else if !next(third) || !nameable(third) {
        third
    } else {
        let c = text.symbol(third)?;
        // 陈刚和同事, 李强和妻子: two are told of.
        let with = matches!(c, '和' | '与')
            && (text.begins(List::Kin, third + 1) || any_at(text, third + 1, &["同", "他", "她", "家", "队", "战友", "朋友", "邻居", "工友", "另"]));
        if is_title(text, third) || with {
            third
        } else if !FOLLOW.contains(c) || (EITHER.contains(c) && follows(third + 1)) {
            third + 1
        } else {
            third
        }
    };
    if end > third && text.symbol(third).is_some_and(|c| PLACES.contains(c)) {
        return None;
    }
    // What is an ordinary word needs the form of a record after it: 高峰，男，57岁.
    if ordinary && trust == Trust::Cue && !is_record(text, end) {
        return None;
    }
    if end == third && trust == Trust::Cue && !follows(end) {
        return None;
    }
    // 陆景明步行: a third character before an unknown one is taken; a word across is not.
    if end > third && !follows(end) && (text.in_table(List::NameStop, given, given + 2) || trust == Trust::Cue && ordinary) {
        return None;
    }
    Some(end)
}

/// 初三（4）班|班主任, 大二班学生: the class, not the surname.
fn is_class(text: &Text<'_>, i: usize) -> bool {
    text.symbol(i) == Some('班')
        && i > 0
        && (!is_han(text, i - 1) || text.symbol(i - 1).is_some_and(|c| "级大中小一二三四五六七八九十班我本全".contains(c)))
        && !(is_clause_end(text, i - 1) || matches!(text.symbol(i - 1), Some('：' | ':' | ' ' | '“' | '《')))
}

/// A character of which given names are made.
fn given_name(text: &Text<'_>, i: usize) -> bool {
    text.in_table(List::GivenName, i, i + 1)
}

/// 得|梅毒, 行|胆囊切除术: a verb too common to tell of an illness unless one is its object.
fn suffers(text: &Text<'_>, i: usize) -> bool {
    matches!(text.symbol(i), Some('得' | '行' | '割' | '切' | '换' | '有'))
        && (begins_condition(text, i + 1) || text.symbol(i + 1) == Some('了') && begins_condition(text, i + 2))
}

/// 老谷|双目失明: an illness begins here.
fn begins_condition(text: &Text<'_>, i: usize) -> bool {
    [List::Disease, List::DiseaseSensitive, List::Procedure, List::DiagnosisWording].iter().any(|&list| !text.starting_at(list, i).is_empty())
}

/// 两侧|股骨头坏死: an illness begins within a few characters that say where or how.
fn sided(text: &Text<'_>, at: usize) -> bool {
    (at + 1..at + 6).take_while(|&i| text.symbol(i - 1).is_some_and(|c| SIDES.contains(c))).any(|i| begins_condition(text, i))
}

fn is_title(text: &Text<'_>, i: usize) -> bool {
    [List::StaffTitle, List::Honorific, List::Official].iter().any(|&list| !text.starting_at(list, i).is_empty())
}

/// ，男， or ，57岁 after a name.
fn is_record(text: &Text<'_>, end: usize) -> bool {
    let i = skip_marks(text, end, 2);
    let i = i + usize::from(matches!(text.symbol(i), Some('，' | ',' | '、' | '|')));
    let i = skip_marks(text, i, 2);
    let sex = any_at(text, i, &["男", "女"]) && !any_at(text, i + 1, &["士", "性", "子", "孩", "儿"]) && (i > end || !is_han(text, i + 1));
    let age = || i > end && text.run_at(i).is_some_and(|r| r.end - r.start <= 3 && any_at(text, r.end, &["岁", "周岁"]));
    sex || age() || text.begins(List::Kin, end + usize::from(text.symbol(end) == Some('的')))
}

/// 买买提·阿不都: a middle dot between two parts.
fn ethnic_name(text: &Text<'_>, start: usize) -> Option<usize> {
    const DOTS: [char; 5] = ['·', '•', '・', '‧', '．'];
    let mut i = start;
    while i < start + 7 && is_han(text, i) {
        if text.dropped(i).len() == 1 && DOTS.contains(&text.dropped(i)[0]) && i > start {
            let mut end = i + 1;
            while end < i + 7 && is_han(text, end) && text.symbol(end).is_some_and(|c| !"因患的是入住在来于被和与说先女医".contains(c)) {
                end += 1;
                if !text.touches_next(end - 1) {
                    break;
                }
            }
            return (end > i + 2).then_some(end);
        }
        if !text.touches_next(i) {
            return None;
        }
        i += 1;
    }
    None
}

/// The end of a masked name at `start`: 张某, 韩某英, 李××, 王**.
fn masked_name(text: &Text<'_>, start: usize) -> Option<usize> {
    let surname = if text.in_table(List::Surname, start, start + 2) && text.slice(start, start + 2).len() == 2 {
        2
    } else if text.in_table(List::Surname, start, start + 1) {
        1
    } else {
        return None;
    };
    let mut i = start + surname;
    if text.symbol(i) == Some('某') {
        i += 1;
        if text.symbol(i) == Some('某') {
            return Some(i + 1);
        }
        // 韩某英，, 马某睿系: one more character before a mark or what follows names; 尹某因 has none.
        let ends = !is_han(text, i + 1) || !text.touches_next(i) || given_name(text, i) && name_ends(text, i + 1);
        let more = is_han(text, i) && text.symbol(i).is_some_and(|c| !NEVER.contains(c) && !FOLLOW.contains(c)) && ends;
        return Some(i + usize::from(more));
    }
    // The mask may be filler that the view has dropped: 李×因.
    let hidden = |c: &char| matches!(c, '×' | '*' | '＊' | '○' | '〇' | '✕' | '✖' | '□' | '■' | '●' | '╳' | 'X' | 'x' | 'Ｘ' | '△');
    let dropped = text.dropped(i - 1);
    if !dropped.is_empty() && dropped.iter().all(hidden) {
        return Some(i);
    }
    let mut end = i;
    while end < i + 3 && text.raw(end).is_some_and(|c| hidden(&c)) {
        end += 1;
    }
    (end > i && text.symbol(end).is_none_or(|c| !c.is_ascii_alphanumeric())).then_some(end)
}

/// Puts a name in its place, unless one is there.
struct Names<'t, 'e> {
    text: &'t Text<'t>,
    conditions: Index<'e>,
    ages: Index<'e>,
    circumstances: Index<'e>,
    beds: Index<'e>,
    /// Numbers of a person that stand beside names.
    numbers: Index<'e>,
    found: Apart,
}

impl Names<'_, '_> {
    fn add(&mut self, start: usize, end: usize, role: Tag, masked: bool) {
        let text = self.text;
        let at = text.at(start, end);
        if self.found.overlapping(at).is_some() {
            return;
        }
        // 患者高血压: the name of a disease is no name.
        if role != Tag::Historical && self.conditions.overlapping(at).next().is_some() {
            return;
        }
        let pseudonym = any_at(text, skip_marks(text, end, 2), &["化名"]);
        let masked = masked || pseudonym;
        let ill = match role {
            Tag::Official | Tag::Other => self.is_case(end, false) || self.told_near(end),
            Tag::Staff => self.is_case(end, true),
            _ => false,
        };
        let staff = role == Tag::Staff;
        let role = if ill { Tag::Patient } else { role };
        let mut person = Entity::new(EntityKind::Person, at).tag(role).tag(if masked { Tag::Masked } else { Tag::Named });
        // 放射科小甘确诊肺癌: colleagues know who that is.
        if staff && ill && masked && !pseudonym {
            person = person.tag(Tag::Staff);
        }
        if self.is_minor(start, end) {
            person = person.tag(Tag::Minor);
        }
        let private = !masked && matches!(role, Tag::Patient | Tag::Other);
        self.found.put(person.private(private));
    }

    fn is_minor(&self, start: usize, end: usize) -> bool {
        let text = self.text;
        let beside = |w: &&Word| (w.start < start || w.start >= end) && !(w.start < start && (w.start..start).any(|j| is_clause_end(text, j)));
        let near = text.words(List::ChildWord).iter().filter(|w| (start.saturating_sub(6)..end + 4).contains(&w.start)).any(|w| beside(&w));
        // 两岁的孩子高热惊厥，葛玉蓉抱起孩子: the age of another.
        let clause = (start.saturating_sub(8)..start).rev().find(|&i| is_clause_end(text, i)).map_or(start.saturating_sub(8), |i| i + 1);
        let from = text.index(clause);
        let until = text.index(sentence_end(text, end, 12));
        near || self.ages.within(from, until).any(|e| e.value.is_some_and(|v| v < 14.0))
    }

    /// 白内障患者救助名单：1.葛秀兰（河口镇）, 已救治患者：湛福来（红旗社区）: the heading says of all its names that they are ill.
    fn listed(&self, start: usize, end: usize) -> bool {
        let text = self.text;
        let from = start.saturating_sub(80);
        let named = text.words(List::RosterHeading).iter().rev().map(|w| w.start).find(|i| (from..start).contains(i));
        // 宜吃：黄桃: a name of a name's characters.
        let whole = end - start > 2 && (end - 2..end).all(|i| given_name(text, i));
        let colon = || (from..start).rev().find(|&i| whole && matches!(text.symbol(i), Some('：' | ':')) && i > 0 && is_han(text, i - 1));
        let Some(head) = named.or_else(colon) else {
            return false;
        };
        let status = |reach: usize| begins_within(text, List::PatientStatus, head.saturating_sub(reach), head);
        let role = |reach: usize| begins_within(text, List::PatientRole, head.saturating_sub(reach), head);
        let condition = |from: usize| self.conditions.within(text.index(from), text.index(head)).next().is_some();
        let ill = if named.is_some() {
            condition(head.saturating_sub(16)) || status(8) || role(8)
        } else {
            // 白内障免费手术受助人员公示如下：
            let purpose = status(12) || begins_within(text, List::RosterPurpose, head.saturating_sub(12), head);
            role(14) || purpose && condition(super::words::sentence_start(text, head, 30))
        };
        ill && text.within(List::StaffCue, head.saturating_sub(16), start).next().is_none()
    }

    /// 骆长荫，证件号440106…: an identity or record number directly behind a name.
    fn identity_beside(&self, end: usize) -> bool {
        let text = self.text;
        let near = text.index(sentence_end(text, end, 12));
        self.numbers.starting(text.index(end), near).iter().any(|e| matches!(e.kind, EntityKind::IdCard | EntityKind::RecordNumber))
            || text.begins(List::NumberNamed, skip_marks(text, end, 2)) && (end..end + 14).any(|i| text.symbol(i).is_some_and(|c| c.is_ascii_digit()))
    }

    /// 温秀珍，13700001234: a mobile number directly behind a name, and nothing before it that says where to ask.
    fn called_at(&self, start: usize, end: usize) -> bool {
        let text = self.text;
        let number = self.numbers.starting(text.index(end), text.index(skip_marks(text, end, 3)) + 2).iter().any(|e| e.kind == EntityKind::Mobile);
        let before = super::words::sentence_start(text, start, 20);
        number && !begins_within(text, List::EnquiryWord, before, start)
    }

    /// 小颖是先天性心脏病, 萌萌，确诊了白血病: the illness is what is said of whoever ends here.
    fn told_of(&self, end: usize) -> bool {
        let text = self.text;
        let at = end + usize::from(matches!(text.symbol(end), Some('，' | ',')));
        let said = text.starting_at(List::IllnessVerb, at).first().map(|w| w.end);
        said.is_some_and(|at| begins_condition(text, at))
    }

    /// 贾长林，结核菌素试验强阳性; 符永贵（乙肝病毒携带）; 龚莉莉与丈夫…试管: the illness behind a mark, or kin and an illness.
    fn told_beside(&self, start: usize, end: usize) -> bool {
        let text = self.text;
        let heading = super::words::sentence_start(text, start, 10);
        if text.within(List::StaffCue, heading, start).next().is_some() {
            return false;
        }
        let marked = !is_han(text, end) && text.symbol(end) != Some('、') || !text.touches_next(end - 1);
        let from = text.index(end);
        let near = text.index(sentence_end(text, end, 8));
        // 《柳叶刀·精神病学》.
        if text.dropped(end - 1).contains(&'·') {
            return false;
        }
        let studied = begins_within(text, List::StudyWord, end, end + 6) || (end..end + 6).any(|i| text.symbol(i) == Some('《'));
        // 宋健“急性大血管闭塞取栓进展”: the title of a talk.
        let titled = text.dropped(end - 1).iter().chain(text.raw(end).iter()).any(|c| matches!(c, '“' | '「' | '《'));
        if studied || titled {
            return false;
        }
        if marked {
            return self.conditions.starting(from, near).iter().any(|e| e.kind != EntityKind::Procedure || e.at.start <= from + 3);
        }
        let kin = text.begins(List::Kin, end + usize::from(matches!(text.symbol(end), Some('的' | '与' | '和'))));
        kin && self.conditions.starting(from, text.index(sentence_end(text, end, 28))).iter().next().is_some()
    }

    /// 师玉梅的，子宫切了; 包梓乐，骨肉瘤: the illness is the next thing said.
    fn told_near(&self, end: usize) -> bool {
        let text = self.text;
        let at = end + usize::from(text.symbol(end) == Some('的'));
        let comma = usize::from(matches!(text.symbol(at), Some('，' | ',' | '：' | ':' | '|')));
        let at = skip_marks(text, at + comma, 2);
        begins_condition(text, at) || comma > 0 && sided(text, at)
    }

    /// 因肺炎入院, ，男，57岁，因, 去年查出 behind a name: this is a patient, whoever it is.
    fn is_case(&self, end: usize, staff: bool) -> bool {
        let text = self.text;
        // 秦守义的父亲换了肾: another one is ill.
        if text.symbol(end) == Some('的') && text.begins(List::Kin, end + 1) {
            return false;
        }
        // 樊丽君因乳腺癌住院: even of staff, when nothing else comes between; 因肺炎患者增多 is work.
        let because = end + if text.starts_with(end, "同志") { 2 } else { 0 };
        if staff && text.symbol(because) == Some('因') && begins_condition(text, because + 1) {
            let ill = self.conditions.starting(text.index(because + 1), text.index(because + 2)).first().map_or(end, |e| text.place(e.at.end));
            let lies = super::words::has_word(text, List::CaseWord, ill, sentence_end(text, ill, 12));
            return lies && !text.begins(List::TopicWord, ill);
        }
        // 杜建平是艾滋病, 是肺癌专家.
        if !staff && text.symbol(end) == Some('是') && begins_condition(text, end + 1) {
            let ill = self.conditions.starting(text.index(end + 1), text.index(end + 2)).first().map_or(end, |e| text.place(e.at.end));
            return ill > end && !text.begins(List::TopicWord, ill) && !is_title(text, ill);
        }
        let reach = if staff { 12 } else { 34 };
        let limit = sentence_end(text, end, reach).min(end + reach);
        for i in end..limit {
            let told = text.begins(List::FellIll, i)
                || text.symbol(i) == Some('患') && begins_condition(text, i + 1)
                || !staff && (text.begins(List::CaseWord, i) || text.begins(List::DiagnosisWording, i) || suffers(text, i));
            if told {
                return self.conditions.within(text.index(i), text.index(sentence_end(text, i, 16))).next().is_some();
            }
            // ，尿毒症，等肾源等了三年: the illness is a clause of its own.
            if !staff
                && matches!(text.symbol(i), Some('，' | ','))
                && (begins_condition(text, i + 1) || sided(text, i + 1))
                && self.conditions.starting(text.index(i + 1), text.index(i + 6)).first().is_some_and(|e| e.kind == EntityKind::Disease)
            {
                return true;
            }
            // Who tells, treats or visits is not ill.
            // 带着病痛 suffers, 带着村民 leads them.
            let bears =
                text.starts_with(i, "带着") && (begins_condition(text, i + 2) || text.symbol(i + 2).is_some_and(|c| "病伤痛引胃尿氧呼导管支假".contains(c)));
            // 把突发心梗的老人抬上车, 将孩子送到医院: another one is ill.
            let carries = matches!(text.symbol(i), Some('把' | '将' | '让' | '送'))
                && [List::OtherCue, List::ChildWord, List::PatientRole, List::LayPerson].iter().any(|&list| begins_within(text, list, i + 1, i + 14));
            if carries {
                return false;
            }
            if text.begins(List::Bystander, i) && !bears && !any_at(text, i, &["为了", "给予", "带病"]) {
                return false;
            }
        }
        false
    }
}

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    use EntityKind::{Bed, IdCard, Landline, Mobile, RecordNumber};
    let mut names = Names {
        text,
        conditions: Index::new(out, |e| e.kind.is_a(EntityKind::Condition)),
        ages: Index::new(out, |e| e.kind == EntityKind::Age),
        circumstances: Index::new(out, |e| e.kind == EntityKind::Circumstance),
        beds: Index::new(out, |e| e.kind == EntityKind::Bed),
        numbers: Index::new(out, |e| matches!(e.kind, Mobile | RecordNumber | IdCard | Bed | Landline)),
        found: Apart::default(),
    };
    for word in text.words(List::Historical) {
        // 朱德明, 李白天: a longer name or word.
        let two = word.end - word.start == 2;
        if !(two && is_han(text, word.end) && text.symbol(word.end).is_some_and(|c| !FOLLOW.contains(c)) && text.touches_next(word.end - 1)) {
            names.add(word.start, word.end, Tag::Historical, false);
        }
    }
    for word in text.words_of(CUES) {
        // The longest cue that ends here says the role.
        let Some(role) = role_of(word.list) else {
            continue;
        };
        let mut at = word.end;
        let label = word.list == List::NameCue || matches!(text.symbol(at), Some(':' | '：'));
        at = skip_marks(text, at, 3);
        // 患者 陆景明, 叫“金满仓”; a cue that is the end of another word is none.
        if any_at(text, at, &["叫", "名叫"]) && word.list != List::NameCue {
            at = skip_marks(text, at + if text.starts_with(at, "名叫") { 2 } else { 1 }, 2);
        }
        // 一位姓郗的: the surname alone.
        if text.ends_with(word.end, "姓") && word.end - word.start > 1 {
            if text.in_table(List::Surname, word.end, word.end + 1) && any_at(text, word.end + 1, &["的", "，", ",", "、"]) {
                names.add(word.end, word.end + 1, Tag::Other, true);
            }
            continue;
        }
        if word.list == List::NameCue && text.symbol(word.start) == Some('叫') && text.symbol(word.end) != Some('“') && text.dropped(word.end - 1).is_empty()
        {
            // 叫停, 叫号: bare 叫 needs quotes or a cue; or a clause of its own: ，叫习大军，.
            let own = (word.start == 0 || is_clause_end(text, word.start - 1)) && word.end - word.start == 1;
            let whole = full_name(text, word.end, Trust::Cue).filter(|&end| is_clause_end(text, end) && (word.end + 1..end).all(|i| given_name(text, i)));
            if let Some(end) = whole.filter(|_| own) {
                names.add(word.end, end, named_role(text, &names.conditions, word.start), false);
            } else if let Some(end) = small(text, word.end) {
                // 说叫阿亮，.
                names.add(word.end, end, Tag::Other, true);
            }
            continue;
        }
        // 文, 摄 are credits of their own, not the end of 人文.
        let joined = word.start > 0 && is_han(text, word.start - 1) && text.touches_next(word.start - 1);
        if word.end - word.start == 1 && joined {
            continue;
        }
        // 副局长的陈立言.
        if word.list == List::Official && text.symbol(at) == Some('的') {
            at += 1;
        }
        let role = if word.list == List::NameCue { named_role(text, &names.conditions, word.start) } else { role };
        // 叫“花满楼”，可惜是卵巢畸胎瘤: a name told for its sound, and what ails who bears it.
        let quoted = word.list == List::NameCue && (text.symbol(word.end) == Some('“') || text.dropped(word.end - 1).contains(&'“'));
        let ill = |names: &Names<'_, '_>| names.conditions.within(text.index(word.end), text.index(sentence_end(text, word.end, 24))).next().is_some();
        let role = if quoted && role == Tag::Other && ill(&names) { Tag::Patient } else { role };
        // 班主任 is no 主任 of the hospital.
        let role = if role == Tag::Staff && word.start > 0 && text.starts_with(word.start - 1, "班主任") { Tag::Other } else { role };
        // （通讯员 柳青）: a credit written apart is a label too.
        let apart = word.list == List::StaffCue && !text.dropped(word.end - 1).is_empty();
        let trust = if label || apart { Trust::Label } else { Trust::Cue };
        add_at(&mut names, at, role, trust);
        if let Some(end) = given_alone(text, at) {
            names.add(at, end, role, true);
        }
        // 作者：心内科 陈静.
        if word.list == List::StaffCue && label {
            let department = |i: usize| matches!(text.symbol(i), Some('科' | '部' | '室' | '院' | '心' | '组'));
            let gap = (at..at + 14).take_while(|&i| is_han(text, i)).find(|&i| !text.touches_next(i));
            if let Some(i) = gap.filter(|&i| department(i)) {
                add_at(&mut names, i + 1, role, Trust::Label);
            }
        }
    }
    families(&mut names);
    spelt_out(&mut names);
    beds(&mut names);
    titles(&mut names);
    masks(&mut names);
    nicknames(&mut names);
    described(&mut names);
    records(&mut names);
    kin(&mut names);
    subjects(&mut names);
    let mut found: Vec<Entity> = names.found.into_entities().collect();
    keep_roles(text, &mut found);
    out.extend(found);
}

/// 营养科主任祝怀民…。祝怀民强调: whoever is told to work here does so wherever the block names him again.
fn keep_roles(text: &Text<'_>, found: &mut [Entity]) {
    let written = |e: &Entity| text.slice(text.place(e.at.start), text.place(e.at.end));
    let staff: Vec<&[char]> = found.iter().filter(|e| e.tags.has(Tag::Staff) && e.tags.has(Tag::Named)).map(written).collect();
    if staff.is_empty() {
        return;
    }
    let again: Vec<usize> =
        (0..found.len()).filter(|&i| found[i].tags.has(Tag::Named) && !found[i].tags.has(Tag::Staff) && staff.contains(&written(&found[i]))).collect();
    for i in again {
        let e = &found[i];
        // 她自己也查出了肺癌 stays a patient's.
        let end = text.place(e.at.end);
        if e.tags.has(Tag::Patient) && begins_within(text, List::FellIll, end, end + 12) {
            continue;
        }
        let mut known = Entity::new(EntityKind::Person, e.at).tag(Tag::Staff).tag(Tag::Named);
        if e.tags.has(Tag::Minor) {
            known = known.tag(Tag::Minor);
        }
        found[i] = known;
    }
}

/// The lists whose words stand before a name.
const CUES: &[List] = &[List::PatientCue, List::Relation, List::StaffCue, List::Official, List::OtherCue, List::NameCue];

fn role_of(list: List) -> Option<Tag> {
    match list {
        List::PatientCue | List::Relation => Some(Tag::Patient),
        List::StaffCue => Some(Tag::Staff),
        List::Official => Some(Tag::Official),
        List::OtherCue | List::NameCue => Some(Tag::Other),
        _ => None,
    }
}

/// 姓名 on a form with a number beside it is a patient's; in an example (张三) nobody's.
fn named_role(text: &Text<'_>, conditions: &Index<'_>, start: usize) -> Tag {
    // 送来的是驻唱歌手阿凯，本名…: told for its own sake.
    if any_at(text, start, &["本名", "真名", "实名", "大名", "真实姓名"]) {
        return Tag::Patient;
    }
    let from = super::words::sentence_start(text, start, 30);
    // 送来一个割腕的女生，…，叫路遥遥.
    if clause_of_its_own(text, start) && conditions.within(text.index(from), text.index(start)).next().is_some() {
        return Tag::Patient;
    }
    if super::words::has_word(text, List::PatientCue, from, sentence_end(text, start, 40)) || (from..start).any(|i| any_at(text, i, &["病人", "患者"])) {
        Tag::Patient
    } else {
        Tag::Other
    }
}

/// ，叫路遥遥: the words at `start` begin a clause.
fn clause_of_its_own(text: &Text<'_>, start: usize) -> bool {
    start == 0 || is_clause_end(text, start - 1)
}

/// How far on somebody may be told of again.
const LATER: usize = 70;

/// Whether one of the sentences that follow says of him or her who ends at `end` what ails him: 常磊…。半年前，他从脚手架上摔下，腰椎爆裂。
pub(super) fn told_later(text: &Text<'_>, conditions: &Index<'_>, end: usize) -> bool {
    let next = super::words::sentence_end(text, end, LATER);
    let he = (next..(end + LATER).min(text.len())).find(|&i| matches!(text.symbol(i), Some('他' | '她')) && !text.starts_with(i + 1, "们"));
    he.is_some_and(|he| {
        let to = sentence_end(text, he, 30);
        let said = (he + 1..to).find(|&i| text.begins(List::FellIll, i) || text.begins(List::CaseWord, i) || begins_condition(text, i));
        said.is_some_and(|said| {
            let another = begins_within(text, List::Bystander, he + 1, said) || begins_within(text, List::StaffCue, next, said);
            let ill = conditions.starting(text.index(said), text.index(to)).iter().find(|e| e.kind != EntityKind::Procedure);
            !another && ill.is_some_and(|e| !text.begins(List::TopicWord, text.place(e.at.end)))
        })
    })
}

/// Names that stand for nobody.
fn is_example(text: &Text<'_>, start: usize, end: usize) -> bool {
    ["张三", "李四", "王五", "赵六", "张三丰", "某某"].iter().any(|n| text.starts_with(start, n) && n.chars().count() == end - start)
}

/// A name of any form at `at`, and those that 、 joins to it.
fn add_at(names: &mut Names<'_, '_>, mut at: usize, role: Tag, trust: Trust) {
    let text = names.text;
    for _ in 0..6 {
        let Some((end, masked)) = any_name(text, at, trust) else {
            return;
        };
        if !is_example(text, at, end) {
            names.add(at, end, role, masked);
        }
        if text.symbol(end) != Some('、') {
            return;
        }
        at = end + 1;
    }
}

/// A full, masked or respectful name at `at`.
pub(super) fn any_name(text: &Text<'_>, at: usize, trust: Trust) -> Option<(usize, bool)> {
    if let Some(end) = masked_name(text, at) {
        return Some((end, true));
    }
    // 患者王女士, 患者小邱.
    if text.in_table(List::Surname, at, at + 1)
        && let Some(word) = text.starting_at(List::Honorific, at + 1).first()
    {
        return Some((word.end, true));
    }
    if called_as_kin(text, at) {
        return Some((at + 2, true));
    }
    if let Some(end) = family(text, at) {
        return Some((end, true));
    }
    if let Some(end) = called_by_rank(text, at) {
        return Some((end, matches!(text.symbol(end - 1), Some('汉' | '头' | '太' | '伯' | '爷'))));
    }
    if matches!(text.symbol(at), Some('小' | '老' | '阿')) && text.in_table(List::Surname, at + 1, at + 2) {
        let end = at + 2;
        return (name_ends(text, end) && !any_at(text, at, NOT_CALLED)).then_some((end, true));
    }
    let end = full_name(text, at, trust)?;
    if let Some(word) = text.starting_at(List::Honorific, end).first() {
        return Some((word.end, false));
    }
    Some((end, false))
}

/// Words that look like 小 and a surname.
const NOT_CALLED: &[&str] = &["小时", "老年", "小儿", "小于", "小米", "小麦", "老花", "小康"];

/// Doubled characters of names that are words: 明明是感冒.
const NOT_DOUBLED: &[&str] = &["明明", "常常", "天天", "人人", "多多", "好好", "星星", "时时", "年年", "月月"];

/// 李叔, 张婶, 王伯: a surname and how one calls somebody of another family; 李叔同 goes on.
fn called_as_kin(text: &Text<'_>, at: usize) -> bool {
    text.in_table(List::Surname, at, at + 1)
        && matches!(text.symbol(at + 1), Some('叔' | '婶' | '姨' | '伯' | '嫂' | '姐' | '哥' | '爷' | '奶'))
        && name_ends(text, at + 2)
        && !given_name(text, at + 2)
}

/// 何家兄弟俩, 米家婆媳: two of a family.
fn family(text: &Text<'_>, at: usize) -> Option<usize> {
    let named = text.in_table(List::Surname, at, at + 1) && text.symbol(at + 1) == Some('家');
    let end = text.starting_at(List::KinPair, at + 2).first().filter(|_| named)?.end;
    Some(end + usize::from(text.symbol(end) == Some('俩')))
}

/// 隋老三, 祝老五, 赵老汉: a surname and the place among brothers, or the years.
fn called_by_rank(text: &Text<'_>, at: usize) -> Option<usize> {
    let ranked = text.in_table(List::Surname, at, at + 1)
        && text.symbol(at + 1) == Some('老')
        && matches!(text.symbol(at + 2), Some('大' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '幺' | '汉' | '头' | '太' | '伯' | '爷'));
    // 高老大难: the word goes on.
    (ranked && text.touches_next(at) && text.touches_next(at + 1) && name_ends(text, at + 3)).then_some(at + 3)
}

/// Whether no name goes on at `i`: what follows is no Han character, or begins something else.
fn name_ends(text: &Text<'_>, i: usize) -> bool {
    !is_han(text, i)
        || !text.touches_next(i - 1)
        || begins_condition(text, i)
        || text.begins(List::FellIll, i)
        || text.begins(List::CaseWord, i)
        || text.symbol(i).is_some_and(|c| FOLLOW.contains(c) || "嘛吧呢啊呀哦哈啦呗噢哟".contains(c))
}

/// 小虎, 阿明: a given name of one character, and nothing more.
pub(super) fn small(text: &Text<'_>, at: usize) -> Option<usize> {
    const WORDS: &[&str] = &["小心", "小学", "小组", "小吃", "小康", "小孩", "小名", "小方", "小生", "小英", "小米", "小雨伞"];
    let small = matches!(text.symbol(at), Some('小' | '阿')) && given_name(text, at + 1) && text.touches_next(at);
    (small && name_ends(text, at + 2) && !any_at(text, at, NOT_CALLED) && !any_at(text, at, WORDS)).then_some(at + 2)
}

/// 女孩晓彤, 患儿小雅, 女儿朵朵: the end of a given name without its surname at `at`, behind a word for somebody young.
fn given_alone(text: &Text<'_>, at: usize) -> Option<usize> {
    if text.ending_at(List::YoungPerson, at).is_empty() || !text.touches_next(at - 1) || !is_han(text, at) || !is_han(text, at + 1) {
        return None;
    }
    let (first, second) = (text.symbol(at)?, text.symbol(at + 1)?);
    let small = matches!(first, '小' | '阿') && !"时年儿于米麦花康学心组便区腿肠脑结声型手大脚指腹臂".contains(second);
    // 患儿小石头, 男孩小月月.
    if small && is_han(text, at + 2) && text.touches_next(at + 1) && name_ends(text, at + 3) && !name_ends(text, at + 2) {
        return Some(at + 3);
    }
    // 小名多多: any two characters.
    let pet = any_before(text, at, &["小名", "乳名"]) && name_ends(text, at + 2);
    if pet {
        return Some(at + 2);
    }
    if !name_ends(text, at + 2) || !given_name(text, at + 1) {
        return None;
    }
    let doubled = first == second && !NEVER.contains(first);
    // 女孩晓彤，: two characters of names need a mark behind them; 孩子安全, 儿子平安 are none.
    let plain = any_before(text, at, &["女孩", "男孩", "姑娘", "女生", "男生", "小伙"]) && given_name(text, at) && !is_han(text, at + 2);
    (small || doubled || plain).then_some(at + 2)
}

/// Titles after names: 张建国主任, 李医生, 王女士, 孙梅女士.
fn titles(names: &mut Names<'_, '_>) {
    let text = names.text;
    for word in text.words_of(&[List::StaffTitle, List::Official, List::Honorific]) {
        let (role, personal) = match word.list {
            List::StaffTitle => (Tag::Staff, false),
            List::Official => (Tag::Official, false),
            _ => (Tag::Other, true),
        };
        if word.start == 0 || !text.touches_next(word.start - 1) && personal {
            continue;
        }
        // 患者 before it says what the person is here.
        let cued = |start: usize| !text.ending_at(List::PatientCue, start).is_empty();
        let before = |start: usize| {
            start == 0
                || !is_han(text, start - 1)
                || !text.touches_next(start - 1)
                || text.symbol(start - 1).is_some_and(|c| {
                    matches!(
                        c,
                        '的' | '科'
                            | '院'
                            | '部'
                            | '室'
                            | '心'
                            | '是'
                            | '请'
                            | '给'
                            | '让'
                            | '向'
                            | '由'
                            | '与'
                            | '和'
                            | '找'
                            | '为'
                            | '对'
                            | '谢'
                            | '到'
                            | '在'
                            | '被'
                            | '以'
                            | '及'
                            | '岁'
                    )
                })
                || role_ends(text, start)
                // 您好曹桂英女士.
                || any_before(text, start, &["您好", "你好"])
        };
        // 小鹿医生.
        if let Some(start) =
            word.start.checked_sub(2).filter(|&s| matches!(text.symbol(s), Some('小' | '老')) && text.in_table(List::Surname, s + 1, s + 2) && before(s))
        {
            names.add(start, if personal { word.end } else { word.start }, role, true);
            continue;
        }
        for length in [3, 2] {
            let Some(start) = word.start.checked_sub(length) else {
                continue;
            };
            if !before(start) || !text.touches_next(start) {
                continue;
            }
            let surname = if text.in_table(List::Surname, start, start + 2) { 2 } else { 1 };
            let shaped = text.in_table(List::Surname, start, start + surname)
                && length > surname
                && (start + surname..word.start)
                    .all(|i| is_han(text, i) && text.symbol(i).is_some_and(|c| !NEVER.contains(c) && !matches!(c, '主' | '副' | '部' | '室' | '任')))
                && !text.in_table(List::NameStop, start, start + 2)
                && !is_class(text, start)
                && text.symbol(start + 1) != Some('某')
                // 那位宁主任.
                && !any_at(text, start, &["那位", "那个", "那名"])
                && !(text.symbol(start) == Some('谢') && start > 0 && text.symbol(start - 1) == Some('谢'));
            if shaped {
                let role = if cued(start) { Tag::Patient } else { role };
                names.add(start, if personal { word.end } else { word.start }, role, false);
                break;
            }
        }
        if let Some(start) = word.start.checked_sub(1).filter(|&s| before(s) && text.in_table(List::Surname, s, s + 1)) {
            let thanks = text.symbol(start) == Some('谢') && start > 0 && text.symbol(start - 1) == Some('谢');
            let stop = thanks || is_class(text, start) || text.in_table(List::NameStop, start, start + 2) && !personal;
            if !stop {
                let role = if cued(start) { Tag::Patient } else { role };
                names.add(start, word.end, role, true);
            }
        }
    }
}

fn role_ends(text: &Text<'_>, at: usize) -> bool {
    CUES.iter().any(|&list| !text.ending_at(list, at).is_empty())
}

/// 韩某英, 贺某某 wherever they stand.
fn masks(names: &mut Names<'_, '_>) {
    let text = names.text;
    for word in text.words(List::Mask) {
        let Some(start) = word.start.checked_sub(1) else {
            continue;
        };
        // 王某 but not 于某地, 向某人, 在某年.
        let Some(end) = masked_name(text, start) else {
            continue;
        };
        let thing = any_at(
            text,
            word.end,
            &[
                "地", "人", "年", "月", "日", "种", "个", "些", "天", "次", "医院", "公司", "市", "县", "小区", "大学", "厂", "商", "学", "机构", "科", "网",
                "平台", "品牌", "村", "镇", "一", "项", "位", "名",
            ],
        );
        if !thing && !text.symbol(start).is_some_and(|c| matches!(c, '于' | '向' | '从' | '如' | '都')) {
            names.add(start, end, Tag::Other, true);
        }
    }
}

/// 小邱 after a pupil's or patient's circumstance: 大三学生小邱.
fn nicknames(names: &mut Names<'_, '_>) {
    let text = names.text;
    let mut ends: Vec<(usize, Tag)> =
        names.circumstances.all().iter().map(|e| (text.place(e.at.end), if e.tags.has(Tag::Office) { Tag::Official } else { Tag::Other })).collect();
    // 会计冼玉琴, 送奶工老耿: whoever works is private only where he is ill.
    ends.extend(text.words(List::Worker).iter().map(|w| (w.end, Tag::Official)));
    // 检验科小姚, 放射科的小甘: known to all who work here.
    let staff = (1..text.len())
        .filter(|&i| matches!(text.symbol(i), Some('小' | '老')) && any_before(text, i, &["科", "室", "病区", "护士站", "药房", "科的", "室的", "病区的"]));
    for at in staff {
        if let Some((end, masked)) = any_name(text, at, Trust::Cue) {
            names.add(at, end, Tag::Staff, masked);
        }
    }
    screen_names(names);
    // 李叔今年58岁: at the head of a clause.
    for at in 0..text.len() {
        let head = at == 0 || !is_han(text, at - 1) || !text.touches_next(at - 1) || text.symbol(at - 1) == Some('的');
        // 同病房的小戚只有十九岁: an age says that somebody is told of.
        let aged = || {
            matches!(text.symbol(at), Some('小' | '老' | '阿'))
                && text.in_table(List::Surname, at + 1, at + 2)
                && !any_at(text, at, NOT_CALLED)
                && !names.ages.starting(text.index(at + 2), text.index(at + 7)).is_empty()
        };
        // 修电动车的老贺查出肺癌; 小颖是先天性心脏病, 萌萌，确诊了白血病: who is told to be ill.
        let ill = || {
            let small = matches!(text.symbol(at), Some('小' | '老' | '阿')) && (text.in_table(List::Surname, at + 1, at + 2) || given_name(text, at + 1));
            let doubled = text.symbol(at) == text.symbol(at + 1) && given_name(text, at) && !text.begins(List::Kin, at) && !any_at(text, at, NOT_DOUBLED);
            (small || doubled) && is_han(text, at + 1) && text.touches_next(at) && !any_at(text, at, NOT_CALLED) && names.told_of(at + 2)
        };
        if head && (called_as_kin(text, at) || aged() || ill()) {
            names.add(at, at + 2, Tag::Other, true);
        }
    }
    for (at, role) in ends {
        // 育才小学的小虎，肺炎: a child's name without the surname.
        if text.symbol(at) == Some('的')
            && let Some(end) = small(text, at + 1)
        {
            names.add(at + 1, end, Tag::Other, true);
            continue;
        }
        // 家住柳河村的何秀英.
        let at = at + usize::from(text.symbol(at) == Some('的'));
        if let Some((end, masked)) = any_name(text, at, Trust::Cue) {
            names.add(at, end, if masked { Tag::Other } else { role }, masked);
        } else if matches!(text.symbol(at), Some('阿' | '大')) && is_han(text, at + 1) && text.touches_next(at) && name_ends(text, at + 2) {
            // 吃播阿浪.
            names.add(at, at + 2, Tag::Other, true);
        }
    }
}

/// 探店博主“阿胖寻味”, 昵称“岁月静好”: the name by which many know him.
fn screen_names(names: &mut Names<'_, '_>) {
    let text = names.text;
    // Quotes between Han characters are not in the view.
    let quoted = |i: usize, marks: &[char]| i > 0 && text.dropped(i - 1).iter().chain(text.raw(i - 1).iter()).any(|c| marks.contains(c));
    let known = names.circumstances.all().iter().filter(|e| !e.tags.has(Tag::Relation)).map(|e| text.place(e.at.end));
    let called = text.words(List::ScreenNameWord).iter().map(|w| w.end);
    // 在短视频里教大家做面食的“胖婶厨房”.
    let online = text.words(List::OnlineWord).iter().filter_map(|w| {
        let of = (w.end..w.end + 16)
            .take_while(|&i| !is_clause_end(text, i))
            .find(|&i| matches!(text.symbol(i), Some('的' | '个' | '位')) && quoted(i + 1, &['“', '「', '‘']))?;
        Some(of + 1)
    });
    let ends: Vec<usize> = known.chain(called).chain(online).collect();
    for end in ends {
        let open = (end..end + 3).find(|&i| quoted(i, &['“', '「', '‘']));
        let close = open.and_then(|open| (open + 2..open + 12).find(|&i| quoted(i, &['”', '」', '’'])));
        if let (Some(open), Some(close)) = (open, close) {
            let close = close - usize::from(!is_han(text, close - 1));
            names.add(open, close, Tag::Other, true);
        }
    }
}

/// 请扈小娥家属速到: the patient named before the family.
fn families(names: &mut Names<'_, '_>) {
    let text = names.text;
    let words: Vec<usize> = text.words(List::OtherCue).iter().filter(|w| text.ends_with(w.end, "家属") && w.end - w.start == 2).map(|w| w.start).collect();
    for end in words {
        let end = end - usize::from(end > 0 && text.symbol(end - 1) == Some('的'));
        for length in [3, 2] {
            let Some(start) = end.checked_sub(length) else {
                continue;
            };
            let begins =
                start == 0 || !is_han(text, start - 1) || any_before(text, start, &["请", "知", "系", "寻", "找", "到", "是", "给", "对", "人", "者", "的"]);
            if begins && full_name(text, start, Trust::Label) == Some(end) && !text.in_table(List::NameStop, start, start + 2) {
                names.add(start, end, Tag::Patient, false);
                break;
            }
        }
    }
}

/// 姓邱名若兰, 姓邱，单名一个兰: a name said in two.
fn spelt_out(names: &mut Names<'_, '_>) {
    let text = names.text;
    for start in 1..text.len() {
        if text.symbol(start - 1) != Some('姓') {
            continue;
        }
        let Some(length) = [2, 1].into_iter().find(|&n| text.in_table(List::Surname, start, start + n)) else {
            continue;
        };
        let at = skip_marks(text, start + length, 2);
        let at = at + usize::from(matches!(text.symbol(at), Some('，' | ',' | '、')));
        let Some(cue) = ["单名一个", "名叫", "名字叫", "单名", "名", "叫"].iter().find(|cue| text.starts_with(at, cue)) else {
            // 原镇长，姓米，: the surname of whoever is told of.
            let apart = start > 1 && is_clause_end(text, start - 2) && is_clause_end(text, start + length);
            if apart {
                names.add(start, start + length, Tag::Other, true);
            }
            continue;
        };
        let given = at + cue.chars().count();
        let end = given + (given..given + 2).take_while(|&i| is_han(text, i) && given_name(text, i)).count();
        // 姓金名单: another word.
        if end > given && name_ends(text, end) {
            names.add(start, end, Tag::Other, false);
        }
    }
}

/// Where whoever lies in the bed that ends at `end` may be named: 3床霍秀琴, 36床，胡月梅, 12床的老葛.
pub(super) fn lies_in(text: &Text<'_>, end: usize) -> usize {
    let at = skip_marks(text, end, 2);
    at + usize::from(matches!(text.symbol(at), Some('的' | '，' | ',' | '|')))
}

/// Whose bed it is.
fn beds(names: &mut Names<'_, '_>) {
    let text = names.text;
    let ends: Vec<usize> = names.beds.all().iter().map(|e| text.place(e.at.end)).collect();
    for end in ends {
        let at = lies_in(text, end);
        // 8床邱姐低保户: whatever follows, a bed's 姐 is somebody.
        if text.in_table(List::Surname, at, at + 1) && matches!(text.symbol(at + 1), Some('姐' | '哥' | '叔' | '姨' | '婶' | '伯' | '嫂' | '爷' | '奶' | '婆'))
        {
            names.add(at, at + 2, Tag::Patient, true);
        }
        add_at(names, at, Tag::Patient, Trust::Cue);
    }
}

/// 61岁的米桂香, 三病区的柏云龙, 患白血病的郁晓雪.
fn described(names: &mut Names<'_, '_>) {
    let text = names.text;
    // 主攻肝癌的顾长松 treats it.
    let suffered = |e: &&&Entity| {
        let start = text.place(e.at.start);
        !begins_within(text, List::TreatsWord, start.saturating_sub(6), start)
    };
    let mut ends: Vec<(usize, Tag)> = names.ages.all().iter().map(|e| (text.place(e.at.end), Tag::Other)).collect();
    ends.extend(names.conditions.all().iter().filter(suffered).map(|e| (text.place(e.at.end), Tag::Patient)));
    let wards = text.words(List::Sickbed).iter().map(|w| w.end).filter(|&i| text.symbol(i) == Some('的'));
    ends.extend(wards.map(|i| (i, Tag::Other)));
    for (end, role) in ends {
        if text.symbol(end) == Some('的')
            && let Some((after, masked)) = any_name(text, end + 1, Trust::Cue)
            && !masked
            // 溺水的云栖中学学生: a place's name.
            && names.circumstances.overlapping(text.at(end + 1, after)).next().is_none()
        {
            names.add(end + 1, after, role, false);
            // 透析三班的姜国富、温桂莲.
            if text.symbol(after) == Some('、') {
                add_at(names, after + 1, role, Trust::Cue);
            }
        }
    }
}

/// 瞿春兰怎么也没想到，自己会查出乳腺癌: a name of a name's characters that no cue announces; whoever is told to be ill.
fn subjects(names: &mut Names<'_, '_>) {
    const BEFORE: &str = "的和与让给把是对帮为替由叫跟同时后";
    let text = names.text;
    for start in 0..text.len() {
        let single = text.in_table(List::Surname, start, start + 1);
        let compound = text.in_table(List::Surname, start, start + 2);
        if !single && !compound {
            continue;
        }
        let ward = start > 0 && any_before(text, start, &["科", "病房", "病区", "icu"]);
        // 卖豆花的单身汉葛铁柱: a word for somebody who works nowhere in a hospital.
        let lay = start > 0 && !text.ending_at(List::LayPerson, start).is_empty();
        // 村里人说起罗长贵: who is spoken of.
        let told_of = start > 0 && !text.ending_at(List::SpeaksOf, start).is_empty();
        let begins = start == 0
            || ward
            || lay
            || told_of
            || !is_han(text, start - 1)
            || !text.touches_next(start - 1)
            || text.symbol(start - 1).is_some_and(|c| BEFORE.contains(c));
        if !begins {
            continue;
        }
        let given = start + if compound { 2 } else { 1 };
        let two = given_name(text, given) && given_name(text, given + 1);
        // 常德顺被确诊: a name that begins like a city.
        let sure =
            two && (text.begins(List::FellIll, given + 2 + usize::from(text.symbol(given + 2) == Some('被'))) || any_at(text, given + 2, &["您好", "你好"]));
        // 钱进被确诊为肺癌: a short name needs the illness right behind it.
        let short = || {
            given_name(text, given)
                && !text.symbol(start).is_some_and(|c| WEAK.contains(c))
                && !text.in_table(List::NameStop, start, start + 2)
                && text.begins(List::FellIll, given + 1 + usize::from(text.symbol(given + 1) == Some('被')))
        };
        let Some(end) = full_name(text, start, Trust::Cue)
            .or_else(|| sure.then_some(given + 2))
            .filter(|&end| end == given + 2 && two || compound || end == given + 1 && short())
        else {
            continue;
        };
        // 张家口, 万年青: an ordinary word, and a doctor by what he does.
        if text.in_table(List::NameStop, given, given + 2) && !two || is_example(text, start, end) {
            continue;
        }
        // 内二科夏金凤，欠费; 儿科病房穆梓涵的雾化药: what a ward says of those who lie there.
        let cared = ward && text.begins(List::WardSays, end + usize::from(is_clause_end(text, end)));
        // 晋浩宇的妈妈…，孩子误服农药.
        let kin = text.symbol(end) == Some('的') && text.begins(List::Kin, end + 1);
        let told = kin && !names.conditions.starting(text.index(end), text.index(sentence_end(text, end, 40))).is_empty();
        // 邓桂兰已经能下床: what only a patient does.
        let acts = super::words::has_word(text, List::PatientAct, end, sentence_end(text, end, 10));
        // 肾内科卫广祥，尿毒症.
        let cared = cared || acts || ward && names.told_beside(start, end);
        let ill = || {
            let (from, until) = (super::words::sentence_start(text, start, 30), sentence_end(text, end, 30));
            names.conditions.within(text.index(from), text.index(until)).next().is_some()
        };
        let cared = cared || lay && ill();
        // 韩冬梅您好: spoken to.
        let greeted = any_at(text, skip_marks(text, end, 2), &["您好", "你好"]);
        if cared || told || greeted || told_of && told_later(text, &names.conditions, end) || is_han(text, end) && names.is_case(end, false) {
            names.add(start, end, if cared { Tag::Patient } else { Tag::Other }, false);
        }
    }
}

/// 陆景明妻子赵敏: kin named behind a name.
fn kin(names: &mut Names<'_, '_>) {
    let text = names.text;
    let ends: Vec<usize> = names.found.iter().filter(|e| e.tags.has(Tag::Patient) || e.tags.has(Tag::Other)).map(|e| text.place(e.at.end)).collect();
    for end in ends {
        let at = end + usize::from(text.symbol(end) == Some('的'));
        if let Some(kin) = text.starting_at(List::Kin, at).first()
            && let Some((end, masked)) = any_name(text, kin.end, Trust::Cue)
        {
            names.add(kin.end, end, Tag::Other, masked);
        }
    }
}

/// Names without a cue in the form of a record: 常永贵，男，68岁; 范玉兰 13912345678 高血压; 0310256（秦玉珍，胆结石）.
fn records(names: &mut Names<'_, '_>) {
    let text = names.text;
    let mut starts: Vec<usize> = vec![0];
    for i in 1..text.len() {
        // Any mark, bracket, emoji or space may stand before a record; so may the digits of the one before.
        let marked = text.class(i - 1).is_some_and(|class| !class.is_symbol());
        let apart = is_han(text, i - 1) && !text.touches_next(i - 1);
        // 写着洪大海，62，左肺门占位.
        let written = !text.ending_at(List::WrittenCue, i).is_empty() && given_name(text, i + 1);
        if marked
            || apart
            || written
            || matches!(text.symbol(i - 1), Some('的' | '@'))
            || (text.symbol(i - 1).is_some_and(|c| c.is_ascii_digit()) && is_han(text, i))
        {
            starts.push(i);
        }
    }
    for start in starts {
        if !is_han(text, start) {
            continue;
        }
        let Some(end) = full_name(text, start, Trust::Cue) else {
            continue;
        };
        // 翟玉芝、聂春燕三人.
        let counted = || text.symbol(start.wrapping_sub(1)) == Some('、') && any_at(text, end, &["等", "两人", "二人", "三人", "四人", "五人", "几人"]);
        let related = || matches!(text.symbol(end), Some('与' | '和')) && text.begins(List::Kin, end + 1);
        if is_example(text, start, end) || (is_han(text, end) && text.touches_next(end - 1) && !is_record(text, end) && !related() && !counted()) {
            continue;
        }
        let limit = sentence_end(text, end, 30);
        let until = text.index(limit);
        let (from, near) = (text.index(end), text.index(skip_marks(text, end, 3)));
        let condition = names.conditions.within(from, until).next().is_some();
        let before = text.index(start);
        let beside = At::new(before.saturating_sub(2), before.max(1));
        let numbered = !names.numbers.starting(from, near + 2).is_empty()
            || names.numbers.overlapping(beside).any(|e| e.at.end <= before)
            || text.run_at(skip_marks(text, end, 3)).is_some_and(|r| r.end - r.start == 11);
        let staff = begins_within(text, List::StaffWord, end, limit);
        // 60周岁，6岁男孩: after a number only a number's owner.
        let after_number = start > 0 && text.symbol(start - 1).is_some_and(|c| c.is_ascii_digit());
        if is_record(text, end) && !staff && !after_number {
            names.add(
                start,
                end,
                if condition || (start..limit).any(|i| any_at(text, i, &["岁", "入院", "住院", "死亡"])) { Tag::Patient } else { Tag::Other },
                false,
            );
        } else {
            let own = numbered && condition || !after_number && names.identity_beside(end) || !staff && names.listed(start, end);
            let alone = end - start > 2 || text.symbol(start.wrapping_sub(1)) != Some('的');
            // 骆长生（市水务局稽查科），胃癌术后: the workplace in brackets.
            // 缪宇，轻工学院，晕厥: a clause that is a place and no more.
            let clause = (end + 1..limit).find(|&i| is_clause_end(text, i)).filter(|_| is_clause_end(text, end));
            let of = |clause: usize| [List::School, List::Workplace].iter().any(|&list| text.ending_at(list, clause).iter().any(|w| w.start > end));
            let placed = || condition && (!names.circumstances.starting(from, near + 2).is_empty() || clause.is_some_and(of));
            if own || !staff && !after_number && alone && names.told_beside(start, end) {
                names.add(start, end, Tag::Patient, false);
            } else if !staff && !after_number && alone && (placed() || names.called_at(start, end)) {
                names.add(start, end, Tag::Other, false);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::entities;
    use super::*;

    fn found(text: &str) -> Vec<(String, &'static str, bool)> {
        entities(text)
            .into_iter()
            .filter(|(e, _)| e.kind == EntityKind::Person)
            .map(|(e, w)| {
                let role = [Tag::Patient, Tag::Staff, Tag::Official, Tag::Historical, Tag::Other].into_iter().find(|&t| e.tags.has(t));
                (w, role.map_or("", Tag::id), e.tags.has(Tag::Named))
            })
            .collect()
    }

    #[test]
    fn full_names() {
        for (text, name, role) in [
            ("患者陆景明，男，57岁，因直肠癌入住我院", "陆景明", "patient"),
            ("患者陆景明因直肠癌入院", "陆景明", "patient"),
            ("因直肠癌入院的患者陆景明，现好转", "陆景明", "patient"),
            ("网传患者陆景明，患有艾滋病", "陆景明", "patient"),
            ("患者张建国送来锦旗", "张建国", "patient"),
            ("今天的病人叫“金满仓”，来看的却是肾结石", "金满仓", "patient"),
            ("患者 金 满 仓｜诊断", "金 满 仓", "patient"),
            ("患者信息，姓名汤守诚", "汤守诚", "patient"),
            ("您父亲周德顺7月3日的报告", "周德顺", "patient"),
            ("范玉兰 13912345678 高血压", "范玉兰", "patient"),
            ("死亡病例讨论：常永贵，男，68岁", "常永贵", "patient"),
            ("体检异常：财政局李卫东，乙肝大三阳", "李卫东", "patient"),
            ("戒毒康复人员罗志平现住", "罗志平", "patient"),
            ("您是孙梅女士吧", "孙梅女士", "other"),
            ("患者欧阳文静入院", "欧阳文静", "patient"),
            ("患者买买提·阿不都因肺炎", "买买提·阿不都", "patient"),
            ("主任医师顾怀远介绍高血压的诊疗", "顾怀远", "staff"),
            ("护士长赵晓岚主持培训", "赵晓岚", "staff"),
            ("骨科张建国主任", "张建国", "staff"),
            ("（通讯员 柳青）", "柳青", "staff"),
            ("时任市卫生局副局长的陈立言带队抗击流感", "陈立言", "official"),
            ("林则徐虎门销烟", "林则徐", "historical"),
            ("学习白求恩精神", "白求恩", "historical"),
            ("邓桂兰已经能下床", "邓桂兰", "patient"),
            ("老伴董淑芬患肺癌五年", "董淑芬", "patient"),
            ("韩冬梅您好，退费已查清", "韩冬梅", "other"),
            ("补做名单：温秀珍，13700001234", "温秀珍", "other"),
            ("骆长生（市水务局稽查科），胃癌术后", "骆长生", "patient"),
            ("财政局王志刚，乙肝大三阳", "王志刚", "patient"),
            ("陈胜男，乙肝大三阳", "陈胜男", "patient"),
            ("她姓邱名若兰，糖尿病足", "邱名若兰", "patient"),
            ("钱进被确诊为肺癌", "钱进", "patient"),
            ("菜农祝老五脾破裂", "祝老五", "patient"),
            ("患者阿依古丽因肺炎入院", "阿依古丽", "patient"),
            ("已救治患者：湛福来（红旗社区）", "湛福来", "patient"),
            ("白内障免费手术受助人员如下：湛福来（红旗社区）", "湛福来", "patient"),
            ("检验科技师樊丽君因乳腺癌住院", "樊丽君", "patient"),
            ("入院时的韦淑珍已经八十多，两侧股骨头坏死", "韦淑珍", "patient"),
            ("您好曹桂英女士", "曹桂英女士", "other"),
            ("住我楼上的杜建平是艾滋病", "杜建平", "patient"),
            ("常德顺被确诊为肺癌", "常德顺", "patient"),
            ("登记：缪宇，城南轻工学院，晕厥", "缪宇", "patient"),
            ("村里人说起罗长贵，都说他命大。去年他被收割机绞断了左臂", "罗长贵", "other"),
            ("送来一个割腕的女生，叫路遥遥，", "路遥遥", "patient"),
            ("民警陈刚和同事把突发心梗的老人抬上车", "陈刚", "official"),
        ] {
            assert_eq!(found(text), [(name.to_owned(), role, true)], "{text}");
        }
    }

    #[test]
    fn staff_named_again() {
        let again = found("营养科主任祝怀民系着围裙。患者祝怀民特别强调，低钠盐里有氯化钾，肾功能不全的人慎用");
        assert_eq!(again, [("祝怀民".to_owned(), "staff", true), ("祝怀民".to_owned(), "staff", true)]);
    }

    #[test]
    fn masked_names() {
        for (text, name) in [
            ("患者王某，因直肠癌入院", "王某"),
            ("原市文旅局副局长尹某因脑梗", "尹某"),
            ("（韩某英，肋骨骨折）", "韩某英"),
            ("患者李×，男", "李×"),
            ("患者王**", "王**"),
            ("清江中学学生小邱，现好转", "小邱"),
            ("76岁的刘奶奶", "刘奶奶"),
            ("患者王女士", "王女士"),
            ("张大爷（化名）", "张大爷"),
            ("李医生说", "李医生"),
            ("李叔今年58岁", "李叔"),
            ("同病房的小戚只有十九岁", "小戚"),
            ("上湾村的女孩晓彤，今年15岁", "晓彤"),
            ("十岁的患儿小石头对着镜头笑", "小石头"),
            ("小颖是先天性心脏病", "小颖"),
            ("萌萌，确诊了白血病", "萌萌"),
            ("门口修电动车的老贺查出肺癌", "老贺"),
            ("育才小学的小虎，肺炎好转", "小虎"),
            ("荷塘村的何家兄弟俩一个捐肾", "何家兄弟俩"),
            ("患儿马某睿系手足口病", "马某睿"),
            ("患者小名多多，三岁", "多多"),
            ("吃播阿浪，急性胰腺炎", "阿浪"),
        ] {
            let all = found(text);
            assert!(all.len() == 1 && all[0].0 == name && !all[0].2, "{text}: {all:?}");
        }
    }

    #[test]
    fn words_that_look_like_names() {
        for text in [
            "高血压患者马上就诊",
            "患者主要表现为咳嗽",
            "患者张口困难",
            "患者常见症状",
            "让家属安心",
            "病人金额",
            "患者白细胞升高",
            "患者高热不退",
            "患者何时复查",
            "患者于门诊就诊",
            "患者应及时就诊",
            "患者和家属",
            "患者向医生咨询",
            "患者水肿明显",
            "帕金森病、阿尔茨海默病",
            "张家口、马鞍山",
            "家属应陪同",
            "患者全程陪护",
            "患者满意度",
            "医生常说",
            "专家门诊",
            "各位女士",
            "编辑部主任",
            "姓名：张三",
            "小于3岁",
            "患者易疲劳",
            "患者关节疼痛",
            "患者单侧肢体无力",
            "糖尿病患者常晨起空腹",
            "患儿小便失禁",
            "孩子安全，家长放心",
            "李叔同的画",
            "报名请联系温秀珍，13700001234",
            "小儿确诊肺炎后要隔离",
            "奶奶确诊了肺癌",
            "明明是肺炎，却当感冒治",
            "石门乡柳湾村三组",
            "原市政协副主席",
            "骨科病房里的马拉松",
            "检验科技师因肺炎患者增多加班",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn minors_and_privacy() {
        let one = |text: &str| entities(text).into_iter().find(|(e, _)| e.kind == EntityKind::Person).map(|(e, _)| e).expect("a person");
        assert!(one("患儿王小明因肺炎入院").tags.has(Tag::Minor));
        assert!(one("患者陆景明，男，9岁").tags.has(Tag::Minor));
        assert!(!one("患者陆景明，男，57岁").tags.has(Tag::Minor));
        assert!(one("患者陆景明因肺炎入院").private);
        assert!(!one("主任医师顾怀远").private);
        assert!(!one("患者王某").private);
    }
}
