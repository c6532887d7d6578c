//! What is screened, and what is known about it besides its words.

mod date;
mod facts;
mod plain;

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use date::{Date, DateError};
pub use facts::{AdApproval, FactError, Facts, Source};
#[cfg(feature = "compile")]
pub(crate) use facts::{FACTS, FactKind};
pub use plain::{MAX_HEADING, shape_of};

use crate::report::NotChecked;
use crate::span::Span;

/// Defines an enum whose variants have kebab-case ids, for serde, for lists in diagnostics and for the command line.
macro_rules! named_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $id:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        $vis enum $name { $($(#[$vmeta])* #[serde(rename = $id)] $variant,)+ }

        impl $name {
            /// Every value, in order.
            #[allow(dead_code, reason = "not every enum is listed")]
            $vis const ALL: &[$name] = &[$($name::$variant),+];

            /// The id used in packs, JSON and on the command line.
            $vis fn id(self) -> &'static str {
                match self { $($name::$variant => $id,)+ }
            }

            /// The value with this id.
            #[allow(dead_code, reason = "not every enum is read by its ids")]
            $vis fn from_id(id: &str) -> Option<$name> {
                match id { $($id => Some($name::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.id())
            }
        }
    };
}
pub(crate) use named_enum;

named_enum! {
    /// Where the draft will appear.
    #[non_exhaustive]
    pub enum Channel {
        /// The hospital's website.
        Website = "website",
        /// A WeChat official account.
        Wechat = "wechat",
        /// Weibo.
        Weibo = "weibo",
        /// The hospital's newspaper.
        Newspaper = "newspaper",
        /// Video captions and descriptions.
        Video = "video",
        /// The hospital's answer to a comment or message.
        Reply = "reply",
        /// A comment by the public: only leaked personal data and plainly unlawful content are found.
        Comment = "comment",
    }
}

impl Channel {
    /// Its Chinese name.
    pub fn title(self) -> &'static str {
        match self {
            Channel::Website => "网站",
            Channel::Wechat => "微信公众号",
            Channel::Weibo => "微博",
            Channel::Newspaper => "院报",
            Channel::Video => "视频",
            Channel::Reply => "回复",
            Channel::Comment => "公众评论",
        }
    }

    /// Replies and comments have no genre.
    pub fn has_genre(self) -> bool {
        !matches!(self, Channel::Reply | Channel::Comment)
    }
}

named_enum! {
    /// What kind of text the draft is; decides how serious a finding is.
    #[non_exhaustive]
    pub enum Genre {
        /// News and features.
        News = "news",
        /// Popular science.
        Science = "science",
        /// Disclosure: guides for patients, yearly reports, pages about departments.
        Disclosure = "disclosure",
        /// Notices and announcements.
        Notice = "notice",
        /// An approved medical advertisement. Never inferred.
        Advertisement = "advertisement",
        /// Recruitment of subjects for a trial. Never inferred.
        TrialRecruitment = "trial-recruitment",
    }
}

impl Genre {
    /// Its Chinese name.
    pub fn title(self) -> &'static str {
        match self {
            Genre::News => "新闻",
            Genre::Science => "科普",
            Genre::Disclosure => "信息公开",
            Genre::Notice => "通知公告",
            Genre::Advertisement => "医疗广告",
            Genre::TrialRecruitment => "受试者招募",
        }
    }
}

named_enum! {
    /// The caller's own strings.
    #[non_exhaustive]
    pub enum FieldName {
        /// The headline.
        Title = "title",
        /// The summary or lead.
        Summary = "summary",
        /// The text itself.
        Body = "body",
        /// A caption.
        Caption = "caption",
    }
}

named_enum! {
    /// What a block's words are.
    #[non_exhaustive]
    pub enum BlockKind {
        /// The headline.
        Title = "title",
        /// A heading within the text.
        Heading = "heading",
        /// A paragraph.
        Paragraph = "paragraph",
        /// One item of a list.
        ListItem = "list-item",
        /// One cell of a table.
        TableCell = "table-cell",
        /// A quotation set off as a block.
        Quotation = "quotation",
        /// The caption of a picture or table.
        Caption = "caption",
        /// The text that stands for a picture.
        Alt = "alt",
        /// The words of a link that stands alone, or its address.
        Link = "link",
        /// Code or preformatted text.
        Code = "code",
        /// A page's header or footer.
        HeaderFooter = "header-footer",
        /// A footnote, endnote or comment.
        Note = "note",
    }
}

