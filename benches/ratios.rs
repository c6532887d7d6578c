//! What screening costs beside other matchers, as ratios in one run: `cargo xtask bench --quick --json`.
//!
//! Every row runs over at least two hundred distinct texts in interleaved rounds, and its count is checked. The texts must
//! be as hard as real drafts are.
#![expect(clippy::print_stdout, reason = "the table is printed")]

use std::path::Path;
use std::time::Instant;

use serde_json::{Map, Value, json};
use yishen::{Draft, Screener, Session};
use yishen_benches::{
    CHARACTERS, COUNT, FEW, LARGEST, Line, Plot, Subject, Table, adversarial, articles, bare, blesses, check_counts, clean, cold, crowded, growth, hardness,
    literals, median, prose, regex_draft, sizes,
};

/// The entries of the lexicons that growth is measured with: some, and all of the long form.
const ENTRIES: [&[usize]; 2] = [&[100, 10_000], &[100, 300, 1_000, 3_000, 10_000, 30_000, 60_000]];

/// How many rounds, and how they are told of.
#[derive(Clone, Copy)]
struct Effort {
    rounds: usize,
    json: bool,
    /// With what takes minutes: other crates, cold caches, growth in more steps, texts of a hundred million bytes, a day's worth of calls.
    long: bool,
}

fn main() {
    let has = |flag: &str| std::env::args().any(|argument| argument == flag);
    // `--test` only checks the counts, those of the long form when they are written.
    let rounds = if has("--test") { 0 } else { 5 };
    let effort = Effort { rounds, json: has("--json"), long: !has("--quick") && (rounds > 0 || blesses()) };
    let mut figures = Map::new();
    let screener = yishen::builtin();
    how_hard(&screener, &mut figures);

    let subject = Subject::new(screener.clone());
    let clean = run(&articles(&subject, effort.long), effort);
    figures.insert("full_vs_ac_dfa".into(), clean.ratio("bare dfa", "full"));
    figures.insert("full_vs_ac_dfa_of_finders".into(), clean.ratio("bare dfa of the rules' words alone", "full"));
    figures.insert("full_vs_ac_automatic".into(), clean.ratio("bare automatic", "full"));
    figures.insert("full_vs_naive".into(), clean.ratio("naive", "full"));
    if effort.long {
        figures.insert("full_vs_daachorse".into(), clean.ratio("daachorse charwise", "full"));
        figures.insert("full_vs_regex_alternation".into(), clean.ratio("regex alternation", "full"));
        figures.insert("full_vs_naive_with_jieba".into(), clean.ratio("naive with jieba", "full"));
        figures.insert("cold_full_vs_ac_dfa".into(), run(&cold(&subject), effort).ratio("bare dfa", "full"));
    }
    figures.insert("article_3000_us".into(), round(clean.seconds("full") / COUNT as f64 * 1e6));
    figures.insert("dense_vs_ac_dfa".into(), run(&crowded(&subject), effort).ratio("bare dfa", "full"));
    let mut worst = f64::INFINITY;
    for table in adversarial(&subject) {
        let measured = run(&table, effort);
        let ratio = measured.ratio("bare dfa", "full");
        worst = worst.min(ratio.as_f64().unwrap_or(f64::INFINITY));
        figures.insert(format!("{}_vs_ac_dfa", table.name.replace('/', "_")), ratio);
    }
    figures.insert("adversarial_vs_ac_dfa".into(), round(worst));
    let growth = growth(ENTRIES[usize::from(effort.long)], effort.long);
    let grown = run(&growth, effort);
    figures.insert("growth_100_to_10000".into(), grown.ratio("full, 10000 more entries", "full, 100 more entries"));
    figures.insert("scan_growth_100_to_10000".into(), grown.ratio("fold and scan, 10000 entries", "fold and scan, 100 entries"));
    let (keystroke, whole) = keystroke(&screener, effort);
    figures.insert("keystroke_20000_us".into(), round(keystroke * 1e6));
    figures.insert("keystroke_vs_full".into(), round(whole / keystroke));
    figures.insert("ready_ms".into(), round(ready(effort) * 1e3));
    figures.insert("tables_kb".into(), round(tables() as f64 / 1024.0));
    figures.insert("compiled_kb".into(), round(yishen_rules::SCREENER.len() as f64 / 1024.0));
    if effort.long {
        plot_growth(&growth, &grown, effort);
        by_size(&subject, effort, &mut figures);
        figures.insert("kb_grown_in_100000_calls".into(), round(grown_by_calls(&screener, 100_000) as f64 / 1024.0));
    }
    if effort.json {
        println!("{}", Value::Object(figures));
    } else {
        figures.iter().for_each(|(name, value)| println!("{name:<32} {value}"));
    }
}

