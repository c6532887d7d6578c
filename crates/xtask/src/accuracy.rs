//! How many of the labelled drafts under `tests/` are judged as their labels say, with the built-in rules.
//!
//! A label is found when a finding of severity review or block, of its category, overlaps its quote and is at most three
//! times the quote and ten characters long; a finding that something is missing counts by its category. A clean item with
//! such a finding is a false alarm. `FLOORS` holds what must not be lost again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use yishen::{Category, Channel, Draft, DraftInput, FieldName, Format, Report, Screener, Severity};
use yishen_documents::{Limits, draft_of};

/// What is reached, and may not be lost again. Of each set the least recall and the most false alarms, in per cent.
const FLOORS: [(&str, f64, f64); 3] = [("sentences.jsonl", 97.0, 1.0), ("evasion.jsonl", 93.0, 3.0), ("articles", 88.0, 6.0)];
/// The least share of whole drafts with the right verdict, in per cent.
const RIGHT_VERDICTS: f64 = 94.0;
/// In the clean prose, the most findings that block, and of severity review in ten thousand characters.
const PROSE_BLOCKS: usize = 0;
const PROSE_REVIEWS: f64 = 0.5;
/// The least hits of rules, before conditions and guards, in ten thousand characters: prose without any proves nothing.
const PROSE_HITS: f64 = 40.0;

#[derive(Deserialize)]
struct Item {
    id: String,
    #[serde(default = "wechat")]
    channel: Channel,
    /// Of a whole draft.
    title: Option<String>,
    #[serde(alias = "text")]
    body: String,
    #[serde(default)]
    format: Format,
    /// What the labels of markup quote from.
    visible_text: Option<String>,
    verdict: Option<String>,
    expect: Vec<Label>,
}

#[derive(Deserialize)]
struct Label {
    category: String,
    sub: String,
    quote: String,
}

fn wechat() -> Channel {
    Channel::Wechat
}

#[derive(Default)]
struct Score {
    labels: usize,
    found: usize,
    clean: usize,
    alarmed: usize,
    verdicts: usize,
    right: usize,
}

/// Scores every set under `data` and the clean prose, prints the figures and, with `misses`, what was missed; fails when
/// a figure is worse than its floor.
pub(crate) fn accuracy(root: &Path, data: Option<&Path>, misses: bool) -> Result<(), String> {
    let screener = yishen::builtin();
    let mut worse = Vec::new();
    let own = root.join("tests/labelled");
    let folder = data.unwrap_or(&own);
    let mut categories: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (name, least, most) in FLOORS {
        let score = score(&screener, &read(&folder.join(name))?, misses, &mut categories);
        let recall = percent(score.found, score.labels);
        let alarms = percent(score.alarmed, score.clean);
        crate::say(&format!(
            "{name:16} recall {}/{} ({recall:.1} %)  false alarms {}/{} ({alarms:.1} %)\n",
            score.found, score.labels, score.alarmed, score.clean
        ));
        let right = percent(score.right, score.verdicts);
        if score.verdicts > 0 {
            crate::say(&format!("{:16} verdicts right {}/{} ({right:.1} %)\n", "", score.right, score.verdicts));
        }
        if data.is_none() && (recall < least || alarms > most || (score.verdicts > 0 && right < RIGHT_VERDICTS)) {
            worse.push(name);
        }
    }
    for (category, (found, labels)) in categories {
        crate::say(&format!("  {category:14} {found}/{labels}\n"));
    }
    let Prose { blocks, reviews, hits, characters } = prose(&screener, &root.join("tests/prose"), misses)?;
    let in_ten_thousand = |count: usize| count as f64 * 10_000.0 / characters.max(1) as f64;
    let (rate, hit_rate) = (in_ten_thousand(reviews), in_ten_thousand(hits));
    crate::say(&format!(
        "clean prose: {characters} characters, {blocks} block, {reviews} review ({rate:.2} in 10,000), {hits} hits before guards ({hit_rate:.0} in 10,000)\n"
    ));
    if blocks > PROSE_BLOCKS || rate > PROSE_REVIEWS || hit_rate < PROSE_HITS {
        worse.push("clean prose");
    }
    if worse.is_empty() { Ok(()) } else { Err(format!("less accurate than before: {}", worse.join(", "))) }
}

/// A file of JSON lines, or a folder of JSON files.
fn read(path: &Path) -> Result<Vec<Item>, String> {
    let text = |path: &Path| fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
    let parse = |text: &str| serde_json::from_str(text).map_err(|error| format!("{}: {error}: {text}", path.display()));
    if !path.is_dir() {
        return text(path)?.lines().map(parse).collect();
    }
    files(path)?.iter().map(|file| parse(&text(file)?)).collect()
}

