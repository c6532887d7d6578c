//! One rule file: `category/name.toml`.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::condition::{ReadCondition, known_fact, read_conditions};
use super::diagnostic::{closest, say};
use super::finder::{FINDER_KEYS, Names, ReadFinder, ReadWords, read_finder, read_words, spell_out};
use super::read::{Node, Reader, Text, did_you_mean};
use super::registers::{numbers, read_levels};
use crate::draft::{BlockKind, Channel, Facts, Format, Genre, named_enum};
use crate::rule::model::{Basis, Category, Column, Condition, Definition, Example, Find, Guards, Once, Rule, Scope, Severity, Verb};

const KEYS: &[&str] = &[
    "title",
    "severity",
    "since",
    "why",
    "suggest",
    "basis",
    "bad",
    "good",
    "message",
    "status",
    "route",
    "guards",
    "allow",
    "once",
    "replace",
    "aliases",
    "severity_by",
    "scope",
    "find",
    "when",
    "unless",
];

/// A rule with the places that the lints speak of.
pub(super) struct ReadRule {
    pub(super) rule: Definition,
    pub(super) title: Option<Text>,
    pub(super) finds: Vec<ReadFind>,
    pub(super) when: Vec<ReadCondition>,
    pub(super) unless: Vec<ReadCondition>,
    pub(super) allow: ReadWords,
    pub(super) aliases: Vec<Text>,
    /// The keys of `[replace]` and the terms that they stand for.
    pub(super) replace: Vec<(Range<usize>, String)>,
    pub(super) scope: Option<Range<usize>>,
    pub(super) severity_by: Option<Range<usize>>,
    pub(super) bad: Examples,
    pub(super) good: Examples,
}

/// One `[[find]]` with its places.
pub(super) struct ReadFind {
    pub(super) finder: ReadFinder,
    pub(super) when: Vec<ReadCondition>,
    pub(super) unless: Vec<ReadCondition>,
}

/// The examples of one kind: where the list stands, and each one's strings.
#[derive(Default)]
pub(super) struct Examples {
    pub(super) at: Option<Range<usize>>,
    /// How many were written, readable or not.
    pub(super) count: usize,
    pub(super) texts: Vec<(Text, Option<Text>)>,
}

/// Reads a rule file.
pub(super) fn read_rule(r: &mut Reader<'_>, names: &Names<'_>, id: String, category: Category) -> Option<ReadRule> {
    let root = r.parse()?;
    r.check_keys(&root, KEYS);
    let whole = 0..0;

    let title = r.required(&root, "title", &whole).and_then(|n| r.filled_string(n));
    let severity = r.required(&root, "severity", &whole).and_then(|n| r.choice(n, ("严重程度", "severity"), Severity::ALL, Severity::id));
    let since = r.required(&root, "since", &whole).and_then(|n| r.filled_string(n));
    if let Some(since) = &since
        && numbers(&since.value).is_none_or(|n| n.len() != 3)
    {
        r.error(
            &since.at,
            "bad-version",
            say(format!("“{}”不是版本号", since.value), format!("`{}` is no version", since.value)),
            Some(say("例如 \"0.1.0\"", "for example \"0.1.0\"")),
        );
    }
    let why = r.required(&root, "why", &whole).and_then(|n| r.filled_string(n));
    let suggest = filled_list(r, &root, "suggest");
    let basis = read_basis(r, names, &root);
    let message = root.get("message").and_then(|n| r.filled_string(n));
    let preview = root.get("status").is_some_and(|n| r.choice(n, ("状态", "status"), Status::ALL, Status::id).is_some());
    let route = root.get("route").map(|n| read_levels(r, names, n)).unwrap_or_default();
    let guards = read_guards(r, &root, category);
    let allow = root.get("allow").map(|n| r.strings(n)).map(|texts| read_words(r, names, &texts)).unwrap_or_default();
    let once = root.get("once").and_then(|n| r.choice(n, ("范围", "extent"), WrittenOnce::ALL, WrittenOnce::id)).map(|o| match o {
        WrittenOnce::Block => Once::Block,
        WrittenOnce::Document => Once::Document,
    });
    let (replace, replace_places) = read_replace(r, &root);
    let aliases = root.get("aliases").map(|n| r.strings(n)).unwrap_or_default();
    let severity_by = read_severity_by(r, &root);
    let scope = read_scope(r, &root);

    let finds = read_finds(r, names, &root);
    let when = read_conditions(r, names, &root, "when");
    let unless = read_conditions(r, names, &root, "unless");
    let (bad, bad_places) = read_examples(r, &root, "bad");
    let (good, good_places) = read_examples(r, &root, "good");

    let text = |t: Option<Text>| t.map(|t| t.value).unwrap_or_default();
    let rule = Rule {
        id,
        category,
        title: title.as_ref().map(|t| t.value.clone()).unwrap_or_default(),
        message: message.map(|m| m.value),
        // What is missing or wrong was noted: the value does not matter any more.
        severity: severity.unwrap_or(Severity::Review),
        preview,
        since: text(since),
        why: text(why),
        suggest,
        basis,
        route,
        guards,
        once,
        replace,
        aliases: aliases.iter().map(|a| a.value.clone()).collect(),
        severity_by,
        scope,
    };
    let rule = Definition {
        rule,
        allow: allow.words.clone(),
        finds: finds.iter().map(|(find, _)| find.clone()).collect(),
        when: conditions(&when),
        unless: conditions(&unless),
        bad,
        good,
    };
    Some(ReadRule {
        rule,
        title,
        finds: finds.into_iter().map(|(_, read)| read).collect(),
        when,
        unless,
        allow,
        aliases,
        replace: replace_places,
        scope: root.get("scope").map(toml::Spanned::span),
        severity_by: root.get("severity_by").map(toml::Spanned::span),
        bad: bad_places,
        good: good_places,
    })
}

