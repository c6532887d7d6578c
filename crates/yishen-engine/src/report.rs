//! What a screening gives.
//!
//! Objects in memory are plain. Whatever leaves the process is masked: [`crate::wire`] writes `masked` forms unless told
//! otherwise, and so does `Debug`.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::draft::{BlockKind, Channel, Date, DocumentPlace, FieldName, Genre, named_enum};
use crate::rule::{Basis, Rule, Severity};
use crate::screener::Linked;
use crate::span::Span;
use crate::wire;

named_enum! {
    /// What may be done with the draft.
    pub enum Verdict {
        /// Nothing above advise was found: 未命中已收录规则.
        Pass = "pass",
        /// A named person must sign.
        Review = "review",
        /// It must not be published so.
        Block = "block",
    }
}

impl Verdict {
    /// Its Chinese name. A good outcome is never called compliant.
    pub fn title(self) -> &'static str {
        match self {
            Verdict::Pass => "未命中已收录规则",
            Verdict::Review => "须审核",
            Verdict::Block => "禁止发布",
        }
    }

    /// The sign that stands before it, so that colour is not needed to tell it.
    pub fn sign(self) -> &'static str {
        match self {
            Verdict::Pass => "✓",
            Verdict::Review => "▲",
            Verdict::Block => "✘",
        }
    }
}

named_enum! {
    /// How sure a finding is.
    pub enum Confidence {
        /// A guard lowered it: the words stand in a question or under a debunking heading.
        Low = "low",
        /// A disguise was undone, or a check failed.
        Medium = "medium",
        /// The words are there as written.
        High = "high",
    }
}

named_enum! {
    /// What a piece of evidence is.
    #[non_exhaustive]
    pub enum EvidenceKind {
        /// Words that a condition or guard found.
        Word = "word",
        /// Something recognised: a disease, an age.
        Entity = "entity",
        /// A check of an identifier, or of the place.
        Check = "check",
        /// A fact, or that it is not known.
        Fact = "fact",
        /// What was looked for and is not there.
        Missing = "missing",
        /// The disguise that was undone.
        Disguise = "disguise",
        /// Another hit that this finding stands for.
        Inner = "inner",
    }
}

named_enum! {
    /// What was not looked at, or not finished.
    #[non_exhaustive]
    pub enum NotCheckedKind {
        /// A picture.
        Picture = "picture",
        /// A video or sound.
        Video = "video",
        /// A part of a file that could not be read. Makes the verdict at least review.
        Part = "part",
        /// A limit was reached. Makes the verdict at least review.
        Limit = "limit",
        /// Something about the encoding.
        Encoding = "encoding",
        /// The day of publication is not known.
        Date = "date",
        /// Rules that only an inferred genre kept away.
        Genre = "genre",
        /// Rules that need something which the hospital has not filled in.
        Slot = "slot",
    }
}

impl NotCheckedKind {
    /// Text was not read or not finished, so that nothing can pass.
    pub fn leaves_text_unread(self) -> bool {
        matches!(self, NotCheckedKind::Part | NotCheckedKind::Limit)
    }
}

/// Something that was not checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NotChecked {
    /// What it is.
    pub kind: NotCheckedKind,
    /// How many of them.
    pub count: u32,
    /// Where, when that can be said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// In Chinese.
    pub note: String,
}

impl NotChecked {
    /// A host's string held `count` lone surrogates, which are no characters and were read as U+FFFD.
    pub fn lone_surrogates(count: u32) -> NotChecked {
        NotChecked { kind: NotCheckedKind::Encoding, count, place: None, note: "残缺的字符（落单的代理码元）按 U+FFFD 读".to_owned() }
    }
}

/// A suggestion: what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Suggestion {
    /// The words, or advice, in Chinese.
    pub text: String,
    /// It can stand in the place of the finding's words as it is.
    pub replaces: bool,
}

/// One approver of a route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RouteStep {
    /// `L1`, …
    pub level: String,
    /// Who that is in this channel.
    pub who: String,
    /// `baseline`, the ids of rules, or what asks for it in Chinese.
    pub because: Vec<String>,
    /// Has approved already, as the facts say.
    pub done: bool,
}

/// A place in the draft and its words.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Located {
    pub(crate) field: usize,
    pub(crate) span: Span,
    /// The source ranges of the words; more than one, or not the hull, where markup lies between.
    pub(crate) ranges: Vec<Span>,
    pub(crate) text: String,
    /// The words with whatever is private masked.
    pub(crate) masked: String,
}

/// Why something is a finding.
#[derive(Clone)]
pub struct Evidence {
    pub(crate) kind: EvidenceKind,
    pub(crate) note: String,
    pub(crate) located: Option<(FieldName, Located)>,
}

impl Evidence {
    /// What it is.
    pub fn kind(&self) -> EvidenceKind {
        self.kind
    }

    /// What it says, in Chinese.
    pub fn note(&self) -> &str {
        &self.note
    }

    /// Where it stands, when it stands somewhere: field and span.
    pub fn place(&self) -> Option<(FieldName, Span)> {
        self.located.as_ref().map(|(field, l)| (*field, l.span))
    }

