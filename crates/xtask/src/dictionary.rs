//! What a dictionary of ordinary words says of the rules' words.
//!
//! Two checks, with the dictionary that jieba-rs carries (349,000 words with frequencies):
//! - An ordinary word that by itself makes a finding is either meant (`tests/dictionary.txt` names it) or a false alarm:
//!   最近 for a rule's 最. What an allow-list or a rule's company already lets pass makes no finding and needs no entry.
//! - `rules/torn.txt` holds the words that a literal of two characters may be torn from (依据|说明 for 据说), the characters
//!   that are common words alone, and rarer words that sound like what a rule looks for, so that no segmenter is needed when
//!   drafts are screened.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use yishen::pack::{Pack, PackSources};
use yishen::report::EvidenceKind;
use yishen::{Draft, Screener, Severity};

/// Rarer words are names and debris.
const ORDINARY: u32 = 20;
/// Words that tear literals are looked up while screening: only common ones earn their place.
const TEARING: u32 = 100;
/// A character of this frequency is a common word alone.
const ALONE: u32 = 10_000;
/// Of words that sound like what a rule looks for, those of this frequency are never meant so.
const SOUNDING: u32 = 3;
const MEANT: &str = "tests/dictionary.txt";
const TORN: &str = "rules/torn.txt";

/// Compares both files with what the dictionary and the rules give; `bless` writes them for the author to read.
pub(crate) fn check(root: &Path, bless: bool) -> Result<(), String> {
    let words = read_dictionary(root)?;
    let screener = yishen::builtin();
    let meant = meant_file(&screener, &words);
    let torn = torn_file(root, &screener, &words)?;
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

/// The words that a two-character literal of a finder may be torn from, words of one character, and those that would be
/// findings for their sound.
fn torn_file(root: &Path, screener: &Screener, words: &BTreeMap<String, u32>) -> Result<String, String> {
    let literals = screener.finder_literals();
    let pairs = || literals.iter().filter(|l| l.chars().count() == 2);
    let firsts: HashSet<char> = pairs().filter_map(|pair| pair.chars().next()).collect();
    let seconds: HashSet<char> = pairs().filter_map(|pair| pair.chars().next_back()).collect();
    // 大肆 is folded to 大四, 枴子 to 拐子.
    let folded = folded_characters(root)?;
    let plain = |word: &str| !word.contains(|c| folded.contains(&c));
    let serves = |word: &str, frequency: u32| {
        let mut characters = word.chars();
        match (characters.next(), characters.next_back(), word.chars().count()) {
            (Some(_), None, 1) => frequency >= ALONE,
            (Some(first), Some(last), 2..=4) => frequency >= TEARING && (firsts.contains(&last) || seconds.contains(&first)),
            _ => false,
        }
    };
    let common = words.iter().filter(|(word, frequency)| plain(word) && serves(word, **frequency));
    let mut torn: BTreeSet<&str> = common.map(|(word, _)| word.as_str()).collect();
    let by_sound = sounding_like_findings(&torn, words)?;
    torn.extend(by_sound.into_iter().filter(|word| plain(word)));
    let mut text = String::from(
        "# What a dictionary says of characters side by side: words that end with the first character of a literal of two, or begin\n\
         # with its second, of frequency 100 and more; characters that are words alone, of frequency 10,000 and more; words of\n\
         # frequency 3 and more that would be findings for their sound. Made by `cargo xtask dictionary --bless` from the dictionary\n\
         # of jieba-rs (MIT).\n",
    );
    torn.iter().for_each(|word| writeln!(text, "{word}").expect("writing to a string"));
    Ok(text)
}

/// The words that make a finding in disguise when the pack knows no words but these: they sound like what a rule looks for.
fn sounding_like_findings<'w>(known: &BTreeSet<&str>, words: &'w BTreeMap<String, u32>) -> Result<Vec<&'w str>, String> {
    let mut sources = PackSources::new();
    yishen_rules::SOURCES.iter().for_each(|&(path, text)| sources.insert(path, text));
    sources.insert("torn.txt", known.iter().copied().collect::<Vec<_>>().join("\n"));
    let pack = Pack::compile(&sources.excerpt_of(&yishen::builtin()), &[]).map_err(|error| error.to_string())?.pack;
    let screener = Screener::builder().pack(pack).build().map_err(|error| error.to_string())?;
    let disguised = |word: &str| {
        let report = screener.screen_draft(&Draft::from(word));
        report.findings().iter().any(|f| f.evidence().iter().any(|e| e.kind() == EvidenceKind::Disguise))
    };
    let looked_at = words.iter().filter(|(word, frequency)| **frequency >= SOUNDING && (2..=5).contains(&word.chars().count()));
    Ok(looked_at.map(|(word, _)| word.as_str()).filter(|word| disguised(word)).collect())
}

/// The characters that the engine folds to others.
fn folded_characters(root: &Path) -> Result<HashSet<char>, String> {
    const TABLE: &str = "crates/yishen-engine/src/fold/variants.txt";
    let text = fs::read_to_string(root.join(TABLE)).map_err(|error| format!("{TABLE}: {error}"))?;
    Ok(text.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t')).flat_map(|(_, folded)| folded.chars()).collect())
}