impl FieldName {
    /// Its Chinese name.
    pub fn title(self) -> &'static str {
        match self {
            FieldName::Title => "标题",
            FieldName::Summary => "摘要",
            FieldName::Body => "正文",
            FieldName::Caption => "图注",
        }
    }
}

/// A string that the caller gave; spans of findings index its `source`.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    name: FieldName,
    source: Cow<'a, str>,
    /// Its blocks are cut from the source as it stands.
    plain: bool,
}

impl Field<'_> {
    /// Which of the caller's strings it is.
    pub fn name(&self) -> FieldName {
        self.name
    }

    /// The string as given.
    pub fn source(&self) -> &str {
        &self.source
    }
}

/// A stretch of a block: where it stands in the field's source and, where markup spells it otherwise, its words.
#[derive(Clone, Debug)]
pub struct Piece {
    source: Range<usize>,
    text: Option<Box<str>>,
}

impl Piece {
    pub(crate) fn start(&self) -> usize {
        self.source.start
    }

    pub(crate) fn span(&self) -> Span {
        Span::new(self.source.start, self.source.end)
    }

    /// The words stand in the source as they are.
    pub(crate) fn is_literal(&self) -> bool {
        self.text.is_none()
    }

    /// The visible words.
    pub(crate) fn words<'s>(&'s self, source: &'s str) -> &'s str {
        self.text.as_deref().unwrap_or(&source[self.source.clone()])
    }
}

/// A part of a field that is read as a whole: a paragraph, a heading, a cell. No finding crosses a block.
#[derive(Clone, Debug)]
pub struct Block {
    field: usize,
    kind: BlockKind,
    level: u8,
    hidden: bool,
    pieces: Vec<Piece>,
    heads: Vec<usize>,
    place: Option<DocumentPlace>,
}

/// Where a block stands in a file whose text was extracted from several parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DocumentPlace {
    /// The part's name: `word/document.xml`.
    pub part: String,
    /// The paragraph in that part, from 1, as the file counts them: those in tables and text boxes too.
    pub paragraph: u32,
}

impl DocumentPlace {
    /// What kind of part it is: `header` of `word/header2.xml`.
    pub fn part_kind(&self) -> &str {
        let name = self.part.rsplit('/').next().unwrap_or_default();
        name.trim_end_matches(".xml").trim_end_matches(|c: char| c.is_ascii_digit())
    }

    /// What people call the part, in Chinese; the name of one that has no other.
    fn part_title(&self) -> &str {
        match self.part_kind() {
            "header" => "页眉",
            "footer" => "页脚",
            "footnotes" => "脚注",
            "endnotes" => "尾注",
            "comments" => "批注",
            "document" => "正文",
            _ => &self.part,
        }
    }

    /// The place in Chinese: part and paragraph.
    pub fn title(&self) -> String {
        format!("{}第 {} 段", self.part_title(), self.paragraph)
    }
}

impl Block {
    /// An empty block of `kind` in the field with this index.
    pub fn new(field: usize, kind: BlockKind) -> Block {
        Block { field, kind, level: 0, hidden: false, pieces: Vec::new(), heads: Vec::new(), place: None }
    }

    /// A heading's level: 1 is the highest. A heading is the head of what follows up to one of its level or above.
    #[must_use]
    pub fn level(mut self, level: u8) -> Block {
        self.level = level;
        self
    }

    /// Says that readers don't see this block.
    #[must_use]
    pub fn hidden(mut self) -> Block {
        self.hidden = true;
        self
    }

    /// Says where the block stands in its file.
    #[must_use]
    pub fn place(mut self, place: DocumentPlace) -> Block {
        self.place = Some(place);
        self
    }

    /// Adds words that stand in the source as they are.
    #[must_use]
    pub fn piece(mut self, source: Range<usize>) -> Block {
        self.pieces.push(Piece { source, text: None });
        self
    }

    /// Adds words that the source spells otherwise: `&amp;` for `&`.
    #[must_use]
    pub fn piece_as(mut self, source: Range<usize>, text: &str) -> Block {
        self.pieces.push(Piece { source, text: Some(text.into()) });
        self
    }

