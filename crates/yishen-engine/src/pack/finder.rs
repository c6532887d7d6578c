//! Finders: words, lexicons, patterns, entities, sequences, the whole.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use toml::de::DeTable;

use super::diagnostic::{Bilingual, closest, say};
use super::model::Law;
use super::read::{Reader, Text, did_you_mean};
use super::words::{WordFault, expand};
use crate::draft::named_enum;
use crate::recognise::{EntityKind, Tag};
use crate::rule::model::{Compare, Element, EntityQuery, Finder, Gap, Inline, Reach, Seq, Test, What, Words};
use crate::scan::pattern::{Pattern, PatternFaultKind};

/// The keys of a finder.
pub(super) const FINDER_KEYS: &[&str] = &["words", "lexicon", "regex", "entity", "is", "seq", "reach", "whole"];

/// The keys of which a finder has exactly one.
const KINDS: &[&str] = &["words", "lexicon", "regex", "entity", "seq", "whole"];

/// The longest gap of a sequence, in characters.
const MAX_GAP: u8 = 64;

/// The longest pattern, in characters: what is longer is a lexicon.
const MAX_PATTERN: usize = 400;

/// What the names in rules may stand for: what this pack and those below it define.
pub(super) struct Names<'p> {
    /// Lexicons and their folded terms. A slot has none: the hospital gives them.
    pub(super) lexicons: BTreeMap<&'p str, &'p [String]>,
    pub(super) slots: BTreeSet<&'p str>,
    pub(super) laws: BTreeMap<&'p str, &'p Law>,
    pub(super) levels: BTreeSet<&'p str>,
    /// Files that would define names but could not be read: what they might define is not called unknown.
    pub(super) unread: BTreeSet<&'static str>,
}

/// A string of words, or a lexicon, and the terms that it stands for.
#[derive(Clone, Debug)]
pub(super) struct Literal {
    pub(super) at: Range<usize>,
    pub(super) terms: Vec<String>,
    /// The terms are this lexicon's.
    pub(super) lexicon: Option<String>,
}

/// A finder with the places of its words, for the lints.
#[derive(Clone, Debug)]
pub(super) struct ReadFinder {
    pub(super) finder: Finder,
    pub(super) at: Range<usize>,
    pub(super) literals: Vec<Literal>,
}

/// Words with their places.
#[derive(Clone, Debug, Default)]
pub(super) struct ReadWords {
    pub(super) words: Words,
    pub(super) literals: Vec<Literal>,
}

