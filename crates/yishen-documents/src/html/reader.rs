//! Tags and text into blocks: the stack of open elements and the words gathered under it.

use std::ops::Range;

use yishen_engine::{BlockKind, NotCheckedKind};

use super::elements::Element;
use super::references::reference;
use super::style::{Flow, Style};
use super::table::Table;
use super::tokens::{Tag, Token, is_space};
use crate::Limits;
use crate::blocks::{Blocks, Words};

/// Attributes whose words readers see or hear.
const SPOKEN: &[&str] = &["alt", "title", "placeholder", "aria-label", "aria-description", "label"];

/// Attributes that cards of official accounts show.
const CARD: &[&str] = &["data-nickname", "data-signature", "data-title", "data-desc", "data-name", "data-digest"];

/// How far behind a link's tag its words are looked for.
const NEAR: usize = 400;

/// An element that has not ended.
struct Open<'s> {
    name: &'s str,
    element: Element,
    /// What the element itself changes.
    own: Own,
    style: Style,
    kind: (BlockKind, u8),
    /// A block begins and ends with it.
    is_block: bool,
}

/// What an element changes of what its parent says.
#[derive(Clone, Debug)]
struct Own {
    declarations: Option<Range<usize>>,
    gone: bool,
}

/// Reads one field. HTML and Markdown drive it alike: elements open and close, words come between.
pub(crate) struct Reader<'s> {
    source: &'s str,
    bytes: usize,
    depth: usize,
    open: Vec<Open<'s>>,
    /// Elements that are too deep to be kept.
    too_deep: usize,
    was_too_deep: bool,
    tables: Vec<Table>,
    blocks: Blocks,
    words: Words,
    /// Words that readers don't see, within the block that is open.
    hidden: Words,
    /// Words beside the block that is open, such as those that stand for a picture.
    beside: Vec<(BlockKind, bool, Words)>,
    /// Words of a ruby's reading, or of what stands for a picture.
    reading: Words,
    pictures: u32,
    videos: u32,
    /// Where text began that was not read.
    unread: Option<usize>,
}

