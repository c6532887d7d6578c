//! A line that says where a reprint comes from: 转载自某报, 来源：新华社. Complete with medium and date or author; partial
//! for 来源于网络 and accounts without a name. Source: `regulations.md` E6, seeds 000.

use super::words::{Index, any_before, is_break};
use super::{Entity, EntityKind, List, Tag, Text};

/// Things that have a source but are no reprint.
const OTHER_SOURCES: &[&str] = &[
    "数据",
    "资料",
    "图",
    "感染",
    "经费",
    "资金",
    "食物",
    "药品",
    "血液",
    "供体",
    "收入",
    "病例",
    "标本",
    "传染",
    "费用",
    "能量",
    "蛋白质",
    "营养",
    "生活",
    "经济",
    "主要",
    "唯一",
    "样本",
    "患者",
    "线索",
    "问题",
];
const NAMELESS: &[&str] = &["网络", "互联网", "某", "朋友圈", "网友", "不详", "佚名", "综合整理"];

pub(super) fn recognise(text: &Text<'_>, out: &mut Vec<Entity>) {
    let mut done = 0;
    let mut found: Vec<Entity> = Vec::new();
    let citations = Index::new(out, |e| e.kind == EntityKind::Citation);
    for word in text.words(List::SourceCue) {
        if word.start < done {
            continue;
        }
        let alone = text.starts_with(word.start, "转自")
            || text.starts_with(word.start, "摘自")
            || text.starts_with(word.start, "来源")
            || text.starts_with(word.start, "来自")
            || text.starts_with(word.start, "源于");
        let boundary = word.start == 0 || !super::words::is_han(text, word.start - 1) || !text.touches_next(word.start - 1);
        let network = super::words::any_at(text, word.end, &["网络", "互联网"])
            || any_before(text, word.end, &["网络", "互联网", "整理", "资料", "信息", "消息", "报道"]);
        let colon = matches!(text.symbol(word.end), Some(':' | '：'));
        let origin = text.ends_with(word.end, "来源");
        let from = text.ends_with(word.end, "来源于") || text.ends_with(word.end, "来源自");
        if (origin || from) && !colon && !network {
            continue;
        }
        if alone && !network && (!boundary || any_before(text, word.start, OTHER_SOURCES)) {
            continue;
        }
        if alone && any_before(text, word.start, OTHER_SOURCES) && !any_before(text, word.start, &["图"]) {
            continue;
        }
        // 图片来源：周远 names a photographer.
        if any_before(text, word.end, &["图片来源", "素材来源"]) && !network && !mentions(text, word.end, word.end + 6, NAMELESS) {
            continue;
        }
        // 转自动, 转自己.
        if text.ends_with(word.end, "转自") && super::words::any_at(text, word.end, &["动", "己", "身", "主", "然"]) {
            continue;
        }
        let mut end = word.end;
        while end < word.end + 60 && !is_break(text, end) && !matches!(text.symbol(end), Some('）' | ')' | '\n')) {
            end += 1;
            // The closing bracket between two Han characters is not in the view.
            if text.dropped(end - 1).iter().any(|c| matches!(c, '）' | ')' | '】')) {
                break;
            }
        }
        // An entity ends before the next remark unless that is the date or the author.
        let first = (word.end + usize::from(colon)..end).find(|&i| matches!(text.symbol(i), Some(',' | '，'))).unwrap_or(end);
        let named = first > word.end + usize::from(colon) + 1 && !mentions(text, word.start, first, NAMELESS);
        let dated = text.runs_within(word.end, end).iter().any(|r| text.starts_with(r.end, "月") || r.end - r.start == 4)
            || mentions(text, word.end, end, &["作者", "记者"]);
        let complete = named && dated;
        // 来源：中华内科杂志，2022 is the source of a statement.
        let at = text.at(word.start, if complete { end } else { first.max(word.end) });
        let cited = || citations.overlapping(at).next().is_some();
        if origin && cited() && !any_before(text, word.end, &["本文来源", "稿件来源", "文章来源", "内容来源"]) {
            continue;
        }
        done = text.place(at.end);
        found.push(Entity::new(EntityKind::SourceLine, at).tag(if complete { Tag::Complete } else { Tag::Partial }));
    }
    out.append(&mut found);
}

fn mentions(text: &Text<'_>, from: usize, to: usize, words: &[&str]) -> bool {
    (from..to).any(|i| super::words::any_at(text, i, words))
}

#[cfg(test)]
mod tests {
    use super::super::testing::entities;
    use super::*;

    fn found(text: &str, tag: Tag) -> Vec<String> {
        entities(text).into_iter().filter(|(e, _)| e.kind == EntityKind::SourceLine && e.tags.has(tag)).map(|(_, w)| w).collect()
    }

    #[test]
    fn reprints() {
        for (text, tag, words) in [
            ("本文转载自某养生公众号。", Tag::Partial, "本文转载自某养生公众号"),
            ("（转自人民网，2024年3月1日）", Tag::Complete, "转自人民网，2024年3月1日"),
            ("来源：新华社", Tag::Partial, "来源：新华社"),
            ("图片来源于网络", Tag::Partial, "图片来源于"),
            ("来源网络", Tag::Partial, "来源"),
            ("综合网络消息整理", Tag::Partial, "综合网络消息整理"),
        ] {
            let all = found(text, tag);
            assert!(all.len() == 1 && all[0].starts_with(words), "{text}: {all:?}");
        }
    }

    #[test]
    fn other_sources() {
        for text in ["数据来源：医院年报", "图片来源：周远", "经费来源：财政", "感染来源：不明", "患者转自动体检", "蛋白质来源于鸡蛋", "资金来源于财政"]
        {
            assert!(entities(text).iter().all(|(e, _)| e.kind != EntityKind::SourceLine), "{text}");
        }
    }
}
