//! What a dictionary of ordinary words says of the rules' words.
//!
//! Two checks, with the dictionary that jieba-rs carries (349,000 words with frequencies):
//! - An ordinary word that by itself makes a finding is either meant (`tests/dictionary.txt` names it) or a false alarm:
//!   最近 for a rule's 最. What an allow-list or a rule's company already lets pass makes no finding and needs no entry.
//! - `rules/torn.txt` holds the words that a literal of two characters may be torn from (依据|说明 for 据说), so that no
//!   segmenter is needed when drafts are screened.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use yishen::{Draft, Screener, Severity};

/// Rarer words are names and debris.
const ORDINARY: u32 = 20;
/// Words that tear literals are looked up while screening: only common ones earn their place.
const TEARING: u32 = 100;
const MEANT: &str = "tests/dictionary.txt";
const TORN: &str = "rules/torn.txt";

/// Compares both files with what the dictionary and the rules give; `bless` writes them for the author to read.
pub(crate) fn check(root: &Path, bless: bool) -> Result<(), String> {
    let words = read_dictionary(root)?;
    let screener = yishen::builtin();
    let meant = meant_file(&screener, &words);
    let torn = torn_file(&screener, &words);
    let mut stale = Vec::new();
    for (name, text) in [(MEANT, &meant), (TORN, &torn)] {
        let path = root.join(name);
        if bless {
            fs::write(&path, text).map_err(|error| format!("{name}: {error}"))?;
        } else {
            let old = fs::read_to_string(&path).unwrap_or_default();
            let (old, new): (BTreeSet<&str>, BTreeSet<&str>) = (old.lines().collect(), text.lines().collect());
            let difference = old.symmetric_difference(&new).take(20).map(|line| format!("  {} {line}", if new.contains(line) { '+' } else { '-' }));
            let difference: Vec<String> = difference.collect();
            if !difference.is_empty() {
                stale.push(format!("{name}:\n{}", difference.join("\n")));
            }
        }
    }
    match stale.as_slice() {
        [] => Ok(()),
        stale => Err(format!(
            "ordinary words and the rules' words do not agree; add an allowed compound or company to the rule, or read what \
             `cargo xtask dictionary --bless` writes\n{}",
            stale.join("\n")
        )),
    }
}

/// The dictionary's words of Han characters with their frequencies.
fn read_dictionary(root: &Path) -> Result<BTreeMap<String, u32>, String> {
    let path = path(root)?;
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let word = |line: &str| -> Option<(String, u32)> {
        let mut parts = line.split(' ');
        let (word, frequency) = (parts.next()?, parts.next()?.parse().ok()?);
        word.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)).then(|| (word.to_owned(), frequency))
    };
    Ok(text.lines().filter_map(word).collect())
}

/// Where cargo keeps the sources of jieba-rs.
pub(crate) fn path(root: &Path) -> Result<PathBuf, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let metadata = Command::new(cargo).args(["metadata", "--locked", "--format-version", "1"]).current_dir(root).output();
    let metadata = metadata.map_err(|error| format!("cargo metadata: {error}"))?;
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).map_err(|error| format!("cargo metadata: {error}"))?;
    let packages = metadata["packages"].as_array().map_or(&[][..], Vec::as_slice);
    let manifest = packages.iter().find(|p| p["name"] == "jieba-rs").and_then(|p| p["manifest_path"].as_str());
    let manifest = manifest.ok_or("cargo metadata names no jieba-rs")?;
    Ok(Path::new(manifest).with_file_name("src").join("data").join("dict.txt"))
}

/// Each ordinary word that by itself makes a finding at review or above, with the rules that make it.
fn meant_file(screener: &Screener, words: &BTreeMap<String, u32>) -> String {
    let mut text = String::from(
        "# Ordinary words that make a finding by themselves, and are meant to: the word, a tab, the rules.\n\
         # Made by `cargo xtask dictionary --bless` from the dictionary of jieba-rs (MIT), words of frequency 20 and more; read by the author.\n",
    );
    let literals: HashSet<String> = screener.literals().into_iter().collect();
    let holds_literal = |word: &str| {
        let starts: Vec<usize> = word.char_indices().map(|(i, _)| i).chain([word.len()]).collect();
        (0..starts.len()).any(|a| (a + 2..starts.len()).any(|b| literals.contains(&word[starts[a]..starts[b]])))
    };
    for (word, _) in words.iter().filter(|(word, frequency)| **frequency >= ORDINARY && holds_literal(word)) {
        let report = screener.screen_draft(&Draft::from(word.as_str()));
        let rules: BTreeSet<&str> = report.findings().iter().filter(|f| f.severity() >= Severity::Review).map(|f| f.rule().id()).collect();
        if !rules.is_empty() {
            writeln!(text, "{word}\t{}", rules.into_iter().collect::<Vec<_>>().join(" ")).expect("writing to a string");
        }
    }
    text
}

/// The words that a two-character literal of a finder may be torn from.
fn torn_file(screener: &Screener, words: &BTreeMap<String, u32>) -> String {
    let mut text = String::from(
        "# Words that a literal of two characters may be torn from: dictionary words that end with the first character of one or\n\
         # begin with the second. Made by `cargo xtask dictionary --bless` from the dictionary of jieba-rs (MIT), words of frequency 100 and more.\n",
    );
    let pairs: Vec<(char, char)> = screener
        .finder_literals()
        .iter()
        .filter_map(|l| {
            let mut chars = l.chars();
            match (chars.next(), chars.next(), chars.next()) {
                (Some(a), Some(b), None) => Some((a, b)),
                _ => None,
            }
        })
        .collect();
    let (firsts, seconds): (HashSet<char>, HashSet<char>) = pairs.iter().copied().unzip();
    for (word, _) in words.iter().filter(|(_, frequency)| **frequency >= TEARING) {
        let (first, last) = (word.chars().next(), word.chars().next_back());
        let tears = last.is_some_and(|c| firsts.contains(&c)) || first.is_some_and(|c| seconds.contains(&c));
        // Banker's numerals are folded: 大肆 is 大四.
        let plain = !word.contains(['壹', '贰', '叁', '肆', '柒', '捌', '玖', '拾']);
        if (2..=4).contains(&word.chars().count()) && tears && plain {
            writeln!(text, "{word}").expect("writing to a string");
        }
    }
    text
}
