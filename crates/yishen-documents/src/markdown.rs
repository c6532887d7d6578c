//! Markdown: CommonMark with tables, footnotes, strike-through, task lists and front matter, as pulldown-cmark reads it.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use yishen_engine::{Block, BlockKind, Draft, FieldName, NotCheckedKind};

use crate::Limits;
use crate::blocks::{Words, Writer, within};
use crate::html::read_html;

/// Adds `source` to the draft as a field written in Markdown.
///
/// Its blocks are blocks; a first-level heading is a title; addresses of links and texts that stand for pictures are
/// blocks of their own; HTML within is read as HTML; of front matter the values are read. Never fails: any text is
/// Markdown. Linear in the length of `source`.
pub fn push_markdown<'a>(draft: &mut Draft<'a>, name: FieldName, source: impl Into<Cow<'a, str>>, limits: &Limits) {
    let source = source.into();
    let (end, remark) = within(&source, limits);
    let text = source[..end].to_owned();
    let field = draft.push_field(name, source);
    if let Some(remark) = remark {
        draft.push_not_checked(remark);
    }
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut reader = Reader {
        source: &text,
        limits,
        kinds: Vec::new(),
        words: Words::default(),
        alt: Words::default(),
        in_picture: 0,
        later: Vec::new(),
        front_matter: false,
        table: Table::default(),
        pictures: 0,
        writer: Writer::new(draft, field, limits),
    };
    for (event, range) in Parser::new_ext(&text, options).into_offset_iter() {
        reader.read(event, range);
    }
    reader.finish();
}

/// A table being read.
#[derive(Default)]
struct Table {
    in_head: bool,
    column: usize,
    heads: Vec<Option<usize>>,
    row_head: Option<usize>,
}

struct Reader<'r, 'w, 'a> {
    source: &'r str,
    limits: &'r Limits,
    /// The kinds of the blocks that are open, with a heading's level.
    kinds: Vec<(BlockKind, u8)>,
    words: Words,
    /// The text that stands for the picture being read.
    alt: Words,
    in_picture: u32,
    /// Addresses and pictures' texts, which follow the block that they stand in.
    later: Vec<Block>,
    front_matter: bool,
    table: Table,
    pictures: u32,
    writer: Writer<'w, 'a>,
}

