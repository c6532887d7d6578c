//! Full screening beside a bare aho-corasick scan of the same literals, in interleaved rounds of one run: a ratio that a
//! noisy machine does not spoil.
#![expect(clippy::print_stdout, reason = "the table is printed")]

use std::hint::black_box;
use std::time::Instant;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use yishen_benches::drafts;

const COUNT: usize = 200;
const CHARACTERS: usize = 3_000;
/// The literals, as written, in all clean drafts.
const BARE_HITS: usize = 109_659;

fn bare(literals: &[String], kind: Option<AhoCorasickKind>) -> AhoCorasick {
    AhoCorasick::builder().match_kind(MatchKind::Standard).kind(kind).build(literals).expect("the automaton holds the literals")
}

fn hits(automaton: &AhoCorasick, text: &str) -> usize {
    automaton.find_overlapping_iter(text).count()
}

fn stages(criterion: &mut Criterion) {
    let screener = yishen::builtin();
    let texts = drafts(COUNT, CHARACTERS, false);
    let bytes: usize = texts.iter().map(String::len).sum();
    let (dfa, automatic) = (bare(screener.literals(), Some(AhoCorasickKind::DFA)), bare(screener.literals(), None));
    for automaton in [&dfa, &automatic] {
        assert_eq!(texts.iter().map(|t| hits(automaton, t)).sum::<usize>(), BARE_HITS, "bare hits");
    }
    assert_eq!(texts.iter().map(|t| screener.screen(t.as_str()).findings().len()).sum::<usize>(), 0, "findings in clean drafts");

    let mut group = criterion.benchmark_group("stages");
    group.throughput(Throughput::Bytes((bytes / COUNT) as u64));
    let mut next = texts.iter().cycle();
    group.bench_function("bare dfa", |b| b.iter(|| next.next().map(|t| hits(&dfa, t))));
    group.bench_function("bare automatic", |b| b.iter(|| next.next().map(|t| hits(&automatic, t))));
    group.bench_function("full", |b| b.iter(|| next.next().map(|t| screener.screen(t.as_str()).findings().len())));
    group.finish();

    // Interleaved rounds, medians.
    let mut rounds: [Vec<f64>; 3] = Default::default();
    for _ in 0..7 {
        let mut time = |row: usize, run: &dyn Fn(&str) -> usize| {
            let start = Instant::now();
            for text in &texts {
                black_box(run(text));
            }
            rounds[row].push(start.elapsed().as_secs_f64());
        };
        time(0, &|t| hits(&dfa, t));
        time(1, &|t| hits(&automatic, t));
        time(2, &|t| screener.screen(t).findings().len());
    }
    let median = |row: &[f64]| {
        let mut row = row.to_vec();
        row.sort_by(f64::total_cmp);
        row[row.len() / 2]
    };
    let [dfa, automatic, full] = rounds.map(|r| median(&r));
    let rate = |seconds: f64| bytes as f64 / seconds / 1e6;
    println!("{COUNT} drafts of {CHARACTERS} characters, {} literals, medians of interleaved rounds", screener.literals().len());
    println!("bare aho-corasick DFA  {:8.1} MB/s", rate(dfa));
    println!("bare aho-corasick auto {:8.1} MB/s", rate(automatic));
    println!("full screening         {:8.1} MB/s = {:.3} × bare DFA, {:.3} × bare auto", rate(full), dfa / full, automatic / full);
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
