//! HTML as editors of official accounts write it: words split over nested spans, sections instead of paragraphs, styles
//! on every element.
//!
//! The tokenizer is html5gum's; text is what stands in the source between tags, so that every character keeps its
//! place. No tree is built: a stack of the open elements says what kind of block the words belong to and whether readers
//! see them, and is bounded by [`Limits::depth`].

mod element;
mod reference;
mod style;
mod table;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{HtmlString, Spanned, StartTag, Token, Tokenizer};
use yishen_engine::{Block, BlockKind, Draft, FieldName, NotCheckedKind};

use self::element::{Role, closes, role};
use self::style::Visibility;
use self::table::Table;
use crate::Limits;
use crate::blocks::{Words, Writer, within};

/// Adds `source` to the draft as a field written in HTML.
///
/// Each block element gives a block; words within inline elements join. Hidden text is read and marked hidden. Addresses
/// of links and texts that stand for pictures are blocks of their own. Scripts, styles and comments are not read;
/// pictures and videos are named in `not_checked`. Never fails: any text is HTML. Linear in the length of `source`.
pub fn push_html<'a>(draft: &mut Draft<'a>, name: FieldName, source: impl Into<Cow<'a, str>>, limits: &Limits) {
    let source = source.into();
    let (end, remark) = within(&source, limits);
    let text = source[..end].to_owned();
    let field = draft.push_field(name, source);
    if let Some(remark) = remark {
        draft.push_not_checked(remark);
    }
    let mut writer = Writer::new(draft, field, limits);
    read_html(&text, 0, BlockKind::Paragraph, limits, &mut writer);
    writer.finish();
}

/// Reads `html`, which stands at `offset` of the field's source. Words outside any telling element are of kind `outer`.
pub(crate) fn read_html(html: &str, offset: usize, outer: BlockKind, limits: &Limits, writer: &mut Writer<'_, '_>) {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut reader = Reader {
        html,
        offset,
        outer,
        depth: limits.depth,
        open: Vec::new(),
        beyond: 0,
        words: Words::default(),
        aside: Words::default(),
        later: Vec::new(),
        tables: Vec::new(),
        pictures: 0,
        videos: 0,
        writer,
    };
    // Where the tag read last ended, and whether the tokenizer saw text since.
    let (mut last, mut text) = (0, false);
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        let span = match &token {
            Token::StartTag(tag) => tag.span,
            Token::EndTag(tag) => tag.span,
            Token::Comment(comment) => comment.span,
            Token::Doctype(doctype) => doctype.span,
            Token::String(_) => {
                text = true;
                continue;
            }
            Token::Error(_) => continue,
        };
        // A defect in a span must not become one in a draft.
        let (start, end) = (span.start.clamp(last, html.len()), span.end.clamp(last, html.len()));
        if std::mem::take(&mut text) && html.get(last..start).is_some() {
            reader.text(last..start);
        }
        if html.is_char_boundary(end) {
            last = end;
        }
        match token {
            Token::StartTag(tag) => reader.start(&tag, start..last),
            Token::EndTag(tag) => reader.end(&name(&tag.name)),
            _ => {}
        }
    }
    if text {
        reader.text(last..html.len());
    }
    reader.finish();
}

fn name(name: &HtmlString) -> String {
    String::from_utf8_lossy(name).to_ascii_lowercase()
}

/// An element that has not ended.
struct Open {
    name: String,
    role: Role,
    visibility: Visibility,
    /// Styled to stand as a block, though its name is of an inline element.
    block: bool,
}

struct Reader<'r, 'w, 'a> {
    html: &'r str,
    offset: usize,
    outer: BlockKind,
    depth: usize,
    open: Vec<Open>,
    /// Elements deeper than the limit: their tags part blocks and say nothing else.
    beyond: usize,
    words: Words,
    /// Words that do not stand in the line: hidden ones, and readings over characters.
    aside: Words,
    /// Addresses and pictures' texts, which follow the block that they stand in.
    later: Vec<Block>,
    tables: Vec<Table>,
    pictures: u32,
    videos: u32,
    writer: &'r mut Writer<'w, 'a>,
}

