//! Walks one TOML file with the places of everything in it, and notes what is wrong instead of stopping.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostic::{Bilingual, Diagnostic, Level, Lines, closest, say};

/// The most faults of one file that are listed: what is no list of words at all has one in every line.
const MAX_DIAGNOSTICS: usize = 500;

/// A value and where it stands.
pub(super) type Node<'t> = Spanned<DeValue<'t>>;

/// A string of the source: its value and where it stands, quotes included.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) value: String,
    pub(super) at: Range<usize>,
}

/// One file being read.
pub(super) struct Reader<'s> {
    pub(super) path: &'s str,
    source: &'s str,
    lines: Lines<'s>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The keys that misspelt ones were probably meant for: they are not called missing as well.
    meant: BTreeSet<String>,
}

impl<'s> Reader<'s> {
    pub(super) fn new(path: &'s str, source: &'s str) -> Reader<'s> {
        Reader { path, source, lines: Lines::new(source), diagnostics: Vec::new(), meant: BTreeSet::new() }
    }

    pub(super) fn error(&mut self, at: &Range<usize>, code: &'static str, message: Bilingual, hint: Option<Bilingual>) {
        self.note(at, (Level::Error, code), message, hint);
    }

    pub(super) fn warning(&mut self, at: &Range<usize>, code: &'static str, message: Bilingual, hint: Option<Bilingual>) {
        self.note(at, (Level::Warning, code), message, hint);
    }

    fn note(&mut self, at: &Range<usize>, kind: (Level, &'static str), message: Bilingual, hint: Option<Bilingual>) {
        if self.diagnostics.len() < MAX_DIAGNOSTICS {
            self.diagnostics.push(self.lines.diagnostic(self.path, at, kind, message, hint));
        } else if self.diagnostics.len() == MAX_DIAGNOSTICS {
            let message = say(format!("问题超过 {MAX_DIAGNOSTICS} 处，其余不再列出"), format!("more than {MAX_DIAGNOSTICS} faults; the others are not listed"));
            let diagnostic = Diagnostic::of_file(self.path, (Level::Error, "too-many-faults"), message, Some(say("先改好已列出的", "mend those first")));
            self.diagnostics.push(diagnostic);
        }
    }

    pub(super) fn file_error(&mut self, code: &'static str, message: Bilingual, hint: Option<Bilingual>) {
        self.diagnostics.push(Diagnostic::of_file(self.path, (Level::Error, code), message, hint));
    }

    /// The whole file as TOML; what the parser dislikes first is the only fault of a file that is not TOML.
    pub(super) fn parse(&mut self) -> Option<DeTable<'s>> {
        match DeTable::parse(self.source) {
            Ok(table) => Some(table.into_inner()),
            Err(error) => {
                let at = error.span().unwrap_or(0..0);
                let found = self.source.get(at.start..).and_then(|rest| rest.chars().next());
                let message = say(format!("不合 TOML 写法：{}", in_chinese(error.message())), format!("not valid TOML: {}", error.message()));
                self.error(&at, "toml-syntax", message, Some(syntax_hint(error.message(), found)));
                None
            }
        }
    }

    /// Notes the keys that are not among `known`.
    pub(super) fn check_keys(&mut self, table: &DeTable<'_>, known: &[&str]) {
        for key in table.keys() {
            let name: &str = key.get_ref();
            if known.contains(&name) {
                continue;
            }
            let hint = match closest(name, known.iter().copied()) {
                Some(near) => {
                    self.meant.insert(near.to_owned());
                    did_you_mean(near)
                }
                None => say(format!("这里可以写：{}", known.join("、")), format!("keys that may stand here: {}", known.join(", "))),
            };
            self.error(&key.span(), "unknown-key", say(format!("这里没有“{name}”这一项"), format!("unknown key `{name}`")), Some(hint));
        }
    }

    /// The value of a key that must be there; `at` is what lacks it.
    pub(super) fn required<'t, 'i>(&mut self, table: &'t DeTable<'i>, key: &str, at: &Range<usize>) -> Option<&'t Node<'i>> {
        let value = table.get(key);
        if value.is_none() {
            self.missing_key(key, at);
        }
        value
    }

    pub(super) fn missing_key(&mut self, key: &str, at: &Range<usize>) {
        if self.meant.contains(key) {
            return;
        }
        let message = say(format!("缺少“{key}”"), format!("`{key}` is missing"));
        let hint = key_help(key);
        if *at == (0..0) {
            self.file_error("missing-key", message, hint);
        } else {
            self.error(at, "missing-key", message, hint);
        }
    }

    fn wrong_type(&mut self, node: &Node<'_>, (zh, en): (&str, &str), hint: Option<Bilingual>) {
        let (is_zh, is_en) = type_name(node.get_ref());
        self.error(&node.span(), "wrong-type", say(format!("这里应当是{zh}，写的却是{is_zh}"), format!("expected {en}, found {is_en}")), hint);
    }

    pub(super) fn table<'t, 'i>(&mut self, node: &'t Node<'i>) -> Option<&'t DeTable<'i>> {
        if let DeValue::Table(table) = node.get_ref() {
            return Some(table);
        }
        self.wrong_type(node, ("一个表 { … }", "a table"), None);
        None
    }

    /// The tables of `[[key]]`; a single `[key]` is a common slip and named as such.
    pub(super) fn tables<'t, 'i>(&mut self, parent: &'t DeTable<'i>, key: &str) -> Vec<(&'t DeTable<'i>, Range<usize>)> {
        let Some(node) = parent.get(key) else { return Vec::new() };
        match node.get_ref() {
            DeValue::Array(list) => list.iter().filter_map(|n| self.table(n).map(|t| (t, n.span()))).collect(),
            DeValue::Table(_) => {
                let hint = say(format!("写成双括号：[[{key}]]"), format!("write double brackets: [[{key}]]"));
                self.error(&node.span(), "wrong-type", say(format!("“{key}”可以有多个，要用双括号"), format!("`{key}` is a list of tables")), Some(hint));
                Vec::new()
            }
            _ => {
                self.wrong_type(node, ("若干个表 [[…]]", "a list of tables"), None);
                Vec::new()
            }
        }
    }

    pub(super) fn string(&mut self, node: &Node<'_>) -> Option<Text> {
        if let DeValue::String(value) = node.get_ref() {
            return Some(Text { value: value.to_string(), at: node.span() });
        }
        self.wrong_type(node, ("一段带引号的文字", "a string"), Some(say("文字要放在英文引号里：\"……\"", "put it in straight quotes: \"…\"")));
        None
    }

    /// A string that says something.
    pub(super) fn filled_string(&mut self, node: &Node<'_>) -> Option<Text> {
        let text = self.string(node)?;
        if text.value.trim().is_empty() {
            self.error(&text.at, "empty-text", say("这里没有写内容", "this is empty"), None);
            return None;
        }
        Some(text)
    }

    pub(super) fn strings(&mut self, node: &Node<'_>) -> Vec<Text> {
        match node.get_ref() {
            DeValue::Array(list) => list.iter().filter_map(|n| self.filled_string(n)).collect(),
            DeValue::String(value) => {
                let hint = say(format!("写成 [\"{value}\"]"), format!("write [\"{value}\"]"));
                self.wrong_type(node, ("一组文字 [ … ]", "a list of strings"), Some(hint));
                Vec::new()
            }
            _ => {
                self.wrong_type(node, ("一组文字 [ … ]", "a list of strings"), None);
                Vec::new()
            }
        }
    }

    pub(super) fn boolean(&mut self, node: &Node<'_>) -> Option<bool> {
        if let DeValue::Boolean(yes) = node.get_ref() {
            return Some(*yes);
        }
        self.wrong_type(node, ("true 或 false（不加引号）", "true or false"), None);
        None
    }

    /// A whole number between `least` and `most`.
    pub(super) fn integer(&mut self, node: &Node<'_>, least: i64, most: i64) -> Option<i64> {
        let DeValue::Integer(number) = node.get_ref() else {
            self.wrong_type(node, ("一个整数（不加引号）", "a whole number"), None);
            return None;
        };
        let value = i64::from_str_radix(number.as_str(), number.radix()).ok().filter(|n| (least..=most).contains(n));
        if value.is_none() {
            let message = say(format!("这个数应在 {least} 到 {most} 之间"), format!("the number must be between {least} and {most}"));
            self.error(&node.span(), "number-range", message, None);
        }
        value
    }

    /// A string that is the id of one of `all`.
    pub(super) fn choice<T: Copy>(&mut self, node: &Node<'_>, what: (&str, &str), all: &[T], id: fn(T) -> &'static str) -> Option<T> {
        let text = self.string(node)?;
        self.choose(&text.value, &text.at, what, all, id)
    }

    pub(super) fn choose<T: Copy>(&mut self, value: &str, at: &Range<usize>, what: (&str, &str), all: &[T], id: fn(T) -> &'static str) -> Option<T> {
        let found = all.iter().copied().find(|&t| id(t) == value);
        if found.is_none() {
            let ids: Vec<&str> = all.iter().map(|&t| id(t)).collect();
            self.unknown(at, "unknown-value", what, value, &ids);
        }
        found
    }

    pub(super) fn choices<T: Copy>(&mut self, node: &Node<'_>, what: (&str, &str), all: &[T], id: fn(T) -> &'static str) -> Vec<T> {
        let texts = self.strings(node);
        if matches!(node.get_ref(), DeValue::Array(list) if list.is_empty()) {
            self.error(
                &node.span(),
                "empty-list",
                say("方括号里什么也没有", "the list is empty"),
                Some(say("不限制就删去这一行", "to allow everything, drop the key")),
            );
        }
        texts.iter().filter_map(|t| self.choose(&t.value, &t.at, what, all, id)).collect()
    }

    /// A name that nobody knows, with the one that may be meant or the whole list if that is short.
    pub(super) fn unknown(&mut self, at: &Range<usize>, code: &'static str, (zh, en): (&str, &str), name: &str, known: &[&str]) {
        let hint = match closest(name, known.iter().copied()) {
            Some(near) => Some(did_you_mean(near)),
            None if known.is_empty() => None,
            None if known.len() <= 20 => Some(say(format!("可用的有：{}", known.join("、")), format!("known: {}", known.join(", ")))),
            None => None,
        };
        self.error(at, code, say(format!("没有名为“{name}”的{zh}"), format!("unknown {en} `{name}`")), hint);
    }

    /// The place in the file of a stretch of a string's value.
    pub(super) fn inside(&self, text: &Text, part: Range<usize>) -> Range<usize> {
        let raw = self.source.get(text.at.clone()).unwrap_or("");
        let start = text.at.start + offset_in(raw, part.start);
        start..(text.at.start + offset_in(raw, part.end)).max(start)
    }
}

