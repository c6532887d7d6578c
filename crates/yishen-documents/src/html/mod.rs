//! HTML as editors of official accounts write it: tokens, then open elements, then blocks.

mod elements;
mod reader;
mod references;
mod style;
mod table;
#[cfg(test)]
mod tests;
mod tokens;

use std::borrow::Cow;

use yishen_engine::{Draft, FieldName};

use crate::Limits;
pub(crate) use elements::Element;
pub(crate) use reader::Reader;
pub(crate) use tokens::Tokens;

/// Adds `source` to the draft as HTML: a page or a part of one.
///
/// Words are cut into blocks as a browser shows them, whatever tags they are spread over. What readers don't see is in
/// blocks of its own that say so; scripts, styles and comments are not read. Pictures and films are counted.
pub fn push_html<'a>(draft: &mut Draft<'a>, name: FieldName, source: impl Into<Cow<'a, str>>, limits: &Limits) {
    let source = source.into();
    let mut reader = Reader::new(&source, limits);
    for token in Tokens::new(&source, reader.readable()) {
        reader.token(token);
    }
    reader.finish().push_to(draft, name, source);
}