/// Reads the finder in `table`, whose other keys the caller has checked.
pub(super) fn read_finder(r: &mut Reader<'_>, names: &Names<'_>, table: &DeTable<'_>, at: &Range<usize>) -> Option<ReadFinder> {
    let given: Vec<&str> = KINDS.iter().copied().filter(|k| table.contains_key(*k)).collect();
    let &[kind] = &given[..] else {
        let (zh, en) = if given.is_empty() {
            ("没有写明查什么".to_owned(), "nothing to look for is given".to_owned())
        } else {
            (format!("{} 只能写一样", given.join("、")), format!("only one of {} can be given", given.join(", ")))
        };
        let hint = say(
            "words（字词）、lexicon（词表）、regex（正则）、entity（实体）、seq（先后次序）、whole（全文缺项）六样选一样",
            "give exactly one of words, lexicon, regex, entity, seq, whole",
        );
        let code = if given.is_empty() { "no-finder" } else { "several-finders" };
        r.error(at, code, say(zh, en), Some(hint));
        return None;
    };
    for (key, owner) in [("is", "entity"), ("reach", "seq")] {
        if let Some(node) = table.get(key)
            && kind != owner
        {
            r.error(&node.span(), "misplaced-key", say(format!("“{key}”只能和“{owner}”一起写"), format!("`{key}` goes with `{owner}` only")), None);
        }
    }
    let node = table.get(kind)?;
    let mut literals = Vec::new();
    let finder = match kind {
        "words" => {
            let texts = r.strings(node);
            if matches!(node.get_ref(), toml::de::DeValue::Array(list) if list.is_empty()) {
                r.error(&node.span(), "empty-list", say("方括号里什么也没有", "the list is empty"), None);
            }
            let read = read_words(r, names, &texts);
            contained_words(r, &read.literals);
            literals = read.literals;
            Finder::Words(read.words)
        }
        "lexicon" => {
            let name = r.filled_string(node)?;
            let read = named_words(r, names, name.value.strip_prefix('@').unwrap_or(&name.value), &name.at)?;
            literals = read.literals;
            Finder::Words(read.words)
        }
        "regex" => {
            let source = r.filled_string(node)?;
            Finder::Pattern(read_pattern(r, &source)?)
        }
        "entity" => {
            let name = r.filled_string(node)?;
            let kind = entity_kind(r, &name.value, &name.at)?;
            let mut tests = Vec::new();
            if let Some(is) = table.get("is") {
                for text in r.strings(is) {
                    tests.extend(read_test(r, kind, &text.value, &text.at));
                }
                contradiction(r, &tests, &is.span());
            }
            Finder::Entity(EntityQuery { kind, tests })
        }
        "seq" => {
            let texts = r.strings(node);
            let (seq, words) = read_seq(r, names, table, &texts, &node.span())?;
            literals = words;
            Finder::Seq(seq)
        }
        _ => {
            if !r.boolean(node)? {
                r.error(&node.span(), "no-finder", say("whole 只能写 true", "whole can only be true"), None);
                return None;
            }
            Finder::Whole
        }
    };
    Some(ReadFinder { finder, at: at.clone(), literals })
}

/// Reads strings of words: inline with braces, or `@name`.
pub(super) fn read_words(r: &mut Reader<'_>, names: &Names<'_>, texts: &[Text]) -> ReadWords {
    let mut read = ReadWords::default();
    let mut seen: HashMap<String, Option<String>> = HashMap::new();
    for text in texts {
        let one = match text.value.strip_prefix('@') {
            Some(name) => named_words(r, names, name, &text.at),
            None => inline_words(r, text),
        };
        let Some(one) = one else { continue };
        for literal in &one.literals {
            for term in &literal.terms {
                match seen.get(term) {
                    Some(None) if literal.lexicon.is_none() => {
                        let message = say(format!("“{term}”在同一组里写了两次"), format!("“{term}” stands twice in this list"));
                        r.error(
                            &literal.at,
                            "duplicate-word",
                            message,
                            Some(say("删去其中一个（繁简、大小写、全半角视为相同）", "drop one; script, case and width make no difference")),
                        );
                        break;
                    }
                    Some(earlier) if literal.lexicon.is_none() || earlier.is_none() => {
                        let lexicon = earlier.as_deref().or(literal.lexicon.as_deref()).unwrap_or_default();
                        let message = say(format!("“{term}”在词表“{lexicon}”里已经有了"), format!("“{term}” stands in lexicon `{lexicon}` too"));
                        r.warning(&literal.at, "duplicate-word", message, None);
                        break;
                    }
                    Some(_) => {}
                    None => {
                        seen.insert(term.clone(), literal.lexicon.clone());
                    }
                }
            }
        }
        read.words.inline.extend(one.words.inline);
        read.words.named.extend(one.words.named);
        read.literals.extend(one.literals);
    }
    read
}

fn inline_words(r: &mut Reader<'_>, text: &Text) -> Option<ReadWords> {
    let terms = spell_out(r, text)?;
    Some(ReadWords {
        words: Words { inline: vec![Inline { source: text.value.clone(), terms: terms.clone() }], named: Vec::new() },
        literals: vec![Literal { at: text.at.clone(), terms, lexicon: None }],
    })
}

