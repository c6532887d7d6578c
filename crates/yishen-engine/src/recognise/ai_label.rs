//! The label on what artificial intelligence made: 本文由AI辅助生成. Talk about such tools (人工智能辅助诊断系统) is none.
//! Source: Measures for labelling AI-generated content, `regulations.md` E6.

use super::words::{any_before, has_word};
use super::{Entity, EntityKind, List, Text};

const SUBJECTS: &[&str] =
    &["由", "使用", "借助", "利用", "系", "为", "经", "含", "属", "是", "本文", "图片", "内容", "视频", "配图", "插图", "（", "(", "部分"];

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let mut done = 0;
    for word in text.words(List::AiLabel) {
        if word.start < done {
            continue;
        }
        // 由AI辅助 needs its verb.
        if any_before(text, word.end, &["辅助", "协助"]) {
            continue;
        }
        let boundary = word.start == 0 || !super::words::is_han(text, word.start - 1);
        if !boundary && !any_before(text, word.start, SUBJECTS) {
            continue;
        }
        // AI生成的谣言, AI生成式大模型 speak of it.
        let label =
            !super::words::any_at(text, word.end, &["式", "技术", "谣言", "的谣言", "的假", "虚假"]) && !has_word(text, List::DataVerb, word.end, word.end + 4);
        if label {
            done = word.end;
            out.push(Entity::new(EntityKind::AiLabel, text.at(word.start, word.end)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::words_of;
    use super::*;

    #[test]
    fn labels() {
        for (text, words) in [
            ("本文由AI辅助生成，经心内科审核", &["AI辅助生成"][..]),
            ("（人工智能合成）", &["人工智能合成"]),
            ("图片由人工智能生成", &["人工智能生成"]),
            ("人工智能辅助诊断系统上线", &[]),
            ("警惕AI生成的谣言", &[]),
            ("生成式人工智能", &[]),
        ] {
            assert_eq!(words_of(EntityKind::AiLabel, text), words, "{text}");
        }
    }
}
