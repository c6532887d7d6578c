//! Plain text cut into blocks.

use super::{Block, BlockKind, Draft, FieldName};
use crate::fold::{Class, fold};

/// The longest line that can be a heading for its shape alone.
pub const MAX_HEADING: usize = 20;

/// Words that make a short line a heading wherever it stands.
const HEADING_WORDS: &[&str] = &["误区", "谣言", "辟谣", "流言", "真相", "骗局", "参考资料", "参考文献", "温馨提示"];

/// The longest line that can be a title, in characters.
const MAX_TITLE: usize = 60;

/// What opens a text and is no title: who wrote it, whom it greets.
const NO_TITLE: &[&str] =
    &["作者", "来源", "编辑", "审核", "通讯员", "记者", "摄影", "撰稿", "供稿", "发布", "日期", "时间", "各位", "尊敬", "亲爱", "您好", "你好", "网友"];

/// Whether the first line of a text reads as its title: short, one line, no sentence that ends, no greeting.
pub(super) fn reads_as_title(line: &str) -> bool {
    let line = line.trim();
    let characters = line.chars().take(MAX_TITLE + 1).count();
    (4..=MAX_TITLE).contains(&characters)
        && !line.contains(['。', '；', ';', '\n', '\r'])
        && !line.ends_with(['，', ',', '：', ':', '、'])
        && !NO_TITLE.iter().any(|word| line.starts_with(word))
        && marker(line).is_none()
}

/// Cuts the field into blocks: blank lines part them, and a line that reads as a heading or list item is one of its own.
pub(super) fn push_blocks(draft: &mut Draft<'_>, field: usize) {
    let name = draft.fields[field].name;
    let whole = match name {
        FieldName::Title => Some(BlockKind::Title),
        FieldName::Caption => Some(BlockKind::Caption),
        FieldName::Summary | FieldName::Body => None,
    };
    let source = draft.fields[field].source.clone();
    if let Some(kind) = whole {
        if !source.is_empty() {
            draft.push_block(Block::new(field, kind).piece(0..source.len()));
        }
        return;
    }
    let lines = lines(&source);
    // The paragraph being collected: where it starts and what it is.
    let mut open: Option<(usize, usize, BlockKind)> = None;
    let close = |open: &mut Option<(usize, usize, BlockKind)>, draft: &mut Draft<'_>| {
        if let Some((start, end, kind)) = open.take() {
            draft.push_block(Block::new(field, kind).piece(start..end));
        }
    };
    for (i, &(start, end)) in lines.iter().enumerate() {
        let line = &source[start..end];
        if line.trim().is_empty() {
            close(&mut open, draft);
            continue;
        }
        let blank = |l: Option<&(usize, usize)>| l.is_none_or(|&(s, e)| source[s..e].trim().is_empty());
        let alone = blank(i.checked_sub(1).and_then(|p| lines.get(p))) && blank(lines.get(i + 1)) && i + 1 < lines.len();
        // A title right over its text, which is longer than any line of verse or of words written downwards.
        let over_text = |(s, e): &(usize, usize)| source[*s..*e].trim().chars().nth(2 * MAX_HEADING).is_some();
        if first_block(draft, field) && open.is_none() && reads_as_title(line) && lines.get(i + 1).is_some_and(over_text) {
            draft.push_block(Block::new(field, BlockKind::Paragraph).piece(start..end));
            continue;
        }
        match shape(line.trim(), alone) {
            Shape::Heading(level) => {
                close(&mut open, draft);
                draft.push_block(Block::new(field, BlockKind::Heading).level(level).piece(start..end));
            }
            Shape::ListItem => {
                close(&mut open, draft);
                open = Some((start, end, BlockKind::ListItem));
            }
            Shape::Text => match &mut open {
                Some((_, last, _)) => *last = end,
                None => open = Some((start, end, BlockKind::Paragraph)),
            },
        }
    }
    close(&mut open, draft);
}

/// No block of the field has been added yet.
fn first_block(draft: &Draft<'_>, field: usize) -> bool {
    draft.blocks.last().is_none_or(|block| block.field != field)
}

/// The lines of `source` without their ends, which are LF, CRLF or CR.
fn lines(source: &str) -> Vec<(usize, usize)> {
    let mut lines = Vec::new();
    let mut start = 0;
    let bytes = source.as_bytes();
    for (i, &b) in bytes.iter().enumerate() {
        match b {
            b'\n' if i > 0 && bytes[i - 1] == b'\r' => start = i + 1,
            b'\n' | b'\r' => {
                lines.push((start, i));
                start = i + 1;
            }
            _ => {}
        }
    }
    lines.push((start, source.len()));
    lines
}

/// What a line reads as in plain text: a heading with its level, a list item, or else a paragraph. `over_text`: it
/// stands on its own with text below. For readers of files whose authors use no styles.
pub fn shape_of(line: &str, over_text: bool) -> (BlockKind, u8) {
    match shape(line, over_text) {
        Shape::Heading(level) => (BlockKind::Heading, level),
        Shape::ListItem => (BlockKind::ListItem, 0),
        Shape::Text => (BlockKind::Paragraph, 0),
    }
}

enum Shape {
    Heading(u8),
    ListItem,
    Text,
}