/// The folded terms of a string.
pub(super) fn spell_out(r: &mut Reader<'_>, text: &Text) -> Option<Vec<String>> {
    match expand(&text.value) {
        Ok(terms) => Some(terms),
        Err(fault) => {
            let (code, message, hint) = word_fault(&text.value, &fault);
            r.error(&text.at, code, message, hint);
            None
        }
    }
}

/// What to say about a word that is no word.
pub(super) fn word_fault(word: &str, fault: &WordFault) -> (&'static str, Bilingual, Option<Bilingual>) {
    match fault {
        WordFault::Braces => (
            "word-braces",
            say("花括号没有成对，或者套了两层", "a brace has no twin, or stands within braces"),
            Some(say("写成 {甲|乙|丙}，里面不能再有花括号", "write {a|b|c}, without braces inside")),
        ),
        WordFault::Empty => (
            "empty-word",
            say("其中一种写法一个字也没有", "one of the alternatives is nothing at all"),
            Some(say("花括号之外至少要留一个字；{甲|} 表示“甲”可有可无", "leave a character outside the braces; {a|} makes `a` optional")),
        ),
        WordFault::TooMany(count) => (
            "too-many-alternatives",
            say(format!("花括号展开后有 {count} 种写法，最多 512 种"), format!("the braces stand for {count} strings; 512 are allowed")),
            Some(say("拆成几个字词，或者写进词表文件", "split it, or move it to a lexicon")),
        ),
        WordFault::Loses(folded) => (
            "word-loses-characters",
            say(
                format!("“{word}”里的标点、空格或符号在比对时会被略去，这样写永远查不到"),
                format!("“{word}” holds punctuation or space that is skipped when texts are compared: it can never be found"),
            ),
            Some(if word.contains(" #") {
                say("注释要单独占一行，以 # 开头", "a comment stands on a line of its own that begins with #")
            } else {
                say(
                    format!("比对时它变成“{folded}”，改成这样写；标点必须一致时用 regex"),
                    format!("it is compared as “{folded}”: write that, or a regex if the punctuation matters"),
                )
            }),
        ),
    }
}

fn named_words(r: &mut Reader<'_>, names: &Names<'_>, name: &str, at: &Range<usize>) -> Option<ReadWords> {
    let terms = match names.lexicons.get(name) {
        Some(terms) => terms.to_vec(),
        None if names.slots.contains(name) => Vec::new(),
        None => {
            if !names.unread.contains("slots.toml") {
                let known: Vec<&str> = names.lexicons.keys().chain(&names.slots).copied().collect();
                let hint = match closest(name, known) {
                    Some(near) => did_you_mean(near),
                    None => say(
                        format!("词表是文件 lexicons/{name}.txt，每行一个词；由医院自己填写的内容登记在 slots.toml"),
                        format!("a lexicon is a file lexicons/{name}.txt with one term a line; what the hospital fills in stands in slots.toml"),
                    ),
                };
                r.error(at, "unknown-lexicon", say(format!("没有名为“{name}”的词表"), format!("unknown lexicon `{name}`")), Some(hint));
            }
            return None;
        }
    };
    Some(ReadWords {
        words: Words { inline: Vec::new(), named: vec![name.to_owned()] },
        literals: vec![Literal { at: at.clone(), terms, lexicon: Some(name.to_owned()) }],
    })
}

/// Warns of inline words that another string's word finds anyway.
fn contained_words(r: &mut Reader<'_>, literals: &[Literal]) {
    let inline: Vec<&Literal> = literals.iter().filter(|l| l.lexicon.is_none()).collect();
    if inline.iter().map(|l| l.terms.len()).sum::<usize>() > 2000 {
        return;
    }
    for (i, longer) in inline.iter().enumerate() {
        let others = || inline.iter().enumerate().filter(move |&(j, _)| j != i).flat_map(|(_, l)| &l.terms);
        let found = longer.terms.iter().find_map(|t| others().find(|o| o.len() < t.len() && stands_in(o, t)).map(|o| (t, o)));
        if let Some((term, part)) = found {
            let message = say(format!("“{term}”里面已经有“{part}”，查到“{part}”就会查到它"), format!("“{term}” holds “{part}”, which finds it anyway"));
            r.warning(&longer.at, "contained-word", message, Some(say("删去长的，或者给短的加上限制", "drop the longer one, or narrow the shorter one")));
        }
    }
}

