//! The npm package: its WebAssembly, its JavaScript, their tests in Node, Chromium and Firefox, their sizes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use wasm_bindgen_cli_support::Bindgen;

use crate::{debian, python, root, run, say, step};

/// The builds of the one crate, with the features of each.
const BUILDS: [(&str, &[&str]); 2] = [("core", &[]), ("documents", &["--features", "documents"])];

/// Builds the package and tests it.
pub(crate) fn wasm() -> Result<(), String> {
    build()?;
    npm("wasm: types", &["run", "--silent", "types"])?;
    // What the tests screen with besides the built-in pack.
    let own = yishen::packs::load(&[root().join("examples/hospital-pack")]).map_err(|error| error.to_string())?;
    let path = root().join("target/npm/hospital.yspack");
    fs::write(&path, own.to_bytes()).map_err(|error| format!("{}: {error}", path.display()))?;
    npm("wasm: tests in Node", &["test", "--silent"])?;
    browsers(&["chromium", "firefox-esr"])?;
    // UEditor is not on npm; this package for Python brings its files.
    python::environment("ueditor", &package().join("tests/browser/requirements.txt"))?;
    npm("wasm: tests in Chromium and Firefox", &["run", "--silent", "browser"])
}

/// Builds the package and prints what a browser downloads of it, in KB.
pub(crate) fn sizes(json: bool) -> Result<(), String> {
    build()?;
    let mut command = Command::new("node");
    command.current_dir(package()).arg("sizes.mjs");
    if json {
        command.arg("--json");
    }
    run(&mut command)
}

/// Measures the package in Chromium beside the engine itself and another filter, on the same drafts.
pub(crate) fn bench() -> Result<(), String> {
    build()?;
    browsers(&["chromium"])?;
    let articles = ["run", "--release", "--locked", "--quiet", "-p", "yishen-benches", "--bin", "articles"];
    let output = Command::new("cargo").current_dir(root()).args(articles).stderr(Stdio::inherit()).output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err("the engine was not measured".into());
    }
    let path = root().join("target/npm/articles.json");
    fs::write(&path, output.stdout).map_err(|error| format!("{}: {error}", path.display()))?;
    run(Command::new("node").current_dir(package()).arg("bench/bench.mjs"))
}

/// Installs what the tests look at pages with, when it is not there.
fn browsers(names: &[&str]) -> Result<(), String> {
    for browser in names {
        if run(Command::new(browser).arg("--version").stdout(Stdio::null())).is_err() {
            say(&format!("no {browser}; trying to install Debian's\n"));
            debian(&[browser, "fonts-wqy-microhei"])?;
        }
    }
    Ok(())
}

/// Compiles the crate, writes its glue, bundles the package into `dist`.
pub(crate) fn build() -> Result<(), String> {
    let target = "wasm32-unknown-unknown";
    run(Command::new("rustup").args(["--quiet", "target", "add", target]))?;
    let glue = root().join("target/npm/glue");
    fs::create_dir_all(&glue).map_err(|error| format!("{}: {error}", glue.display()))?;
    for (name, features) in BUILDS {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(root()).args(["build", "--locked", "--quiet", "-p", "yishen-wasm", "--target", target, "--profile", "wasm"]);
        step(&format!("wasm: build {name}"), cargo.args(features))?;
        let made = root().join("target").join(target).join("wasm/yishen_wasm.wasm");
        // The package says where the WebAssembly is, and makes a new instance after a trap.
        let mut bindgen = Bindgen::new();
        bindgen.input_path(made).out_name(name).typescript(false).omit_default_module_path(true).reset_state_function(true);
        bindgen.remove_name_section(true).remove_producers_section(true);
        bindgen.web(true).and_then(|bindgen| bindgen.generate(&glue)).map_err(|error| format!("wasm-bindgen: {error:#}"))?;
    }
    npm("wasm: npm ci", &["ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"])?;
    npm("wasm: bundle", &["run", "--silent", "build"])
}

fn package() -> PathBuf {
    Path::new(&root()).join("bindings/wasm")
}

fn npm(what: &str, args: &[&str]) -> Result<(), String> {
    step(what, Command::new("npm").current_dir(package()).args(args))
}
