//! Reading and screening HTML by size: a page of ten times the length must cost ten times as much, no more.
#![expect(clippy::print_stdout, reason = "the ratio is printed")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use yishen::{Channel, Draft, FieldName};
use yishen_benches::clean;
use yishen_documents::{Limits, push_html};

/// Characters of a page.
const ROWS: &[usize] = &[200_000, 2_000_000];

/// The sentence that is a finding in every article of the page.
const CLAIM: &str = "我科肩周炎治<b>愈</b>率&#39640;达98%。";

/// A page of articles as editors of official accounts write them, and how many hold the claim.
fn page(characters: usize) -> (String, usize) {
    let (mut html, mut length, mut claims) = (String::new(), 0, 0);
    for article in clean(200, 1_500).iter().cycle() {
        if length >= characters {
            break;
        }
        for paragraph in article.split("\n\n").filter(|p| !p.is_empty()) {
            let (first, rest) = paragraph.split_at(paragraph.chars().next().map_or(0, char::len_utf8));
            html += &format!("<section style=\"margin: 0 8px;\"><p><span style=\"font-size: 15px;\">{first}<strong>{rest}</strong></span></p></section>\n");
            length += paragraph.chars().count();
        }
        html += &format!("<p>{CLAIM}</p>");
        claims += 1;
    }
    (html, claims)
}

fn documents(criterion: &mut Criterion) {
    let screener = yishen::builtin();
    let screen = |html: &str| {
        let mut draft = Draft::new(Channel::Wechat);
        push_html(&mut draft, FieldName::Body, html, &Limits::default());
        screener.screen_draft(&draft).findings().iter().filter(|f| f.rule().id() == "advertising/cure-rate").count()
    };
    let mut group = criterion.benchmark_group("html");
    group.sample_size(10);
    let mut per_character = Vec::new();
    for &characters in ROWS {
        let (html, claims) = page(characters);
        let begun = std::time::Instant::now();
        assert_eq!(screen(&html), claims, "claims in {characters} characters");
        per_character.push(begun.elapsed().as_secs_f64() / characters as f64);
        group.throughput(Throughput::Bytes(html.len() as u64));
        group.bench_function(BenchmarkId::new("characters", characters), |bencher| bencher.iter(|| screen(&html)));
    }
    println!("html: a character of the longer page costs {:.2} times one of the shorter", per_character[1] / per_character[0]);
    group.finish();
}

criterion_group!(benches, documents);
criterion_main!(benches);
