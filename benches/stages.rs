//! Full screening beside a bare aho-corasick scan of the same literals, in interleaved rounds of one run: a ratio that a
//! noisy machine does not spoil.
#![expect(clippy::print_stdout, reason = "the table is printed")]

use std::hint::black_box;
use std::time::Instant;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use yishen::Draft;
use yishen_benches::{check_counts, drafts};
use yishen_engine::measure::{Stage, run_until};

const COUNT: usize = 200;
const CHARACTERS: usize = 3_000;

fn bare(literals: &[String], kind: Option<AhoCorasickKind>) -> AhoCorasick {
    AhoCorasick::builder().match_kind(MatchKind::Standard).kind(kind).build(literals).expect("the automaton holds the literals")
}

fn hits(automaton: &AhoCorasick, text: &str) -> usize {
    automaton.find_overlapping_iter(text).count()
}

/// A row of the table: what runs over a draft and gives a count.
struct Row<'r> {
    name: &'static str,
    run: Box<dyn Fn(&str) -> usize + 'r>,
}

/// Interleaved rounds: a machine that slows down slows every row.
const ROUNDS: usize = 7;

fn stages(criterion: &mut Criterion) {
    let screener = yishen::builtin();
    let texts = drafts(COUNT, CHARACTERS, false);
    let bytes: usize = texts.iter().map(String::len).sum();
    let literals = screener.literals();
    let (dfa, automatic) = (bare(&literals, Some(AhoCorasickKind::DFA)), bare(&literals, None));
    let stage = |name, stage| {
        let screener = &screener;
        Row { name, run: Box::new(move |text| run_until(screener, &Draft::from(text), stage)) }
    };
    let rows = [
        Row { name: "bare dfa", run: Box::new(|t| hits(&dfa, t)) },
        Row { name: "bare automatic", run: Box::new(|t| hits(&automatic, t)) },
        stage("fold", Stage::Fold),
        stage("… and scan", Stage::Scan),
        stage("… and summarise", Stage::Summarise),
        stage("… and report (full)", Stage::Report),
    ];
    let counts = |row: &Row<'_>| (format!("stages/{}", row.name), texts.iter().map(|t| (row.run)(t)).sum());
    let counts: Vec<(String, usize)> = rows.iter().map(counts).collect();
    assert_eq!(counts.last().map(|(_, findings)| *findings), Some(0), "findings in clean drafts");
    check_counts(&counts);

    let mut group = criterion.benchmark_group("stages");
    group.throughput(Throughput::Bytes((bytes / COUNT) as u64));
    let mut next = texts.iter().cycle();
    for row in &rows {
        group.bench_function(row.name, |b| b.iter(|| next.next().map(|t| (row.run)(t))));
    }
    group.finish();

    let mut seconds = vec![Vec::with_capacity(ROUNDS); rows.len()];
    for _ in 0..ROUNDS {
        for (row, seconds) in rows.iter().zip(&mut seconds) {
            let start = Instant::now();
            for text in &texts {
                black_box((row.run)(text));
            }
            seconds.push(start.elapsed().as_secs_f64());
        }
    }
    let median = |row: &mut Vec<f64>| {
        row.sort_by(f64::total_cmp);
        row[row.len() / 2]
    };
    let medians: Vec<f64> = seconds.iter_mut().map(median).collect();
    println!("{COUNT} drafts of {CHARACTERS} characters, {} literals, medians of {ROUNDS} interleaved rounds", literals.len());
    for (row, seconds) in rows.iter().zip(&medians) {
        println!("{:<22} {:8.1} MB/s = {:.3} × bare DFA", row.name, bytes as f64 / seconds / 1e6, medians[0] / seconds);
    }
}

fn compile(criterion: &mut Criterion) {
    let mut sources = yishen::pack::PackSources::new();
    for (path, text) in yishen_rules::SOURCES {
        sources.insert((*path).to_owned(), (*text).to_owned());
    }
    let rules = yishen::builtin_pack().rules().len();
    criterion.bench_function("compile/sources", |b| {
        b.iter(|| yishen::Pack::compile(&sources, &[]).map(|c| assert_eq!(c.pack.rules().len(), rules)));
    });
    criterion.bench_function("compile/load", |b| b.iter(|| assert_eq!(yishen::builtin_pack().rules().len(), rules)));
}

criterion_group!(benches, stages, compile);
criterion_main!(benches);
