//! The one serialised form of a report, used by JSON output and all bindings.
//!
//! `yishen.report/1`: offsets and columns count in `offset_unit`; what is private is masked unless `masked` is false;
//! keys without a value are left out, lists are always written. The same draft, packs and options always give
//! byte-identical JSON.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::draft::{BlockKind, Channel, Date, DocumentPlace, Draft, FieldName, Genre};
use crate::redact::{self, Redacted};
use crate::report::{self, Confidence, EvidenceKind, Located, NotChecked, ReportedGenre, RouteStep, Suggestion, Verdict};
use crate::rule::{Category, Severity};
use crate::screener::{Explanation, Screener, Vetoing};
use crate::span::OffsetUnit;

/// The name and version of this form.
pub const SCHEMA: &str = "yishen.report/1";
/// The name and version of the form of errors in batch output.
pub const ERROR_SCHEMA: &str = "yishen.error/1";

/// A serialised report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: String,
    /// The caller's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What may be done with the draft.
    pub verdict: Verdict,
    /// What offsets and columns count in.
    pub offset_unit: OffsetUnit,
    /// The genre.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub genre: Option<ReportedGenre>,
    /// Where the draft will appear.
    pub channel: Channel,
    /// The problems.
    pub findings: Vec<Finding>,
    /// Who must approve.
    pub route: Vec<RouteStep>,
    /// The day on which the draft will appear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// Whether private words are masked.
    pub masked: bool,
    /// What was not looked at.
    pub not_checked: Vec<NotChecked>,
    /// The packs that were used.
    pub packs: Vec<PackVersion>,
    /// The engine's version.
    pub engine: String,
    /// `sha256:` and the hash of the draft as canonical JSON.
    pub digest: String,
}

/// A serialised finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// What it is about.
    pub category: Category,
    /// How serious it is.
    pub severity: Severity,
    /// Reported, but not counted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub preview: bool,
    /// About something missing: mark the margin.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub whole: bool,
    /// The field that the offsets index.
    pub field: FieldName,
    /// What the words are.
    pub block: BlockKind,
    /// The first unit of the words in the field's source.
    pub start: usize,
    /// The unit after the last.
    pub end: usize,
    /// The source ranges of the words, where the hull holds anything else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ranges: Vec<(usize, usize)>,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in `offset_unit`.
    pub column: usize,
    /// Where the words stand in a file whose text was extracted from several parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<DocumentPlace>,
    /// The words.
    pub text: String,
    /// The problem.
    pub message: String,
    /// Why it matters.
    pub why: String,
    /// What to write instead.
    pub suggestions: Vec<Suggestion>,
    /// Laws and hospital rules.
    pub basis: Vec<Basis>,
    /// What made it a finding.
    pub evidence: Vec<Evidence>,
    /// How sure it is.
    pub confidence: Confidence,
    /// Stays the same while the words and their clause do.
    pub fingerprint: String,
}

/// A serialised basis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Basis {
    /// The law's id in the register.
    pub law: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// The place in it, only where its text was verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
}

impl Basis {
    /// As it is cited in Chinese: title, version, place.
    pub fn cite(&self) -> String {
        // Brackets within brackets read badly: 2007-01-01（第26号令）.
        let version = self.version.replace('（', "，").replace('）', "");
        let version = if version.is_empty() { version } else { format!("（{version}）") };
        format!("《{}》{version}{}", self.title, self.article.as_deref().unwrap_or_default())
    }
}

/// A serialised piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evidence {
    /// What it is.
    pub kind: EvidenceKind,
    /// What it says.
    pub note: String,
    /// The field that it stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<FieldName>,
    /// Its first unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<usize>,
    /// The unit after its last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<usize>,
    /// Its words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A pack that a report was made with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PackVersion {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The hash of its sources.
    pub sha256: String,
}

/// What stands in a report's place when a line of batch input is bad.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Error {
    /// [`ERROR_SCHEMA`].
    pub schema: String,
    /// The caller's id, when it could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The line of the input, from 1.
    pub line: usize,
    /// Which kind of fault.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// A serialised hit that is no finding, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Veto {
    /// The rule whose hit it was; absent where a literal of several rules was none at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The field that the offsets index.
    pub field: FieldName,
    /// The first unit of the words in the field's source.
    pub start: usize,
    /// The unit after the last.
    pub end: usize,
    /// The words.
    pub text: String,
    /// Why it is no finding, in Chinese.
    pub why: String,
    /// The words that vetoed it; always masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// A serialised replacement of private words. It holds them: treat it as the draft itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Replacement {
    /// The field that the offsets index.
    pub field: FieldName,
    /// The first unit of the words in the original's source.
    pub start: usize,
    /// The unit after the last.
    pub end: usize,
    /// What was recognised.
    pub kind: String,
    /// The words as they stood.
    pub original: String,
    /// What stands there now.
    pub replacement: String,
}

