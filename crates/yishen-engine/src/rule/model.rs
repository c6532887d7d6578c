//! A rule as a compiled pack holds it: strings spelt out and folded, everything checked, nothing linked yet.

use serde::{Deserialize, Serialize};

use crate::draft::{BlockKind, Channel, Facts, FieldName, Format, Genre, named_enum};
use crate::recognise::{EntityKind, Tag};
use crate::scan::pattern::Pattern;

named_enum! {
    /// What a rule is about; the first part of its id.
    #[non_exhaustive]
    pub enum Category {
        /// 违法违规内容: what nobody may publish.
        Prohibited = "prohibited",
        /// 未证实信息: hearsay, unsourced research, exaggeration.
        Claims = "claims",
        /// 患者隐私: identifiers, and persons with a disease or visit.
        Privacy = "privacy",
        /// 医疗广告: what medical advertising must not say.
        Advertising = "advertising",
        /// 医院内部与授权: internal figures, events without authorisation.
        Institution = "institution",
        /// 转载与外链: sources, links, labels.
        Sourcing = "sourcing",
        /// 规范用语: respectful and official terms.
        Terminology = "terminology",
        /// 评论回复: how the hospital answers.
        Reply = "reply",
    }
}

impl Category {
    /// Its Chinese name.
    pub fn title(self) -> &'static str {
        match self {
            Category::Prohibited => "违法违规内容",
            Category::Claims => "未证实信息",
            Category::Privacy => "患者隐私",
            Category::Advertising => "医疗广告",
            Category::Institution => "医院内部与授权",
            Category::Sourcing => "转载与外链",
            Category::Terminology => "规范用语",
            Category::Reply => "评论回复",
        }
    }
}

named_enum! {
    /// How serious a finding is.
    pub enum Severity {
        /// Look at it.
        Advise = "advise",
        /// A named person must sign.
        Review = "review",
        /// Must not be published so.
        Block = "block",
    }
}

impl Severity {
    /// Its Chinese name.
    pub fn title(self) -> &'static str {
        match self {
            Severity::Advise => "提示",
            Severity::Review => "须审核",
            Severity::Block => "禁止发布",
        }
    }

    /// The sign that stands before it, so that colour is not needed to tell it.
    pub fn sign(self) -> &'static str {
        match self {
            Severity::Advise => "●",
            Severity::Review => "▲",
            Severity::Block => "✘",
        }
    }
}

named_enum! {
    /// The column of the severity table that a draft belongs to: its genre, or its channel where that has no genre.
    pub enum Column {
        /// Genre news.
        News = "news",
        /// Genre science.
        Science = "science",
        /// Genre disclosure.
        Disclosure = "disclosure",
        /// Genre notice; what it does not say is taken from `disclosure`.
        Notice = "notice",
        /// Genre advertisement.
        Advertisement = "advertisement",
        /// Genre trial-recruitment.
        TrialRecruitment = "trial-recruitment",
        /// Channel reply.
        Reply = "reply",
        /// Channel comment.
        Comment = "comment",
    }
}

/// A rule as reports tell of it: what it finds, why, on what basis, and what to write instead.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rule {
    pub(crate) id: String,
    pub(crate) category: Category,
    pub(crate) title: String,
    pub(crate) message: Option<String>,
    pub(crate) severity: Severity,
    pub(crate) preview: bool,
    pub(crate) since: String,
    pub(crate) why: String,
    pub(crate) suggest: Vec<String>,
    pub(crate) basis: Vec<Basis>,
    pub(crate) route: Vec<String>,
    pub(crate) guards: Guards,
    pub(crate) once: Option<Once>,
    /// Folded word to correct word.
    pub(crate) replace: Vec<(String, String)>,
    pub(crate) aliases: Vec<String>,
    /// `None` is off.
    pub(crate) severity_by: Vec<(Column, Option<Severity>)>,
    pub(crate) scope: Scope,
}

