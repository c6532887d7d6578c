//! Compiles the rules beside this file into one pack and lists their sources without comments and corpus, and with as many
//! examples as readers look at: the rest, four fifths, are there to be tested and to be learned from, and would be a tenth of
//! what is handed out.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use toml_edit::DocumentMut;
use yishen_engine::Screener;
use yishen_engine::pack::{Pack, PackSources};

/// How many examples of each kind of a rule are handed out.
const SHOWN: usize = 4;

fn main() {
    let folder = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let mut files = Vec::new();
    collect(&folder, &folder, &mut files);
    files.sort();

    let mut sources = PackSources::new();
    let mut list = String::from("&[");
    for (path, file) in &files {
        let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{path}: {e}"));
        if !path.starts_with("corpus/") {
            let excerpt = without_comments(&if path.contains('/') && path.ends_with(".toml") { shortened(&text) } else { text.clone() });
            write!(list, "({path:?}, {excerpt:?}),").expect("writing to a string");
        }
        sources.insert(path.clone(), text);
    }
    list.push(']');

    let write = |name: &str, bytes: &[u8]| fs::write(out.join(name), bytes).expect("the build folder can be written");
    match Pack::compile(&sources, &[]) {
        Ok(compiled) => {
            let screener = Screener::builder().pack(compiled.pack).build().expect("a pack that compiles links");
            write("yishen.yspack", &screener.to_bytes());
            write("sources.rs", list.as_bytes());
        }
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "cargo shows what a failing build script prints")]
            {
                eprintln!("{error}");
            }
            std::process::exit(1);
        }
    }
}

/// Every TOML and text file of the pack, by its path in the pack.
fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder).expect("the rules' folder can be read") {
        let path = entry.expect("the rules' folder can be read").path();
        let name = path.strip_prefix(root).expect("the walk stays below its root").to_string_lossy().replace('\\', "/");
        if path.is_dir() {
            if name != "src" {
                collect(root, &path, files);
            }
        } else if (name.ends_with(".toml") && name != "Cargo.toml") || name.ends_with(".txt") {
            files.push((name, path));
        }
    }
}

/// A rule without the examples beyond those that are handed out; what is no TOML stays, for the compiler to refuse.
fn shortened(rule: &str) -> String {
    let Ok(mut document) = rule.parse::<DocumentMut>() else { return rule.to_owned() };
    for kind in ["bad", "good"] {
        if let Some(examples) = document.get_mut(kind).and_then(|item| item.as_array_mut()) {
            while examples.len() > SHOWN {
                examples.remove(examples.len() - 1);
            }
        }
    }
    document.to_string()
}

/// A file without the comments that fill lines and those behind the heads of tables.
fn without_comments(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| [if line.starts_with("[[") { line.split_inclusive("]]").next().unwrap_or(line) } else { line }, "\n"]).collect()
}