/// Where the byte `offset` of a string's value stands in the string as written, quotes and escapes included.
fn offset_in(raw: &str, offset: usize) -> usize {
    let quote = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|q| raw.starts_with(q)).unwrap_or("");
    let mut at = quote.len();
    if quote.len() == 3 {
        at += raw[at..].len() - raw[at..].strip_prefix("\r\n").or(raw[at..].strip_prefix('\n')).unwrap_or(&raw[at..]).len();
    }
    let mut value = 0;
    while value < offset {
        let rest = &raw[at..];
        let Some(c) = rest.chars().next() else { break };
        if c != '\\' || quote.starts_with('\'') {
            at += c.len_utf8();
            value += c.len_utf8();
            continue;
        }
        let mut after = rest[1..].chars();
        let digits = match after.next() {
            Some('x') => 2,
            Some('u') => 4,
            Some('U') => 8,
            Some(c) if c.is_whitespace() => {
                at += 1 + rest[1..].len() - rest[1..].trim_start().len();
                continue;
            }
            Some(c) => {
                at += 1 + c.len_utf8();
                value += 1;
                continue;
            }
            None => break,
        };
        let hex = rest.get(2..2 + digits).and_then(|h| u32::from_str_radix(h, 16).ok());
        at += 2 + digits.min(rest.len() - 2);
        value += hex.and_then(char::from_u32).map_or(1, char::len_utf8);
    }
    at.min(raw.len())
}