impl<'s> Reader<'s> {
    pub(crate) fn new(source: &'s str, limits: &Limits) -> Reader<'s> {
        let mut blocks = Blocks::new(limits);
        if source.len() > limits.bytes {
            blocks.not_checked(NotCheckedKind::Limit, 1, format!("正文超过 {} 字节，后面的文字没有读", limits.bytes));
        }
        Reader {
            source,
            bytes: limits.bytes,
            depth: limits.depth,
            open: Vec::new(),
            too_deep: 0,
            was_too_deep: false,
            tables: Vec::new(),
            blocks,
            words: Words::default(),
            hidden: Words::default(),
            beside: Vec::new(),
            reading: Words::default(),
            pictures: 0,
            videos: 0,
            unread: None,
        }
    }

    /// The blocks, when all is read.
    pub(crate) fn finish(mut self) -> Blocks {
        self.end_block();
        let mut blocks = self.blocks;
        blocks.not_checked(NotCheckedKind::Picture, self.pictures, "图片里的文字没有检查");
        blocks.not_checked(NotCheckedKind::Video, self.videos, "视频、音频和嵌入的页面没有检查");
        if let Some(at) = self.unread {
            let line = 1 + self.source[..at].bytes().filter(|&b| b == b'\n').count();
            blocks.not_checked(NotCheckedKind::Part, 1, format!("第 {line} 行起的标签、注释或脚本没有结束，后面的文字没有读"));
        }
        if self.was_too_deep {
            blocks.not_checked(NotCheckedKind::Limit, 1, format!("标签嵌套超过 {} 层，更深处的文字当作外层的文字读", self.depth));
        }
        if blocks.is_full() {
            blocks.not_checked(NotCheckedKind::Limit, 1, "段落太多，后面的文字没有读");
        }
        blocks
    }

    pub(crate) fn token(&mut self, token: Token<'s>) {
        match token {
            Token::Text(range) => self.text(range),
            Token::Start(tag) => self.start(&tag),
            Token::End(tag) => self.end(tag.name, tag.range),
            Token::Unfinished(range) => self.unread = self.unread.or(Some(range.start)),
        }
    }

    /// How much of the source is read.
    pub(crate) fn readable(&self) -> Range<usize> {
        0..boundary(self.source, self.bytes)
    }

    // -- words ----------------------------------------------------------------------------------------------------

    /// Text of HTML: references are decoded, white space collapses.
    fn text(&mut self, range: Range<usize>) {
        if self.top().is_some_and(|o| o.element == Element::Head) && !self.source[range.clone()].trim().is_empty() {
            self.close_from(self.open.len() - 1);
        }
        self.read_text(range, true);
    }

    /// Text whose ampersands are only that.
    pub(crate) fn verbatim(&mut self, range: Range<usize>) {
        self.read_text(range, false);
    }

    fn read_text(&mut self, range: Range<usize>, references: bool) {
        let style = self.style();
        if style.unread {
            return;
        }
        let source = self.source;
        let (mut at, end) = (range.start, range.end);
        while at < end {
            let rest = &source[at..end];
            let first = rest.as_bytes()[0];
            if first == b'&' {
                match reference(rest, false).filter(|_| references) {
                    Some((length, text)) => {
                        self.word_as(at..at + length, &text);
                        at += length;
                    }
                    None => {
                        self.word(at..at + 1);
                        at += 1;
                    }
                }
                continue;
            }
            if is_space(first) && !style.kept {
                let length = rest.bytes().take_while(|&b| is_space(b)).count();
                self.space(at..at + length);
                at += length;
                continue;
            }
            if style.kept && matches!(first, b'\n' | b'\r') {
                let length = if rest.starts_with("\r\n") { 2 } else { 1 };
                self.line_break(at..at + length);
                at += length;
                continue;
            }
            let stop = |b: &u8| *b == b'&' || if style.kept { matches!(b, b'\n' | b'\r') } else { is_space(*b) };
            let length = rest.bytes().position(|b| stop(&b)).unwrap_or(rest.len());
            self.word(at..at + length);
            at += length;
        }
    }

    /// Where words go now.
    fn into(&mut self) -> &mut Words {
        let style = self.style();
        match style.beside {
            Some(_) => &mut self.reading,
            None if style.hides() => &mut self.hidden,
            None => &mut self.words,
        }
    }

    /// Words that stand in the source as they are.
    pub(crate) fn word(&mut self, range: Range<usize>) {
        let linked = self.style().linked;
        let words = self.into();
        words.in_link(linked);
        words.push(range);
    }

    /// Words that the source spells otherwise.
    pub(crate) fn word_as(&mut self, range: Range<usize>, text: &str) {
        let linked = self.style().linked;
        let words = self.into();
        words.in_link(linked);
        words.push_as(range, text);
    }

    pub(crate) fn space(&mut self, range: Range<usize>) {
        self.into().push_space(range);
    }

    /// A picture whose words are not read.
    pub(crate) fn picture(&mut self) {
        self.pictures += 1;
    }

    /// A line ends; an empty line ends the block.
    pub(crate) fn line_break(&mut self, range: Range<usize>) {
        if self.into().push_break(range) {
            self.end_block();
        }
    }

    // -- blocks ---------------------------------------------------------------------------------------------------

    /// What was gathered is a block; then comes what stood beside it.
    fn end_block(&mut self) {
        let (kind, level) = self.top().map_or((BlockKind::Paragraph, 0), |o| o.kind);
        let heads = self.tables.last().map(Table::heads).unwrap_or_default();
        self.end_beside();
        let words = std::mem::take(&mut self.words);
        if let Some(block) = self.blocks.add(kind, level, false, words, &heads)
            && let Some(table) = self.tables.last_mut()
        {
            table.name(block);
        }
        for (beside, hidden, words) in std::mem::take(&mut self.beside) {
            self.blocks.add(beside, if beside == kind { level } else { 0 }, hidden, words, &heads);
        }
    }

    /// What stands beside the words, or is not seen, ends before they do.
    fn end_beside(&mut self) {
        let style = self.style();
        let kind = self.top().map_or(BlockKind::Paragraph, |o| o.kind.0);
        for (kind, hidden, words) in [(style.beside.unwrap_or(BlockKind::Note), style.hides(), &mut self.reading), (kind, true, &mut self.hidden)] {
            let words = std::mem::take(words);
            if !words.is_empty() {
                self.beside.push((kind, hidden, words));
            }
        }
    }

    /// The value of an attribute is a block of its own.
    pub(crate) fn attribute(&mut self, range: Range<usize>, kind: BlockKind, hidden: bool) {
        let source = self.source;
        let mut words = Words::default();
        let (mut at, end) = (range.start, range.end);
        while at < end {
            let rest = &source[at..end];
            if let Some((length, text)) = reference(rest, true) {
                words.push_as(at..at + length, &text);
                at += length;
                continue;
            }
            let length = rest.bytes().skip(1).position(|b| b == b'&').map_or(rest.len(), |i| i + 1);
            if !rest[..length].trim().is_empty() {
                words.push(at..at + length);
            }
            at += length;
        }
        if !words.is_empty() {
            self.beside.push((kind, hidden, words));
        }
    }

    /// A link's address, when it leads out of the page and its words, which stand in `near`, don't show it.
    pub(crate) fn address(&mut self, range: Range<usize>, near: Range<usize>) {
        let value = &self.source[range.clone()];
        let blank = value.len() - value.trim_start().len();
        let lower: String = value.trim_start().chars().take(12).collect::<String>().to_ascii_lowercase();
        let scheme = match lower.as_str() {
            l if ["http://", "https://", "//", "weixin://", "ftp://"].iter().any(|s| l.starts_with(s)) => 0,
            l if l.starts_with("tel:") || l.starts_with("sms:") => 4,
            l if l.starts_with("mailto:") => 7,
            _ => return,
        };
        let address = range.start + blank + scheme..range.end;
        if !self.source[near].contains(self.source[address.clone()].trim_end()) {
            let hidden = self.style().hides();
            self.attribute(address, BlockKind::Link, hidden);
        }
    }

    // -- elements -------------------------------------------------------------------------------------------------

    fn top(&self) -> Option<&Open<'s>> {
        self.open.last()
    }