named_enum! {
    /// What a rule may be besides in force.
    enum Status {
        Preview = "preview",
    }
}

named_enum! {
    enum WrittenOnce {
        Block = "block",
        Document = "document",
    }
}

named_enum! {
    /// The guards, as `guards` names them.
    enum GuardName {
        Negated = "negated",
        Mentioned = "mentioned",
        Debunked = "debunked",
        Supposed = "supposed",
        Asked = "asked",
        Unlike = "unlike",
    }
}

fn conditions(read: &[ReadCondition]) -> Vec<Condition> {
    read.iter().map(|c| c.condition.clone()).collect()
}

/// A list of strings that must be there and hold something.
fn filled_list(r: &mut Reader<'_>, root: &DeTable<'_>, key: &str) -> Vec<String> {
    let Some(node) = r.required(root, key, &(0..0)) else { return Vec::new() };
    let texts = r.strings(node);
    if matches!(node.get_ref(), DeValue::Array(list) if list.is_empty()) {
        r.error(&node.span(), "empty-list", say(format!("“{key}”里什么也没有"), format!("`{key}` is empty")), None);
    }
    texts.into_iter().map(|t| t.value).collect()
}

/// Notes a law that is not registered or holds no more.
pub(super) fn check_law(r: &mut Reader<'_>, names: &Names<'_>, law: &Text) {
    match names.laws.get(law.value.as_str()) {
        None => {
            if !names.unread.contains("laws.toml") {
                let known: Vec<&str> = names.laws.keys().copied().collect();
                let hint = match closest(&law.value, known) {
                    Some(near) => did_you_mean(near),
                    None => say("先在 laws.toml 里登记这部法规", "enter the law in laws.toml first"),
                };
                r.error(&law.at, "unknown-law", say(format!("没有名为“{}”的法规", law.value), format!("unknown law `{}`", law.value)), Some(hint));
            }
        }
        Some(known) => {
            if known.repealed {
                let message = say(format!("《{}》已经废止，不能再作依据", known.title), format!("{} is repealed", known.title));
                r.error(&law.at, "repealed-law", message, Some(say("换成现行有效的法规", "cite what is in force")));
            }
        }
    }
}

fn read_basis(r: &mut Reader<'_>, names: &Names<'_>, root: &DeTable<'_>) -> Vec<Basis> {
    let Some(node) = r.required(root, "basis", &(0..0)) else { return Vec::new() };
    if matches!(node.get_ref(), DeValue::Array(list) if list.is_empty()) {
        r.error(&node.span(), "empty-list", say("“basis”里什么也没有", "`basis` is empty"), None);
    }
    let mut basis = Vec::new();
    for (table, at) in r.tables(root, "basis") {
        r.check_keys(table, &["law", "at"]);
        let place = table.get("at").and_then(|n| r.filled_string(n));
        let Some(law) = r.required(table, "law", &at).and_then(|n| r.filled_string(n)) else { continue };
        check_law(r, names, &law);
        basis.push(Basis { law: law.value, at: place.map(|p| p.value) });
    }
    basis
}

