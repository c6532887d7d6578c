//! Texts to measure with, made by a seeded generator: the same ones in every run, and more than two hundred distinct ones.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::Path;

use aho_corasick::AhoCorasick;

use crate::matchers::overlapping;

/// Texts of a row.
pub const COUNT: usize = 200;

/// Characters of an article.
pub const CHARACTERS: usize = 3_000;
/// The most findings that a clean article of so many may have.
pub const FEW: usize = 3;

/// Sentences full of findings.
const DENSE: &[&str] = &[
    "我院{d}采用最先进技术，治愈率高达{n}%，签约治疗无效退款！",
    "患者王小明，男，{n}岁，因{s}入住{d}，电话13800138000。",
    "据说隔壁医院治不好的，来我院一次搞定，永不复发。",
    "加微信领取优惠券，前{n}名免费体检，名额有限先到先得。",
];

const DEPARTMENTS: &[&str] = &["心内科", "呼吸科", "骨科", "儿科", "眼科", "康复科", "急诊科", "消化科", "神经内科", "妇产科", "口腔科"];
const SUBJECTS: &[&str] = &["高血压", "糖尿病", "肺炎", "颈椎病", "近视", "骨质疏松", "过敏性鼻炎"];

/// Numbers that repeat from run to run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn seeded(seed: usize) -> Numbers {
        Numbers(seed as u64 * 2_654_435_761 + 88_172_645_463_325_252)
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }

    fn pick<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.below(of.len())]
    }
}

/// The clean prose under `tests`, by file.
///
/// # Panics
/// When it cannot be read.
pub fn prose() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/prose");
    let fail = |error: std::io::Error| -> ! { panic!("{}: {error}", folder.display()) };
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| fail(e));
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap_or_else(|e| fail(e)).path()).collect();
    files.sort();
    files.iter().map(|file| fs::read_to_string(file).unwrap_or_else(|e| fail(e))).collect()
}

/// `count` distinct drafts of about `characters` each, like those a hospital's website is full of: the paragraphs of the
/// clean prose in another order, without those that are clean only where they stand (a rumour under its heading).
pub fn clean(count: usize, characters: usize) -> Vec<String> {
    let screener = yishen::builtin();
    let prose = prose();
    let paragraph = |line: &&str| line.ends_with(['。', '！', '？']) && screener.screen(*line).findings().is_empty();
    let paragraphs: Vec<&str> = prose.iter().flat_map(|text| text.lines()).filter(paragraph).collect();
    texts(count, characters, |numbers| numbers.pick(&paragraphs).to_owned() + "\n")
}

/// The same, full of findings.
pub fn dense(count: usize, characters: usize) -> Vec<String> {
    texts(count, characters, |numbers| {
        let sentence = numbers.pick(DENSE);
        let number = (numbers.below(80) + 12).to_string();
        sentence.replace("{d}", numbers.pick(DEPARTMENTS)).replace("{s}", numbers.pick(SUBJECTS)).replace("{n}", &number)
    })
}

fn texts(count: usize, characters: usize, mut sentence: impl FnMut(&mut Numbers) -> String) -> Vec<String> {
    let text = |seed| {
        let mut numbers = Numbers::seeded(seed);
        let mut text = String::new();
        let mut length = 0;
        while length < characters {
            let sentence = sentence(&mut numbers);
            length += sentence.chars().count();
            text.push_str(&sentence);
            if numbers.below(4) == 0 {
                text.push_str("\n\n");
            }
        }
        text
    };
    (0..count).map(text).collect()
}

/// What makes a text long to screen without anything to find in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adversity {
    /// One character over and over.
    Repeated,
    /// Literals without their last characters, back to back.
    Beginnings,
    /// What opens and never closes, and what only goes on: digits, brackets, names of people, one endless sentence.
    Endless,
}

impl Adversity {
    /// Each of them.
    pub const ALL: [Adversity; 3] = [Adversity::Repeated, Adversity::Beginnings, Adversity::Endless];

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Adversity::Repeated => "repeated",
            Adversity::Beginnings => "beginnings",
            Adversity::Endless => "endless",
        }
    }

    /// `count` distinct texts of about `characters` each.
    pub fn texts(self, count: usize, characters: usize, literals: &[String]) -> Vec<String> {
        let all = |seed| -> String {
            let mut numbers = Numbers::seeded(seed);
            let mut text = String::new();
            let mut length = 0;
            let repeated = literals[numbers.below(literals.len())].chars().next().unwrap_or('一');
            while length < characters {
                let before = text.len();
                match self {
                    Adversity::Repeated => text.push(repeated),
                    Adversity::Beginnings => {
                        let literal = &literals[numbers.below(literals.len())];
                        text.extend(literal.chars().take(literal.chars().count() - 1));
                    }
                    Adversity::Endless => text.push_str(numbers.pick(&["（", "“", "《", "1", "13800", "王", "小明", "患者", "，", "的", "不", "a", "@", "."])),
                }
                length += text[before..].chars().count();
            }
            text
        };
        (0..count).map(all).collect()
    }
}

/// How much a text gives a scanner to do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hardness {
    /// The share of characters that begin a pair which stands in a literal.
    pub bigrams: f64,
    /// Literals that stand in a thousand bytes.
    pub hits_per_kb: f64,
}

/// How hard texts are to a scanner for `literals`, which `automaton` finds.
pub fn hardness(texts: &[String], literals: &[String], automaton: &AhoCorasick) -> Hardness {
    let pairs = |text: &str| text.chars().zip(text.chars().skip(1)).collect::<Vec<(char, char)>>();
    let known: HashSet<(char, char)> = literals.iter().flat_map(|l| pairs(l)).collect();
    let (mut characters, mut passed, mut bytes, mut hits) = (0, 0, 0, 0);
    for text in texts {
        characters += text.chars().count();
        passed += pairs(text).iter().filter(|pair| known.contains(pair)).count();
        bytes += text.len();
        hits += overlapping(automaton, text);
    }
    Hardness { bigrams: passed as f64 / characters as f64, hits_per_kb: hits as f64 * 1_000.0 / bytes as f64 }
}

/// A lexicon of `count` entries of four to six characters, none of which stands in the prose though all their pairs do: as
/// hard on a scanner as entries can be that make no findings.
pub fn lexicon(count: usize) -> Vec<String> {
    let prose = prose().concat();
    let han: Vec<char> = prose.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).collect();
    let mut numbers = Numbers::seeded(count);
    let mut entries = BTreeSet::new();
    while entries.len() < count {
        let mut piece = || {
            let at = numbers.below(han.len() - 3);
            let length = 2 + numbers.below(2);
            han[at..at + length].iter().collect::<String>()
        };
        let entry = piece() + &piece();
        if !prose.contains(&entry) {
            entries.insert(entry);
        }
    }
    entries.into_iter().collect()
}

/// A draft in which every rule that has a regex finds something, as far as drafts for the website go.
pub fn regex_draft() -> String {
    let has_regex = |id: &str| yishen_rules::SOURCES.iter().any(|(path, source)| *path == format!("{id}.toml") && source.contains("regex"));
    let pack = yishen::builtin_pack();
    let examples = pack.rules().iter().filter(|rule| has_regex(rule.id())).flat_map(yishen::rule::Definition::bad_examples);
    examples.map(|example| example.text.replace(['«', '»'], "")).collect::<Vec<String>>().join("\n\n")
}