/// The files of a folder by their names.
fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, _>>());
    let mut files = entries.map_err(|error| format!("{}: {error}", folder.display()))?;
    files.sort();
    Ok(files)
}

fn screen(screener: &Screener, item: &Item) -> Report {
    let input = DraftInput {
        id: None,
        channel: item.channel,
        genre: None,
        title: item.title.clone(),
        summary: None,
        body: item.body.clone(),
        caption: None,
        format: item.format,
        facts: yishen::Facts::default(),
        date: None,
    };
    screener.screen_draft(&draft_of(&input, &Limits::default()).expect("an item without genre"))
}

fn score(screener: &Screener, items: &[Item], misses: bool, categories: &mut BTreeMap<String, (usize, usize)>) -> Score {
    let mut score = Score::default();
    for item in items {
        let report = screen(screener, item);
        let stops: Vec<_> = report.findings().iter().filter(|f| f.severity() >= Severity::Review).collect();
        let shown = |text: &str| text.chars().take(90).collect::<String>().replace('\n', " ");
        let text = item.visible_text.as_deref().filter(|_| item.format == Format::Html).unwrap_or(&item.body);
        if let Some(verdict) = &item.verdict {
            score.verdicts += 1;
            score.right += usize::from(report.verdict().id() == verdict);
            if misses && report.verdict().id() != verdict {
                crate::say(&format!("VERDICT {} {verdict} -> {}\n", item.id, report.verdict()));
            }
        }
        if item.expect.is_empty() {
            score.clean += 1;
            score.alarmed += usize::from(!stops.is_empty());
            if misses && !stops.is_empty() {
                let found: Vec<String> = stops.iter().map(|f| format!("{} {}", f.rule().id(), f.text())).collect();
                crate::say(&format!("ALARM {} {} | {}\n", item.id, found.join(", "), shown(text)));
            }
            continue;
        }
        for label in &item.expect {
            let category = Category::from_id(&label.category).expect("a category");
            let longest = 3 * label.quote.chars().count() + 10;
            let quoted = places(text, &label.quote);
            let found = stops.iter().any(|f| {
                f.rule().category() == category
                    && (f.is_whole()
                        || (f.field() == FieldName::Body
                            && f.text().chars().count() <= longest
                            && spans(f, text, item).iter().any(|&(a, b)| quoted.iter().any(|&(c, d)| a < d && c < b))))
            });
            score.labels += 1;
            score.found += usize::from(found);
            let counted = categories.entry(label.category.clone()).or_default();
            counted.1 += 1;
            counted.0 += usize::from(found);
            if misses && !found {
                crate::say(&format!("MISS {} {}/{} 「{}」 | {}\n", item.id, label.category, label.sub, label.quote.replace('\n', "⏎"), shown(text)));
            }
        }
    }
    score
}

/// Where a finding lies in the text that the labels quote: in markup wherever its words stand.
fn spans(finding: &yishen::Finding, text: &str, item: &Item) -> Vec<(usize, usize)> {
    if item.format == Format::Html { places(text, finding.text()) } else { vec![(finding.span().start, finding.span().end)] }
}

fn places(text: &str, words: &str) -> Vec<(usize, usize)> {
    text.match_indices(words).map(|(at, found)| (at, at + found.len())).collect()
}

/// What the clean prose gives.
#[derive(Default)]
struct Prose {
    blocks: usize,
    reviews: usize,
    /// Findings of any severity, and hits that allow-lists, conditions or guards kept from being findings.
    hits: usize,
    /// Han characters.
    characters: usize,
}

fn prose(screener: &Screener, folder: &Path, show: bool) -> Result<Prose, String> {
    let mut prose = Prose::default();
    for file in files(folder)? {
        let text = fs::read_to_string(&file).map_err(|error| error.to_string())?;
        let channel = if file.to_string_lossy().contains("reply") { Channel::Reply } else { Channel::Website };
        let explanation = screener.explain(&Draft::new(channel).body(&text));
        let report = explanation.report();
        prose.hits += report.findings().len() + explanation.vetoes().iter().filter(|v| v.rule().is_some()).count();
        prose.characters += text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
        for finding in report.findings().iter().filter(|f| f.severity() >= Severity::Review) {
            prose.blocks += usize::from(finding.severity() == Severity::Block);
            prose.reviews += usize::from(finding.severity() == Severity::Review);
            if show {
                let name = file.file_stem().unwrap_or_default().to_string_lossy();
                crate::say(&format!("PROSE {name} {} {} 「{}」\n", finding.severity(), finding.rule().id(), finding.text()));
            }
        }
    }
    Ok(prose)
}

fn percent(part: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { part as f64 * 100.0 / all as f64 }
}
