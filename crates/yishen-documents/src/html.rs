//! HTML as editors of official accounts write it.

use std::borrow::Cow;

use yishen_engine::{Draft, FieldName};

use crate::Limits;

/// Adds `source` to the draft as HTML.
pub fn push_html<'a>(draft: &mut Draft<'a>, name: FieldName, source: impl Into<Cow<'a, str>>, limits: &Limits) {
    let _ = limits;
    draft.push_text(name, source);
}
