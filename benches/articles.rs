//! Drafts for the browser's bench, with what the engine itself takes for them, as one JSON object on standard output.

use std::io::Write as _;
use std::time::Instant;

use serde_json::json;
use yishen_benches::{CHARACTERS, FEW, clean, median};

/// Characters a draft, and how many drafts.
const ROWS: [(usize, usize); 2] = [(3_000, 100), (20_000, 20)];
/// Rounds over the drafts before the clock counts, and while it does.
const ROUNDS: [usize; 2] = [2, 5];

fn main() {
    let screener = yishen::builtin();
    let rows: Vec<serde_json::Value> = ROWS
        .iter()
        .map(|&(characters, count)| {
            let texts = clean(count, characters);
            let mut took = Vec::new();
            let mut findings = vec![0; count];
            for round in 0..ROUNDS.iter().sum() {
                for (text, found) in texts.iter().zip(&mut findings) {
                    let start = Instant::now();
                    *found = screener.screen(text.as_str()).findings().len();
                    assert!(*found <= FEW * characters / CHARACTERS, "{found} findings in a clean draft");
                    if round >= ROUNDS[0] {
                        took.push(start.elapsed().as_secs_f64() * 1e3);
                    }
                }
            }
            json!({ "characters": characters, "texts": texts, "findings": findings, "native_ms": median(took) })
        })
        .collect();
    std::io::stdout().write_all(json!(rows).to_string().as_bytes()).expect("standard output is open");
}
