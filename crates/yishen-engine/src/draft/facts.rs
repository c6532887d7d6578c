//! What the caller knows and no text can tell: a closed, typed list.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Channel, Date, Genre};

/// What is known about a draft besides its words. Absent is "not known"; `false` is "known not".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Facts {
    /// The patients in the text have agreed in writing to its publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patient_consent: Option<bool>,
    /// The guardians of the minors in the text have agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guardian_consent: Option<bool>,
    /// Artificial intelligence wrote the text or a part of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ai_assisted: Option<bool>,
    /// Who authorised the publication of an event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorised_by: Option<String>,
    /// The number of the ethics committee's approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ethics_approval: Option<String>,
    /// The certificate of a medical advertisement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ad_approval: Option<AdApproval>,
    /// Where a reprint comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// The levels that have approved already: `L1`, `L2`, …
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub approved_by: Vec<String>,
}

/// The certificate of a medical advertisement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct AdApproval {
    /// 医疗广告审查证明文号.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The last day on which it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Date>,
    /// The advertisement's text as it was approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Where a reprint comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Source {
    /// The medium.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The author.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// When it appeared there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its title there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its text there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A fact, or a genre, that the list does not know or that cannot have the value given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactError(String);

impl FactError {
    pub(crate) fn genre_without_meaning(genre: Genre, channel: Channel) -> FactError {
        FactError(format!("渠道 {channel} 的稿件没有体裁，不能指定 genre = {genre}"))
    }
}

impl fmt::Display for FactError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FactError {}

/// The facts by their dotted names, with what a bare name (`--fact patient-consent`) stands for.
pub(crate) const FACTS: &[(&str, FactKind)] = &[
    ("patient-consent", FactKind::YesNo),
    ("guardian-consent", FactKind::YesNo),
    ("ai-assisted", FactKind::YesNo),
    ("authorised-by", FactKind::Text),
    ("ethics-approval", FactKind::Text),
    ("ad-approval", FactKind::Group),
    ("ad-approval.number", FactKind::Text),
    ("ad-approval.valid-until", FactKind::Text),
    ("ad-approval.text", FactKind::Text),
    ("source", FactKind::Group),
    ("source.name", FactKind::Text),
    ("source.author", FactKind::Text),
    ("source.date", FactKind::Text),
    ("source.url", FactKind::Text),
    ("source.title", FactKind::Text),
    ("source.text", FactKind::Text),
    ("approved-by", FactKind::List),
];

/// What values a fact takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FactKind {
    YesNo,
    Text,
    Group,
    List,
}

impl Facts {
    /// Sets a fact by its dotted name: `ad-approval.number`, `patient-consent`. A bare name (no value) says yes.
    ///
    /// # Errors
    /// A name that is not in the list, or a value of the wrong type.
    pub fn set(&mut self, name: &str, value: Option<&str>) -> Result<(), FactError> {
        let Some(&(_, kind)) = FACTS.iter().find(|(n, _)| *n == name) else {
            let known: Vec<&str> = FACTS.iter().filter(|(_, k)| *k != FactKind::Group).map(|(n, _)| *n).collect();
            return Err(FactError(format!("没有名为“{name}”的事实；可用：{}", known.join("、"))));
        };
        let value = match (kind, value) {
            (FactKind::YesNo, None | Some("true" | "yes" | "是")) => Value::Bool(true),
            (FactKind::YesNo, Some("false" | "no" | "否")) => Value::Bool(false),
            (FactKind::YesNo, Some(other)) => return Err(FactError(format!("事实 {name} 只能是 true 或 false，不能是“{other}”"))),
            (FactKind::Text, text) => Value::String(text.unwrap_or("是").into()),
            (FactKind::Group, None) => Value::Object(Map::new()),
            (FactKind::Group, Some(_)) => return Err(FactError(format!("事实 {name} 由几项组成，请写 {name}.项 = 值"))),
            (FactKind::List, text) => Value::Array(text.unwrap_or("").split([',', '、', '，']).filter(|l| !l.is_empty()).map(Value::from).collect()),
        };
        let mut all = serde_json::to_value(&*self).unwrap_or_default();
        let mut place = &mut all;
        for part in name.split('.') {
            if !place[part].is_object() {
                place[part] = Value::Object(Map::new());
            }
            place = &mut place[part];
        }
        *place = value;
        *self = serde_json::from_value(all).map_err(|e| FactError(format!("事实 {name}：{e}")))?;
        Ok(())
    }