/// What a line reads as. `alone`: blank lines stand around it and text follows.
fn shape(line: &str, alone: bool) -> Shape {
    let hashes = line.chars().take_while(|&c| c == '#').count();
    if (1..=6).contains(&hashes) && line[hashes..].starts_with(' ') {
        return Shape::Heading(hashes as u8);
    }
    let stopped = line.chars().next_back().is_some_and(|c| fold(c).1 == Class::Break || matches!(c, '，' | ',' | '…' | '”' | '：' | ':'));
    let marker = marker(line);
    let short = line.chars().take(2 * MAX_HEADING + 1).count();
    let heading = |level| Shape::Heading(level);
    match marker {
        // 误区一： and 问题1： say that what follows is a heading, whatever its end.
        Some(Marker::Named) if short <= 2 * MAX_HEADING && !line.ends_with('。') => heading(2),
        Some(Marker::Han) if !stopped && short <= MAX_HEADING => heading(2),
        Some(Marker::Bracketed) if !stopped && short <= MAX_HEADING => heading(3),
        Some(_) => Shape::ListItem,
        None if !stopped && short <= MAX_HEADING && (alone || HEADING_WORDS.iter().any(|w| line.contains(w))) => heading(2),
        None => Shape::Text,
    }
}

enum Marker {
    /// 误区一： 问题1：
    Named,
    /// 一、
    Han,
    /// （一）
    Bracketed,
    /// 1. 1、 （1） ① - • ·
    Item,
}

fn marker(line: &str) -> Option<Marker> {
    let han = |c: char| "一二三四五六七八九十".contains(c);
    for name in ["误区", "问题", "谣言", "流言"] {
        if let Some(rest) = line.strip_prefix(name) {
            let number = rest.trim_start_matches(|c: char| han(c) || c.is_ascii_digit());
            if number.len() < rest.len() && number.starts_with(['：', ':']) {
                return Some(Marker::Named);
            }
        }
    }
    let rest = line.trim_start_matches(han);
    if rest.len() < line.len() && rest.starts_with('、') {
        return Some(Marker::Han);
    }
    if let Some(rest) = line.strip_prefix(['（', '(']) {
        let inner = rest.trim_start_matches(|c: char| han(c) || c.is_ascii_digit());
        if inner.len() < rest.len() && inner.starts_with(['）', ')']) {
            return Some(if rest.starts_with(han) { Marker::Bracketed } else { Marker::Item });
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let after = &line[digits..];
    // 1. and 1、 but not 1.5 or 2026年.
    let numbered =
        (1..=2).contains(&digits) && (after.starts_with(['、', '．']) || (after.starts_with('.') && !after[1..].starts_with(|c: char| c.is_ascii_digit())));
    let bullet = line.starts_with(['①', '②', '③', '④', '⑤', '⑥', '⑦', '⑧', '⑨', '⑩', '•', '●', '■', '◆', '▪', '✅'])
        || ["- ", "* ", "· "].iter().any(|b| line.starts_with(b));
    (numbered || bullet).then_some(Marker::Item)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::Channel;

    fn blocks(text: &str) -> Vec<(&'static str, String)> {
        let draft = Draft::new(Channel::Website).body(text);
        (0..draft.blocks().len()).map(|b| (draft.blocks()[b].kind().id(), draft.block_chars(b).collect())).collect()
    }

    #[test]
    fn blank_lines_part_paragraphs_and_single_line_breaks_do_not() {
        assert_eq!(blocks("今天\r\n天气好。\r\n\r\n明天也好。"), [("paragraph", "今天\r\n天气好。".into()), ("paragraph", "明天也好。".into())]);
        assert_eq!(blocks("加\n微\n信：kangfu888"), [("paragraph", "加\n微\n信：kangfu888".into())]);
        assert!(blocks(" \n\n ").is_empty());
    }

    #[test]
    fn headings_and_list_items_stand_alone() {
        let text = "误区一：吃偏方能断根\n有人停了药。\n一、招聘原则\n坚持公开。\n1. 取号\n2. 就诊";
        let kinds: Vec<&str> = blocks(text).into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, ["heading", "paragraph", "heading", "paragraph", "list-item", "list-item"]);
    }

    #[test]
    fn a_short_draft_is_no_heading() {
        assert_eq!(blocks("全国第一")[0].0, "paragraph");
        assert_eq!(blocks("大家好。\n\n走进检验科\n\n一滴血的旅行从这里开始。")[1].0, "heading");
    }

    #[test]
    fn the_first_line_over_a_text_is_its_title() {
        let first = |text: &str| blocks(text)[0].clone();
        let text = "门诊大厅新设导诊台，老年患者可由志愿者陪同取号、缴费、取药，候诊时间缩短了一半以上。";
        assert_eq!(first(&format!("便民服务再升级！\n\n{text}")), ("title", "便民服务再升级！".into()));
        assert_eq!(first(&format!("便民服务再升级\n{text}")), ("title", "便民服务再升级".into()));
        for none in ["各位患者", "作者：陆景明", "门诊大厅新设导诊台。", "一、便民服务"] {
            assert_ne!(first(&format!("{none}\n\n{text}")).0, "title", "{none}");
        }
        assert_eq!(first("便民服务再升级\n快来\n看看").0, "paragraph");
        let titled = Draft::new(Channel::Website).title("导诊台启用").body(format!("便民服务再升级\n\n{text}"));
        assert_eq!(titled.blocks().iter().filter(|b| b.kind() == BlockKind::Title).count(), 1);
        let reply = Draft::new(Channel::Reply).body(format!("便民服务再升级！\n\n{text}"));
        assert!(reply.blocks().iter().all(|b| b.kind() != BlockKind::Title));
    }

    #[test]
    fn a_decimal_is_no_list_marker() {
        assert_eq!(blocks("1.5万人次就诊")[0].0, "paragraph");
    }
}