/// The seconds of a table's rows.
struct Measured(Vec<(String, f64)>);

impl Measured {
    fn seconds(&self, row: &str) -> f64 {
        self.0.iter().find(|(name, _)| name == row).map_or(f64::NAN, |(_, seconds)| *seconds)
    }

    /// How many times faster `row` is than `than`.
    fn ratio(&self, than: &str, row: &str) -> Value {
        round(self.seconds(than) / self.seconds(row))
    }
}

/// Checks what the rows count and times them.
fn run(table: &Table<'_>, effort: Effort) -> Measured {
    check_counts(&table.counts());
    if effort.rounds == 0 {
        return Measured(table.rows.iter().map(|row| (row.name.clone(), f64::NAN)).collect());
    }
    let measured = Measured(table.rows.iter().map(|row| row.name.clone()).zip(table.seconds(effort.rounds)).collect());
    if !effort.json {
        println!("{}: {} texts, {} KB, medians of {} interleaved rounds", table.name, table.texts.len(), table.bytes() / 1_000, effort.rounds);
        for (name, seconds) in &measured.0 {
            println!("  {name:<36} {:8.1} MB/s = {:.3} × {}", table.bytes() as f64 / seconds / 1e6, measured.0[0].1 / seconds, measured.0[0].0);
        }
    }
    measured
}

/// The clean texts must give a scanner as much to do as the prose does, and almost nothing to report.
fn how_hard(screener: &Screener, figures: &mut Map<String, Value>) {
    let literals = literals(screener);
    let automaton = bare(&literals, None);
    let texts = clean(COUNT, CHARACTERS);
    let (made, real) = (hardness(&texts, &literals, &automaton), hardness(&prose(), &literals, &automaton));
    figures.insert("clean_bigram_share".into(), round(made.bigrams));
    figures.insert("prose_bigram_share".into(), round(real.bigrams));
    figures.insert("clean_hits_per_kb".into(), round(made.hits_per_kb));
    figures.insert("prose_hits_per_kb".into(), round(real.hits_per_kb));
    assert!(made.bigrams >= real.bigrams && made.hits_per_kb >= real.hits_per_kb, "the clean texts are easier than the prose: {made:?}, {real:?}");
    let most = texts.iter().map(|text| screener.screen(text.as_str()).findings().len()).max();
    assert!(most <= Some(FEW), "{most:?} findings in a clean article");
}

/// Seconds of a report after each of some keystrokes in articles of 20,000 characters, and of screening them whole.
fn keystroke(screener: &Screener, effort: Effort) -> (f64, f64) {
    let (mut edited, mut whole) = (Vec::new(), Vec::new());
    let (mut by_edits, mut by_wholes) = (0, 0);
    for text in clean(10, 20_000) {
        let middle = text.char_indices().nth(10_000).map_or(0, |(i, _)| i);
        let mut session = Session::new(screener.clone(), Draft::from(text));
        session.report();
        for _ in 0..effort.rounds.max(1) {
            let start = Instant::now();
            session.edit(middle..middle, "的").expect("the place is in the body");
            by_edits += session.report().findings().len();
            edited.push(start.elapsed().as_secs_f64());
            let start = Instant::now();
            by_wholes += screener.screen_draft(session.draft()).findings().len();
            whole.push(start.elapsed().as_secs_f64());
        }
    }
    assert_eq!(by_edits, by_wholes, "an edited draft is judged as a whole one is");
    (median(edited), median(whole))
}