impl Reader<'_, '_, '_> {
    fn read(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.front_matter => self.read_front_matter(&text, range),
            Event::Text(text) => self.add(&text, range),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                // The words stand between back-ticks.
                let inner = self.source[range.clone()].find(&*text).map(|at| range.start + at..range.start + at + text.len());
                self.add(&text, inner.unwrap_or(range));
            }
            Event::SoftBreak => self.words().add_collapsed_space(range, false),
            Event::HardBreak => {
                self.words().add_line_break(range);
            }
            Event::Html(_) => read_html(&self.source[range.clone()], range.start, BlockKind::Paragraph, self.limits, &mut self.writer),
            Event::InlineHtml(html) if html.to_ascii_lowercase().starts_with("<br") => {
                self.words().add_line_break(range);
            }
            Event::FootnoteReference(_) | Event::InlineHtml(_) | Event::TaskListMarker(_) | Event::Rule => {}
        }
    }

    fn words(&mut self) -> &mut Words {
        if self.in_picture > 0 { &mut self.alt } else { &mut self.words }
    }

    fn add(&mut self, text: &str, range: Range<usize>) {
        let written = self.source[range.clone()] == *text;
        self.words().add(range, (!written).then_some(text));
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        let kind = match tag {
            Tag::Paragraph => return,
            Tag::Heading { level: HeadingLevel::H1, .. } => (BlockKind::Title, 0),
            Tag::Heading { level, .. } => (BlockKind::Heading, *level as u8),
            Tag::BlockQuote(_) => (BlockKind::Quotation, 0),
            Tag::CodeBlock(_) => (BlockKind::Code, 0),
            Tag::Item => (BlockKind::ListItem, 0),
            Tag::FootnoteDefinition(_) => (BlockKind::Note, 0),
            Tag::TableCell => (BlockKind::TableCell, 0),
            Tag::Table(_) => {
                self.flush();
                self.table = Table::default();
                return;
            }
            Tag::TableHead | Tag::TableRow => {
                self.table.in_head = matches!(tag, Tag::TableHead);
                self.table.column = 0;
                self.table.row_head = None;
                return;
            }
            Tag::MetadataBlock(_) => {
                self.front_matter = true;
                return;
            }
            Tag::Image { .. } => {
                self.pictures += 1;
                self.in_picture += 1;
                return;
            }
            Tag::Link { dest_url, .. } => return self.keep_address(dest_url, range),
            _ => return,
        };
        self.flush();
        self.kinds.push(kind);
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.flush(),
            TagEnd::Heading(_) | TagEnd::BlockQuote(_) | TagEnd::CodeBlock | TagEnd::Item | TagEnd::FootnoteDefinition | TagEnd::TableCell => {
                self.flush();
                self.kinds.pop();
                self.table.column += usize::from(tag == TagEnd::TableCell);
            }
            TagEnd::MetadataBlock(_) => self.front_matter = false,
            TagEnd::Image => {
                self.in_picture = self.in_picture.saturating_sub(1);
                if self.in_picture == 0 {
                    let block = self.writer.block(BlockKind::Alt);
                    self.later.extend(self.alt.take(block));
                }
            }
            _ => {}
        }
    }

    /// The address of a link, unless it is its own text.
    fn keep_address(&mut self, address: &str, link: Range<usize>) {
        if !address.contains("://") || self.source[link.clone()].starts_with('<') {
            return;
        }
        if let Some(at) = self.source[link.clone()].rfind(address) {
            let block = self.writer.block(BlockKind::Link).piece(link.start + at..link.start + at + address.len());
            self.later.push(block);
        }
    }

    /// `key: value` lines: a title is the title, other lines are read as they stand.
    fn read_front_matter(&mut self, text: &str, range: Range<usize>) {
        let mut at = range.start;
        for line in text.split_inclusive('\n') {
            let (start, words) = (at, line.trim_end());
            at += line.len();
            if self.source.get(start..start + words.len()) != Some(words) || words.is_empty() {
                continue;
            }
            let value = words.strip_prefix("title:").map(|value| value.trim().trim_matches(['"', '\'']));
            let (kind, words) = value.map_or((BlockKind::Paragraph, words), |value| (BlockKind::Title, value));
            let from = start + self.source[start..at.min(range.end)].find(words).unwrap_or(0);
            if !words.is_empty() {
                let block = self.writer.block(kind).piece(from..from + words.len());
                self.writer.push(block);
            }
        }
    }

    fn flush(&mut self) {
        let (kind, level) = self.kinds.last().copied().unwrap_or((BlockKind::Paragraph, 0));
        let mut block = self.writer.block(kind).level(level);
        if kind == BlockKind::TableCell && !self.table.in_head {
            let column = self.table.heads.get(self.table.column).copied().flatten();
            for head in column.into_iter().chain(self.table.row_head.filter(|_| self.table.column > 0)) {
                block = block.under(head);
            }
        }
        let index = self.words.take(block).and_then(|block| self.writer.push(block));
        if kind == BlockKind::TableCell {
            if self.table.in_head {
                self.table.heads.resize(self.table.column, None);
                self.table.heads.push(index);
            } else if self.table.column == 0 {
                self.table.row_head = index;
            }
        }
        for block in std::mem::take(&mut self.later) {
            self.writer.push(block);
        }
    }

    fn finish(mut self) {
        self.flush();
        self.writer.remark(NotCheckedKind::Picture, self.pictures, "图片里的文字没有检查");
        self.writer.finish();
    }
}