fn read_guards(r: &mut Reader<'_>, root: &DeTable<'_>, category: Category) -> Guards {
    let mut guards = Guards::of(category);
    let Some(table) = root.get("guards").and_then(|n| r.table(n)) else { return guards };
    r.check_keys(table, &["on", "off"]);
    let mut seen: Vec<GuardName> = Vec::new();
    for (key, on) in [("on", true), ("off", false)] {
        let Some(node) = table.get(key) else { continue };
        for name in r.choices(node, ("语境判断", "guard"), GuardName::ALL, GuardName::id) {
            if seen.contains(&name) {
                r.error(&node.span(), "duplicate-id", say(format!("“{name}”写了两次"), format!("`{name}` is given twice")), None);
            }
            seen.push(name);
            let lowers = matches!(name, GuardName::Asked | GuardName::Unlike) || (name == GuardName::Negated && category == Category::Terminology);
            let verb = match (on, lowers) {
                (false, _) => Verb::Off,
                (true, true) => Verb::Lower,
                (true, false) => Verb::Veto,
            };
            *match name {
                GuardName::Negated => &mut guards.negated,
                GuardName::Mentioned => &mut guards.mentioned,
                GuardName::Debunked => &mut guards.debunked,
                GuardName::Supposed => &mut guards.supposed,
                GuardName::Asked => &mut guards.asked,
                GuardName::Unlike => &mut guards.unlike,
            } = verb;
        }
    }
    guards
}

type Replacements = (Vec<(String, String)>, Vec<(Range<usize>, String)>);

fn read_replace(r: &mut Reader<'_>, root: &DeTable<'_>) -> Replacements {
    let (mut replace, mut places): Replacements = Default::default();
    let Some(table) = root.get("replace").and_then(|n| r.table(n)) else { return (replace, places) };
    for (key, value) in table.iter() {
        let key = Text { value: key.get_ref().to_string(), at: key.span() };
        let terms = spell_out(r, &key).unwrap_or_default();
        let Some(correct) = r.filled_string(value) else { continue };
        for term in terms {
            if replace.iter().any(|(t, _)| *t == term) {
                r.error(&key.at, "duplicate-word", say(format!("“{term}”写了两次"), format!("“{term}” stands twice")), None);
                continue;
            }
            places.push((key.at.clone(), term.clone()));
            replace.push((term, correct.value.clone()));
        }
    }
    (replace, places)
}

fn read_severity_by(r: &mut Reader<'_>, root: &DeTable<'_>) -> Vec<(Column, Option<Severity>)> {
    let mut columns = Vec::new();
    let Some(table) = root.get("severity_by").and_then(|n| r.table(n)) else { return columns };
    for (key, value) in table.iter() {
        let column = r.choose(key.get_ref(), &key.span(), ("体裁或渠道", "genre or channel"), Column::ALL, Column::id);
        let severity = match r.string(value) {
            None => continue,
            Some(text) if text.value == "off" => None,
            Some(text) => match Severity::from_id(&text.value) {
                Some(severity) => Some(severity),
                None => {
                    r.unknown(&text.at, "unknown-value", ("严重程度", "severity"), &text.value, &["advise", "review", "block", "off"]);
                    continue;
                }
            },
        };
        columns.extend(column.map(|c| (c, severity)));
    }
    columns
}

fn read_scope(r: &mut Reader<'_>, root: &DeTable<'_>) -> Scope {
    let Some(table) = root.get("scope").and_then(|n| r.table(n)) else { return Scope::default() };
    r.check_keys(table, &["block", "channel", "genre"]);
    Scope {
        blocks: table.get("block").map(|n| r.choices(n, ("段落种类", "kind of block"), BlockKind::ALL, BlockKind::id)).unwrap_or_default(),
        channels: table.get("channel").map(|n| r.choices(n, ("渠道", "channel"), Channel::ALL, Channel::id)).unwrap_or_default(),
        genres: table.get("genre").map(|n| r.choices(n, ("体裁", "genre"), Genre::ALL, Genre::id)).unwrap_or_default(),
    }
}

fn read_finds(r: &mut Reader<'_>, names: &Names<'_>, root: &DeTable<'_>) -> Vec<(Find, ReadFind)> {
    if !root.contains_key("find") {
        r.missing_key("find", &(0..0));
        return Vec::new();
    }
    let keys: Vec<&str> = FINDER_KEYS.iter().copied().chain(["severity", "when", "unless"]).collect();
    let mut finds = Vec::new();
    for (table, at) in r.tables(root, "find") {
        r.check_keys(table, &keys);
        let severity = table.get("severity").and_then(|n| r.choice(n, ("严重程度", "severity"), Severity::ALL, Severity::id));
        let when = read_conditions(r, names, table, "when");
        let unless = read_conditions(r, names, table, "unless");
        let Some(finder) = read_finder(r, names, table, &at) else { continue };
        let find = Find { finder: finder.finder.clone(), severity, when: conditions(&when), unless: conditions(&unless) };
        finds.push((find, ReadFind { finder, when, unless }));
    }
    finds
}