/// A serialised rule: what it says, without what it looks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub category: Category,
    /// What it flags, in Chinese.
    pub title: String,
    /// How serious its findings are where nothing else is said.
    pub severity: Severity,
    /// How serious they are by genre or channel; `off` where it reports nothing.
    pub severity_by: BTreeMap<String, String>,
    /// Reported, but not counted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub preview: bool,
    /// Why it matters.
    pub why: String,
    /// What to write instead.
    pub suggestions: Vec<String>,
    /// Laws and hospital rules.
    pub basis: Vec<Basis>,
    /// The version that it came with.
    pub since: String,
    /// Why a pack switched it off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub off: Option<String>,
}

impl Screener {
    /// The serialised form of every rule, in the order of packs and ids.
    pub fn rules_to_wire(&self) -> Vec<Rule> {
        let off: BTreeMap<&str, &str> = self.switched_off().map(|(rule, why)| (rule.id(), why)).collect();
        let written = |rule: &crate::Rule| Rule {
            id: rule.id().into(),
            category: rule.category(),
            title: rule.title().into(),
            severity: rule.severity(),
            severity_by: rule.severity_by().iter().map(|(column, severity)| (column.id().into(), severity.map_or("off", Severity::id).into())).collect(),
            preview: rule.is_preview(),
            why: rule.why().into(),
            suggestions: rule.suggestions().to_vec(),
            basis: rule.basis().iter().filter_map(|b| self.cite(b)).collect(),
            since: rule.since().into(),
            off: off.get(rule.id()).map(|&why| why.into()),
        };
        self.rules().map(written).collect()
    }
}

impl Explanation {
    /// The serialised form of the hits that are no findings; `draft` must be the one that was explained.
    pub fn vetoes_to_wire(&self, draft: &Draft<'_>, unit: OffsetUnit, mask: bool) -> Vec<Veto> {
        let ends = self.vetoes().iter().map(Vetoing::located).flat_map(|l| [(l.field, l.span.start), (l.field, l.span.end)]);
        let offsets = Offsets::of(ends, draft, unit);
        let written = |veto: &Vetoing| {
            let l = veto.located();
            Veto {
                rule: veto.rule().map(Into::into),
                field: veto.place().0,
                start: offsets.get(l.field, l.span.start).offset,
                end: offsets.get(l.field, l.span.end).offset,
                text: if mask { l.masked.clone() } else { l.text.clone() },
                why: veto.why().into(),
                by: veto.by().map(Into::into),
            }
        };
        self.vetoes().iter().map(written).collect()
    }
}

impl Redacted {
    /// The serialised form of what was replaced; `draft` must be the one that was redacted.
    pub fn map_to_wire(&self, draft: &Draft<'_>, unit: OffsetUnit) -> Vec<Replacement> {
        let index = |name| draft.fields().iter().position(|f| f.name() == name).unwrap_or_default();
        let ends = self.map().iter().flat_map(|r| [(index(r.field), r.span.start), (index(r.field), r.span.end)]);
        let offsets = Offsets::of(ends, draft, unit);
        let written = |r: &redact::Replacement| Replacement {
            field: r.field,
            start: offsets.get(index(r.field), r.span.start).offset,
            end: offsets.get(index(r.field), r.span.end).offset,
            kind: r.kind.id().into(),
            original: r.original.clone(),
            replacement: r.replacement.clone(),
        };
        self.map().iter().map(written).collect()
    }
}

impl report::Report {
    /// The report's serialised form, with offsets in the unit asked for. `draft` must be the one that was screened.
    /// Costs one pass over each field with findings, and the draft's hash.
    pub fn to_wire(&self, draft: &Draft<'_>, unit: OffsetUnit, mask: bool) -> Report {
        let offsets = Offsets::of(self.ends(), draft, unit);
        let words = |l: &Located| if mask { l.masked.clone() } else { l.text.clone() };
        let finding = |f: &report::Finding| {
            let l = &f.located;
            let at = offsets.get(l.field, l.span.start);
            let rule = f.rule();
            Finding {
                rule: rule.id().into(),
                category: rule.category(),
                severity: f.severity,
                preview: rule.is_preview(),
                whole: f.whole,
                field: f.field,
                block: f.block,
                start: at.offset,
                end: offsets.get(l.field, l.span.end).offset,
                ranges: match l.ranges.as_slice() {
                    [only] if *only == l.span => Vec::new(),
                    ranges => ranges.iter().map(|r| (offsets.get(l.field, r.start).offset, offsets.get(l.field, r.end).offset)).collect(),
                },
                line: at.line,
                column: at.column,
                place: f.place.clone(),
                text: words(l),
                message: f.message_with(if mask { &l.masked } else { &l.text }),
                why: rule.why().into(),
                suggestions: f.suggestions.clone(),
                basis: f.citations(),
                evidence: f
                    .evidence
                    .iter()
                    .map(|e| Evidence {
                        kind: e.kind,
                        note: e.note.clone(),
                        field: e.located.as_ref().map(|(field, _)| *field),
                        start: e.located.as_ref().map(|(_, l)| offsets.get(l.field, l.span.start).offset),
                        end: e.located.as_ref().map(|(_, l)| offsets.get(l.field, l.span.end).offset),
                        text: e.located.as_ref().map(|(_, l)| words(l)),
                    })
                    .collect(),
                confidence: f.confidence,
                fingerprint: f.fingerprint.clone(),
            }
        };
        Report {
            schema: SCHEMA.into(),
            id: self.id.clone(),
            verdict: self.verdict(),
            offset_unit: unit,
            genre: self.genre.clone(),
            channel: self.channel,
            findings: self.findings.iter().map(finding).collect(),
            route: self.route.clone(),
            date: self.date,
            masked: mask,
            not_checked: self.not_checked.clone(),
            packs: self.linked.plan.packs.clone(),
            engine: env!("CARGO_PKG_VERSION").into(),
            digest: digest(draft),
        }
    }

