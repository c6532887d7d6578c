//! Conditions: what must, or must not, be so for a hit to stand.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::diagnostic::say;
use super::finder::{FINDER_KEYS, Names, ReadFinder, read_finder};
use super::read::{Node, Reader};
use crate::draft::{Channel, FACTS, FactKind, FieldName, Genre, named_enum};
use crate::rule::model::{Condition, Finder, Relation, Within};

/// The keys of which a condition has exactly one, with those that may stand beside each.
const RELATIONS: &[(&str, &[&str])] = &[
    ("near", &["within"]),
    ("before", &["within"]),
    ("after", &["within"]),
    ("inside", &[]),
    ("holds", &[]),
    ("heading", &[]),
    ("document", &[]),
    ("count", &["within", "at_least", "distinct"]),
    ("field", &["has"]),
    ("fact", &["equals"]),
    ("genre", &[]),
    ("channel", &[]),
];

const KEYS: &[&str] = &[
    "near", "before", "after", "inside", "holds", "heading", "document", "count", "field", "fact", "genre", "channel", "within", "at_least", "distinct", "has",
    "equals",
];

/// The widest distance in characters that a condition may look over.
const MAX_DISTANCE: i64 = 1000;

named_enum! {
    /// The distances that have names.
    enum Unit {
        Clause = "clause",
        Sentence = "sentence",
        NextSentence = "next-sentence",
        Paragraph = "paragraph",
        Section = "section",
        Document = "document",
    }
}

/// A condition with its place.
#[derive(Clone, Debug)]
pub(super) struct ReadCondition {
    pub(super) condition: Condition,
    pub(super) at: Range<usize>,
}

/// The conditions of `[[key]]` in `parent`.
pub(super) fn read_conditions(r: &mut Reader<'_>, names: &Names<'_>, parent: &DeTable<'_>, key: &str) -> Vec<ReadCondition> {
    r.tables(parent, key).into_iter().filter_map(|(table, at)| read_condition(r, names, table, &at).map(|condition| ReadCondition { condition, at })).collect()
}

fn read_condition(r: &mut Reader<'_>, names: &Names<'_>, table: &DeTable<'_>, at: &Range<usize>) -> Option<Condition> {
    r.check_keys(table, KEYS);
    let given: Vec<&(&str, &[&str])> = RELATIONS.iter().filter(|(k, _)| table.contains_key(*k)).collect();
    let &[&(relation, beside)] = &given[..] else {
        let listed: Vec<&str> = given.iter().map(|g| g.0).collect();
        if listed.is_empty() {
            let hint = say(
                "写一样：near、before、after、inside、holds、heading、document、count、field、fact、genre、channel",
                "give one of near, before, after, inside, holds, heading, document, count, field, fact, genre, channel",
            );
            r.error(at, "no-relation", say("没有写明条件是什么", "the condition says nothing"), Some(hint));
        } else {
            let message = say(format!("{} 只能写一样", listed.join("、")), format!("only one of {} can be given", listed.join(", ")));
            r.error(at, "several-relations", message, Some(say("分成两个条件，各写一个双括号段", "write two conditions, each under its own double brackets")));
        }
        return None;
    };
    for key in ["within", "at_least", "distinct", "has", "equals"] {
        if let Some(node) = table.get(key)
            && !beside.contains(&key)
        {
            let owners: Vec<&str> = RELATIONS.iter().filter(|(_, b)| b.contains(&key)).map(|(o, _)| *o).collect();
            let message = say(format!("“{key}”不能和“{relation}”一起写"), format!("`{key}` does not go with `{relation}`"));
            let hint = say(format!("它只用于 {}", owners.join("、")), format!("it goes with {}", owners.join(", ")));
            r.error(&node.span(), "misplaced-key", message, Some(hint));
        }
    }
    let node = table.get(relation)?;
    match relation {
        "fact" => read_fact(r, node, table.get("equals")),
        "genre" => Some(Condition::Genre(some(r.choices(node, ("体裁", "genre"), Genre::ALL, Genre::id))?)),
        "channel" => Some(Condition::Channel(some(r.choices(node, ("渠道", "channel"), Channel::ALL, Channel::id))?)),
        "field" => {
            let field = r.choice(node, ("字段", "field"), FieldName::ALL, FieldName::id);
            let has = r.required(table, "has", at)?;
            let finder = read_inline_finder(r, names, has)?;
            Some(Condition::Found { relation: Relation::Field(field?), finder })
        }
        _ => {
            let finder = read_inline_finder(r, names, node);
            let within = table.get("within").map(|n| read_within(r, n, relation == "count"));
            let near = |w: Option<Option<Within>>| w.unwrap_or(Some(Within::Sentence));
            let relation = match relation {
                "near" => Relation::Near(near(within)?),
                "before" => Relation::Before(near(within)?),
                "after" => Relation::After(near(within)?),
                "inside" => Relation::Inside,
                "holds" => Relation::Holds,
                "heading" => Relation::Heading,
                "document" => Relation::Document,
                _ => {
                    let at_least = match table.get("at_least") {
                        Some(n) => u32::try_from(r.integer(n, 1, 1000)?).ok()?,
                        None => 1,
                    };
                    let distinct = match table.get("distinct") {
                        Some(n) => r.boolean(n)?,
                        None => false,
                    };
                    Relation::Count { within: within.unwrap_or(Some(Within::Document))?, at_least, distinct }
                }
            };
            Some(Condition::Found { relation, finder: finder? })
        }
    }
}

