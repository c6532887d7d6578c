//! What the elements of HTML mean for a reader of the page.

use yishen_engine::BlockKind;

/// What an element does to the words in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Element {
    /// Words run through it.
    Inline,
    Link,
    /// Its words are a block. With a kind, unless an outer element tells it.
    Block(Option<BlockKind>),
    Paragraph,
    Heading(u8),
    ListItem,
    Term,
    Pre,
    Table,
    RowGroup,
    Row,
    Cell {
        head: bool,
    },
    /// The head of a page, which shows nothing but its title.
    Head,
    PageTitle,
    /// Its words are not shown, or stand for what could not be shown.
    Unread,
    /// Words beside the words, which do not tear them: the reading of a ruby.
    Beside(BlockKind),
    /// A drawing.
    Svg,
    Picture,
    Video,
    LineBreak,
    Input,
    /// Elements without contents that show nothing.
    Void,
}

impl Element {
    /// The element with this name.
    pub(crate) fn of(name: &str) -> Element {
        let mut buffer = [0; 20];
        let Some(lower) = buffer.get_mut(..name.len()) else { return Element::Inline };
        lower.copy_from_slice(name.as_bytes());
        lower.make_ascii_lowercase();
        match &*lower {
            b"p" => Element::Paragraph,
            b"h1" => Element::Heading(1),
            b"h2" => Element::Heading(2),
            b"h3" => Element::Heading(3),
            b"h4" => Element::Heading(4),
            b"h5" => Element::Heading(5),
            b"h6" => Element::Heading(6),
            b"li" => Element::ListItem,
            b"dt" | b"dd" => Element::Term,
            b"blockquote" => Element::Block(Some(BlockKind::Quotation)),
            b"figcaption" | b"caption" => Element::Block(Some(BlockKind::Caption)),
            b"header" | b"footer" | b"nav" => Element::Block(Some(BlockKind::HeaderFooter)),
            b"address" | b"article" | b"aside" | b"body" | b"center" | b"details" | b"dialog" | b"div" | b"dl" | b"fieldset" | b"figure" | b"form"
            | b"hgroup" | b"html" | b"legend" | b"main" | b"menu" | b"ol" | b"search" | b"section" | b"summary" | b"ul" | b"option" | b"optgroup"
            | b"select" | b"button" | b"textarea" | b"marquee" | b"foreignobject" | b"text" => Element::Block(None),
            b"pre" | b"listing" | b"xmp" => Element::Pre,
            b"table" => Element::Table,
            b"thead" | b"tbody" | b"tfoot" => Element::RowGroup,
            b"tr" => Element::Row,
            b"td" => Element::Cell { head: false },
            b"th" => Element::Cell { head: true },
            b"a" => Element::Link,
            b"head" => Element::Head,
            b"title" => Element::PageTitle,
            b"script" | b"style" | b"noscript" | b"noembed" | b"noframes" | b"template" | b"rp" | b"datalist" => Element::Unread,
            b"rt" => Element::Beside(BlockKind::Note),
            b"svg" => Element::Svg,
            b"img" | b"image" | b"canvas" => Element::Picture,
            b"video" | b"audio" | b"iframe" | b"embed" | b"object" | b"mpvoice" | b"mpvideo" | b"mp-common-mpaudio" => Element::Video,
            b"br" => Element::LineBreak,
            b"hr" => Element::Void,
            b"input" => Element::Input,
            b"area" | b"base" | b"col" | b"link" | b"meta" | b"param" | b"source" | b"track" | b"wbr" => Element::Void,
            _ => Element::Inline,
        }
    }

    /// Has no contents and no end tag.
    pub(crate) fn is_void(self, name: &str) -> bool {
        matches!(self, Element::LineBreak | Element::Void | Element::Input) || ["img", "image", "embed"].iter().any(|v| v.eq_ignore_ascii_case(name))
    }

    /// Ends the block before it, and its own block.
    pub(crate) fn is_block(self) -> bool {
        use Element::{Block, Cell, Head, Heading, ListItem, PageTitle, Paragraph, Pre, Row, RowGroup, Table, Term};
        matches!(self, Block(_) | Cell { .. } | Head | Heading(_) | ListItem | PageTitle | Paragraph | Pre | Row | RowGroup | Table | Term)
    }

    /// The kind of the blocks in it, and the level of a heading.
    pub(crate) fn kind(self) -> Option<(BlockKind, u8)> {
        let kind = match self {
            Element::Block(kind) => kind?,
            Element::Heading(level) => return Some((BlockKind::Heading, level)),
            Element::PageTitle => return Some((BlockKind::Heading, 1)),
            Element::ListItem | Element::Term => BlockKind::ListItem,
            Element::Pre => BlockKind::Code,
            Element::Cell { .. } => BlockKind::TableCell,
            _ => return None,
        };
        Some((kind, 0))
    }

    /// Whether an open `self` ends when `next` begins: `<li>` ends the item before it.
    pub(crate) fn ends_before(self, next: Element) -> bool {
        use Element::{Cell, Head, ListItem, Paragraph, Row, RowGroup, Term};
        match self {
            Paragraph => next.is_block(),
            ListItem => next == ListItem,
            Term => next == Term,
            Cell { .. } => matches!(next, Cell { .. } | Row | RowGroup),
            Row => matches!(next, Row | RowGroup),
            RowGroup => next == RowGroup,
            Head => !matches!(next, Element::PageTitle | Element::Void | Element::Unread | Head),
            _ => false,
        }
    }

    /// Hides the elements around it from implied and stray end tags.
    pub(crate) fn is_scope(self) -> bool {
        matches!(self, Element::Table | Element::Cell { .. })
    }
}
