//! Full screening by size, on clean and on dense drafts. Every row checks its findings, so that a fast wrong answer fails.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use yishen_benches::{COUNT, check_counts, clean, dense};

/// Characters a draft, dense or not.
const ROWS: &[(usize, bool)] = &[(140, false), (1_500, false), (10_000, false), (140, true), (1_500, true)];

fn screen(criterion: &mut Criterion) {
    let screener = yishen::builtin();
    let mut group = criterion.benchmark_group("screen");
    for &(characters, crowded) in ROWS {
        let (name, texts) = if crowded { ("dense", dense(COUNT, characters)) } else { ("clean", clean(COUNT, characters)) };
        let found: usize = texts.iter().map(|t| screener.screen(t.as_str()).findings().len()).sum();
        check_counts(&[(format!("screen/{name}/{characters}"), found)]);
        group.throughput(Throughput::Bytes(texts.iter().map(|t| t.len() as u64).sum::<u64>() / COUNT as u64));
        let mut next = texts.iter().cycle();
        group.bench_function(BenchmarkId::new(name, characters), |bencher| {
            bencher.iter(|| next.next().map(|text| screener.screen(text.as_str()).findings().len()));
        });
    }
    group.finish();
}

fn start(criterion: &mut Criterion) {
    // Not `yishen::builtin()`, which reads once in a process.
    let compiled = yishen::builtin().to_bytes();
    let read = || yishen::Screener::from_bytes(&compiled).expect("the compiled pack is sound");
    criterion.bench_function("start/builtin", |bencher| bencher.iter(|| read().rules().count()));
    let link = || yishen::Screener::builder().pack(yishen::builtin_pack()).build().expect("the built-in pack links");
    criterion.bench_function("start/linked", |bencher| bencher.iter(|| link().rules().count()));
}

criterion_group!(benches, screen, start);
criterion_main!(benches);
