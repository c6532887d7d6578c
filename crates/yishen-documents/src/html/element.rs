//! What the elements' names say.

use yishen_engine::BlockKind;

/// What an element does to the words in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Its words are a block, or several.
    Block(BlockKind),
    /// It parts blocks and says nothing of their kind.
    Part,
    Table,
    Row,
    LineBreak,
    Picture,
    Video,
    Input,
    Link,
    /// A reading over a character, `<rt>`.
    Reading,
    /// What it holds is not shown.
    Unread,
    Inline,
}

pub(super) fn role(name: &str) -> Role {
    match name {
        "title" | "h1" => Role::Block(BlockKind::Title),
        "h2" | "h3" | "h4" | "h5" | "h6" => Role::Block(BlockKind::Heading),
        "li" | "dt" | "dd" => Role::Block(BlockKind::ListItem),
        "td" | "th" => Role::Block(BlockKind::TableCell),
        "blockquote" => Role::Block(BlockKind::Quotation),
        "figcaption" | "caption" => Role::Block(BlockKind::Caption),
        "pre" | "xmp" | "plaintext" => Role::Block(BlockKind::Code),
        "p" => Role::Block(BlockKind::Paragraph),
        "address" | "article" | "aside" | "body" | "center" | "details" | "dialog" | "dir" | "div" | "dl" | "fieldset" | "figure" | "footer" | "form"
        | "header" | "hgroup" | "hr" | "html" | "legend" | "main" | "menu" | "nav" | "ol" | "optgroup" | "option" | "search" | "section" | "summary"
        | "tbody" | "textarea" | "tfoot" | "thead" | "ul" | "button" | "svg" | "text" => Role::Part,
        "table" => Role::Table,
        "tr" => Role::Row,
        "br" => Role::LineBreak,
        "img" | "canvas" => Role::Picture,
        "video" | "audio" | "iframe" | "embed" | "object" => Role::Video,
        "input" => Role::Input,
        "a" => Role::Link,
        "rt" | "rp" => Role::Reading,
        "script" | "style" | "noscript" | "template" | "noembed" | "noframes" | "datalist" => Role::Unread,
        // Cards of videos, sounds and other accounts.
        _ if name.starts_with("mp-") || name.starts_with("mpv") => Role::Video,
        _ => Role::Inline,
    }
}

/// Elements that have no end.
pub(super) fn is_void(name: &str) -> bool {
    matches!(name, "area" | "base" | "br" | "col" | "embed" | "hr" | "img" | "input" | "link" | "meta" | "param" | "source" | "track" | "wbr")
}

/// Whether the beginning of one element ends another one that is open.
pub(super) enum Closing {
    Yes,
    No,
    /// Nothing further out is ended either.
    Stop,
}

pub(super) fn closes(begins: &str, open: &str) -> Closing {
    let ends = match open {
        "p" => matches!(role(begins), Role::Block(_) | Role::Part | Role::Table) && !matches!(begins, "button" | "option" | "svg" | "text" | "caption"),
        "li" => begins == "li",
        "dt" | "dd" => matches!(begins, "dt" | "dd"),
        "td" | "th" => matches!(begins, "td" | "th" | "tr" | "tbody" | "tfoot" | "thead"),
        "tr" => matches!(begins, "tr" | "tbody" | "tfoot" | "thead"),
        "option" => matches!(begins, "option" | "optgroup"),
        "head" => begins == "body",
        _ => false,
    };
    match open {
        _ if ends => Closing::Yes,
        // What is open outside of these is not ended by what begins inside.
        "table" | "td" | "th" | "caption" | "ul" | "ol" | "dl" | "button" | "object" | "template" | "select" => Closing::Stop,
        _ => Closing::No,
    }
}
