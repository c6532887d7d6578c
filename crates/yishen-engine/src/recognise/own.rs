//! The hospital speaking of itself: 我院, 本科室, its names. Not bare 科室, which drafts use for others too.
//! Source: `rule-language.md` section 3.

use super::words::any_before;
use super::{Entity, EntityKind, List, Text};

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let mut end = 0;
    for word in text.words_of(&[List::OwnWord, List::OwnName]) {
        if word.start < end {
            continue;
        }
        let next = text.symbol(word.end);
        // 我科普过, 自我院感; 本院校, 我院子; 医院方面 is not 院方.
        let torn = match text.symbol(word.end - 1) {
            Some('科') => matches!(next, Some('普' | '学' | '研' | '技' | '目' | '幻')),
            Some('院') => matches!(next, Some('校' | '子' | '落')),
            Some('方') => any_before(text, word.start, &["医", "法", "检", "剧", "学"]) || matches!(next, Some('案' | '向' | '便' | '法' | '式')),
            _ => false,
        };
        if torn || (text.symbol(word.start) == Some('我') && any_before(text, word.start, &["自"])) {
            continue;
        }
        end = word.end;
        out.push(Entity::new(EntityKind::Own, text.at(word.start, word.end)));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::words_of;
    use super::*;

    #[test]
    fn the_hospital_names_itself() {
        for (text, words) in [
            ("我院骨科", &["我院"][..]),
            ("本中心由我们医院设立", &["本中心", "我们医院"]),
            ("我科采用", &["我科"]),
            ("院方会高度重视", &["院方"]),
            ("各科室、本科学历、我科普一下", &[]),
            ("医院方便停车", &[]),
        ] {
            assert_eq!(words_of(EntityKind::Own, text), words, "{text}");
        }
    }
}
