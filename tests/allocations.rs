//! What screening takes from the heap once its working memory is warm.

use std::fs;

use aho_corasick::AhoCorasick;
use yishen::Draft;
use yishen_tests::screener;

/// The most allocations for a draft without findings, in a thousand of its characters. None is the aim: what remains are
/// the summaries of its blocks, what recognisers note down of a block, and the matches that rules look at.
const MOST: f64 = 1_600.0;

/// The paragraphs of the clean prose in which at least ten literals stand, and nothing is found.
fn ordinary() -> Vec<String> {
    let mut files: Vec<_> = fs::read_dir("prose").expect("the folder").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    let prose: String = files.iter().map(|file| fs::read_to_string(file).expect("a text")).collect();
    let literals = AhoCorasick::new(screener().literals()).expect("an automaton");
    let ordinary = |line: &&str| literals.find_overlapping_iter(*line).take(10).count() == 10 && screener().screen(*line).findings().is_empty();
    prose.lines().filter(ordinary).map(str::to_owned).collect()
}

#[test]
fn screening_ordinary_drafts_allocates_little_and_leaves_nothing_behind() {
    let texts = ordinary();
    assert!(texts.len() > 300, "only {} ordinary drafts", texts.len());
    let drafts: Vec<Draft<'_>> = texts.iter().map(Draft::from).collect();
    let screen = || drafts.iter().for_each(|draft| assert!(screener().screen_draft(draft).findings().is_empty()));
    screen();
    let counted = allocation_counter::measure(screen);
    let characters: usize = texts.iter().map(|text| text.chars().count()).sum();
    let each = counted.count_total as f64 * 1_000.0 / characters as f64;
    assert!(each <= MOST, "{each:.0} allocations in a thousand characters");
    assert_eq!(counted.bytes_current, 0, "bytes left behind by {} drafts", drafts.len());
}
