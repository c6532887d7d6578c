//! Word files.

use std::ops::Range;

use yishen_engine::Draft;

use crate::{Limits, ReadError, ReadErrorKind};

/// From the text that was extracted from a Word file back to the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocxMap {
    parts: Vec<String>,
    pieces: Vec<DocxPiece>,
}

/// A stretch of the extracted text that comes from one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocxPiece {
    /// The bytes of the extracted text.
    pub text: Range<usize>,
    /// The part, an index of [`DocxMap::parts`].
    pub part: usize,
    /// The bytes of the run, `<w:r>` to `</w:r>`, in the part's XML.
    pub run: Range<usize>,
    /// The bytes of the words within the part's XML: the contents of a `<w:t>`, or the whole of `<w:tab/>`.
    pub words: Range<usize>,
}

impl DocxMap {
    /// The names of the archive's entries that words were read from.
    pub fn parts(&self) -> &[String] {
        &self.parts
    }

    /// The pieces, in the order of the text.
    pub fn pieces(&self) -> &[DocxPiece] {
        &self.pieces
    }
}

/// Adds a Word file's text to the draft as its body.
///
/// # Errors
/// Bytes that are no Word file.
pub fn push_docx(draft: &mut Draft<'_>, bytes: &[u8], limits: &Limits) -> Result<DocxMap, ReadError> {
    let _ = (draft, bytes, limits);
    Err(ReadError::new(ReadErrorKind::Archive))
}
