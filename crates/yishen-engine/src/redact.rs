//! A draft with its private words replaced, and the map back.

use std::collections::HashMap;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::draft::{Draft, FieldName};
use crate::fold::{At, Folded};
use crate::locate::locate;
use crate::recognise::EntityKind;
use crate::rule::eval::Place;
use crate::screener::Screener;
use crate::span::Span;
use crate::wire::hex;

/// What takes the place of private words.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Operator {
    /// Asterisks, as reports mask: 138****8000.
    Mask,
    /// A label with a number, the same for the same words: 〔手机号1〕.
    Replace,
    /// A keyed hash (HMAC-SHA-256, sixteen hex digits), the same for the same words in every draft with this key.
    Hash {
        /// The key; keep it secret, or numbers can be guessed.
        key: Vec<u8>,
    },
    /// Nothing.
    Remove,
}

/// How a draft is redacted: one operator, and others by kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redaction {
    default: Operator,
    by_kind: Vec<(EntityKind, Operator)>,
}

impl Redaction {
    /// `operator` for every private entity.
    pub fn new(operator: Operator) -> Redaction {
        Redaction { default: operator, by_kind: Vec::new() }
    }

    /// Another operator for one kind.
    #[must_use]
    pub fn with(mut self, kind: EntityKind, operator: Operator) -> Redaction {
        self.by_kind.retain(|(k, _)| *k != kind);
        self.by_kind.push((kind, operator));
        self
    }

    fn of(&self, kind: EntityKind) -> &Operator {
        self.by_kind.iter().find(|(k, _)| *k == kind).map_or(&self.default, |(_, o)| o)
    }
}

/// A redacted draft. Holds the private words in its map: treat it as the draft itself.
#[derive(Clone)]
pub struct Redacted {
    fields: Vec<(FieldName, String)>,
    map: Vec<Replacement>,
}

/// One replacement.
#[derive(Clone)]
pub struct Replacement {
    /// The field.
    pub field: FieldName,
    /// The bytes of the original's source.
    pub span: Span,
    /// What was recognised.
    pub kind: EntityKind,
    /// The words as they stood.
    pub original: String,
    /// What stands there now.
    pub replacement: String,
}

impl Redacted {
    /// The fields with their private words replaced, in the draft's order.
    pub fn fields(&self) -> &[(FieldName, String)] {
        &self.fields
    }

    /// What was replaced by what, by place.
    pub fn map(&self) -> &[Replacement] {
        &self.map
    }
}

impl std::fmt::Debug for Redacted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Redacted").field("fields", &self.fields).field("replaced", &self.map.len()).finish()
    }
}

impl std::fmt::Debug for Replacement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Replacement")
            .field("field", &self.field)
            .field("span", &self.span)
            .field("kind", &self.kind)
            .field("replacement", &self.replacement)
            .finish()
    }
}

impl Screener {
    /// Replaces every private entity of the draft; the same words get the same replacement throughout.
    pub fn redact(&self, draft: &Draft<'_>, redaction: &Redaction) -> Redacted {
        let mut ignored = Vec::new();
        let summaries = self.summaries(draft, |_, _, _| {}, &mut ignored);
        let mut found: Vec<(Place, EntityKind, String)> = Vec::new();
        for (block, summary) in summaries.iter().enumerate() {
            let mut private: Vec<(At, EntityKind)> = summary.entities.iter().filter(|e| e.private).map(|e| (e.at, e.kind)).collect();
            if private.is_empty() {
                continue;
            }
            // Of overlapping entities the longest is replaced.
            private.sort_by_key(|(at, kind)| (std::cmp::Reverse(at.len()), at.start, *kind));
            let mut kept: Vec<(At, EntityKind)> = Vec::new();
            for (at, kind) in private {
                if !kept.iter().any(|(k, _)| k.overlaps(at)) {
                    kept.push((at, kind));
                }
            }
            let folded = Folded::of_block(draft, block);
            for (at, kind) in kept {
                let words = (at.start as usize..at.end as usize).filter(|&i| folded.class[i].is_symbol()).map(|i| folded.symbol[i]).collect();
                found.push((Place { block: block as u32, at }, kind, words));
            }
        }
        let located = locate(draft, &summaries, found.iter().map(|f| f.0).collect());
        found.sort_by_key(|(place, ..)| (located[place].field, located[place].span));
        let mut numbers: HashMap<(EntityKind, String), usize> = HashMap::new();
        let mut counts: HashMap<EntityKind, usize> = HashMap::new();
        let mut fields: Vec<(FieldName, String)> = Vec::new();
        let mut map = Vec::new();
        let mut edits: Vec<Vec<(Span, String)>> = vec![Vec::new(); draft.fields().len()];
        for (place, kind, words) in found {
            let here = &located[&place];
            let number = *numbers.entry((kind, words.clone())).or_insert_with(|| {
                let count = counts.entry(kind).or_default();
                *count += 1;
                *count
            });
            let replacement = match redaction.of(kind) {
                Operator::Mask => here.masked.clone(),
                Operator::Replace => format!("〔{}{number}〕", kind.title()),
                Operator::Hash { key } => keyed_hash(key, kind, &words),
                Operator::Remove => String::new(),
            };
            for (i, range) in here.ranges.iter().enumerate() {
                edits[here.field].push((*range, if i == 0 { replacement.clone() } else { String::new() }));
            }
            map.push(Replacement { field: draft.fields()[here.field].name(), span: here.span, kind, original: here.text.clone(), replacement });
        }
        for (field, mut edits) in draft.fields().iter().zip(edits) {
            edits.sort_by_key(|(range, _)| *range);
            let mut text = String::with_capacity(field.source().len());
            let mut at = 0;
            for (range, replacement) in edits {
                text.push_str(&field.source()[at..range.start.max(at)]);
                text.push_str(&replacement);
                at = range.end.max(at);
            }
            text.push_str(&field.source()[at..]);
            fields.push((field.name(), text));
        }
        Redacted { fields, map }
    }
}

fn keyed_hash(key: &[u8], kind: EntityKind, words: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return String::new() };
    mac.update(kind.id().as_bytes());
    mac.update(&[0]);
    mac.update(words.as_bytes());
    hex(&mac.finalize().into_bytes()[..8])
}