impl Rule {
    /// `category/name`, with the pack's name before it in packs other than ours: `our-hospital:advertising/slogan`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it is about.
    pub fn category(&self) -> Category {
        self.category
    }

    /// The fault it finds, in Chinese.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The severity before genre, guards and the hospital's own overrides.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// Reported, but counted for neither verdict, route nor exit status.
    pub fn is_preview(&self) -> bool {
        self.preview
    }

    /// The version in which it first stood.
    pub fn since(&self) -> &str {
        &self.since
    }

    /// Why it matters, in Chinese.
    pub fn why(&self) -> &str {
        &self.why
    }

    /// What to write instead, in Chinese.
    pub fn suggestions(&self) -> &[String] {
        &self.suggest
    }

    /// The laws and hospital rules it rests on.
    pub fn basis(&self) -> &[Basis] {
        &self.basis
    }

    /// The severities by genre or channel, where they differ; `None` is off.
    pub fn severity_by(&self) -> &[(Column, Option<Severity>)] {
        &self.severity_by
    }
}

/// A rule as its file defines it: besides what reports tell of it, how it is found and its examples.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Definition {
    pub(crate) rule: Rule,
    pub(crate) allow: Words,
    pub(crate) finds: Vec<Find>,
    pub(crate) when: Vec<Condition>,
    pub(crate) unless: Vec<Condition>,
    pub(crate) bad: Vec<Example>,
    pub(crate) good: Vec<Example>,
}

impl Definition {
    /// Sentences that it finds fault with, with the words marked.
    pub fn bad_examples(&self) -> &[Example] {
        &self.bad
    }

    /// Sentences that it lets pass.
    pub fn good_examples(&self) -> &[Example] {
        &self.good
    }
}

/// A definition is a rule, and more.
impl std::ops::Deref for Definition {
    type Target = Rule;

    fn deref(&self) -> &Rule {
        &self.rule
    }
}

/// A law or hospital rule that a rule rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// Its id in the register of laws.
    pub law: String,
    /// The place in it: 第十六条第一款第二项.
    pub at: Option<String>,
}

/// What each guard of a rule does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Guards {
    pub(crate) negated: Verb,
    pub(crate) mentioned: Verb,
    pub(crate) debunked: Verb,
    pub(crate) supposed: Verb,
    pub(crate) asked: Verb,
    pub(crate) unlike: Verb,
}

/// What a guard does to a hit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Verb {
    #[default]
    Off,
    /// The finding stays, as `advise`.
    Lower,
    /// No finding.
    Veto,
}

impl Guards {
    /// The default set of a category (`rule-language.md` B8).
    #[cfg(feature = "compile")]
    pub(crate) fn of(category: Category) -> Guards {
        use Verb::{Lower, Off, Veto};
        let (negated, mentioned, debunked, supposed, asked, unlike) = match category {
            Category::Prohibited => (Veto, Veto, Veto, Veto, Lower, Off),
            Category::Claims | Category::Advertising => (Veto, Veto, Veto, Off, Lower, Lower),
            Category::Privacy => (Off, Off, Off, Off, Off, Off),
            Category::Institution => (Off, Off, Veto, Veto, Off, Lower),
            Category::Sourcing => (Off, Veto, Off, Off, Off, Off),
            Category::Terminology => (Lower, Veto, Off, Off, Off, Off),
            Category::Reply => (Off, Veto, Off, Veto, Off, Lower),
        };
        Guards { negated, mentioned, debunked, supposed, asked, unlike }
    }
}

/// How often a rule may report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Once {
    Block,
    Document,
}

/// Where a rule applies; empty lists apply everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Scope {
    pub(crate) blocks: Vec<BlockKind>,
    pub(crate) channels: Vec<Channel>,
    pub(crate) genres: Vec<Genre>,
}

