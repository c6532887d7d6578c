//! Any bytes as a Word file: no panic, and a map that fits its text. `tests/word` and `examples/drafts` are good seeds.
#![no_main]

use libfuzzer_sys::fuzz_target;
use yishen_documents::{Limits, push_docx};
use yishen_engine::{Channel, Draft};

fuzz_target!(|bytes: &[u8]| {
    let mut limits = Limits::default();
    (limits.part_bytes, limits.unpacked_bytes) = (1 << 20, 4 << 20);
    let mut draft = Draft::new(Channel::Website);
    if let Ok(map) = push_docx(&mut draft, bytes, &limits) {
        let source = draft.fields()[0].source();
        let mut end = 0;
        for piece in map.pieces() {
            assert!(piece.text.start >= end && source.get(piece.text.clone()).is_some());
            assert!(piece.run.start <= piece.words.start && piece.words.end <= piece.run.end);
            end = piece.text.end;
        }
    }
});