    /// The ends of every span that the report names.
    fn ends(&self) -> impl Iterator<Item = (usize, usize)> {
        let located = |f: &'_ report::Finding| -> Vec<(usize, usize)> {
            let evidence = f.evidence.iter().filter_map(|e| e.located.as_ref()).map(|(_, l)| l);
            let spans = std::iter::once(&f.located).chain(evidence).flat_map(|l| l.ranges.iter().chain([&l.span]).map(|span| (l.field, *span)));
            spans.flat_map(|(field, span)| [(field, span.start), (field, span.end)]).collect()
        };
        self.findings.iter().flat_map(located)
    }
}

/// Where a byte of a field stands in the host's unit.
#[derive(Clone, Copy, Debug, Default)]
struct Position {
    offset: usize,
    line: usize,
    column: usize,
}

/// The positions of every offset that a report names, worked out in one ascending pass over each field.
struct Offsets(BTreeMap<(usize, usize), Position>);

impl Offsets {
    /// Of ends of spans, by field and byte.
    fn of(ends: impl Iterator<Item = (usize, usize)>, draft: &Draft<'_>, unit: OffsetUnit) -> Offsets {
        let mut positions: BTreeMap<(usize, usize), Position> = ends.map(|end| (end, Position::default())).collect();
        let mut walk = (usize::MAX, 0, Position::default());
        for ((field, byte), position) in &mut positions {
            let source = draft.fields()[*field].source();
            if walk.0 != *field {
                walk = (*field, 0, Position { offset: 0, line: 1, column: 1 });
            }
            let here = &mut walk.2;
            let stretch = &source[walk.1..*byte];
            here.offset += unit.measure(stretch);
            match stretch.bytes().rposition(|b| matches!(b, b'\n' | b'\r')) {
                // A carriage return ends a line unless a line feed follows, here or after the stretch.
                Some(_) => {
                    let bytes = source.as_bytes();
                    let ends = (walk.1..*byte).filter(|&i| bytes[i] == b'\n' || (bytes[i] == b'\r' && bytes.get(i + 1) != Some(&b'\n')));
                    let (count, last) = ends.fold((0, None), |(n, _), i| (n + 1, Some(i)));
                    here.line += count;
                    match last {
                        Some(last) => here.column = 1 + unit.measure(&source[last + 1..*byte]),
                        None => here.column += unit.measure(stretch),
                    }
                }
                None => here.column += unit.measure(stretch),
            }
            walk.1 = *byte;
            *position = *here;
        }
        Offsets(positions)
    }

    fn get(&self, field: usize, byte: usize) -> Position {
        self.0.get(&(field, byte)).copied().unwrap_or_default()
    }
}

/// SHA-256 over the draft as canonical JSON (RFC 8785): its fields as given, channel, genre, date and facts.
pub fn digest(draft: &Draft<'_>) -> String {
    let mut all: BTreeMap<&str, Value> = BTreeMap::new();
    all.insert("channel", draft.get_channel().id().into());
    all.insert("facts", serde_json::to_value(draft.get_facts()).unwrap_or_default());
    all.insert("genre", draft.get_genre().map(Genre::id).into());
    all.insert("date", draft.get_date().map(|d| d.to_string()).into());
    let fields = draft.fields().iter().map(|f| Value::Array(vec![f.name().id().into(), f.source().into()]));
    all.insert("fields", Value::Array(fields.collect()));
    let mut json = String::new();
    write_canonical(&Value::Object(all.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()), &mut json);
    format!("sha256:{}", hex(&Sha256::digest(json.as_bytes())))
}

/// Writes JSON with sorted keys and no white space, whatever order the map keeps.
fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let sorted: BTreeMap<&String, &Value> = map.iter().collect();
            out.push('{');
            for (i, (key, value)) in sorted.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write_canonical(value, out);
            }
            out.push('}');
        }
        Value::Array(list) => {
            out.push('[');
            for (i, value) in list.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_canonical(value, out);
            }
            out.push(']');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

/// Lower-case hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
