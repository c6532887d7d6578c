//! The age of one person: 57岁, 五十七岁, 七旬, 8个月大. Ranges and limits (6—12岁, 40岁以上, 年满18岁, 平均年龄3岁) are
//! ages of a group. Months count as parts of a year. Source: `regulations.md` F3.

use super::words::{any_at, any_before, number_before};
use super::{Entity, EntityKind, List, Text};

const GROUP_BEFORE: &[&str] = &[
    "-",
    "—",
    "–",
    "~",
    "～",
    "至",
    "到",
    "、",
    "年满",
    "未满",
    "不满",
    "超过",
    "大于",
    "小于",
    "低于",
    "满",
    "平均",
    "平均年龄",
    "平均年龄为",
    "中位年龄",
    "均龄",
    "<",
    ">",
    "≥",
    "≤",
    "年龄≥",
    "每",
];
const GROUP_AFTER: &[&str] = &[
    "以下",
    "以上",
    "以前",
    "以后",
    "以内",
    "及以",
    "之前",
    "之后",
    "至",
    "到",
    "-",
    "—",
    "–",
    "~",
    "～",
    "人群",
    "组",
    "年龄段",
    "前",
    "后",
    "起",
    "左右的人",
    "人口",
    "、",
    "老人应",
    "儿童应",
    "以",
];

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let mut end = 0;
    for word in text.words(List::AgeUnit) {
        if word.start < end {
            continue;
        }
        let Some((start, n)) = number_before(text, word.start) else {
            continue;
        };
        let value = match text.symbol(word.start) {
            // 3月中旬 has no number, 二旬 is not said.
            Some('旬') if (5..=10).contains(&n) => f64::from(n * 10),
            Some('旬') => continue,
            Some('个') if (1..=36).contains(&n) => f64::from(n) / 12.0,
            Some('个') => continue,
            _ if n <= 120 => f64::from(n),
            _ => continue,
        };
        let hundred = text.symbol(start).is_some_and(|c| c == '万') || any_before(text, start, &["万", "千", "亿", "."]);
        // 刚满十六岁: of one, though 满十六岁 is of all who are.
        let just = any_before(text, start, &["刚满", "才满", "快满", "刚过"]);
        if hundred || !just && any_before(text, start, GROUP_BEFORE) || any_at(text, word.end, GROUP_AFTER) {
            continue;
        }
        // 岁月, 岁末.
        if text.symbol(word.end - 1) == Some('岁') && any_at(text, word.end, &["月", "末", "序"]) {
            continue;
        }
        end = word.end;
        out.push(Entity::new(EntityKind::Age, text.at(start, word.end)).value(value));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{entities, words_of};
    use super::*;

    #[test]
    fn ages_of_one_person() {
        for (text, age) in [
            ("男，57岁", 57.0),
            ("五十七岁", 57.0),
            ("年近七旬", 70.0),
            ("１２周岁", 12.0),
            ("6个月大的男婴", 0.5),
            ("一百零五岁", 105.0),
            ("刚满十六岁的姑娘", 16.0),
        ] {
            let found: Vec<_> = entities(text).into_iter().filter(|(e, _)| e.kind == EntityKind::Age).collect();
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].0.value, Some(age), "{text}");
        }
    }

    #[test]
    fn ages_of_groups_are_none() {
        for text in
            ["6—12岁人群", "6岁以下", "40岁以上", "年满18岁", "平均年龄3岁", "3月中旬", "岁月静好", "35周岁以下", "6岁以前", "万岁", "40至60岁", "3个月内"]
        {
            assert!(words_of(EntityKind::Age, text).is_empty(), "{text}");
        }
    }
}
