//! Full screening by size, on clean and on dense drafts. Every row checks its findings, so that a fast wrong answer fails.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use yishen_benches::drafts;

/// Drafts a row: distinct ones.
const COUNT: usize = 200;

/// Characters a draft, dense or not, and the findings of all drafts together.
const ROWS: &[(usize, bool, usize)] = &[(140, false, 0), (1_500, false, 0), (10_000, false, 0), (140, true, 2_663), (1_500, true, 25_591)];

fn screen(criterion: &mut Criterion) {
    let screener = yishen::builtin();
    let mut group = criterion.benchmark_group("screen");
    for &(characters, dense, findings) in ROWS {
        let texts = drafts(COUNT, characters, dense);
        let found: usize = texts.iter().map(|t| screener.screen(t.as_str()).findings().len()).sum();
        assert_eq!(found, findings, "findings in {COUNT} drafts of {characters} characters, dense: {dense}");
        group.throughput(Throughput::Bytes(texts.iter().map(|t| t.len() as u64).sum::<u64>() / COUNT as u64));
        let mut next = texts.iter().cycle();
        let name = if dense { "dense" } else { "clean" };
        group.bench_function(BenchmarkId::new(name, characters), |bencher| {
            bencher.iter(|| next.next().map(|text| screener.screen(text.as_str()).findings().len()));
        });
    }
    group.finish();
}

fn start(criterion: &mut Criterion) {
    criterion.bench_function("start/builtin", |bencher| bencher.iter(|| yishen::builtin().rules().count()));
}

criterion_group!(benches, screen, start);
criterion_main!(benches);
