//! The built-in rules: every example gives what it is marked to give, and nothing in a rule is without a witness.

use std::path::Path;

use yishen::Pack;
use yishen::pack::check;

/// The rules as they stand in the repository, with all their examples.
fn packs() -> Vec<Pack> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules");
    yishen::packs::compile(&[folder]).unwrap_or_else(|error| panic!("{error}"))
}

fn faults(found: &[check::Fault]) -> String {
    found.iter().map(|f| format!("{f}\n")).collect()
}

#[test]
fn every_example_gives_what_it_is_marked_to_give() {
    let packs = packs();
    let found = check::examples(&packs.iter().collect::<Vec<_>>()).expect("the built-in pack links");
    assert!(found.is_empty(), "{} faults\n{}", found.len(), faults(&found));
}

#[test]
fn everything_in_a_rule_changes_some_example_when_removed() {
    let packs = packs();
    let found = check::witnesses(&packs.iter().collect::<Vec<_>>()).expect("the built-in pack links");
    assert!(found.is_empty(), "{} faults\n{}", found.len(), faults(&found));
}

#[test]
fn every_lexicon_entry_is_found_in_an_example() {
    let packs = packs();
    let found = check::substitutions(&packs.iter().collect::<Vec<_>>()).expect("the built-in pack links");
    assert!(found.is_empty(), "{} faults\n{}", found.len(), faults(&found));
}
