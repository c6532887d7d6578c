//! Files into drafts: plain text, HTML, Markdown and Word. And reports into files: the Word file with comments
//! ([`annotate`]), a page ([`html_report`]), and with the feature `xlsx` a table.
//!
//! A reader adds one field to a [`Draft`], cut into blocks whose pieces map every word back to where it stands in the
//! source, and names in `not_checked` what it could not read. It decides nothing: which words are wrong is the engine's
//! matter. No reader touches the network or the file system, follows a link, or runs a script.
//!
//! ```
//! use yishen_documents::{Limits, push_html};
//! use yishen_engine::{Channel, Draft, FieldName};
//!
//! let mut draft = Draft::new(Channel::Wechat);
//! push_html(&mut draft, FieldName::Body, "<p>根<b>治</b>糖尿病</p>", &Limits::default());
//! ```

mod blocks;
mod docx;
mod encoding;
mod error;
mod html;
mod limits;
mod markdown;
mod report;

use yishen_engine::{Draft, DraftInput, FactError, FieldName, Format};

pub use docx::{DocxMap, DocxPiece, annotate, push_docx};
pub use encoding::{Decoded, decode};
pub use error::{ReadError, ReadErrorKind};
pub use html::push_html;
pub use limits::Limits;
pub use markdown::push_markdown;
#[cfg(feature = "xlsx")]
pub use report::xlsx_report;
pub use report::{Excerpt, Reviewed, excerpts, html_report};

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DocumentFormat {
    /// Plain text.
    Text,
    /// HTML.
    Html,
    /// Markdown.
    Markdown,
    /// Word since 2007.
    Docx,
}

impl DocumentFormat {
    /// The format that a suffix without its dot tells, in any case.
    pub fn from_suffix(suffix: &str) -> Option<DocumentFormat> {
        match suffix.to_ascii_lowercase().as_str() {
            "txt" | "text" => Some(DocumentFormat::Text),
            "html" | "htm" | "xhtml" => Some(DocumentFormat::Html),
            "md" | "markdown" => Some(DocumentFormat::Markdown),
            "docx" | "docm" => Some(DocumentFormat::Docx),
            _ => None,
        }
    }
}

/// Adds a file's contents to the draft as its body. For Word gives the map from the body's text back to the file.
///
/// # Errors
/// Bytes that are no such file.
pub fn push_file(draft: &mut Draft<'_>, bytes: &[u8], format: DocumentFormat, limits: &Limits) -> Result<Option<DocxMap>, ReadError> {
    if bytes.len() > limits.bytes {
        return Err(ReadError::new(ReadErrorKind::TooLarge));
    }
    if format == DocumentFormat::Docx {
        return push_docx(draft, bytes, limits).map(Some);
    }
    let Decoded { text, remark } = decode(bytes)?;
    if let Some(remark) = remark {
        draft.push_not_checked(remark);
    }
    match format {
        DocumentFormat::Html => push_html(draft, FieldName::Body, text, limits),
        DocumentFormat::Markdown => push_markdown(draft, FieldName::Body, text, limits),
        _ => draft.push_text(FieldName::Body, text),
    }
    Ok(None)
}

/// The draft of one line of batch input, its body read as its `format` says.
///
/// # Errors
/// A genre for a channel that has none.
pub fn draft_of<'a>(input: &'a DraftInput, limits: &Limits) -> Result<Draft<'a>, FactError> {
    let mut draft = input.without_body()?;
    let body = input.body.as_str();
    match input.format {
        Format::Html => push_html(&mut draft, FieldName::Body, body, limits),
        Format::Markdown => push_markdown(&mut draft, FieldName::Body, body, limits),
        _ => draft.push_text(FieldName::Body, body),
    }
    Ok(draft)
}