/// Draws what each kind of row does when a lexicon grows.
fn plot_growth(table: &Table<'_>, grown: &Measured, effort: Effort) {
    let line = |label: &str, name: &dyn Fn(usize) -> String| {
        let rate = |&size: &usize| (size as f64, table.bytes() as f64 / 1e6 / grown.seconds(&name(size)));
        Line { label: label.into(), points: ENTRIES[1].iter().map(rate).collect() }
    };
    let lines = [
        line("yishen: fold and scan", &|size| format!("fold and scan, {size} entries")),
        line("daachorse charwise", &|size| format!("daachorse charwise, {size} entries")),
        line("aho-corasick DFA", &|size| format!("bare dfa, {size} entries")),
        line("aho-corasick automatic", &|size| format!("bare automatic, {size} entries")),
        line("yishen: full, all rules and the lexicon", &|size| format!("full, {size} more entries")),
    ];
    draw("growth.svg", &Plot { title: "Speed as a lexicon grows", x: "Lexicon entries", y: "MB/s", lines: &lines }, effort);
}

/// Microseconds a thousand bytes, by the characters of a draft.
fn by_size(subject: &Subject, effort: Effort, figures: &mut Map<String, Value>) {
    let mut lines = ["yishen: full", "aho-corasick DFA"].map(|label| Line { label: label.into(), points: Vec::new() });
    for (characters, table) in sizes(subject) {
        // Once is enough of half a minute.
        let rounds = if characters == LARGEST { effort.rounds.min(1) } else { effort.rounds };
        let measured = run(&table, Effort { rounds, ..effort });
        for (line, row) in lines.iter_mut().zip(["full", "bare dfa"]) {
            line.points.push((characters as f64, measured.seconds(row) * 1e9 / table.bytes() as f64));
        }
        figures.insert(format!("us_per_kb_{characters}"), round(lines[0].points.last().map_or(f64::NAN, |point| point.1)));
    }
    let cost = |characters: usize| lines[0].points.iter().find(|point| point.0 == characters as f64).map_or(f64::NAN, |point| point.1);
    figures.insert("us_per_kb_100mb_vs_100kb".into(), round(cost(LARGEST) / cost(100_000)));
    draw("sizes.svg", &Plot { title: "Cost by the length of a draft", x: "Characters", y: "µs per KB", lines: &lines }, effort);
}

/// Writes a plot into `benches/plots`, when there is something to draw.
fn draw(file: &str, plot: &Plot<'_>, effort: Effort) {
    if effort.rounds > 0 {
        plot.write(&Path::new(env!("CARGO_MANIFEST_DIR")).join("plots").join(file));
    }
}

/// The bytes that a day's worth of calls leaves behind, after a first hour.
fn grown_by_calls(screener: &Screener, calls: usize) -> i64 {
    let texts = clean(COUNT, 140);
    let screen = |calls: usize| texts.iter().cycle().take(calls).for_each(|text| assert!(screener.screen(text.as_str()).findings().len() <= FEW));
    screen(calls / 10);
    allocation_counter::measure(|| screen(calls)).bytes_current
}

/// Seconds of making the screener and screening once a draft that runs the rules with regexes, less the same screening hot.
fn ready(effort: Effort) -> f64 {
    let draft = regex_draft();
    let timed = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64()
    };
    let read = || Screener::from_bytes(yishen_rules::SCREENER).expect("the built-in pack is sound");
    let mut found = 0;
    let mut rounds = Vec::new();
    for _ in 0..effort.rounds.max(1) {
        let mut screener = None;
        let cold = timed(&mut || found = screener.insert(read()).screen(draft.as_str()).findings().len());
        let hot = (0..5).map(|_| timed(&mut || found = screener.as_ref().map_or(0, |s| s.screen(draft.as_str()).findings().len()))).collect();
        rounds.push(cold - median(hot));
    }
    check_counts(&[("ready".into(), found)]);
    median(rounds)
}

/// The bytes that a screener of the built-in pack holds.
fn tables() -> u64 {
    let mut screener = None;
    let counted = allocation_counter::measure(|| screener = Screener::from_bytes(yishen_rules::SCREENER).ok());
    assert!(screener.is_some_and(|s| s.rules().count() > 0), "the built-in pack is sound");
    counted.bytes_current.unsigned_abs()
}

/// Three decimals are more than a noisy machine gives.
fn round(figure: f64) -> Value {
    json!((figure * 1_000.0).round() / 1_000.0)
}
