//! A compiled pack: everything that its folder says, checked and folded.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::draft::{Channel, Date, FieldName, Genre};
use crate::resemblance::Weights;
use crate::rule::Severity;
use crate::rule::model::{Condition, Definition, EntityQuery, Finder};
use crate::scan::Variant;

/// A rule pack, ready to be linked into a screener.
#[derive(Clone, Debug)]
pub struct Pack {
    pub(crate) name: String,
    pub(crate) version: String,
    /// SHA-256 over the sources: sorted paths, LF.
    pub(crate) sha256: String,
    pub(crate) rules: Vec<Definition>,
    /// Lexicons (`lexicons/NAME.txt`) by name: folded terms.
    pub(crate) lexicons: BTreeMap<String, Vec<String>>,
    /// Allowed compounds by category (`allow/CATEGORY.txt`).
    pub(crate) allow: BTreeMap<String, Vec<String>>,
    /// The recognisers' lists (`entities/NAME.txt`).
    pub(crate) entities: BTreeMap<String, Vec<String>>,
    /// The cues of guards (`context/NAME.txt`).
    pub(crate) cues: BTreeMap<String, Vec<String>>,
    /// Words that two-character literals may be torn from (`torn.txt`).
    pub(crate) torn: Vec<String>,
    /// Disguised writings of words (`variants.toml`).
    pub(crate) variants: Vec<Variant>,
    /// What the hospital fills in; `fixture` serves the examples.
    pub(crate) slots: BTreeMap<String, Slot>,
    /// The values that this pack gives to slots (`[slots]` of `pack.toml`).
    pub(crate) values: BTreeMap<String, Vec<String>>,
    pub(crate) overrides: Vec<Override>,
    pub(crate) laws: Vec<Law>,
    pub(crate) ladder: Option<Ladder>,
    pub(crate) genres: Option<Genres>,
    /// Which rules answer to which duty (`coverage.toml`).
    pub(crate) coverage: Vec<Obligation>,
    /// What sentences are weighed by; only where a rule asks for it.
    pub(crate) weights: Option<Weights>,
}

/// Something that only the hospital knows: its name, its domains.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slot {
    pub(crate) fixture: Vec<String>,
}

/// A hospital's change to a rule of another pack.
#[derive(Clone, Debug)]
pub(crate) struct Override {
    pub(crate) rule: String,
    /// Words that the rule's first find of words gains, spelt out.
    pub(crate) add: Vec<String>,
    /// Words that all its finds lose.
    pub(crate) remove: Vec<String>,
    pub(crate) severity: Option<Severity>,
    /// Switched off, for this reason.
    pub(crate) off: Option<String>,
}

/// An entry of the register of laws.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Law {
    /// What rules cite it by.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// The version that is meant: the day it came into force, the order.
    pub version: String,
    /// In force since.
    pub in_force: Option<Date>,
    /// It holds no more.
    pub repealed: bool,
    /// How the text was verified: V1, V2, UNVERIFIED.
    pub mark: String,
    /// Whether article numbers may be shown.
    pub articles: bool,
}

/// A duty of the sources, and what answers to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obligation {
    /// The id of the law or hospital rule that it stands in.
    pub law: String,
    /// Where it stands there.
    pub at: Option<String>,
    /// What must be done or left undone, in Chinese.
    pub duty: String,
    /// The ids of the rules that find a breach.
    pub rules: Vec<String>,
    /// Why no rule can, in Chinese; given when there are none.
    pub reason: Option<String>,
}

/// Who must approve what.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Ladder {
    /// Level ids and titles, from the lowest.
    pub(crate) levels: Vec<(String, String)>,
    /// A channel's own ladder: level and its title there.
    pub(crate) channels: Vec<(Channel, Vec<(String, String)>)>,
    pub(crate) triggers: Vec<RouteTrigger>,
}

/// Something in a draft that asks for more approvers and is no finding.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct RouteTrigger {
    pub(crate) id: String,
    pub(crate) because: String,
    pub(crate) levels: Vec<String>,
    pub(crate) channels: Vec<Channel>,
    pub(crate) genres: Vec<Genre>,
    /// Any of them; none at all means always.
    pub(crate) finds: Vec<(Option<FieldName>, Finder)>,
    /// All of them.
    pub(crate) when: Vec<Condition>,
}

/// How a genre is inferred.
#[derive(Clone, Debug, Default)]
pub(crate) struct Genres {
    /// The points that the best genre needs.
    pub(crate) threshold: i32,
    /// And how many more than the next.
    pub(crate) margin: i32,
    pub(crate) signals: Vec<Signal>,
}

/// One thing that speaks for a genre.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Signal {
    pub(crate) genre: Genre,
    pub(crate) points: i32,
    pub(crate) why: String,
    /// In the title or the body; anywhere when absent.
    pub(crate) field: Option<FieldName>,
    pub(crate) channels: Vec<Channel>,
    /// How many different words there must be.
    pub(crate) at_least: u32,
    pub(crate) sign: Sign,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Sign {
    /// The channel alone.
    Channel,
    Words(Vec<String>),
    Entity(EntityQuery),
    /// Most blocks are table cells or `label：value` lines.
    LabelValue,
    /// The title counts: 六问, 8个.
    Question,
}

impl Pack {
    /// The pack without its rules: lexicons, lists, registers.
    pub(crate) fn without_rules(&self) -> Pack {
        Pack {
            name: self.name.clone(),
            version: self.version.clone(),
            sha256: self.sha256.clone(),
            rules: Vec::new(),
            lexicons: self.lexicons.clone(),
            allow: self.allow.clone(),
            entities: self.entities.clone(),
            cues: self.cues.clone(),
            torn: self.torn.clone(),
            variants: self.variants.clone(),
            slots: self.slots.clone(),
            values: self.values.clone(),
            overrides: Vec::new(),
            laws: self.laws.clone(),
            ladder: None,
            genres: self.genres.clone(),
            coverage: Vec::new(),
            weights: self.weights.clone(),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its version, by calendar.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The hash of its sources.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Its rules, by id.
    pub fn rules(&self) -> &[Definition] {
        &self.rules
    }

    /// The duties of its sources with the rules that answer to each, or the reason why none does.
    pub fn coverage(&self) -> &[Obligation] {
        &self.coverage
    }

    /// Its register of laws.
    pub fn laws(&self) -> &[Law] {
        &self.laws
    }
}
