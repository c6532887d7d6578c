//! Addresses below the county: 柳行街14号2单元302室, 翠湖名邸8-2-301, 幸福里小区9号楼601.
//!
//! A word of the list (路, 街, 小区, 苑, …) with a number behind it: 号, 栋, 幢, 单元, 室, or numbers joined by hyphens; before
//! it the name, and what lies above it. With a flat, in a housing estate or behind 住 it is a home and private; the
//! address of a road and house alone is public (`regulations.md` F2).

use super::reading::{Taken, has_any, is_alphanumeric, is_hyphen};
use super::{Entity, EntityKind, List, Tag, Text};
use crate::fold::{Class, digit_value};

/// The longest name before the number, with city and district.
const LONGEST: usize = 24;

/// The most characters to which addresses that touch are put together.
const MOST: u32 = 60;

/// Estates: an address in one is a home.
const HOMES: &[&str] = &[
    "小区",
    "花园",
    "公寓",
    "名邸",
    "苑",
    "家园",
    "新村",
    "花苑",
    "嘉园",
    "公馆",
    "豪庭",
    "雅居",
    "新城",
    "府邸",
    "里",
    "庭",
    "佳苑",
    "名苑",
    "宿舍",
    "家属院",
    "佳园",
    "雅苑",
    "名城",
    "华庭",
    "华府",
    "御府",
    "山庄",
    "别墅",
    "安置房",
    "公租房",
];

/// Units of a house number; those that make it a flat.
const UNITS: &[&str] = &["号楼", "号院", "号", "栋", "幢", "座", "单元", "弄", "支弄", "组", "楼", "层", "室", "户", "队", "区", "期"];
const FLAT_UNITS: &[&str] = &["栋", "幢", "单元", "室", "户", "号楼"];

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let taken = Taken::by(out, &[EntityKind::AdApproval, EntityKind::Decoy, EntityKind::Url, EntityKind::Email]);
    let mut done = 0;
    for word in text.words(List::AddressWord) {
        if word.end < done {
            continue;
        }
        let Some(tail) = tail(text, word.start, word.end) else {
            continue;
        };
        let start = name_start(text, word.start, done);
        // 中山路8号|金桥大厦1201室: one address.
        let begun = (0 < start && start == done && start < word.start)
            .then(|| out.pop_if(|e| e.kind == EntityKind::Address && e.at.end == text.at(start - 1, start).end && e.at.len() < MOST))
            .flatten();
        let start = begun.as_ref().map_or(start, |e| text.place(e.at.start));
        // 里, 苑 alone, with no name before: another word.
        if start == word.start || taken.overlaps(text.at(start, tail.end)) {
            continue;
        }
        let estate = HOMES.iter().any(|h| text.ends_with(word.end, h));
        let lives = has_any(text, start.saturating_sub(5), start, &["住", "家在", "家中", "户籍", "收货", "寄到", "寄至", "邮寄"])
            && !has_any(text, start.saturating_sub(5), start, &["住院", "住建"]);
        let office = !lives
            && has_any(
                text,
                start.saturating_sub(16),
                tail.end + 10,
                &["医院", "公司", "中心", "机构", "招标", "代理", "办公", "门诊", "我院", "本院", "院区", "卫生院", "药房", "药店", "律师"],
            );
        done = tail.end;
        let home = lives || begun.is_some_and(|e| e.private) || ((tail.flat || estate) && !office);
        let address = Entity::new(EntityKind::Address, text.at(start, tail.end)).private(home);
        out.push(if home { address.tag(Tag::Home) } else { address });
    }
}

/// What stands behind the name.
struct Tail {
    end: usize,
    flat: bool,
}

/// The numbers behind a name that ends at `end`.
fn tail(text: &Text<'_>, start: usize, end: usize) -> Option<Tail> {
    let mut i = end;
    let mut stop = end;
    let mut flat = false;
    let mut numbers = 0;
    while numbers < 8 {
        let at = skip_space(text, i);
        let Some(number) = number_end(text, at) else {
            break;
        };
        if let Some(hyphens) = joined(text, number) {
            // 8-2-301; 3-502 within an estate or behind a unit.
            let range = text.symbol(hyphens).is_some_and(|c| "月日年点时层楼路岁元米%".contains(c));
            if range || text.symbol(hyphens).is_some_and(is_hyphen) {
                break;
            }
            numbers += 1;
            flat = true;
            stop = hyphens;
            if let Some(u) = unit(text, hyphens) {
                stop = hyphens + u.chars().count();
            }
            i = stop;
            continue;
        }
        let space = skip_space(text, number);
        match unit(text, space) {
            Some(u) if !is_another_word(text, space, u, numbers) => {
                flat |= FLAT_UNITS.contains(&u);
                stop = space + u.chars().count();
                i = stop;
                numbers += 1;
            }
            // 9号楼601: a bare number of a room ends it.
            None if numbers > 0 && number - at >= 3 && number - at <= 4 && !text.symbol(number).is_some_and(|c| "年个元人位例张次万余多%.路".contains(c)) =>
            {
                flat = true;
                stop = number;
                break;
            }
            _ => break,
        }
    }
    // A single hyphen behind a road (中山路3-5号) is two houses, not a flat.
    let road = text.starts_with(start, "路") || text.starts_with(start, "街") || text.starts_with(start, "大道");
    let rooms = text.slice(end, stop).iter().filter(|&&c| is_hyphen(c)).count();
    let flat = flat && !(road && rooms == 1 && !has_any(text, end, stop, FLAT_UNITS));
    // 路 and 村 with 楼, 层, 组 alone: 一路3层 is nothing.
    let housed = has_any(text, end, stop, &["号", "栋", "幢", "单元", "弄", "组", "室", "座"]) || rooms > 0;
    (stop > end && housed).then_some(Tail { end: stop, flat })
}

