//! Word files: the archive (`package`), a part's XML (`xml`), what styles say (`styles`), a part's paragraphs (`story`,
//! `table`), which parts there are (`parts`), and all of them as one text (`text`) with its map back (`map`). The way back:
//! what comments say (`comments`), where they stand (`annotate`), and how a run is parted there (`run`).

mod annotate;
mod comments;
mod map;
mod package;
mod parts;
mod run;
mod story;
mod styles;
mod table;
mod text;
mod xml;

#[cfg(test)]
mod tests;

use yishen_engine::Draft;

pub use annotate::annotate;
pub use map::{DocxMap, DocxPiece};

use crate::{Limits, ReadError};

/// A line's end within a paragraph as it stands in the extracted text; in the words it is LF. Only blocks end lines
/// there, so that a line of the text is a block.
const LINE_BREAK: &str = "\u{2028}";

/// The author of the comments that a report is written as. They speak about the text, and are not read as part of it.
const AUTHOR: &str = "医审";

/// Adds a Word file's text to the draft as its body, one block a line: headers and footers, then the text with its text
/// boxes, charts, notes and comments after the paragraph that they belong to.
///
/// Read is what stands in the document when all its changes are accepted. Comments and hidden text are read as hidden; those
/// that [`annotate()`] wrote are left out.
///
/// # Errors
/// Bytes that are no Word file.
pub fn push_docx(draft: &mut Draft<'_>, bytes: &[u8], limits: &Limits) -> Result<DocxMap, ReadError> {
    let mut parts = parts::Parts::read(bytes, limits)?;
    let not_checked = std::mem::take(&mut parts.not_checked);
    let map = text::push(draft, parts, limits);
    for entry in not_checked {
        draft.push_not_checked(entry);
    }
    Ok(map)
}
