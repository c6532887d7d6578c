//! Diseases, operations and wordings of a diagnosis, from word lists; the longest word counts. A department, society or
//! day named after a disease is none. Source: `regulations.md` E3 and Personal Information Protection Law, article 28.

use super::words::{any_at, is_han};
use super::{Entity, EntityKind, List, Tag, Text};

/// 糖尿病科, but not 糖尿病科普 or 糖尿病科学; 高血压日, but not 肺炎日渐.
fn names_something(text: &Text<'_>, end: usize) -> bool {
    if text.begins(List::NamedAfter, end) {
        return true;
    }
    match text.symbol(end) {
        Some('科') => !matches!(text.symbol(end + 1), Some('普' | '学' | '研' | '技' | '教')),
        // 病理提示单: a form, not a finding.
        Some('单') => true,
        Some('日') => !is_han(text, end + 1) || any_at(text, end + 1, &["主题", "活动", "义诊", "宣传", "当天", "来临", "到来"]),
        _ => false,
    }
}

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let kind = |list| match list {
        List::Disease | List::DiseaseSensitive => Some(EntityKind::Disease),
        List::Procedure => Some(EntityKind::Procedure),
        List::DiagnosisWording => Some(EntityKind::DiagnosisWording),
        _ => None,
    };
    let mut end = 0;
    let mut from = usize::MAX;
    for word in text.words_of(&[List::Disease, List::DiseaseSensitive, List::Procedure, List::DiagnosisWording]) {
        let Some(kind) = kind(word.list) else {
            continue;
        };
        if word.start < end {
            // The same words on two lists: what is sensitive on one is sensitive.
            if word.start == from
                && word.end == end
                && word.list == List::DiseaseSensitive
                && let Some(last) = out.last_mut()
            {
                *last = Entity::new(EntityKind::Disease, last.at).tag(Tag::Sensitive);
            }
            continue;
        }
        if names_something(text, word.end) {
            // Nor is a shorter word within it one.
            (from, end) = (usize::MAX, word.end);
            continue;
        }
        (from, end) = (word.start, word.end);
        let entity = Entity::new(kind, text.at(word.start, word.end));
        out.push(if word.list == List::DiseaseSensitive { entity.tag(Tag::Sensitive) } else { entity });
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{entities, words_of};
    use super::*;

    #[test]
    fn the_longest_word_counts() {
        for (text, words) in [
            ("因2型糖尿病足入院", &["2型糖尿病足"][..]),
            ("右侧肋骨骨折", &["右侧肋骨骨折"]),
            ("患有乙肝大三阳", &["乙肝大三阳"]),
            ("宫颈TCT异常", &["宫颈TCT异常"]),
            ("行胃镜检查，病理提示胃癌", &["胃镜检查", "病理提示", "胃癌"]),
            ("肺 癌", &["肺 癌"]),
            ("我院新增床位", &[]),
        ] {
            let found: Vec<String> = entities(text).into_iter().filter(|(e, _)| e.kind.is_a(EntityKind::Condition)).map(|(_, words)| words).collect();
            assert_eq!(found, words, "{text}");
        }
    }

    #[test]
    fn departments_and_days_are_no_conditions() {
        for text in ["肿瘤科", "高血压门诊", "糖尿病日", "糖尿病研究所", "肿瘤内科", "联合国糖尿病日义诊"] {
            assert!(words_of(EntityKind::Disease, text).is_empty(), "{text}");
        }
        assert_eq!(words_of(EntityKind::Disease, "糖尿病科普"), ["糖尿病"]);
    }

    #[test]
    fn sensitive_conditions_are_told_apart() {
        for (text, sensitive) in [("艾滋病", true), ("HIV阳性", true), ("早泄", true), ("肺结核", true), ("抑郁症", true), ("感冒", false), ("肺炎", false)]
        {
            let found = entities(text);
            assert_eq!(found[0].0.tags.has(Tag::Sensitive), sensitive, "{text}");
        }
    }
}
