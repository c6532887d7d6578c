//! What other engines are measured with, as one JSON object on standard output: `cargo xtask bench --peers`.

use std::io::Write as _;

use serde_json::json;
use yishen_benches::{CHARACTERS, COUNT, PRIVATE, clean, literals};

fn main() {
    let task = json!({ "articles": clean(COUNT, CHARACTERS), "literals": literals(&yishen::builtin()), "regexes": PRIVATE });
    std::io::stdout().write_all(task.to_string().as_bytes()).expect("standard output is open");
}