fn skip_space(text: &Text<'_>, i: usize) -> usize {
    i + usize::from(matches!(text.class(i), Some(Class::Space)))
}

/// The end of up to four digits with perhaps a letter (A, 3b), or of Han numerals, at `start`.
fn number_end(text: &Text<'_>, start: usize) -> Option<usize> {
    let mut end = (start..start + 6).find(|&i| !text.symbol(i).is_some_and(is_alphanumeric))?;
    if end == start {
        let han = |i: usize| text.symbol(i).is_some_and(|c| c == '十' || c == '百' || (c != '两' && digit_value(c).is_some()));
        end = (start..start + 6).find(|&i| !han(i))?;
    } else if !text.slice(start, end).iter().any(char::is_ascii_digit) && end - start > 1 {
        return None;
    }
    (end > start).then_some(end)
}

/// The end of further numbers joined by hyphens, if there are any.
fn joined(text: &Text<'_>, end: usize) -> Option<usize> {
    let mut stop = end;
    while text.symbol(stop).is_some_and(is_hyphen) {
        match number_end(text, stop + 1) {
            Some(next) => stop = next,
            None => break,
        }
    }
    (stop > end).then_some(stop)
}

fn unit(text: &Text<'_>, i: usize) -> Option<&'static str> {
    UNITS.iter().copied().find(|u| text.starts_with(i, u))
}

/// 3号窗口, 5号线, 1号公告, 3楼 as the first: no house.
fn is_another_word(text: &Text<'_>, i: usize, unit: &str, numbers: usize) -> bool {
    let next = text.symbol(i + unit.chars().count());
    match unit {
        "号" => next.is_some_and(|c| "窗机线诊柜台手病患床球染公文令源码桌厅".contains(c)),
        // 新村3区8幢, but not 3区 of a town or 2期 of a study.
        "区" | "期" => !next.is_some_and(|c| c.is_ascii_digit()),
        "楼" | "层" | "组" | "队" => numbers == 0 && unit != "组",
        "户" | "座" => numbers == 0 && next.is_some_and(|c| "居家籍位".contains(c)),
        _ => false,
    }
}

/// Where the name before a word begins: back to a verb, a mark or the last entity.
fn name_start(text: &Text<'_>, word: usize, floor: usize) -> usize {
    let mut start = word;
    while start > floor && word - start < LONGEST {
        let i = start - 1;
        let han = text.class(i) == Some(Class::Han);
        let inner = han || text.symbol(i).is_some_and(|c| c.is_ascii_digit() && word - start > 0 && start < word);
        let stop = text.symbol(i).is_some_and(|c| "住在于到至的址往是位从向去经为了把和与及、离距将被送".contains(c))
            && !matches!(text.symbol(i), Some('和' | '为' | '向' | '于' | '经') if word - i <= 3);
        // 乔玉兰（石门乡柳湾村3组）: what stands in brackets is of its own.
        let bracket = text.dropped(i).iter().any(|c| "（(）)【】[]：:—－".contains(*c))
            // 脑卒中后遗症 桥东社区: a gap between words, not within one (幸 福 里).
            || !text.touches_next(i) && i > 0 && text.touches_next(i - 1);
        if !inner || !han || stop || bracket {
            break;
        }
        start = i;
    }
    start
}

#[cfg(test)]
mod tests {
    use super::super::testing::{entities, words_of};
    use super::*;

    #[test]
    fn homes_are_private() {
        for (text, words) in [
            ("现住开发区安居苑3-1-502，欢迎", "开发区安居苑3-1-502"),
            ("住翠湖名邸8-2-301，", "翠湖名邸8-2-301"),
            ("住青峦市北固区柳行街14号2单元302室，因", "青峦市北固区柳行街14号2单元302室"),
            ("已经寄到幸福里小区9号楼601了", "幸福里小区9号楼601"),
            ("家住云溪镇柳树村3组12号", "云溪镇柳树村3组12号"),
            ("住址：中山路88弄5号302室", "中山路88弄5号302室"),
            ("住桃园小区三栋二单元", "桃园小区三栋二单元"),
            ("乔玉兰（现住石门乡柳湾村3组）", "石门乡柳湾村3组"),
            ("龙桂生 脑卒中后遗症 桥东社区幸福里4栋302", "桥东社区幸福里4栋302"),
        ] {
            assert_eq!(words_of(EntityKind::Address, text), [words], "{text}");
            assert!(entities(text).iter().any(|(e, _)| e.kind == EntityKind::Address && e.private), "{text}");
        }
    }

    #[test]
    fn the_hospitals_address_is_public() {
        for text in ["地址：云栖路1号", "医院地址：青峦市云栖路1号门诊楼3楼302室", "招标代理机构：青峦市中山路8号金桥大厦1201室", "中山路3-5号"]
        {
            let found: Vec<_> = entities(text).into_iter().filter(|(e, _)| e.kind == EntityKind::Address).collect();
            assert_eq!(found.len(), 1, "{text}");
            assert!(!found[0].0.private, "{text}: {}", found[0].1);
        }
    }

    #[test]
    fn other_places_pass() {
        for text in [
            "门诊楼3楼",
            "东门五楼检验科",
            "乘12路公交",
            "门诊大厅里3号窗口",
            "地铁一路5号线",
            "道路2025年改造",
            "社区2场义诊",
            "病区3床",
            "走一路3楼",
            "街道120个社区",
        ] {
            assert!(words_of(EntityKind::Address, text).is_empty(), "{text}");
        }
    }
}