    /// Whether the fact with this dotted name holds: yes, or a value. `None` is "not known".
    pub fn holds(&self, name: &str) -> Option<bool> {
        let text = |value: &Option<String>| value.as_ref().map(|_| true);
        let source = self.source.as_ref();
        let ad = self.ad_approval.as_ref();
        match name {
            "patient-consent" => self.patient_consent,
            "guardian-consent" => self.guardian_consent,
            "ai-assisted" => self.ai_assisted,
            "authorised-by" => text(&self.authorised_by),
            "ethics-approval" => text(&self.ethics_approval),
            "ad-approval" => ad.map(|_| true),
            "ad-approval.number" => ad.and_then(|a| text(&a.number)),
            "ad-approval.valid-until" => ad.and_then(|a| a.valid_until.map(|_| true)),
            "ad-approval.text" => ad.and_then(|a| text(&a.text)),
            "source" => source.map(|_| true),
            "source.name" => source.and_then(|s| text(&s.name)),
            "source.author" => source.and_then(|s| text(&s.author)),
            "source.date" => source.and_then(|s| s.date.map(|_| true)),
            "source.url" => source.and_then(|s| text(&s.url)),
            "source.title" => source.and_then(|s| text(&s.title)),
            "source.text" => source.and_then(|s| text(&s.text)),
            "approved-by" => (!self.approved_by.is_empty()).then_some(true),
            _ => None,
        }
    }

    /// Whether the fact's value is `value`.
    pub(crate) fn equals(&self, name: &str, value: &str) -> bool {
        let mut all = &serde_json::to_value(self).unwrap_or_default();
        for part in name.split('.') {
            all = &all[part];
        }
        match all {
            Value::String(text) => text == value,
            Value::Bool(yes) => *yes == (value == "true"),
            Value::Array(list) => list.iter().any(|v| v.as_str() == Some(value)),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dotted_names_set_nested_facts() {
        let mut facts = Facts::default();
        facts.set("patient-consent", None).unwrap();
        facts.set("ad-approval.number", Some("沪医广【2026】第01-02-A003号")).unwrap();
        facts.set("source.date", Some("2026-01-02")).unwrap();
        facts.set("approved-by", Some("L1,L2")).unwrap();
        assert_eq!(facts.holds("patient-consent"), Some(true));
        assert_eq!(facts.holds("guardian-consent"), None);
        assert_eq!(facts.holds("ad-approval"), Some(true));
        assert_eq!(facts.holds("ad-approval.valid-until"), None);
        assert!(facts.equals("approved-by", "L2"));
        assert_eq!(facts.approved_by, ["L1", "L2"]);
    }

    #[test]
    fn every_listed_fact_can_be_set_and_then_holds() {
        for &(name, kind) in FACTS {
            let value = match (kind, name) {
                (_, "ad-approval.valid-until" | "source.date") => Some("2026-01-01"),
                (FactKind::List, _) => Some("L1"),
                _ => None,
            };
            let mut facts = Facts::default();
            facts.set(name, value).unwrap();
            assert_eq!(facts.holds(name), Some(true), "{name}");
        }
    }

    #[test]
    fn unknown_facts_and_wrong_values_are_refused() {
        let mut facts = Facts::default();
        assert!(facts.set("consent", None).unwrap_err().to_string().contains("patient-consent"));
        assert!(facts.set("patient-consent", Some("maybe")).is_err());
        assert!(facts.set("source.date", Some("yesterday")).is_err());
        assert!(facts.set("source", Some("x")).is_err());
    }

    #[test]
    fn a_fact_known_not_to_hold_is_false() {
        let mut facts = Facts::default();
        facts.set("patient-consent", Some("false")).unwrap();
        assert_eq!(facts.holds("patient-consent"), Some(false));
    }
}