    /// Names a block that stands over this one besides the headings: the row and column heads of a cell.
    #[must_use]
    pub fn under(mut self, head: usize) -> Block {
        self.heads.push(head);
        self
    }

    pub(crate) fn field(&self) -> usize {
        self.field
    }

    pub(crate) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    pub(crate) fn kind(&self) -> BlockKind {
        self.kind
    }

    pub(crate) fn document_place(&self) -> Option<&DocumentPlace> {
        self.place.as_ref()
    }

    pub(crate) fn is_hidden(&self) -> bool {
        self.hidden
    }
}

/// A draft to be screened: its fields cut into blocks, its channel and genre, and the facts that no text can tell.
///
/// ```
/// use yishen_engine::{Channel, Draft};
/// let draft = Draft::new(Channel::Wechat).title("冬季养生").body("多喝水。\n\n少熬夜。");
/// ```
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    id: Option<String>,
    channel: Channel,
    genre: Option<Genre>,
    date: Option<Date>,
    facts: Facts,
    fields: Vec<Field<'a>>,
    blocks: Vec<Block>,
    not_checked: Vec<NotChecked>,
}

impl<'a> Draft<'a> {
    /// An empty draft for `channel`.
    pub fn new(channel: Channel) -> Draft<'a> {
        Draft { id: None, channel, genre: None, date: None, facts: Facts::default(), fields: Vec::new(), blocks: Vec::new(), not_checked: Vec::new() }
    }

    /// The caller's id, repeated in the report.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Says the genre; without it yishen infers news, science, disclosure or notice. Replies and comments have none.
    #[must_use]
    pub fn genre(mut self, genre: Genre) -> Self {
        self.genre = Some(genre);
        self
    }

    /// The day on which the draft will appear.
    #[must_use]
    pub fn date(mut self, date: Date) -> Self {
        self.date = Some(date);
        self
    }

    /// What is known besides the words.
    #[must_use]
    pub fn facts(mut self, facts: Facts) -> Self {
        self.facts = facts;
        self
    }

    /// Adds a title.
    #[must_use]
    pub fn title(self, text: impl Into<Cow<'a, str>>) -> Self {
        self.text(FieldName::Title, text)
    }

    /// Adds a summary, as plain text.
    #[must_use]
    pub fn summary(self, text: impl Into<Cow<'a, str>>) -> Self {
        self.text(FieldName::Summary, text)
    }

    /// Adds a body, as plain text: blank lines part blocks, as do headings and list items on a line of their own.
    /// Without a title, a first line that reads as one is the title.
    #[must_use]
    pub fn body(self, text: impl Into<Cow<'a, str>>) -> Self {
        self.text(FieldName::Body, text)
    }

    /// Adds a caption.
    #[must_use]
    pub fn caption(self, text: impl Into<Cow<'a, str>>) -> Self {
        self.text(FieldName::Caption, text)
    }

    fn text(mut self, name: FieldName, text: impl Into<Cow<'a, str>>) -> Self {
        self.push_text(name, text);
        self
    }

    /// Adds a field of plain text, cut into blocks.
    pub fn push_text(&mut self, name: FieldName, text: impl Into<Cow<'a, str>>) {
        let field = self.push_field(name, text);
        self.fields[field].plain = true;
        plain::push_blocks(self, field);
    }

    /// Puts `text` in the place of a range of the body's source and cuts the blocks anew.
    pub(crate) fn edit_body(&mut self, range: Range<usize>, text: &str) -> Result<(), EditError> {
        let plain = self.fields.iter().all(|f| f.plain);
        let body = self.fields.iter_mut().find(|f| f.name == FieldName::Body && plain).ok_or(EditError::NotPlain)?;
        if body.source.get(range.clone()).is_none() {
            return Err(EditError::NoSuchRange { start: range.start, end: range.end, length: body.source.len() });
        }
        body.source.to_mut().replace_range(range, text);
        self.blocks.clear();
        for field in 0..self.fields.len() {
            plain::push_blocks(self, field);
        }
        Ok(())
    }

    /// Adds a field without blocks, for readers of markup, and gives its index.
    pub fn push_field(&mut self, name: FieldName, source: impl Into<Cow<'a, str>>) -> usize {
        self.fields.push(Field { name, source: source.into(), plain: false });
        self.fields.len() - 1
    }

    /// Adds a block and gives its index. Pieces must be ascending ranges of the field's source on character boundaries.
    /// When no title was given, a line that opens a body and reads as one becomes the title once text follows it.
    ///
    /// # Panics
    /// When a piece is not such a range, or the field or a head does not exist: a defect of the reader, found at once.
    pub fn push_block(&mut self, block: Block) -> usize {
        let source = &self.fields[block.field].source;
        let mut end = 0;
        for piece in &block.pieces {
            assert!(piece.source.start >= end && source.get(piece.source.clone()).is_some(), "piece {:?} of a block", piece.source);
            end = piece.source.end;
        }
        assert!(block.heads.iter().all(|&h| h < self.blocks.len()), "heads stand before their blocks");
        if self.opens_with_title(&block) {
            let opening = self.blocks.len() - 1;
            (self.blocks[opening].kind, self.blocks[opening].level) = (BlockKind::Title, 0);
        }
        self.blocks.push(block);
        self.blocks.len() - 1
    }

    /// Files are mostly handed in as one text with its title on the first line.
    fn opens_with_title(&self, next: &Block) -> bool {
        let Some((opening, before)) = self.blocks.split_last() else { return false };
        opening.field == next.field
            && next.kind != BlockKind::Title
            && matches!(opening.kind, BlockKind::Paragraph | BlockKind::Heading)
            && self.fields[opening.field].name == FieldName::Body
            && before.iter().all(|b| b.field != opening.field && b.kind != BlockKind::Title)
            && self.channel.has_genre()
            && plain::reads_as_title(&self.block_chars(self.blocks.len() - 1).collect::<String>())
    }

    /// The same draft with its fields' strings its own.
    pub fn into_owned(self) -> Draft<'static> {
        let fields = self.fields.into_iter().map(|f| Field { name: f.name, source: Cow::Owned(f.source.into_owned()), plain: f.plain });
        Draft {
            id: self.id,
            channel: self.channel,
            genre: self.genre,
            date: self.date,
            facts: self.facts,
            fields: fields.collect(),
            blocks: self.blocks,
            not_checked: self.not_checked,
        }
    }

    /// Records a part that could not be read.
    pub fn push_not_checked(&mut self, entry: NotChecked) {
        self.not_checked.push(entry);
    }

    pub(crate) fn get_id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Where the draft will appear.
    pub fn get_channel(&self) -> Channel {
        self.channel
    }

    /// The genre that the caller gave.
    pub fn get_genre(&self) -> Option<Genre> {
        self.genre
    }

    /// The day on which the draft will appear.
    pub fn get_date(&self) -> Option<Date> {
        self.date
    }

    /// What is known besides the words.
    pub fn get_facts(&self) -> &Facts {
        &self.facts
    }

    /// The caller's strings, in the order given.
    pub fn fields(&self) -> &[Field<'a>] {
        &self.fields
    }

    pub(crate) fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    pub(crate) fn not_checked(&self) -> &[NotChecked] {
        &self.not_checked
    }

    pub(crate) fn source_of(&self, block: usize) -> &str {
        self.fields[self.blocks[block].field].source()
    }

    /// The visible characters of a block.
    pub(crate) fn block_chars(&self, block: usize) -> impl Iterator<Item = char> + '_ {
        let source = self.source_of(block);
        self.blocks[block].pieces.iter().flat_map(move |piece| piece.words(source).chars())
    }

    /// The visible words of a block.
    pub(crate) fn block_words(&self, block: usize) -> Cow<'_, str> {
        let source = self.source_of(block);
        match self.blocks[block].pieces.as_slice() {
            [only] => Cow::Borrowed(only.words(source)),
            pieces => pieces.iter().map(|piece| piece.words(source)).collect(),
        }
    }

    /// For each block the heading over it, by index: the nearest one above of a higher level. Headings of the first
    /// level, and text before the first heading, stand under the title.
    pub(crate) fn parents(&self) -> Vec<Option<usize>> {
        let title = self.blocks.iter().position(|b| b.kind == BlockKind::Title);
        let mut stack: Vec<usize> = Vec::new();
        let mut field = None;
        let mut parents = Vec::with_capacity(self.blocks.len());
        for (i, block) in self.blocks.iter().enumerate() {
            if field != Some(block.field) {
                stack.clear();
                field = Some(block.field);
            }
            if block.kind == BlockKind::Heading {
                while stack.last().is_some_and(|&h| self.blocks[h].level >= block.level) {
                    stack.pop();
                }
            }
            let parent = stack.last().copied().or(title.filter(|&t| t != i));
            parents.push(parent);
            if block.kind == BlockKind::Heading {
                stack.push(i);
            }
        }
        parents
    }

    /// The heads that stand over a block: its headings, nearest first, and what it was put `under`.
    pub(crate) fn heads<'p>(&'p self, parents: &'p [Option<usize>], block: usize) -> impl Iterator<Item = usize> + 'p {
        let headings = std::iter::successors(parents[block], move |&h| parents[h]);
        headings.chain(self.blocks[block].heads.iter().copied())
    }
}

