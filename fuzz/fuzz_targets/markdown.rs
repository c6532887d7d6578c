//! Any text read as Markdown and screened. The same entry runs on stable in `tests/readers.rs`.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use yishen::{Channel, Draft, FieldName, Screener};
use yishen_documents::{Limits, push_markdown};

static SCREENER: LazyLock<Screener> = LazyLock::new(yishen::builtin);

fuzz_target!(|source: &str| {
    let mut draft = Draft::new(Channel::Wechat);
    push_markdown(&mut draft, FieldName::Body, source, &Limits::default());
    let report = SCREENER.screen_draft(&draft);
    for finding in report.findings() {
        assert!(finding.ranges().iter().all(|r| source.get(r.range()).is_some()));
    }
});