fn read_examples(r: &mut Reader<'_>, root: &DeTable<'_>, key: &str) -> (Vec<Example>, Examples) {
    let mut places = Examples::default();
    let Some(node) = r.required(root, key, &(0..0)) else { return (Vec::new(), places) };
    places.at = root.get_key_value(key).map(|(k, _)| k.span());
    let DeValue::Array(list) = node.get_ref() else {
        r.strings(node);
        places.at = None;
        return (Vec::new(), places);
    };
    places.count = list.len();
    let mut examples = Vec::new();
    for entry in list.iter() {
        let Some((example, text, title)) = read_example(r, entry) else { continue };
        examples.push(example);
        places.texts.push((text, title));
    }
    (examples, places)
}

fn read_example(r: &mut Reader<'_>, node: &Node<'_>) -> Option<(Example, Text, Option<Text>)> {
    let blank = |text: String| Example { text, title: None, format: Format::Text, channel: None, genre: None, given: Facts::default(), severity: None };
    let DeValue::Table(table) = node.get_ref() else {
        let text = r.filled_string(node)?;
        return Some((blank(text.value.clone()), text, None));
    };
    r.check_keys(table, &["text", "title", "format", "channel", "genre", "given", "severity"]);
    let text = r.required(table, "text", &node.span()).and_then(|n| r.string(n));
    let title = table.get("title").and_then(|n| r.filled_string(n));
    let channel = table.get("channel").and_then(|n| r.choice(n, ("渠道", "channel"), Channel::ALL, Channel::id));
    let genre = table.get("genre").and_then(|n| r.choice(n, ("体裁", "genre"), Genre::ALL, Genre::id));
    if let (Some(channel), Some(_), Some(at)) = (channel, genre, table.get("genre"))
        && !channel.has_genre()
    {
        let message = say(format!("渠道“{channel}”的内容没有体裁"), format!("channel `{channel}` has no genres"));
        r.error(&at.span(), "misplaced-key", message, Some(say("删去 genre", "drop `genre`")));
    }
    let text = text?;
    let mut example = blank(text.value.clone());
    example.title = title.as_ref().map(|t| t.value.clone());
    example.format = table.get("format").and_then(|n| r.choice(n, ("格式", "format"), Format::ALL, Format::id)).unwrap_or_default();
    example.channel = channel;
    example.genre = genre;
    example.severity = table.get("severity").and_then(|n| r.choice(n, ("严重程度", "severity"), Severity::ALL, Severity::id));
    if let Some(given) = table.get("given") {
        read_given(r, given, "", &mut example.given);
    }
    Some((example, text, title))
}

/// Facts as a list of names, or as a table of dotted names (quoted or not) and values.
fn read_given(r: &mut Reader<'_>, node: &Node<'_>, prefix: &str, facts: &mut Facts) {
    let DeValue::Table(table) = node.get_ref() else {
        for name in r.strings(node) {
            set_fact(r, facts, &name.value, None, &name.at);
        }
        return;
    };
    for (key, value) in table.iter() {
        let name = format!("{prefix}{}", key.get_ref());
        match value.get_ref() {
            DeValue::Table(_) => read_given(r, value, &format!("{name}."), facts),
            DeValue::Boolean(yes) => set_fact(r, facts, &name, Some(if *yes { "true" } else { "false" }), &key.span()),
            DeValue::Datetime(date) => set_fact(r, facts, &name, Some(&date.to_string()), &key.span()),
            DeValue::Array(_) => {
                let list: Vec<String> = r.strings(value).into_iter().map(|t| t.value).collect();
                set_fact(r, facts, &name, Some(&list.join(",")), &key.span());
            }
            _ => {
                if let Some(text) = r.filled_string(value) {
                    set_fact(r, facts, &name, Some(&text.value), &value.span());
                }
            }
        }
    }
}

fn set_fact(r: &mut Reader<'_>, facts: &mut Facts, name: &str, value: Option<&str>, at: &Range<usize>) {
    if known_fact(r, name, at).is_some()
        && let Err(error) = facts.set(name, value)
    {
        r.error(at, "bad-fact", say(error.to_string(), format!("fact `{name}` cannot have this value")), None);
    }
}