/// One of a rule's alternatives.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Find {
    pub(crate) finder: Finder,
    pub(crate) severity: Option<Severity>,
    pub(crate) when: Vec<Condition>,
    pub(crate) unless: Vec<Condition>,
}

/// What to look for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Finder {
    Words(Words),
    Pattern(Pattern),
    Entity(EntityQuery),
    Seq(Seq),
    Whole,
}

/// Words given in the rule, and lexicons or slots by name.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Words {
    pub(crate) inline: Vec<Inline>,
    pub(crate) named: Vec<String>,
}

/// One string of a rule and the folded terms that it stands for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Inline {
    pub(crate) source: String,
    pub(crate) terms: Vec<String>,
}

/// An entity that is what the tests say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct EntityQuery {
    pub(crate) kind: EntityKind,
    pub(crate) tests: Vec<Test>,
}

/// One thing that an entity must be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Test {
    Is(Tag),
    IsNot(Tag),
    Number(Compare, f64),
}

impl Test {
    /// Whether it may depend on the day that the draft appears.
    pub(crate) fn asks_for_day(&self) -> bool {
        matches!(self, Test::Is(Tag::Past | Tag::Valid | Tag::Expired) | Test::IsNot(Tag::Past | Tag::Valid | Tag::Expired))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Compare {
    Less,
    AtMost,
    Equal,
    AtLeast,
    More,
}

/// Elements in order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Seq {
    pub(crate) elements: Vec<Element>,
    pub(crate) reach: Reach,
    /// The first and the last element of the span reported.
    pub(crate) mark: (usize, usize),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Element {
    /// What may lie between the element before and this one; of no meaning for the first.
    pub(crate) gap: Gap,
    pub(crate) what: What,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum What {
    Words(Words),
    Entity(EntityQuery),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Gap {
    /// Adjacent.
    None,
    /// Up to so many characters.
    UpTo(u8),
    /// `~`: up to four characters of space or punctuation, no sentence end.
    Apposition,
}

/// How far the gaps of a sequence may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Reach {
    Clause,
    Sentence,
}

/// Something that must, or must not, be so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Condition {
    Found { relation: Relation, finder: Finder },
    Fact { name: String, equals: Option<String> },
    Genre(Vec<Genre>),
    Channel(Vec<Channel>),
}

/// How what a condition finds must stand to the hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Relation {
    Near(Within),
    Before(Within),
    After(Within),
    /// The hit lies in it.
    Inside,
    /// It lies in the hit.
    Holds,
    /// In the headings over the hit, or the title.
    Heading,
    /// Anywhere in the draft.
    Document,
    /// Anywhere in the field.
    Field(FieldName),
    /// So many of them.
    Count {
        within: Within,
        at_least: u32,
        distinct: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Within {
    Characters(u32),
    Clause,
    Sentence,
    NextSentence,
    Paragraph,
    Section,
    Document,
}

/// A sentence that a rule finds fault with, or lets pass: its test.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Example {
    /// The body; in a bad example `«…»` marks what the rule reports, `«»` a finding about something missing.
    pub text: String,
    /// The title, marked alike.
    pub title: Option<String>,
    /// How the text is written.
    pub format: Format,
    /// Where it would appear; the rule's scope, else the website.
    pub channel: Option<Channel>,
    /// Its genre; inferred when absent.
    pub genre: Option<Genre>,
    /// What is known besides the words.
    #[serde(with = "as_json")]
    pub given: Facts,
    /// The severity it must have, when written.
    pub severity: Option<Severity>,
}

/// Facts leave out what is absent, which only a self-describing format can read back: in compiled packs they are JSON.
mod as_json {
    use serde::{Deserialize, Deserializer, Serializer, de, ser};

    use crate::draft::Facts;

    pub(super) fn serialize<S: Serializer>(facts: &Facts, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&serde_json::to_string(facts).map_err(ser::Error::custom)?)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Facts, D::Error> {
        serde_json::from_str(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}
