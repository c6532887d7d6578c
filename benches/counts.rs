//! What each row must count.

use std::fmt::Write as _;
use std::path::Path;

/// Name, a tab, the number. Changed rules change it: `cargo xtask bench --bless`, and read the difference.
const COUNTS: &str = "counts.txt";

/// Whether counts are written instead of checked: with the environment variable `YISHEN_BLESS`.
pub fn blesses() -> bool {
    std::env::var_os("YISHEN_BLESS").is_some()
}

/// Fails when a row counts anything but what `counts.txt` says, so that a fast wrong answer fails; or writes
/// the file.
///
/// # Panics
/// When a count differs or the file cannot be written.
pub fn check_counts(counted: &[(String, usize)]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(COUNTS);
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    let mut expected: Vec<(String, usize)> =
        text.lines().filter_map(|l| l.split_once('\t')).filter_map(|(name, n)| Some((name.to_owned(), n.parse().ok()?))).collect();
    if blesses() {
        expected.retain(|(name, _)| counted.iter().all(|(n, _)| n != name));
        expected.extend_from_slice(counted);
        expected.sort();
        let text = expected.iter().fold(String::new(), |mut text, (name, n)| {
            writeln!(text, "{name}\t{n}").expect("writing to a string");
            text
        });
        std::fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        return;
    }
    expected.retain(|(name, _)| counted.iter().any(|(n, _)| n == name));
    let mut counted = counted.to_vec();
    counted.sort();
    assert_eq!(counted, expected, "counts differ from {COUNTS}; when rules changed, `cargo xtask bench --bless` and read the difference");
}
