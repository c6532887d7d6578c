//! The stages of screening beside bare scans for the same literals, and what compiling the rules costs.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use yishen_benches::{COUNT, Subject, articles, check_counts};

fn stages(criterion: &mut Criterion) {
    let table = articles(&Subject::new(yishen::builtin()), false);
    check_counts(&table.counts());
    let mut group = criterion.benchmark_group("stages");
    group.throughput(Throughput::Bytes((table.bytes() / COUNT) as u64));
    let mut next = table.texts.iter().cycle();
    for row in &table.rows {
        group.bench_function(&row.name, |b| b.iter(|| next.next().map(|t| (row.run)(t))));
    }
    group.finish();
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