/// Whether `part` would be found in `whole`: a Latin or digit edge must be an edge of the word or number there.
fn stands_in(part: &str, whole: &str) -> bool {
    let alike = |a: Option<char>, b: Option<char>| matches!((a, b), (Some(a), Some(b)) if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() || a.is_ascii_digit() && b.is_ascii_digit());
    whole.match_indices(part).any(|(i, _)| {
        let (before, after) = (whole[..i].chars().next_back(), whole[i + part.len()..].chars().next());
        !alike(before, part.chars().next()) && !alike(part.chars().next_back(), after)
    })
}

fn read_pattern(r: &mut Reader<'_>, text: &Text) -> Option<Pattern> {
    let source = &text.value;
    if source.chars().count() > MAX_PATTERN || nesting(source) > 4096 {
        let message = say("正则太长，或者重复套得太深", "the regex is too long, or repeats within repeats");
        r.error(&text.at, "regex-length", message, Some(say("字词多时改用 lexicon", "use a lexicon for many words")));
        return None;
    }
    let fault = match Pattern::parse(source) {
        Ok(pattern) => return Some(pattern),
        Err(fault) => fault,
    };
    let after = source.get(fault.at..).unwrap_or("");
    let one = fault.at..fault.at + after.chars().next().map_or(0, char::len_utf8);
    let (code, part, message, hint) = match fault.kind {
        PatternFaultKind::NotInDialect(what) => (
            "regex-dialect",
            fault.at..fault.at + if after.starts_with('\\') { after.chars().take(2).map(char::len_utf8).sum() } else { one.len() },
            say(format!("正则里不能用“{}”", for_reader(&what, true)), format!("`{}` is not part of the dialect", for_reader(&what, false))),
            Some(say(
                "只能用字、字符类 [0-9]、分组 (…)、|、?、{m,n} 和 .；如 \\d 写作 [0-9]，* 和 + 写作 {0,9}、{1,9}",
                "the dialect has literals, classes [0-9], groups, |, ?, {m,n} and .; write \\d as [0-9], * and + as {0,9}, {1,9}",
            )),
        ),
        PatternFaultKind::Syntax(what) => {
            ("regex-syntax", one, say(format!("正则写法有误：{what}"), format!("malformed regex: {}", syntax_in_english(what))), None)
        }
        PatternFaultKind::FoldedInClass(written, folded) => (
            "regex-folded",
            one,
            say(
                format!("比对前“{written}”一律变成“{folded}”，这样写永远查不到"),
                format!("texts are folded first: “{written}” becomes “{folded}” and can never match"),
            ),
            Some(say(format!("改写成“{folded}”"), format!("write “{folded}”"))),
        ),
        PatternFaultKind::Length(0) => ("regex-length", 0..source.len(), say("正则可以什么都不匹配", "the regex matches nothing at all"), None),
        PatternFaultKind::Length(most) => (
            "regex-length",
            0..source.len(),
            if most > 64 {
                say(format!("正则最长会匹配 {most} 个字，最多 64 个"), format!("the regex may match {most} characters; 64 are allowed"))
            } else {
                say("正则的每一部分都可有可无，会匹配空处", "every part of the regex is optional: it may match nothing")
            },
            None,
        ),
        PatternFaultKind::NoAnchor => (
            "regex-anchor",
            0..source.len(),
            say("正则里没有必定出现的两个连续的字，也不以数字开头", "no literal of two characters is in every match, and it does not begin with a digit"),
            Some(say("至少写出连着的两个字（如“治愈”），或者以 [0-9] 开头", "write at least two characters in a row, or begin with [0-9]")),
        ),
    };
    let at = r.inside(text, part);
    r.error(&at, code, message, hint);
    None
}