/// A finder written as the value of a relation.
fn read_inline_finder(r: &mut Reader<'_>, names: &Names<'_>, node: &Node<'_>) -> Option<Finder> {
    if let DeValue::Array(_) | DeValue::String(_) = node.get_ref() {
        let message = say("这里要写明查什么", "expected a finder");
        r.error(
            &node.span(),
            "wrong-type",
            message,
            Some(say("写成 { words = [\"……\"] } 或 { lexicon = \"……\" }", "write { words = [\"…\"] } or { lexicon = \"…\" }")),
        );
        return None;
    }
    let table = r.table(node)?;
    r.check_keys(table, FINDER_KEYS);
    let ReadFinder { finder, .. } = read_finder(r, names, table, &node.span())?;
    if matches!(finder, Finder::Whole) {
        r.error(&node.span(), "misplaced-key", say("whole 不能用在条件里", "`whole` is no condition"), None);
        return None;
    }
    Some(finder)
}

fn read_within(r: &mut Reader<'_>, node: &Node<'_>, counts: bool) -> Option<Within> {
    if let DeValue::Integer(_) = node.get_ref() {
        let n = r.integer(node, 1, MAX_DISTANCE)?;
        return u32::try_from(n).ok().map(Within::Characters);
    }
    let all = if counts { Unit::ALL } else { &Unit::ALL[..Unit::ALL.len() - 1] };
    Some(match r.choice(node, ("范围", "distance"), all, Unit::id)? {
        Unit::Clause => Within::Clause,
        Unit::Sentence => Within::Sentence,
        Unit::NextSentence => Within::NextSentence,
        Unit::Paragraph => Within::Paragraph,
        Unit::Section => Within::Section,
        Unit::Document => Within::Document,
    })
}

fn read_fact(r: &mut Reader<'_>, node: &Node<'_>, equals: Option<&Node<'_>>) -> Option<Condition> {
    let name = r.filled_string(node)?;
    let kind = known_fact(r, &name.value, &name.at)?;
    let equals = match equals {
        None => None,
        Some(value) => Some(match (value.get_ref(), kind) {
            (_, FactKind::Group) => {
                let message = say(format!("“{}”由几项组成，不能整个比较", name.value), format!("`{}` has several parts and cannot be compared", name.value));
                r.error(&value.span(), "misplaced-key", message, None);
                return None;
            }
            (DeValue::Boolean(yes), FactKind::YesNo) => yes.to_string(),
            (_, FactKind::YesNo) => r.boolean(value)?.to_string(),
            _ => r.filled_string(value)?.value,
        }),
    };
    Some(Condition::Fact { name: name.value, equals })
}

/// Notes a fact that is not in the list.
pub(super) fn known_fact(r: &mut Reader<'_>, name: &str, at: &Range<usize>) -> Option<FactKind> {
    let kind = FACTS.iter().find(|(n, _)| *n == name).map(|&(_, kind)| kind);
    if kind.is_none() {
        let known: Vec<&str> = FACTS.iter().map(|(n, _)| *n).collect();
        r.unknown(at, "unknown-fact", ("事实", "fact"), name, &known);
    }
    kind
}

fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}