pub(super) fn did_you_mean(near: &str) -> Bilingual {
    say(format!("是不是想写“{near}”？"), format!("did you mean `{near}`?"))
}

fn type_name(value: &DeValue<'_>) -> (&'static str, &'static str) {
    match value {
        DeValue::String(_) => ("一段文字", "a string"),
        DeValue::Integer(_) => ("整数", "an integer"),
        DeValue::Float(_) => ("小数", "a decimal number"),
        DeValue::Boolean(_) => ("true 或 false", "a boolean"),
        DeValue::Datetime(_) => ("日期", "a date"),
        DeValue::Array(_) => ("一组值 [ … ]", "a list"),
        DeValue::Table(_) => ("一个表", "a table"),
    }
}

/// What a missing key is for.
fn key_help(key: &str) -> Option<Bilingual> {
    Some(match key {
        "title" => say("title 用一句话写明这条规则查的毛病", "the title names the fault in one phrase"),
        "severity" => say("severity 写 advise（提示）、review（须审核）或 block（禁止发布）", "severity is advise, review or block"),
        "since" => say("since 写规则从哪个版本开始有，例如 \"0.1.0\"", "since is the version that first had the rule: \"0.1.0\""),
        "why" => say("why 用一两句话写明为什么不能这样发布", "why says in a sentence or two what harm is done"),
        "suggest" => say("suggest 写可以怎样改：[\"……\"]", "suggest says what to write instead: [\"…\"]"),
        "basis" => say("basis 写依据，例如 [{ law = \"ad-law\", at = \"第九条\" }]", "basis cites the law: [{ law = \"ad-law\", at = \"第九条\" }]"),
        "bad" => say("bad 写至少三个应当查出的句子，查出的字词放在«»里", "bad holds at least three sentences that must be found, with the words in «»"),
        "good" => say("good 写至少三个不应查出的相近句子", "good holds at least three similar sentences that must pass"),
        "find" => say("用 [[find]] 写明查什么，例如 words = [\"……\"]", "say in [[find]] what to look for: words = [\"…\"]"),
        _ => return None,
    })
}

