//! The registers of a pack: its description, laws, slots, the ladder of approval, the signals of genres.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::condition::read_conditions;
use super::diagnostic::say;
use super::finder::{FINDER_KEYS, Names, read_finder, read_words, spell_out};
use super::model::{Genres, Ladder, Law, RouteTrigger, Sign, Signal, Slot};
use super::read::{Node, Reader, Text};
use crate::draft::{Channel, Date, FieldName, Genre, named_enum};
use crate::rule::Severity;
use crate::rule::model::Finder;
use crate::scan::Variant;

/// What `pack.toml` says.
#[derive(Default)]
pub(super) struct Description {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) values: Vec<(Text, Vec<String>)>,
    pub(super) overrides: Vec<WrittenOverride>,
}

/// An override before it is known what it overrides.
pub(super) struct WrittenOverride {
    pub(super) at: Range<usize>,
    pub(super) rule: Text,
    pub(super) add: Vec<Text>,
    pub(super) remove: Vec<Text>,
    pub(super) severity: Option<Severity>,
    pub(super) off: Option<String>,
}

/// Whether `name` is kebab-case: `a-z`, `0-9` and single hyphens between them.
pub(super) fn is_kebab(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

fn kebab(r: &mut Reader<'_>, text: &Text) {
    if !is_kebab(&text.value) {
        let message = say(format!("“{}”不能作名称", text.value), format!("`{}` is no name", text.value));
        r.error(&text.at, "bad-name", message, Some(say("只用小写字母、数字，中间用 - 连接", "use lower-case letters and digits, joined by -")));
    }
}

/// Whether `version` is numbers parted by dots.
pub(super) fn numbers(version: &str) -> Option<Vec<u64>> {
    version.split('.').map(|part| part.parse::<u64>().ok().filter(|_| part.bytes().all(|b| b.is_ascii_digit()))).collect()
}

/// Reads `pack.toml`.
pub(super) fn read_description(r: &mut Reader<'_>) -> Option<Description> {
    let root = r.parse()?;
    r.check_keys(&root, &["name", "version", "engine", "about", "slots", "override"]);
    let whole = 0..0;
    let mut description = Description::default();
    if let Some(name) = r.required(&root, "name", &whole).and_then(|n| r.filled_string(n)) {
        kebab(r, &name);
        description.name = name.value;
    }
    if let Some(version) = r.required(&root, "version", &whole).and_then(|n| r.filled_string(n)) {
        let calendar = numbers(&version.value).is_some_and(|n| matches!(n[..], [year, month, _] if year >= 2020 && (1..=12).contains(&month)));
        if !calendar {
            let message = say(format!("版本“{}”不是年.月.序号", version.value), format!("version `{}` is not year.month.number", version.value));
            r.error(&version.at, "bad-version", message, Some(say("例如 2026.11.1", "for example 2026.11.1")));
        }
        description.version = version.value;
    }
    if let Some(engine) = r.required(&root, "engine", &whole).and_then(|n| r.filled_string(n)) {
        check_engine(r, &engine);
    }
    if let Some(about) = root.get("about") {
        r.filled_string(about);
    }
    if let Some(slots) = root.get("slots").and_then(|n| r.table(n)) {
        for (key, value) in slots.iter() {
            let values = match value.get_ref() {
                DeValue::String(_) => r.filled_string(value).into_iter().collect(),
                _ => r.strings(value),
            };
            let name = Text { value: key.get_ref().to_string(), at: key.span() };
            description.values.push((name, values.into_iter().map(|v| v.value).collect()));
        }
    }
    for (table, at) in r.tables(&root, "override") {
        description.overrides.extend(read_override(r, table, &at));
    }
    Some(description)
}

fn check_engine(r: &mut Reader<'_>, engine: &Text) {
    let Some(least) = engine.value.strip_prefix(">=").and_then(|v| numbers(v.trim())).filter(|n| n.len() == 3) else {
        let message = say(format!("“{}”不是引擎版本要求", engine.value), format!("`{}` is no engine requirement", engine.value));
        r.error(&engine.at, "bad-version", message, Some(say("写成 \">=0.1.0\"", "write \">=0.1.0\"")));
        return;
    };
    let ours = env!("CARGO_PKG_VERSION");
    if numbers(ours).is_some_and(|n| n < least) {
        let message = say(format!("规则包要求引擎 {}，本引擎是 {ours}", engine.value), format!("the pack asks for engine {}; this is {ours}", engine.value));
        r.error(&engine.at, "engine-too-old", message, Some(say("升级 yishen", "upgrade yishen")));
    }
}

fn read_override(r: &mut Reader<'_>, table: &DeTable<'_>, at: &Range<usize>) -> Option<WrittenOverride> {
    r.check_keys(table, &["rule", "add", "remove", "severity", "off"]);
    let rule = r.required(table, "rule", at).and_then(|n| r.filled_string(n));
    let add = table.get("add").map(|n| r.strings(n)).unwrap_or_default();
    let remove = table.get("remove").map(|n| r.strings(n)).unwrap_or_default();
    let severity = table.get("severity").and_then(|n| r.choice(n, ("严重程度", "severity"), Severity::ALL, Severity::id));
    let mut off = None;
    if let Some(node) = table.get("off") {
        let reason = match node.get_ref() {
            DeValue::String(reason) => reason.trim().to_owned(),
            _ => String::new(),
        };
        if reason.is_empty() {
            let message = say("停用一条规则必须写明理由", "a rule is switched off for a reason, which must be written here");
            r.error(
                &node.span(),
                "off-without-reason",
                message,
                Some(say("写成 off = \"理由\"；理由会印在每份报告里", "write off = \"reason\"; every report repeats it")),
            );
        }
        off = Some(reason);
    }
    if !["add", "remove", "severity", "off"].iter().any(|k| table.contains_key(*k)) {
        let message = say("这里什么也没有改", "this changes nothing");
        r.error(at, "empty-override", message, Some(say("写 add、remove、severity 或 off", "give add, remove, severity or off")));
    }
    if off.is_some() && ["add", "remove", "severity"].iter().any(|k| table.contains_key(*k)) {
        let message = say("规则已停用，其余改动不起作用", "the rule is switched off; the other changes do nothing");
        r.error(at, "empty-override", message, None);
    }
    Some(WrittenOverride { at: at.clone(), rule: rule?, add, remove, severity, off })
}

named_enum! {
    /// Whether a law holds.
    enum Status {
        InForce = "in-force",
        Repealed = "repealed",
    }
}

/// How far the text of a law was verified.
const MARKS: &[&str] = &["V1", "V1*", "V2", "UNVERIFIED"];

/// Reads `laws.toml`.
pub(super) fn read_laws(r: &mut Reader<'_>) -> Option<Vec<Law>> {
    let root = r.parse()?;
    r.check_keys(&root, &["law"]);
    let mut laws: Vec<Law> = Vec::new();
    for (table, at) in r.tables(&root, "law") {
        r.check_keys(table, &["id", "title", "issuer", "version", "in_force", "status", "mark", "articles", "note"]);
        let mut text = |key| r.required(table, key, &at).and_then(|n| r.filled_string(n));
        let (id, title, issuer, version, mark) = (text("id"), text("title"), text("issuer"), text("version"), text("mark"));
        let status = r.required(table, "status", &at).and_then(|n| r.choice(n, ("状态", "status"), Status::ALL, Status::id));
        let articles = r.required(table, "articles", &at).and_then(|n| r.boolean(n));
        let in_force = table.get("in_force").and_then(|n| read_date(r, n));
        if let Some(note) = table.get("note") {
            r.filled_string(note);
        }
        if let Some(mark) = &mark {
            if !MARKS.contains(&mark.value.as_str()) {
                r.unknown(&mark.at, "unknown-value", ("核对标记", "mark"), &mark.value, MARKS);
            } else if articles == Some(true) && mark.value != "V1" {
                let message = say("条文没有核对过（mark 不是 V1），不能印条号", "articles are printed only of a text that was read: mark V1");
                r.error(
                    &mark.at,
                    "articles-unverified",
                    message,
                    Some(say("改为 articles = false，或者核对全文后标 V1", "set articles = false, or verify the text and mark it V1")),
                );
            }
        }
        let Some(id) = id else { continue };
        kebab(r, &id);
        if laws.iter().any(|l| l.id == id.value) {
            duplicate_id(r, &id);
            continue;
        }
        let text = |t: Option<Text>| t.map(|t| t.value).unwrap_or_default();
        laws.push(Law {
            id: id.value,
            title: text(title),
            issuer: text(issuer),
            version: text(version),
            in_force,
            repealed: status == Some(Status::Repealed),
            mark: text(mark),
            articles: articles == Some(true),
        });
    }
    Some(laws)
}

fn duplicate_id(r: &mut Reader<'_>, id: &Text) {
    r.error(&id.at, "duplicate-id", say(format!("“{}”已经有了", id.value), format!("`{}` is defined twice", id.value)), None);
}

/// A date, with or without quotes.
fn read_date(r: &mut Reader<'_>, node: &Node<'_>) -> Option<Date> {
    let written = match node.get_ref() {
        DeValue::Datetime(date) => date.to_string(),
        _ => r.filled_string(node)?.value,
    };
    let date = written.parse::<Date>().ok();
    if date.is_none() {
        r.error(
            &node.span(),
            "bad-date",
            say(format!("“{written}”不是日期"), format!("`{written}` is no date")),
            Some(say("写成 \"2026-11-22\"", "write \"2026-11-22\"")),
        );
    }
    date
}

/// Reads `slots.toml`.
pub(super) fn read_slots(r: &mut Reader<'_>) -> Option<BTreeMap<String, Slot>> {
    let root = r.parse()?;
    let mut slots = BTreeMap::new();
    for (key, node) in root.iter() {
        let name = Text { value: key.get_ref().to_string(), at: key.span() };
        kebab(r, &name);
        let Some(table) = r.table(node) else { continue };
        r.check_keys(table, &["about", "fixture"]);
        // For those who fill it in.
        if let Some(about) = r.required(table, "about", &key.span()) {
            r.filled_string(about);
        }
        let fixture = r.required(table, "fixture", &key.span()).map(|n| r.strings(n)).unwrap_or_default();
        slots.insert(name.value, Slot { fixture: fixture.into_iter().map(|t| t.value).collect() });
    }
    Some(slots)
}

/// Reads `variants.toml`: how a word is also written by those who do not want it found, spelt out and folded.
pub(super) fn read_variants(r: &mut Reader<'_>) -> Option<Vec<Variant>> {
    let root = r.parse()?;
    let mut variants = Vec::new();
    for (key, node) in root.iter() {
        let plain = Text { value: key.get_ref().to_string(), at: key.span() };
        let Some(plain) = spell_out(r, &plain).and_then(|terms| terms.into_iter().next()) else { continue };
        for text in r.strings(node) {
            let written = spell_out(r, &text).unwrap_or_default().into_iter().filter(|w| *w != plain);
            variants.extend(written.map(|written| Variant { plain: plain.clone(), written }));
        }
    }
    Some(variants)
}

/// The ids of the levels in `ladder.toml`, which rules name before the rest of the file can be read.
pub(super) fn level_ids(root: &DeTable<'_>) -> BTreeSet<String> {
    let DeValue::Array(levels) = root.get("level").map_or(&DeValue::Boolean(false), |n| n.get_ref()) else { return BTreeSet::new() };
    levels
        .iter()
        .filter_map(|l| match l.get_ref() {
            DeValue::Table(table) => match table.get("id")?.get_ref() {
                DeValue::String(id) => Some(id.to_string()),
                _ => None,
            },
            _ => None,
        })
        .collect()
}

/// Notes a level that no ladder has.
pub(super) fn read_levels(r: &mut Reader<'_>, names: &Names<'_>, node: &Node<'_>) -> Vec<String> {
    let texts = r.strings(node);
    texts.into_iter().filter_map(|t| known_level(r, names, t)).collect()
}

fn known_level(r: &mut Reader<'_>, names: &Names<'_>, text: Text) -> Option<String> {
    if names.levels.contains(text.value.as_str()) {
        return Some(text.value);
    }
    if !names.unread.contains("ladder.toml") {
        let known: Vec<&str> = names.levels.iter().copied().collect();
        r.unknown(&text.at, "unknown-level", ("审批层级", "level of approval"), &text.value, &known);
    }
    None
}

/// Reads `ladder.toml`.
pub(super) fn read_ladder(r: &mut Reader<'_>, names: &Names<'_>, root: &DeTable<'_>) -> Ladder {
    r.check_keys(root, &["level", "channel", "trigger"]);
    let mut ladder = Ladder::default();
    for (table, at) in r.tables(root, "level") {
        r.check_keys(table, &["id", "title"]);
        let id = r.required(table, "id", &at).and_then(|n| r.filled_string(n));
        let title = r.required(table, "title", &at).and_then(|n| r.filled_string(n));
        let (Some(id), Some(title)) = (id, title) else { continue };
        if ladder.levels.iter().any(|(l, _)| *l == id.value) {
            duplicate_id(r, &id);
        } else {
            ladder.levels.push((id.value, title.value));
        }
    }
    if let Some(channels) = root.get("channel").and_then(|n| r.table(n)) {
        for (key, node) in channels.iter() {
            let channel = r.choose(key.get_ref(), &key.span(), ("渠道", "channel"), Channel::ALL, Channel::id);
            let Some(table) = r.table(node) else { continue };
            r.check_keys(table, &["ladder"]);
            let mut steps = Vec::new();
            if r.required(table, "ladder", &key.span()).is_some() {
                for (step, at) in r.tables(table, "ladder") {
                    r.check_keys(step, &["level", "who"]);
                    let level = r.required(step, "level", &at).and_then(|n| r.filled_string(n)).and_then(|t| known_level(r, names, t));
                    let who = r.required(step, "who", &at).and_then(|n| r.filled_string(n));
                    if let (Some(level), Some(who)) = (level, who) {
                        steps.push((level, who.value));
                    }
                }
            }
            ladder.channels.extend(channel.map(|c| (c, steps)));
        }
    }
    for (table, at) in r.tables(root, "trigger") {
        let trigger = read_trigger(r, names, table, &at, &ladder);
        ladder.triggers.extend(trigger);
    }
    ladder
}

fn read_trigger(r: &mut Reader<'_>, names: &Names<'_>, table: &DeTable<'_>, at: &Range<usize>, ladder: &Ladder) -> Option<RouteTrigger> {
    r.check_keys(table, &["id", "because", "levels", "channel", "genre", "find", "when"]);
    let id = r.required(table, "id", at).and_then(|n| r.filled_string(n));
    let because = r.required(table, "because", at).and_then(|n| r.filled_string(n));
    let levels = r.required(table, "levels", at).map(|n| read_levels(r, names, n)).unwrap_or_default();
    let channels = table.get("channel").map(|n| r.choices(n, ("渠道", "channel"), Channel::ALL, Channel::id)).unwrap_or_default();
    let genres = table.get("genre").map(|n| r.choices(n, ("体裁", "genre"), Genre::ALL, Genre::id)).unwrap_or_default();
    let mut when: Vec<_> = read_conditions(r, names, table, "when").into_iter().map(|c| c.condition).collect();
    let mut finds = Vec::new();
    let written = r.tables(table, "find");
    let alone = written.len() == 1;
    for (find, place) in written {
        let keys: Vec<&str> = FINDER_KEYS.iter().copied().chain(["field", "when"]).collect();
        r.check_keys(find, &keys);
        let field = find.get("field").and_then(|n| r.choice(n, ("字段", "field"), FieldName::ALL, FieldName::id));
        // The condition of a trigger's only find is the trigger's.
        if alone {
            when.extend(read_conditions(r, names, find, "when").into_iter().map(|c| c.condition));
        } else if let Some(own) = find.get("when") {
            let message = say("有几个 find 时，条件只能写在整个触发条件上", "with several finds the conditions are the trigger's");
            r.error(
                &own.span(),
                "misplaced-key",
                message,
                Some(say("用 [[trigger.when]]，或者拆成两个触发条件", "use [[trigger.when]], or write two triggers")),
            );
        }
        finds.extend(read_finder(r, names, find, &place).map(|f| (field, f.finder)));
    }
    let id = id?;
    kebab(r, &id);
    if ladder.triggers.iter().any(|t| t.id == id.value) {
        duplicate_id(r, &id);
    }
    Some(RouteTrigger { id: id.value, because: because.map(|b| b.value).unwrap_or_default(), levels, channels, genres, finds, when })
}

named_enum! {
    /// What a draft may look like.
    enum Shape {
        LabelValue = "label-value",
        Question = "question",
    }
}

/// Reads `genres.toml`.
pub(super) fn read_genres(r: &mut Reader<'_>, names: &Names<'_>) -> Option<Genres> {
    let root = r.parse()?;
    r.check_keys(&root, &["threshold", "margin", "signal"]);
    let whole = 0..0;
    let mut number = |key| r.required(&root, key, &whole).and_then(|n| r.integer(n, 0, 1000)).and_then(|n| i32::try_from(n).ok()).unwrap_or(0);
    let mut genres = Genres { threshold: number("threshold"), margin: number("margin"), signals: Vec::new() };
    for (table, at) in r.tables(&root, "signal") {
        let signal = read_signal(r, names, table, &at);
        genres.signals.extend(signal);
    }
    Some(genres)
}

fn read_signal(r: &mut Reader<'_>, names: &Names<'_>, table: &DeTable<'_>, at: &Range<usize>) -> Option<Signal> {
    r.check_keys(table, &["genre", "points", "why", "field", "channel", "at_least", "words", "entity", "is", "shape"]);
    let genre = r.required(table, "genre", at).and_then(|n| r.choice(n, ("体裁", "genre"), Genre::ALL, Genre::id));
    let points = r.required(table, "points", at).and_then(|n| r.integer(n, -100, 100)).and_then(|n| i32::try_from(n).ok());
    let why = r.required(table, "why", at).and_then(|n| r.filled_string(n));
    let field = table.get("field").and_then(|n| r.choice(n, ("字段", "field"), FieldName::ALL, FieldName::id));
    let channels = table.get("channel").map(|n| r.choices(n, ("渠道", "channel"), Channel::ALL, Channel::id)).unwrap_or_default();
    let at_least = table.get("at_least").and_then(|n| r.integer(n, 1, 1000)).and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
    if matches!(genre, Some(Genre::Advertisement | Genre::TrialRecruitment)) {
        let message = say("医疗广告和受试者招募只能由投稿人声明，不能推断", "advertisement and trial-recruitment are declared, never inferred");
        r.error(at, "genre-not-inferred", message, None);
    }
    let given: Vec<&str> = ["words", "entity", "shape"].into_iter().filter(|k| table.contains_key(*k)).collect();
    let sign = match given[..] {
        [] if channels.is_empty() => {
            let message = say("没有写明信号是什么", "the signal says nothing");
            r.error(at, "no-finder", message, Some(say("写 words、entity、shape，或者只写 channel", "give words, entity, shape, or a channel alone")));
            return None;
        }
        [] => Sign::Channel,
        ["words"] => {
            let texts = table.get("words").map(|n| r.strings(n)).unwrap_or_default();
            let words = read_words(r, names, &texts);
            // Signals hold terms, not names: lexicons are spelt out, slots have nothing to spell out.
            Sign::Words(words.literals.into_iter().flat_map(|l| l.terms).collect())
        }
        ["entity"] => match read_finder(r, names, table, at)?.finder {
            Finder::Entity(query) => Sign::Entity(query),
            _ => return None,
        },
        ["shape"] => match table.get("shape").and_then(|n| r.choice(n, ("样子", "shape"), Shape::ALL, Shape::id))? {
            Shape::LabelValue => Sign::LabelValue,
            Shape::Question => Sign::Question,
        },
        _ => {
            let message = say(format!("{} 只能写一样", given.join("、")), format!("only one of {} can be given", given.join(", ")));
            r.error(at, "several-finders", message, None);
            return None;
        }
    };
    Some(Signal { genre: genre?, points: points?, why: why?.value, field, channels, at_least, sign })
}
