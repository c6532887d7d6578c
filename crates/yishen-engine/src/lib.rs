//! The screening engine of yishen (医审): drafts and compiled rule packs in; findings with basis, verdict and route out.
//!
//! Most callers want the crate `yishen`, which adds the rule pack. Here are the stages, as modules in the order the text
//! flows, and nothing later is imported by anything earlier:
//!
//! [`draft`] (what is screened, and what is known about it) → `fold` (a character to symbol, filler, ignorable or break)
//! → `scan` (one automaton over every literal; rule regexes) → `context` (sentences, clauses, cues) → [`recognise`]
//! (entities) → [`rule`] (finders, conditions, guards) → `judge` (overlaps, severity, verdict, route) → [`report`],
//! [`redact`], [`wire`]. Beside them [`pack`] (reading, linting and compiling rules) and [`screener`], the entrance, and
//! [`session`] for drafts that are being edited.
//!
//! Up to recognition every stage is a function of one block's characters and leaves a block summary; rules read
//! summaries, never the text. The engine does no I/O, reads no clock and keeps no global state. Screening never fails and
//! never panics; packs that cannot be used are refused when they are read or linked.

mod block;
mod context;
pub mod draft;
pub mod error;
mod fold;
mod judge;
mod lists;
mod locate;
#[cfg(feature = "measure")]
pub mod measure;
pub mod pack;
mod packed;
mod plan;
mod reading;
pub mod recognise;
pub mod redact;
pub mod report;
mod resemblance;
pub mod rule;
mod scan;
pub mod screener;
mod sealed;
pub mod session;
pub mod span;
mod summary;
pub mod wire;

pub use draft::{
    Block, BlockKind, Channel, Date, DateError, DocumentPlace, Draft, DraftInput, EditError, FactError, Facts, FieldName, Format, Genre, MAX_HEADING, shape_of,
};
pub use error::BuildError;
pub use pack::Pack;
pub use reading::{Reading, VisibleBlock};
pub use recognise::{EntityKind, Tag};
pub use redact::{Operator, Redacted, Redaction};
pub use report::{Confidence, Finding, NotChecked, NotCheckedKind, Report, Verdict};
pub use rule::{Category, Rule, Severity};
pub use screener::{Explanation, Limits, Screener};
pub use session::Session;
pub use span::{OffsetUnit, Span};