/// How often repeated groups may multiply: the product of their counts.
fn nesting(source: &str) -> u64 {
    let mut product: u64 = 1;
    for (i, _) in source.match_indices("){") {
        let inner = source[i + 2..].split('}').next().unwrap_or("");
        let most = inner.rsplit(',').next().and_then(|n| n.trim().parse::<u64>().ok()).unwrap_or(1);
        product = product.saturating_mul(most.max(1));
    }
    product
}

/// The dialect's names for what it has not, without the Chinese explanation in English.
fn for_reader(what: &str, chinese: bool) -> &str {
    match what {
        "(?…) 前后查看或标志" if !chinese => "(?…)",
        _ => what.strip_prefix("重复之后的 ").filter(|_| !chinese).unwrap_or(what),
    }
}

fn syntax_in_english(what: &str) -> &str {
    match what {
        "多出一个右括号" => "a closing parenthesis too many",
        "左括号没有闭合" => "a parenthesis is not closed",
        "反斜杠后没有字符" => "nothing follows the backslash",
        "前面没有可重复的内容" => "nothing to repeat",
        "字符类没有闭合" => "a class is not closed",
        "范围的起点大于终点" => "a range runs backwards",
        "花括号没有闭合" => "a brace is not closed",
        "应写作 {m} 或 {m,n}" => "write {m} or {m,n}",
        "重复次数不合理" => "the counts make no sense",
        other => other,
    }
}

fn entity_kind(r: &mut Reader<'_>, name: &str, at: &Range<usize>) -> Option<EntityKind> {
    // What only looks like an identifier is none of the rules' business.
    let kind = EntityKind::from_id(name).filter(|&k| k != EntityKind::Decoy);
    if kind.is_none() {
        let known: Vec<&str> = EntityKind::ALL.iter().filter(|&&k| k != EntityKind::Decoy).map(|k| k.id()).collect();
        let hint = match closest(name, known.iter().copied()) {
            Some(near) => did_you_mean(near),
            None => say(format!("可用的有：{}", known.join("、")), format!("known: {}", known.join(", "))),
        };
        r.error(at, "unknown-entity", say(format!("没有名为“{name}”的实体"), format!("unknown entity `{name}`")), Some(hint));
    }
    kind
}

/// Reads what an entity must be: `tag`, `!tag`, `attribute>=n`.
fn read_test(r: &mut Reader<'_>, kind: EntityKind, source: &str, at: &Range<usize>) -> Option<Test> {
    if let Some(place) = source.find(['<', '>', '=']) {
        let (name, rest) = (source[..place].trim(), &source[place..]);
        let (compare, number) = [("<=", Compare::AtMost), (">=", Compare::AtLeast), ("<", Compare::Less), (">", Compare::More), ("=", Compare::Equal)]
            .into_iter()
            .find_map(|(sign, compare)| rest.strip_prefix(sign).map(|n| (compare, n.trim())))?;
        if kind.attribute() != Some(name) {
            let hint = match kind.attribute() {
                Some(has) => say(format!("这种实体只有“{has}”这个数"), format!("its number is called `{has}`")),
                None => say("这种实体没有可比较的数", "this kind has no number to compare"),
            };
            r.error(at, "unknown-attribute", say(format!("实体“{kind}”没有名为“{name}”的数"), format!("`{kind}` has no number `{name}`")), Some(hint));
            return None;
        }
        let value = number.parse::<f64>().ok().filter(|n| n.is_finite());
        if value.is_none() {
            r.error(
                at,
                "wrong-type",
                say(format!("“{number}”不是数"), format!("`{number}` is not a number")),
                Some(say(format!("写成 {name}>=3 这样"), format!("write it like {name}>=3"))),
            );
        }
        return value.map(|n| Test::Number(compare, n));
    }
    let (name, is) = match source.strip_prefix('!') {
        Some(name) => (name, false),
        None => (source, true),
    };
    match kind.tags().iter().copied().find(|t| t.id() == name) {
        Some(tag) if is => Some(Test::Is(tag)),
        Some(tag) => Some(Test::IsNot(tag)),
        None => {
            let known: Vec<&str> = kind.tags().iter().map(|t| t.id()).collect();
            let hint = match closest(name, known.iter().copied()) {
                Some(near) => did_you_mean(near),
                None if known.is_empty() => say("这种实体没有标签", "this kind has no tags"),
                None => say(format!("它的标签有：{}", known.join("、")), format!("its tags: {}", known.join(", "))),
            };
            r.error(at, "unknown-tag", say(format!("实体“{kind}”没有标签“{name}”"), format!("`{kind}` has no tag `{name}`")), Some(hint));
            None
        }
    }
}

