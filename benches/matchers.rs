//! What screening is compared with.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use daachorse::CharwiseDoubleArrayAhoCorasick;
use jieba_rs::Jieba;
use regex::{Regex, RegexBuilder};
use unicode_normalization::UnicodeNormalization;
use yishen::Screener;

/// The literals that a screener looks for, as the rules write them, each once.
pub fn literals(screener: &Screener) -> Vec<String> {
    once(screener.literals())
}

/// Those that rules, conditions and allow-lists look for: without the words of recognisers and of the context.
pub fn finder_literals(screener: &Screener) -> Vec<String> {
    once(screener.finder_literals())
}

fn once(literals: Vec<String>) -> Vec<String> {
    literals.into_iter().collect::<BTreeSet<String>>().into_iter().collect()
}

/// An automaton over literals that reports every match; of the kind that aho-corasick chooses by itself without `kind`.
///
/// # Panics
/// When the automaton does not fit into memory.
pub fn bare(literals: &[String], kind: Option<AhoCorasickKind>) -> AhoCorasick {
    AhoCorasick::builder().match_kind(MatchKind::Standard).kind(kind).build(literals).expect("the automaton holds the literals")
}

/// How many literals stand in a text, overlapping ones too.
pub fn overlapping(automaton: &AhoCorasick, text: &str) -> usize {
    automaton.find_overlapping_iter(text).count()
}

/// daachorse's automaton over characters, which reports every match too.
///
/// # Panics
/// When the automaton does not hold the literals.
pub fn daachorse(literals: &[String]) -> CharwiseDoubleArrayAhoCorasick<u32> {
    CharwiseDoubleArrayAhoCorasick::new(literals).expect("the automaton holds the literals")
}

/// One regex of all literals, which finds those that do not overlap.
///
/// # Panics
/// When the regex is larger than a gigabyte.
pub fn alternation(literals: &[String]) -> Regex {
    let either = literals.iter().map(|literal| regex::escape(literal)).collect::<Vec<String>>().join("|");
    RegexBuilder::new(&either).size_limit(1 << 30).build().expect("the regex holds the literals")
}

/// jieba with its own dictionary, which `cargo xtask bench` names: built in, it would bring a compressor written in C.
///
/// # Panics
/// When `JIEBA_DICTIONARY` names no dictionary.
pub fn jieba() -> Jieba {
    let path = std::env::var_os("JIEBA_DICTIONARY").expect("`cargo xtask bench` sets JIEBA_DICTIONARY");
    let file = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Jieba::with_dict(&mut BufReader::new(file)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What people write who have an afternoon: normalise the text by the crates for it, look for the words in what that
/// leaves, and run each regex over it. Finds words only as they fold, without context, and its places are not the text's.
#[derive(Debug)]
pub struct Naive {
    words: AhoCorasick,
    regexes: Vec<Regex>,
}

impl Naive {
    /// Of words and regexes.
    ///
    /// # Panics
    /// When the automaton does not fit into memory, or a regex is none.
    pub fn new(words: &[String], regexes: &[String]) -> Naive {
        let words = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words).expect("the automaton holds the words");
        let regexes = regexes.iter().map(|r| Regex::new(r).unwrap_or_else(|error| panic!("{error}"))).collect();
        Naive { words, regexes }
    }

    /// The text as it is searched: NFKC, lower case, simplified.
    pub fn normalised(text: &str) -> String {
        fast2s::convert(&text.nfkc().flat_map(char::to_lowercase).collect::<String>())
    }

    /// How many words and matches of regexes stand in a text.
    pub fn count(&self, text: &str) -> usize {
        let text = Naive::normalised(text);
        self.words.find_iter(&text).count() + self.regexes.iter().map(|regex| regex.find_iter(&text).count()).sum::<usize>()
    }
}

/// Personal data as regexes find it: without checksums, and without what stands beside it.
pub const PRIVATE: &[&str] = &[
    "[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9x]",
    "1[3-9][0-9]{9}",
    "0[0-9]{2,3}-?[0-9]{7,8}",
    "[1-9][0-9]{15,18}",
    "[a-z0-9._%+-]+@[a-z0-9.-]+\\.[a-z]{2,}",
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][a-z0-9]{5,6}",
    "[eg][0-9]{8}",
    "(?:微信|vx|wx|qq)号?[:： ]?[a-z0-9_-]{5,20}",
    "(?:住院|门诊|病案|就诊)号[:： ]?[a-z0-9]{4,12}",
    "[0-9]{1,3}床",
    "[0-9]{1,3}岁",
    "(?:患者|病人)[\\u4e00-\\u9fff]{2,3}",
    "(?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日",
    "https?://[^\\s，。]+",
    "[\\u4e00-\\u9fff]{2,6}(?:路|街|巷)[0-9]{1,4}号",
    "[0-9]+(?:\\.[0-9]+)?%",
];

/// The rules' own regexes and some for personal data.
///
/// # Panics
/// When the sources of the built-in rules are no TOML.
pub fn naive_regexes() -> Vec<String> {
    let mut regexes: Vec<String> = PRIVATE.iter().map(|&r| r.to_owned()).collect();
    for (path, source) in yishen_rules::SOURCES.iter().filter(|(path, _)| path.ends_with(".toml")) {
        let value: toml::Value = toml::from_str(source).unwrap_or_else(|error| panic!("{path}: {error}"));
        collect_regexes(&value, &mut regexes);
    }
    regexes
}

fn collect_regexes(value: &toml::Value, regexes: &mut Vec<String>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                match value {
                    toml::Value::String(regex) if key == "regex" => regexes.push(regex.clone()),
                    _ => collect_regexes(value, regexes),
                }
            }
        }
        toml::Value::Array(values) => values.iter().for_each(|v| collect_regexes(v, regexes)),
        _ => {}
    }
}