    /// Its words, plain.
    pub fn text(&self) -> Option<&str> {
        self.located.as_ref().map(|(_, l)| l.text.as_str())
    }
}

impl fmt::Debug for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.located.as_ref().map(|(field, l)| (field.id(), l.span, l.masked.as_str()));
        f.debug_struct("Evidence").field("kind", &self.kind).field("note", &self.note).field("place", &words).finish()
    }
}

/// A problem in the draft.
#[derive(Clone)]
pub struct Finding {
    pub(crate) linked: Arc<Linked>,
    /// The rule's number in the plan.
    pub(crate) rule: u32,
    pub(crate) severity: Severity,
    pub(crate) field: FieldName,
    pub(crate) block: BlockKind,
    pub(crate) place: Option<DocumentPlace>,
    pub(crate) located: Located,
    pub(crate) whole: bool,
    pub(crate) suggestions: Vec<Suggestion>,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) confidence: Confidence,
    pub(crate) fingerprint: String,
}

impl Finding {
    /// The rule that found it.
    pub fn rule(&self) -> &Rule {
        self.linked.plan.rule(self.rule)
    }

    /// How serious it is in this draft.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// The field that the span indexes.
    pub fn field(&self) -> FieldName {
        self.field
    }

    /// What the words are: a title, a paragraph, a cell.
    pub fn block(&self) -> BlockKind {
        self.block
    }

    /// Where the words stand in a file whose text was extracted from several parts.
    pub fn place(&self) -> Option<&DocumentPlace> {
        self.place.as_ref()
    }

    /// The bytes of the field's source from the first to the last of the words.
    pub fn span(&self) -> Span {
        self.located.span
    }

    /// The source ranges of the words, in order; with plain text the span itself.
    pub fn ranges(&self) -> &[Span] {
        &self.located.ranges
    }

    /// The words, plain.
    pub fn text(&self) -> &str {
        &self.located.text
    }

    /// It is about something missing: mark the margin, not the words.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// Reported, but counted for neither verdict nor route.
    pub fn is_preview(&self) -> bool {
        self.rule().is_preview()
    }

    /// The problem in a sentence, plain.
    pub fn message(&self) -> String {
        self.message_with(&self.located.text)
    }

    pub(crate) fn message_with(&self, words: &str) -> String {
        let rule = self.rule();
        rule.message.as_deref().unwrap_or(&rule.title).replace("{hit}", words)
    }

    /// What to write instead.
    pub fn suggestions(&self) -> &[Suggestion] {
        &self.suggestions
    }

    /// The laws and hospital rules that it rests on, as the rule cites them.
    pub fn basis(&self) -> &[Basis] {
        self.rule().basis()
    }

    /// The same with their laws looked up; article numbers only where the law's text was verified.
    pub fn citations(&self) -> Vec<wire::Basis> {
        self.basis().iter().filter_map(|b| self.linked.basis(b)).collect()
    }

    /// What made it a finding.
    pub fn evidence(&self) -> &[Evidence] {
        &self.evidence
    }

    /// How sure it is.
    pub fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// Sixteen hex digits that stay the same while the words and their clause do, wherever they stand.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}

impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Finding")
            .field("rule", &self.rule().id())
            .field("severity", &self.severity)
            .field("field", &self.field)
            .field("span", &self.located.span)
            .field("text", &self.located.masked)
            .field("evidence", &self.evidence)
            .finish_non_exhaustive()
    }
}

/// The genre that a report was made for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedGenre {
    /// Which.
    pub id: Genre,
    /// Nobody said it; it was inferred from the draft.
    pub inferred: bool,
    /// Why, in Chinese, with the runner-up.
    pub why: String,
}

/// The outcome of screening a draft.
#[derive(Clone, Debug)]
pub struct Report {
    pub(crate) linked: Arc<Linked>,
    pub(crate) id: Option<String>,
    pub(crate) channel: Channel,
    pub(crate) genre: Option<ReportedGenre>,
    pub(crate) date: Option<Date>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) route: Vec<RouteStep>,
    pub(crate) not_checked: Vec<NotChecked>,
}

impl Report {
    /// The strictest of the findings' severities; at least review when text was not read.
    pub fn verdict(&self) -> Verdict {
        let counted = self.findings.iter().filter(|f| !f.is_preview()).map(|f| match f.severity {
            Severity::Advise => Verdict::Pass,
            Severity::Review => Verdict::Review,
            Severity::Block => Verdict::Block,
        });
        let unread = self.not_checked.iter().any(|n| n.kind.leaves_text_unread());
        counted.max().unwrap_or(Verdict::Pass).max(if unread { Verdict::Review } else { Verdict::Pass })
    }

    /// The caller's id.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Where the draft will appear.
    pub fn channel(&self) -> Channel {
        self.channel
    }

    /// The genre; replies and comments have none.
    pub fn genre(&self) -> Option<&ReportedGenre> {
        self.genre.as_ref()
    }

    /// The problems, ordered by field, start, longest, severity and rule.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Who must approve, in order.
    pub fn route(&self) -> &[RouteStep] {
        &self.route
    }

    /// What was not looked at.
    pub fn not_checked(&self) -> &[NotChecked] {
        &self.not_checked
    }
}