/// What is both asked for and ruled out can never be.
fn contradiction(r: &mut Reader<'_>, tests: &[Test], at: &Range<usize>) {
    let both: Option<Tag> = tests.iter().find_map(|t| match t {
        Test::Is(tag) if tests.contains(&Test::IsNot(*tag)) => Some(*tag),
        _ => None,
    });
    if let Some(tag) = both {
        r.error(at, "contradiction", say(format!("既要“{tag}”又不要“{tag}”，永远查不到"), format!("`{tag}` is both asked for and ruled out")), None);
    }
}

named_enum! {
    /// How far the gaps of a sequence reach, as written.
    pub(super) enum WrittenReach {
        /// The default.
        Clause = "clause",
        /// Over commas.
        Sentence = "sentence",
    }
}

fn read_seq(r: &mut Reader<'_>, names: &Names<'_>, table: &DeTable<'_>, texts: &[Text], at: &Range<usize>) -> Option<(Seq, Vec<Literal>)> {
    let mut reach = Reach::Clause;
    if let Some(node) = table.get("reach")
        && let Some(WrittenReach::Sentence) = r.choice(node, ("范围", "reach"), WrittenReach::ALL, WrittenReach::id)
    {
        reach = Reach::Sentence;
    }
    let mut elements: Vec<Element> = Vec::new();
    let mut literals = Vec::new();
    let mut gap: Option<(Gap, Range<usize>)> = None;
    let mut marks = Marks::default();
    let mut sound = true;
    if texts.is_empty() {
        r.error(at, "empty-list", say("方括号里什么也没有", "the list is empty"), None);
        return None;
    }
    for text in texts {
        let (opened, bare) = text.value.strip_prefix('«').map_or((false, &text.value[..]), |rest| (true, rest));
        let (closed, bare) = bare.strip_suffix('»').map_or((false, bare), |rest| (true, rest));
        if bare.contains(['«', '»']) {
            r.error(&text.at, "seq-marks", say("« 要写在一段的开头，» 写在一段的末尾", "« begins an element and » ends one"), None);
            sound = false;
            continue;
        }
        let skipped = if opened { '«'.len_utf8() } else { 0 };
        let bare_at = r.inside(text, skipped..skipped + bare.len());
        if let Some(read) = read_gap(r, bare, &bare_at) {
            let misplaced = opened || closed || elements.is_empty() || gap.is_some();
            if misplaced {
                let message = say("间隔要放在两段之间，不能在开头、连着写或者加«»", "a gap stands between two elements, alone and unmarked");
                r.error(&text.at, "seq-gap", message, None);
            }
            sound &= !misplaced && read.is_some();
            gap = Some((read.unwrap_or(Gap::None), text.at.clone()));
            continue;
        }
        let what = if let Some(inner) = bare.strip_prefix('<').and_then(|b| b.strip_suffix('>')) {
            read_entity_element(r, inner, &bare_at).map(What::Entity)
        } else {
            let words = match bare.strip_prefix('@') {
                Some(name) => named_words(r, names, name, &bare_at),
                None => inline_words(r, &Text { value: bare.to_owned(), at: bare_at }),
            };
            words.map(|w| {
                literals.extend(w.literals);
                What::Words(w.words)
            })
        };
        marks.element(elements.len(), opened, closed);
        sound &= what.is_some();
        let gap = gap.take().map_or(Gap::None, |(g, _)| g);
        // A place is kept even for what could not be read, so that the marks of the rest are judged rightly.
        elements.push(Element { gap, what: what.unwrap_or_else(|| What::Words(Words::default())) });
    }
    if let Some((_, place)) = gap {
        r.error(&place, "seq-gap", say("最后不能是间隔", "a gap cannot come last"), None);
        sound = false;
    }
    if elements.len() == 1 && sound {
        let hint = say("只有一段时用 words、lexicon 或 entity", "use words, lexicon or entity for a single element");
        r.error(at, "seq-too-short", say("seq 至少要有两段", "a seq needs at least two elements"), Some(hint));
        sound = false;
    }
    let mark = match marks.span(elements.len()) {
        Some(mark) => mark,
        None => {
            r.error(
                at,
                "seq-marks",
                say("«»没有成对，或者用了两次", "«» must open and close once"),
                Some(say("写成 \"«治愈»\"，或者从 \"«保证\" 到 \"治愈»\"", "write \"«治愈»\", or open at one element and close at a later one")),
            );
            return None;
        }
    };
    sound.then_some((Seq { elements, reach, mark }, literals))
}

