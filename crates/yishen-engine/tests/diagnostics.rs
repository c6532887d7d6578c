//! Golden diagnostics: each folder of `tests/diagnostics` is a pack with the fault that it is named by, with the text
//! that its author gets to read. `YISHEN_BLESS=1` writes the texts anew, to be read before they are committed.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use yishen_engine::Screener;
use yishen_engine::pack::{Compiled, Diagnostic, Lang, Pack, PackSources};

/// What a case has as its `pack.toml` unless it brings its own.
const PACK: &str = "name    = \"our-hospital\"\nversion = \"2026.11.1\"\nengine  = \">=0.1.0\"\n";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/diagnostics")
}

/// The files of a folder and of the folders in it.
fn read(folder: &Path) -> PackSources {
    fn walk(folder: &Path, prefix: &str, sources: &mut PackSources) {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let entry = entry.expect("the folder can be read");
            let name = format!("{prefix}{}", entry.file_name().to_str().expect("names are UTF-8"));
            if entry.path().is_dir() {
                walk(&entry.path(), &format!("{name}/"), sources);
            } else if !name.starts_with("expected.") {
                sources.insert(name, fs::read_to_string(entry.path()).expect("sources are UTF-8"));
            }
        }
    }
    let mut sources = PackSources::new();
    walk(folder, "", &mut sources);
    sources
}

/// The pack that the cases stand on; nothing is wrong with it.
fn sound() -> Pack {
    let Compiled { pack, warnings } = Pack::compile(&read(&folder().join("sound")), &[]).unwrap_or_else(|e| panic!("{e}"));
    assert!(warnings.is_empty(), "{warnings:?}");
    pack
}

fn compile(sources: &mut PackSources, base: &Pack) -> Vec<Diagnostic> {
    if sources.iter().all(|(path, _)| path != "pack.toml") {
        sources.insert("pack.toml", PACK);
    }
    match Pack::compile(sources, &[base]) {
        Ok(compiled) => compiled.warnings,
        Err(error) => error.diagnostics().to_vec(),
    }
}

