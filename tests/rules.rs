//! The built-in rules: every example gives what it is marked to give, and nothing in a rule is without a witness.

use yishen::pack::check;

fn faults(found: &[check::Fault]) -> String {
    found.iter().map(|f| format!("{f}\n")).collect()
}

#[test]
fn every_example_gives_what_it_is_marked_to_give() {
    let pack = yishen::builtin_pack();
    let found = check::examples(&[&pack]).expect("the built-in pack links");
    assert!(found.is_empty(), "{} faults\n{}", found.len(), faults(&found));
}

#[test]
fn everything_in_a_rule_changes_some_example_when_removed() {
    let pack = yishen::builtin_pack();
    let found = check::witnesses(&[&pack]).expect("the built-in pack links");
    assert!(found.is_empty(), "{} faults\n{}", found.len(), faults(&found));
}

#[test]
fn every_lexicon_entry_is_found_in_an_example() {
    let pack = yishen::builtin_pack();
    let found = check::substitutions(&[&pack]).expect("the built-in pack links");
    assert!(found.is_empty(), "{} faults\n{}", found.len(), faults(&found));
}