/// Why an edit was not made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EditError {
    /// The body has no such range of bytes, or it cuts a character.
    NoSuchRange {
        /// The range asked for.
        start: usize,
        /// Its end, exclusive.
        end: usize,
        /// The body's length in bytes.
        length: usize,
    },
    /// The draft has no body, or one of its fields is no plain text: only its reader can cut that into blocks.
    NotPlain,
}

impl std::fmt::Display for EditError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            EditError::NoSuchRange { start, end, length } => write!(f, "正文没有 {start}..{end} 这一段字节（全长 {length}），或者它切开了一个字"),
            EditError::NotPlain => f.write_str("只有纯文本的正文可以逐处修改；带标记的稿件请整篇更新"),
        }
    }
}

impl std::error::Error for EditError {}

/// A string is a draft for the website with one body.
impl<'a> From<&'a str> for Draft<'a> {
    fn from(text: &'a str) -> Draft<'a> {
        Draft::new(Channel::Website).body(text)
    }
}

impl<'a> From<&'a String> for Draft<'a> {
    fn from(text: &'a String) -> Draft<'a> {
        Draft::from(text.as_str())
    }
}

impl From<String> for Draft<'_> {
    fn from(text: String) -> Self {
        Draft::new(Channel::Website).body(text)
    }
}

