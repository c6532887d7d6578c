//! The native half of the npm package `yishen`: JSON in, the wire form out, offsets in UTF-16 units.
//!
//! It completes drafts by what is known of all, calls the engine, and throws faults as JSON; the TypeScript half makes
//! objects and errors of both.

mod draft;
mod fault;
#[cfg(feature = "documents")]
mod visible;

use std::rc::Rc;

use serde::Deserialize;
use serde_json::json;
use wasm_bindgen::prelude::wasm_bindgen;
use yishen::{Channel, Draft, EntityKind, OffsetUnit, Operator, Redaction, Report, Screener};

use crate::draft::Known;
use crate::fault::Fault;

/// A screener with what is said of every draft.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Engine {
    screener: Screener,
    known: Rc<Known>,
}

/// One draft that is screened again and again as it is written.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Session {
    session: yishen::Session,
    known: Rc<Known>,
}

/// How a draft is redacted.
#[derive(Deserialize)]
struct RedactOptions {
    operator: String,
    #[serde(default)]
    kinds: Vec<(String, String)>,
    #[serde(default)]
    key: String,
}

#[wasm_bindgen]
impl Engine {
    /// A screener with the built-in pack, or with what `yishen rules compile` wrote. `known` is a draft without a body.
    ///
    /// # Errors
    /// Values that are not known, a file that is no compiled pack.
    #[wasm_bindgen(constructor)]
    pub fn new(known: &str, compiled: Option<Vec<u8>>) -> Result<Engine, Fault> {
        let known = Rc::new(Known::new(known)?);
        let screener = match compiled {
            None => yishen::builtin(),
            Some(bytes) => Screener::from_bytes(&bytes).map_err(|error| Fault::pack(&error))?,
        };
        Ok(Engine { screener, known })
    }

    /// The report of a draft, with what is private masked or not.
    ///
    /// # Errors
    /// What is no draft.
    pub fn screen(&self, draft: &str, lone_surrogates: u32, masked: bool) -> Result<String, Fault> {
        let draft = self.known.draft(draft, lone_surrogates)?;
        Ok(written(&self.screener.screen_draft(&draft), &draft, masked))
    }

    /// For one draft that is screened again and again.
    pub fn session(&self) -> Session {
        Session { session: yishen::Session::new(self.screener.clone(), Draft::new(Channel::Website)), known: Rc::clone(&self.known) }
    }

    /// The report of a file's contents, its body, and what a reader sees of it with the place of each finding there.
    ///
    /// # Errors
    /// What is no draft, a file that cannot be read.
    #[cfg(feature = "documents")]
    pub fn screen_file(&self, draft: &str, bytes: &[u8], suffix: &str) -> Result<String, Fault> {
        let draft = self.known.file(draft, bytes, suffix)?;
        let report = self.screener.screen_draft(&draft);
        let visible = visible::Visible::of(&self.screener, &draft, &report);
        let body = draft.fields().iter().find(|field| field.name() == yishen::FieldName::Body).map_or("", |field| field.source());
        let report = report.to_wire(&draft, OffsetUnit::Utf16, false);
        Ok(json!({ "report": report, "body": body, "text": visible.text, "places": visible.places }).to_string())
    }

    /// A Word file with a comment on the words of each finding; the comments carry the day `date`.
    ///
    /// # Errors
    /// What is no draft, a file that cannot be read.
    #[cfg(feature = "documents")]
    pub fn annotate(&self, draft: &str, bytes: &[u8], date: &str) -> Result<Vec<u8>, Fault> {
        let draft = self.known.file(draft, bytes, "docx")?;
        let date = serde_json::from_value(date.into()).map_err(|error| Fault::input(&error))?;
        let report = self.screener.screen_draft(&draft);
        yishen_documents::annotate(bytes, &report, Some(date), &yishen_documents::Limits::default()).map_err(|error| Fault::unreadable(&error))
    }

    /// The report, and each hit that is no finding with its reason.
    ///
    /// # Errors
    /// What is no draft.
    pub fn explain(&self, draft: &str, lone_surrogates: u32) -> Result<String, Fault> {
        let draft = self.known.draft(draft, lone_surrogates)?;
        let explained = self.screener.explain(&draft);
        let report = explained.report().to_wire(&draft, OffsetUnit::Utf16, false);
        Ok(json!({ "report": report, "vetoes": explained.vetoes_to_wire(&draft, OffsetUnit::Utf16, false) }).to_string())
    }

    /// The fields with their private words replaced, and what was replaced.
    ///
    /// # Errors
    /// What is no draft, an operator or kind that is not known, a hash without a key.
    pub fn redact(&self, draft: &str, lone_surrogates: u32, options: &str) -> Result<String, Fault> {
        let draft = self.known.draft(draft, lone_surrogates)?;
        let redacted = self.screener.redact(&draft, &redaction(options)?);
        let fields: serde_json::Map<String, serde_json::Value> =
            redacted.fields().iter().map(|(name, text)| (name.id().to_owned(), text.as_str().into())).collect();
        Ok(json!({ "fields": fields, "replacements": redacted.map_to_wire(&draft, OffsetUnit::Utf16) }).to_string())
    }

    /// Every rule.
    pub fn rules(&self) -> String {
        json!(self.screener.rules_to_wire()).to_string()
    }

    /// The packs, in order.
    pub fn packs(&self) -> String {
        json!(self.screener.packs()).to_string()
    }
}

#[wasm_bindgen]
impl Session {
    /// The report of the draft as it is now. Only blocks that were not in the last one are read.
    ///
    /// # Errors
    /// What is no draft.
    pub fn screen(&mut self, draft: &str, lone_surrogates: u32, masked: bool) -> Result<String, Fault> {
        self.session.update(self.known.draft(draft, lone_surrogates)?);
        let report = self.session.report();
        Ok(written(&report, self.session.draft(), masked))
    }
}

fn written(report: &Report, draft: &Draft<'_>, masked: bool) -> String {
    json!(report.to_wire(draft, OffsetUnit::Utf16, masked)).to_string()
}

fn redaction(options: &str) -> Result<Redaction, Fault> {
    let options: RedactOptions = serde_json::from_str(options).map_err(|error| Fault::input(&error))?;
    let operator = |name: &str| match name {
        "mask" => Ok(Operator::Mask),
        "replace" => Ok(Operator::Replace),
        "remove" => Ok(Operator::Remove),
        "hash" if !options.key.is_empty() => Ok(Operator::Hash { key: options.key.clone().into_bytes() }),
        "hash" => Err(Fault::new("missing-key", "hash 要有密钥 key，否则号码可以被试出来", "给出 key，并妥善保管")),
        _ => Err(Fault::unknown("遮盖方式", name, &["mask", "replace", "hash", "remove"])),
    };
    let mut redaction = Redaction::new(operator(&options.operator)?);
    for (kind, name) in &options.kinds {
        let ids: Vec<&str> = EntityKind::ALL.iter().map(|kind| kind.id()).collect();
        let kind = EntityKind::from_id(kind).ok_or_else(|| Fault::unknown("实体", kind, &ids))?;
        redaction = redaction.with(kind, operator(name)?);
    }
    Ok(redaction)
}