impl Reader<'_, '_, '_> {
    fn text(&mut self, range: Range<usize>) {
        let (mut skipped, mut keeps_space, mut aside) = (false, false, false);
        for open in &self.open {
            skipped |= open.role == Role::Unread;
            keeps_space |= open.role == Role::Block(BlockKind::Code);
            aside |= open.role == Role::Reading;
        }
        if skipped {
            return;
        }
        let hidden = self.hidden();
        let (html, offset) = (self.html, self.offset);
        let words = if hidden || aside { &mut self.aside } else { &mut self.words };
        for (part, text) in reference::parts(html, range) {
            let place = offset + part.start..offset + part.end;
            match text {
                Some(text) => words.add(place, Some(&text)),
                None if keeps_space => words.add(place, None),
                None => words.add_collapsed(html, part, offset),
            }
        }
    }

    fn hidden(&self) -> bool {
        self.open.last().is_some_and(|open| open.visibility.is_hidden())
    }

    fn start(&mut self, tag: &StartTag<usize>, span: Range<usize>) {
        let name = name(&tag.name);
        let role = role(&name);
        self.close_implied(&name);
        let style = attribute(&tag.attributes, "style");
        let visibility = self.open.last().map_or_else(Visibility::default, |open| open.visibility);
        let visibility = visibility.under(&style, tag.attributes.contains_key(b"hidden".as_slice()));
        let block = matches!(role, Role::Block(_) | Role::Part | Role::Table | Role::Row) || style::is_block(&style);
        if block {
            self.flush();
        }
        match role {
            Role::LineBreak => {
                let range = self.offset + span.start..self.offset + span.end;
                // Two line breaks one after the other part paragraphs.
                if !self.hidden() && self.words.add_line_break(range) >= 2 {
                    self.flush();
                }
            }
            Role::Picture => {
                self.pictures += 1;
                self.attribute_block(tag, &span, "alt", BlockKind::Alt);
            }
            Role::Video => self.videos += 1,
            Role::Input => {
                for key in ["value", "placeholder"] {
                    self.attribute_block(tag, &span, key, BlockKind::Paragraph);
                }
            }
            Role::Link => self.attribute_block(tag, &span, "href", BlockKind::Link),
            Role::Table => self.tables.push(Table::default()),
            Role::Row => {
                if let Some(table) = self.tables.last_mut() {
                    table.start_row();
                }
            }
            _ => {}
        }
        if name == "td" || name == "th" {
            let width = attribute(&tag.attributes, "colspan").parse().unwrap_or(1);
            if let Some(table) = self.tables.last_mut() {
                table.start_cell(width);
            }
        }
        if element::is_void(&name) || (tag.self_closing && name.contains(':')) {
            return;
        }
        if self.open.len() >= self.depth {
            self.beyond += 1;
            return;
        }
        self.open.push(Open { name, role, visibility, block });
    }

    fn end(&mut self, name: &str) {
        if self.beyond > 0 {
            self.beyond -= 1;
            self.flush();
            return;
        }
        if let Some(at) = self.open.iter().rposition(|open| open.name == name) {
            self.close_to(at);
        } else if name == "p" {
            self.flush();
        }
    }

    /// Closes the elements that cannot stay open where `name` begins: a paragraph where a block begins.
    fn close_implied(&mut self, name: &str) {
        // Deeper markup than this is no list of items without end tags.
        const LOOK_BACK: usize = 32;
        let from = self.open.len().saturating_sub(LOOK_BACK);
        for at in (from..self.open.len()).rev() {
            match closes(name, &self.open[at].name) {
                element::Closing::Yes => return self.close_to(at),
                element::Closing::No => {}
                element::Closing::Stop => return,
            }
        }
    }

    /// Ends the open elements from this one on.
    fn close_to(&mut self, at: usize) {
        while self.open.len() > at {
            let last = self.open.last().expect("an element is open");
            let (block, hid) = (last.block, last.visibility.is_hidden() || last.role == Role::Reading);
            if block {
                self.flush();
            } else if hid && self.open.iter().rev().nth(1).is_none_or(|outer| !outer.visibility.is_hidden()) {
                self.flush_aside();
            }
            if self.open.pop().is_some_and(|open| open.role == Role::Table) {
                self.tables.pop();
            }
        }
    }

    /// What the words gathered so far are.
    fn kind(&self) -> (BlockKind, u8) {
        for open in self.open.iter().rev() {
            if let Role::Block(kind) = open.role
                && kind != BlockKind::Paragraph
            {
                let level = open.name.strip_prefix('h').and_then(|l| l.parse().ok()).unwrap_or(0);
                return (kind, if kind == BlockKind::Heading { level } else { 0 });
            }
        }
        (self.outer, 0)
    }

    /// Ends the block.
    fn flush(&mut self) {
        if !self.words.is_empty() {
            let (kind, level) = self.kind();
            let mut block = self.writer.block(kind).level(level);
            if kind == BlockKind::TableCell
                && let Some(table) = self.tables.last()
            {
                for head in table.heads() {
                    block = block.under(head);
                }
            }
            if let Some(index) = self.words.take(block).and_then(|block| self.writer.push(block))
                && kind == BlockKind::TableCell
                && let Some(table) = self.tables.last_mut()
            {
                table.set_block(index);
            }
        }
        self.flush_aside();
        for block in std::mem::take(&mut self.later) {
            self.writer.push(block);
        }
    }

    fn flush_aside(&mut self) {
        if self.aside.is_empty() {
            return;
        }
        let hidden = self.hidden();
        let block = self.writer.block(if hidden { self.outer } else { BlockKind::Note });
        if let Some(block) = self.aside.take(if hidden { block.hidden() } else { block }) {
            self.writer.push(block);
        }
    }

    /// Keeps an attribute's words for a block of their own.
    fn attribute_block(&mut self, tag: &StartTag<usize>, span: &Range<usize>, key: &str, kind: BlockKind) {
        let Some(range) = tag.attributes.get(key.as_bytes()).and_then(|value| value_range(self.html, value, span)) else { return };
        let wanted = kind != BlockKind::Link || self.html[range.clone()].contains("://");
        if wanted && !self.html[range.clone()].trim().is_empty() {
            let mut block = self.writer.block(kind);
            for (part, text) in reference::parts(self.html, range) {
                let place = self.offset + part.start..self.offset + part.end;
                block = match text {
                    Some(text) => block.piece_as(place, &text),
                    None => block.piece(place),
                };
            }
            self.later.push(block);
        }
    }

    fn finish(mut self) {
        self.flush();
        self.writer.remark(NotCheckedKind::Picture, self.pictures, "图片里的文字没有检查");
        self.writer.remark(NotCheckedKind::Video, self.videos, "视频、音频和嵌入的内容没有检查");
    }
}

fn attribute(attributes: &BTreeMap<HtmlString, Spanned<HtmlString, usize>>, key: &str) -> String {
    attributes.get(key.as_bytes()).map_or_else(String::new, |value| String::from_utf8_lossy(&value.value).to_ascii_lowercase())
}

/// Where an attribute's value stands between its quotes. The tokenizer's span begins at the attribute's name.
fn value_range(html: &str, value: &Spanned<HtmlString, usize>, tag: &Range<usize>) -> Option<Range<usize>> {
    let start = value.span.start.max(tag.start);
    let source = html.get(start..tag.end)?;
    let equals = source.find('=')? + 1;
    let from = equals + source[equals..].len() - source[equals..].trim_start().len();
    let quote = source[from..].chars().next()?;
    let (from, len) = match quote {
        '"' | '\'' => (from + 1, source[from + 1..].find(quote)?),
        _ => (from, source[from..].find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(source.len() - from)),
    };
    (len > 0).then(|| start + from..start + from + len)
}