/// One line of batch input: a draft as JSON, as [`crate::wire`] describes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DraftInput {
    /// The caller's id, repeated in the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Where the draft will appear.
    pub channel: Channel,
    /// The genre; absent means that it is inferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub genre: Option<Genre>,
    /// The headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The summary or lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The text itself.
    pub body: String,
    /// A caption.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// How `body` is written; `text` when absent.
    #[serde(default)]
    pub format: Format,
    /// What is known besides the words.
    #[serde(default)]
    pub facts: Facts,
    /// The day on which the draft will appear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
}

named_enum! {
    /// How a draft's body is written.
    #[non_exhaustive]
    pub enum Format {
        /// Plain text.
        Text = "text",
        /// HTML.
        Html = "html",
        /// Markdown.
        Markdown = "markdown",
    }
}

// The macro writes the enum out, so that the default variant cannot be marked in it.
#[expect(clippy::derivable_impls, reason = "the enum is written by a macro")]
impl Default for Format {
    fn default() -> Format {
        Format::Text
    }
}

impl DraftInput {
    /// Everything but the body: the draft that a reader of `format` adds the body to.
    ///
    /// # Errors
    /// A genre for a channel that has none.
    pub fn without_body(&self) -> Result<Draft<'_>, FactError> {
        if let (Some(genre), false) = (self.genre, self.channel.has_genre()) {
            return Err(FactError::genre_without_meaning(genre, self.channel));
        }
        let mut draft = Draft::new(self.channel).facts(self.facts.clone());
        draft.id.clone_from(&self.id);
        draft.genre = self.genre;
        draft.date = self.date;
        for (name, text) in [(FieldName::Title, &self.title), (FieldName::Summary, &self.summary), (FieldName::Caption, &self.caption)] {
            if let Some(text) = text {
                draft = draft.text(name, text.as_str());
            }
        }
        Ok(draft)
    }
}