    fn style(&self) -> Style {
        self.top().map_or_else(Style::default, |o| o.style)
    }

    fn start(&mut self, tag: &Tag<'s>) {
        let drawn = self.style().drawn;
        let element = match Element::of(tag.name) {
            Element::PageTitle if drawn => Element::Beside(BlockKind::Alt),
            element => element,
        };
        // What an element shows by its attributes. The first of a name counts.
        let mut own = Own { declarations: None, gone: false };
        let (mut href, mut value, mut source_text, mut button) = (None, None, false, true);
        let (mut width, mut height) = (1, 1);
        let mut spoken: Vec<(&'static str, Range<usize>)> = Vec::new();
        let card = tag.name.get(..2).is_some_and(|p| p.eq_ignore_ascii_case("mp"));
        let (mut is_article, mut is_open) = (false, false);
        for (name, range) in tag.attributes() {
            let written = &self.source[range.clone()];
            let is = |n: &str| name.eq_ignore_ascii_case(n);
            let number = || written.trim().parse::<usize>().unwrap_or(1).min(1_000);
            match () {
                () if is("style") => own.declarations = own.declarations.or(Some(range)),
                () if is("hidden") => own.gone = true,
                () if is("href") => href = href.or(Some(range)),
                () if is("value") => value = value.or(Some(range)),
                () if is("type") => {
                    own.gone |= element == Element::Input && written.eq_ignore_ascii_case("hidden");
                    button = ["button", "submit", "reset", "text", "search"].iter().any(|t| written.eq_ignore_ascii_case(t));
                }
                () if is("srcdoc") => source_text = !written.trim().is_empty(),
                () if is("colspan") => width = number(),
                () if is("rowspan") => height = number(),
                // A saved page of an official account hides its article until a script shows it.
                () if is("id") => is_article = written == "js_content",
                () if is("open") => is_open = true,
                () => {
                    let names = SPOKEN.iter().chain(if card { CARD } else { &[] });
                    if let Some(&known) = names.into_iter().find(|n| is(n))
                        && spoken.iter().all(|(n, _)| *n != known)
                    {
                        spoken.push((known, range));
                    }
                }
            }
        }
        if is_article {
            own.declarations = None;
        }
        own.gone |= tag.name.eq_ignore_ascii_case("dialog") && !is_open;

        let parent = self.style();
        let mut style = parent;
        style.gone |= own.gone;
        let (flow, pictures) = self.declare(&mut style, &own);
        if !parent.unread {
            self.pictures += pictures;
        }
        let mut is_block = element.is_block();
        match flow {
            Some(Flow::Block) => is_block = true,
            Some(Flow::Inline) if matches!(element, Element::Block(_) | Element::Paragraph) => is_block = false,
            _ => {}
        }
        if !parent.unread {
            match element {
                Element::LineBreak => self.line_break(tag.range.clone()),
                Element::Picture => self.pictures += 1,
                Element::Svg => self.pictures += 1,
                Element::Video => {
                    self.videos += 1;
                    if source_text {
                        self.unread = self.unread.or(Some(tag.range.start));
                    }
                }
                _ => {}
            }
        }
        if element == Element::LineBreak {
            return;
        }
        if element.is_void(tag.name) || (drawn && tag.is_self_closing()) {
            if tag.name.eq_ignore_ascii_case("hr") {
                self.implied_ends(Element::Block(None));
                self.end_block();
            }
            if let (Element::Input, Some(value), true, false) = (element, value, button, own.gone) {
                self.attribute(value, BlockKind::Paragraph, style.hides());
            }
            if !(own.gone && element == Element::Input) {
                self.speak(spoken, style);
            }
            return;
        }
        self.enter(tag.name, element, own, Some(is_block), (width, height));
        self.speak(spoken, style);
        if let (Element::Link, Some(href), false) = (element, href, style.unread) {
            let after = &self.source[tag.range.end..boundary(self.source, tag.range.end + NEAR)];
            let words = tag.range.end..tag.range.end + after.find("</a").unwrap_or(after.len());
            self.address(href, words);
        }
    }

    fn speak(&mut self, spoken: Vec<(&'static str, Range<usize>)>, style: Style) {
        if style.unread {
            return;
        }
        for (_, range) in spoken {
            self.attribute(range, BlockKind::Alt, style.hides());
        }
    }

    /// Applies an element's own declarations.
    fn declare(&self, style: &mut Style, own: &Own) -> (Option<Flow>, u32) {
        let Some(range) = own.declarations.clone() else { return (None, 0) };
        style.apply(&self.source[range])
    }

    /// Opens an element that the source does not write as a tag; `close` ends it by its name.
    pub(crate) fn open(&mut self, name: &'s str, element: Element) {
        self.enter(name, element, Own { declarations: None, gone: false }, None, (1, 1));
    }

    fn enter(&mut self, name: &'s str, element: Element, own: Own, is_block: Option<bool>, (width, height): (usize, usize)) {
        let is_block = is_block.unwrap_or(element.is_block());
        self.implied_ends(if is_block && !element.is_block() { Element::Block(None) } else { element });
        if is_block {
            self.end_block();
        }
        if self.open.len() >= self.depth {
            self.too_deep += 1;
            self.was_too_deep = true;
            return;
        }
        match element {
            Element::Table => self.tables.push(Table::default()),
            Element::Row => {
                if let Some(table) = self.tables.last_mut() {
                    table.begin_row();
                }
            }
            Element::Cell { head } => {
                if let Some(table) = self.tables.last_mut() {
                    table.begin_cell(head, width, height);
                }
            }
            Element::Beside(_) => self.end_beside(),
            _ => {}
        }
        let mut open = Open { name, element, own, style: Style::default(), kind: (BlockKind::Paragraph, 0), is_block };
        self.inherit(&mut open, self.open.len());
        self.open.push(open);
    }

    /// What holds in an element at this depth: what its parent says, and what it changes.
    fn inherit(&self, open: &mut Open<'s>, depth: usize) {
        let parent = depth.checked_sub(1).map(|p| &self.open[p]);
        open.style = parent.map_or_else(Style::default, |p| p.style);
        open.kind = open.element.kind().or(parent.map(|p| p.kind)).unwrap_or((BlockKind::Paragraph, 0));
        open.style.gone |= open.own.gone;
        open.style.kept |= open.element == Element::Pre || open.name.eq_ignore_ascii_case("textarea");
        open.style.linked |= open.element == Element::Link;
        open.style.drawn |= open.element == Element::Svg;
        if let Element::Beside(kind) = open.element {
            open.style.beside = Some(kind);
        }
        open.style.unread |= matches!(open.element, Element::Unread | Element::Head | Element::Video) || open.name.eq_ignore_ascii_case("canvas");
        // The title is all that the head shows.
        open.style.unread &= open.element != Element::PageTitle || parent.is_some_and(|p| p.element != Element::Head);
        self.declare(&mut open.style, &open.own);
    }

    /// Ends the elements that `next` cannot stand in.
    fn implied_ends(&mut self, next: Element) {
        let ends = |o: &Open<'_>| o.element.ends_before(next);
        // Only what lies within the nearest cell or table, and for cells and rows the nearest table.
        let rows = matches!(next, Element::Row | Element::RowGroup | Element::Cell { .. });
        let scope = |o: &Open<'_>| o.element == Element::Table || (!rows && o.element.is_scope());
        if !(next.is_block() || matches!(self.top(), Some(o) if o.element == Element::Head)) {
            return;
        }
        let mut outermost = None;
        for (i, open) in self.open.iter().enumerate().rev() {
            if ends(open) {
                outermost = Some(i);
                // A paragraph within an item: go on to the item.
                if !matches!(open.element, Element::Paragraph | Element::Cell { .. } | Element::Row) {
                    break;
                }
            } else if scope(open) || (!rows && open.is_block && matches!(open.element, Element::Block(_))) {
                break;
            }
        }
        if let Some(i) = outermost {
            self.close_from(i);
        }
    }

    /// Ends this element and all in it.
    fn close_from(&mut self, index: usize) {
        while self.open.len() > index {
            let Some(open) = self.top() else { break };
            let (element, is_block, open_style) = (open.element, open.is_block, open.style);
            let outer = self.open.len().checked_sub(2).map_or_else(Style::default, |i| self.open[i].style);
            if is_block {
                self.end_block();
            } else if (open_style.beside, open_style.hides()) != (outer.beside, outer.hides()) {
                self.end_beside();
            }
            match element {
                Element::Table => drop(self.tables.pop()),
                Element::Cell { .. } => {
                    if let Some(table) = self.tables.last_mut() {
                        table.end_cell();
                    }
                }
                _ => {}
            }
            self.open.pop();
        }
    }

    fn end(&mut self, name: &'s str, range: Range<usize>) {
        let element = Element::of(name);
        match element {
            // Browsers read it as a break.
            Element::LineBreak => return self.line_break(range),
            _ if element.is_void(name) => return,
            _ => {}
        }
        self.close(name);
    }

    /// Ends the nearest open element of this name.
    pub(crate) fn close(&mut self, name: &str) {
        let element = Element::of(name);
        if self.too_deep > 0 {
            self.too_deep -= 1;
            if element.is_block() {
                self.end_block();
            }
            return;
        }
        let same = |o: &Open<'_>| match (o.element, element) {
            (Element::Heading(_), Element::Heading(_)) => true,
            _ => o.name.eq_ignore_ascii_case(name),
        };
        let in_table = matches!(element, Element::Table | Element::Row | Element::RowGroup | Element::Cell { .. });
        let mut found = None;
        for (i, open) in self.open.iter().enumerate().rev() {
            if same(open) {
                found = Some(i);
                break;
            }
            if open.element.is_scope() && !in_table {
                break;
            }
        }
        let Some(index) = found else {
            // A stray end tag of a block still parts the words.
            if element.is_block() {
                self.end_block();
            }
            return;
        };
        let alone = index + 1 == self.open.len();
        if alone
            || self.open[index].is_block
            || element.is_block()
            || self.open[index].style != self.open[..index].last().map_or_else(Style::default, |o| o.style)
        {
            return self.close_from(index);
        }
        // An inline element ends alone: `<b><i>…</b>…</i>`.
        if self.open[index + 1..].iter().any(|o| matches!(o.element, Element::Svg | Element::Unread)) {
            return self.close_from(index);
        }
        self.open.remove(index);
        for i in index..self.open.len() {
            let mut open = self.open.remove(i);
            self.inherit(&mut open, i);
            self.open.insert(i, open);
        }
    }
}

/// The last edge of a character at or before this byte.
fn boundary(source: &str, at: usize) -> usize {
    (0..=at.min(source.len())).rev().find(|&i| source.is_char_boundary(i)).unwrap_or(0)
}
