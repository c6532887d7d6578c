//! Whole drafts, rule examples, properties and regressions of yishen: see the test files beside this one. Here is what
//! several of them need.

use std::sync::LazyLock;

use yishen::pack::{Pack, PackSources};
use yishen::{Finding, Report, Screener};

/// The screener with the built-in pack.
pub fn screener() -> &'static Screener {
    static SCREENER: LazyLock<Screener> = LazyLock::new(yishen::builtin);
    &SCREENER
}

/// Rule and words of each finding, in order.
pub fn found(report: &Report) -> Vec<(&str, &str)> {
    report.findings().iter().map(|f| (f.rule().id(), f.text())).collect()
}

/// Whether a finding only says what a sentence resembles, which changes with whatever is learned from.
pub fn is_resemblance(finding: &Finding) -> bool {
    finding.rule().id().ends_with("/similar-wording")
}

/// A register of laws with one entry, `trial`.
pub const LAW: &str =
    "[[law]]\nid = \"trial\"\ntitle = \"试验办法\"\nissuer = \"试验\"\nversion = \"2026\"\nstatus = \"in-force\"\nmark = \"V2\"\narticles = false\n";

/// A pack named `name` with one rule for each id and its words, and nothing else: no guards, no allow-lists.
///
/// # Panics
/// When the pack does not compile.
pub fn word_pack(name: &str, rules: &[(&str, &[&str])]) -> Pack {
    let mut sources = PackSources::new();
    sources.insert("pack.toml", format!("name = \"{name}\"\nversion = \"2026.11.1\"\nengine = \">=0.1.0\"\n"));
    sources.insert("laws.toml", LAW);
    for (id, words) in rules {
        sources.insert(format!("{id}.toml"), word_rule(words, "review"));
    }
    Pack::compile(&sources, &[]).unwrap_or_else(|e| panic!("{e}")).pack
}

/// The source of a rule that finds words, with examples.
pub fn word_rule(words: &[&str], severity: &str) -> String {
    let list: Vec<String> = words.iter().map(|w| format!("\"{w}\"")).collect();
    let first = words[0];
    format!(
        "title = \"试验词语\"\nseverity = \"{severity}\"\nsince = \"0.1.0\"\nwhy = \"试验。\"\nsuggest = [\"删去\"]\nbasis = [{{ law = \"trial\" }}]\n\
         bad = [\"«{first}»\", \"天气晴，«{first}»\", \"«{first}»，天气晴\"]\n\
         good = [\"天气晴\", \"天气阴\", \"天气雨\"]\n[[find]]\nwords = [{}]\n",
        list.join(", ")
    )
}