#[test]
fn faults_are_explained_as_expected() {
    let base = sound();
    let mut cases: Vec<PathBuf> = fs::read_dir(folder()).expect("the cases are there").map(|e| e.expect("readable").path()).collect();
    cases.retain(|c| c.is_dir() && !c.ends_with("sound"));
    cases.sort();
    let mut wrong = Vec::new();
    for case in &cases {
        let name = case.file_name().and_then(|n| n.to_str()).expect("names are UTF-8");
        let diagnostics = compile(&mut read(case), &base);
        assert!(diagnostics.iter().any(|d| d.code() == name) || name == "every-fault", "{name}: {diagnostics:#?}");
        for (lang, file) in [(Lang::Zh, "expected.zh.txt"), (Lang::En, "expected.en.txt")] {
            let text: Vec<String> = diagnostics.iter().map(|d| d.render(lang)).collect();
            // The engine's own version stands in one of them and changes with every release.
            let (text, path) = (text.join("\n").replace(&format!("是 {}", env!("CARGO_PKG_VERSION")), "是 VERSION"), case.join(file));
            let text = text.replace(&format!("this is {}", env!("CARGO_PKG_VERSION")), "this is VERSION");
            if std::env::var_os("YISHEN_BLESS").is_some() {
                fs::write(&path, &text).expect("the golden text can be written");
            } else if fs::read_to_string(&path).ok().as_ref() != Some(&text) {
                wrong.push(format!("{}:\n{text}", path.display()));
            }
        }
    }
    assert!(cases.len() > 50, "only {} cases were found", cases.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn one_run_reports_every_fault_of_a_file() {
    let source = fs::read_to_string(folder().join("every-fault/advertising/slogan.toml")).expect("the case is there");
    // The file says itself on which lines faults are.
    let marked: Vec<usize> = source.lines().enumerate().filter(|(_, l)| l.contains("# !")).map(|(i, _)| i + 1).collect();
    let diagnostics = compile(&mut read(&folder().join("every-fault")), &sound());
    let mut lines: Vec<usize> = diagnostics.iter().map(Diagnostic::line).collect();
    lines.dedup();
    assert!(marked.len() > 20, "{}", marked.len());
    assert_eq!(lines, marked);
}

#[test]
fn a_folder_without_a_description_is_no_pack() {
    let error = Pack::compile(&PackSources::new(), &[]).expect_err("it is empty");
    assert_eq!(error.diagnostics()[0].code(), "missing-file");
    assert!(error.to_string().ends_with("规则包有 1 处错误，未能加载。"), "{error}");
}

#[test]
fn a_file_that_is_no_list_is_not_reported_line_by_line_for_ever() {
    let mut sources = read(&folder().join("sound"));
    sources.insert("lexicons/letters.txt", "治，愈。\n".repeat(2000));
    let error = Pack::compile(&sources, &[]).expect_err("it is faulty");
    assert_eq!(error.diagnostics().len(), 501);
    assert!(error.diagnostics().iter().any(|d| d.code() == "too-many-faults"));
}

#[test]
fn a_sound_rule_is_read_as_it_is_written() {
    let pack = sound();
    let ids: Vec<&str> = pack.rules().iter().map(|rule| rule.id()).collect();
    assert_eq!(ids, ["advertising/cure-rate", "privacy/phone"]);
    let rule = &pack.rules()[0];
    assert_eq!(rule.title(), "宣传治愈率");
    assert_eq!(rule.basis()[0].at.as_deref(), Some("第十六条第一款第二项"));
    assert_eq!(rule.severity_by().len(), 2);
    let given = &rule.bad_examples()[2].given;
    assert_eq!(given.patient_consent, Some(false));
    let source = given.source.as_ref().expect("given");
    assert_eq!((source.title.as_deref(), source.name.as_deref()), (Some("年报"), Some("院报")));
}

#[test]
fn the_hash_is_of_what_the_pack_is_made_of() {
    let mut sources = read(&folder().join("sound"));
    let hash = |sources: &PackSources| Pack::compile(sources, &[]).expect("sound").pack.sha256().to_owned();
    let first = hash(&sources);
    assert_eq!(first.len(), 64);
    sources.insert("README.md", "notes");
    assert_eq!(hash(&sources), first);
    let laws = sources.iter().find(|(p, _)| *p == "laws.toml").map(|(_, t)| t.replace('\n', "\r\n")).expect("laws");
    sources.insert("laws.toml", laws);
    assert_eq!(hash(&sources), first);
    sources.insert("lexicons/other.txt", "其他\n");
    assert_ne!(hash(&sources), first);
}

const RULE: &str = include_str!("../../../tests/diagnostics/sound/advertising/cure-rate.toml");

#[test]
fn a_compiled_screener_has_the_same_bytes_whenever_it_is_written() {
    let bytes = compiled();
    let again = Screener::from_bytes(&bytes).expect("it was just written").to_bytes();
    assert!(compiled() == bytes && again == bytes);
}

/// The sound pack, linked, as bytes.
fn compiled() -> Vec<u8> {
    let pack = Pack::compile(&read(&folder().join("sound")), &[]).expect("it is sound").pack;
    Screener::builder().pack(pack).build().expect("it links").to_bytes()
}

proptest! {
    #[test]
    fn damaged_bytes_are_refused(index in any::<prop::sample::Index>(), bit in 0..8_u32, cut in any::<bool>()) {
        let mut bytes = compiled();
        let at = index.index(bytes.len());
        match cut {
            true => bytes.truncate(at),
            false => bytes[at] ^= 1 << bit,
        }
        prop_assert!(Screener::from_bytes(&bytes).is_err());
    }

    #[test]
    fn bytes_of_others_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Screener::from_bytes(&bytes).is_err());
    }

    #[test]
    fn reading_anything_at_all_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..300), path in prop::sample::select(vec![
        "pack.toml", "laws.toml", "ladder.toml", "genres.toml", "slots.toml", "torn.txt", "privacy/x.toml", "lexicons/x.txt",
    ])) {
        let mut sources = PackSources::new();
        sources.insert(path, String::from_utf8_lossy(&bytes));
        let _ = Pack::compile(&sources, &[]);
    }

    #[test]
    fn reading_a_damaged_rule_never_panics(
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0usize..12, prop::sample::select(vec![
            "", "{", "}", "[", "]", "\"", "'", "«", "»", "<", ">", "..", "~", "@", "|", "\\", "\n", "根", "=", "!", "{0,64}", "(?:", ")", "99", "#",
        ])), 1..6),
    ) {
        let mut text: Vec<char> = RULE.chars().collect();
        for (index, drop, insert) in edits {
            let at = index.index(text.len() + 1);
            let end = (at + drop).min(text.len());
            text.splice(at..end, insert.chars());
        }
        let mut sources = PackSources::new();
        sources.insert("pack.toml", PACK);
        sources.insert("advertising/x.toml", text.into_iter().collect::<String>());
        if let Err(error) = Pack::compile(&sources, &[]) {
            for diagnostic in error.diagnostics() {
                prop_assert!(diagnostic.line() >= 1 && diagnostic.column() >= 1);
            }
            prop_assert!(!error.to_string().is_empty());
        }
    }
}