/// The parser's commonest complaints in Chinese; others are given as they are.
fn in_chinese(message: &str) -> String {
    const KNOWN: &[(&str, &str)] = &[
        ("duplicate key", "同一项写了两次"),
        ("string values must be quoted", "文字没有放在引号里"),
        ("missing comma between array elements", "两项之间缺少英文逗号"),
        ("missing comma between key-value pairs", "两项之间缺少英文逗号"),
        ("missing assignment between key-value pairs", "缺少等号"),
        ("key with no value", "只有名称，没有“= 值”"),
        ("missing value", "等号后面没有值"),
        ("unclosed array table", "双括号 [[ ]] 没有闭合"),
        ("unclosed array", "方括号没有闭合"),
        ("unclosed inline table", "花括号没有闭合"),
        ("unclosed table", "方括号没有闭合"),
        ("invalid basic string", "引号没有闭合，或者文字中有不允许的字符"),
        ("invalid literal string", "单引号没有闭合"),
        ("invalid multi-line", "三引号没有闭合"),
        ("missing escaped value", "反斜杠后面不是转义字符"),
        ("invalid unquoted key", "名称里有不允许的字符"),
        ("unexpected key or value", "一行里多出了内容"),
        ("cannot recurse further", "嵌套太深"),
        ("recursion limit", "嵌套太深"),
    ];
    KNOWN.iter().find(|(en, _)| message.starts_with(en)).map_or_else(|| message.to_owned(), |(_, zh)| (*zh).to_owned())
}

fn syntax_hint(message: &str, found: Option<char>) -> Bilingual {
    match found {
        Some('“' | '”' | '‘' | '’' | '＂') => say("引号要用英文引号 \"……\"", "use straight quotes \"…\""),
        Some('，' | '、' | '；') => say("各项之间用英文逗号 ,", "part the items with a comma ,"),
        Some('＝' | '：' | ':') => say("名称和值之间用英文等号 =", "part the key from its value with ="),
        Some('【' | '［' | '】' | '］') => say("括号要用英文方括号 [ ]", "use brackets [ ]"),
        Some('＃') => say("注释用英文井号 #", "a comment begins with #"),
        _ if message.starts_with("duplicate key") => {
            say("合并成一项；多个 find、when、unless 要用双括号 [[find]]", "merge them; several finds, whens or unlesses are written [[find]]")
        }
        _ if message.contains("escape") => say("正则里有反斜杠时改用单引号 '……'", "put a regex with backslashes in single quotes '…'"),
        _ => say("文字放在英文引号里，各项之间用英文逗号，名称和值之间用英文等号", "strings in straight quotes, items parted by commas, keys and values by ="),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_inside_strings_reckon_with_quotes_and_escapes() {
        for (raw, offset, part) in [
            ("'治愈.*'", 7, "*'"),
            (r#""a\"b""#, 2, "b\""),
            (r#""a\u6CBBb""#, 4, "b\""),
            ("\"\"\"\n治b\"\"\"", 3, "b\"\"\""),
            ("'x'", 99, ""),
            ("\"\\", 5, "\\"),
        ] {
            assert_eq!(&raw[offset_in(raw, offset)..], part, "{raw}");
        }
    }
}