/// The marks of a sequence as they come.
#[derive(Default)]
struct Marks {
    open: Option<usize>,
    close: Option<usize>,
    wrong: bool,
}

impl Marks {
    fn element(&mut self, index: usize, opened: bool, closed: bool) {
        if opened {
            self.wrong |= self.open.is_some();
            self.open = Some(index);
        }
        if closed {
            self.wrong |= self.open.is_none() || self.close.is_some();
            self.close = Some(index);
        }
    }

    /// The elements marked, first and last; all when none is.
    fn span(&self, count: usize) -> Option<(usize, usize)> {
        match (self.wrong, self.open, self.close) {
            (false, Some(open), Some(close)) => Some((open, close)),
            (false, None, None) => Some((0, count.saturating_sub(1))),
            _ => None,
        }
    }
}

/// `..6` or `~`; `None` when it is neither, `Some(None)` when it is a gap written wrongly.
fn read_gap(r: &mut Reader<'_>, source: &str, at: &Range<usize>) -> Option<Option<Gap>> {
    if matches!(source, "~" | "～") {
        return Some(Some(Gap::Apposition));
    }
    let count = source.strip_prefix("..").or_else(|| source.strip_prefix('…'))?;
    let gap = count.parse::<u8>().ok().filter(|n| (1..=MAX_GAP).contains(n)).map(Gap::UpTo);
    if gap.is_none() || source.starts_with('…') {
        let message = say(format!("“{source}”不是间隔"), format!("`{source}` is not a gap"));
        let hint = say(format!("写成 ..6，表示中间最多 6 个字（1 到 {MAX_GAP}）"), format!("write ..6 for up to six characters between (1 to {MAX_GAP})"));
        r.error(at, "seq-gap", message, Some(hint));
        return Some(None);
    }
    Some(gap)
}

/// The inside of `<kind:tag,!tag,n>=3>`.
fn read_entity_element(r: &mut Reader<'_>, inner: &str, at: &Range<usize>) -> Option<EntityQuery> {
    let (kind, tests) = inner.split_once(':').map_or((inner, None), |(k, t)| (k, Some(t)));
    let kind = entity_kind(r, kind.trim(), at)?;
    let tests: Vec<Option<Test>> = tests.into_iter().flat_map(|t| t.split(',')).map(|t| read_test(r, kind, t.trim(), at)).collect();
    let tests: Option<Vec<Test>> = tests.into_iter().collect();
    contradiction(r, tests.as_deref().unwrap_or(&[]), at);
    tests.map(|tests| EntityQuery { kind, tests })
}
