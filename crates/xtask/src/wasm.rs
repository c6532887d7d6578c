//! The npm package: its WebAssembly, its JavaScript, their tests in Node and Chromium, their sizes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{debian, root, run, say, step};

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
    if run(Command::new("chromium").arg("--version").stdout(Stdio::null())).is_err() {
        say("no chromium; trying to install Debian's\n");
        debian(&["chromium", "fonts-wqy-microhei"])?;
    }
    npm("wasm: tests in Chromium", &["run", "--silent", "browser"])
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

/// Compiles the crate, writes its glue, bundles the package into `dist`.
fn build() -> Result<(), String> {
    let target = "wasm32-unknown-unknown";
    run(Command::new("rustup").args(["--quiet", "target", "add", target]))?;
    let bindgen = bindgen()?;
    let glue = root().join("target/npm/glue");
    fs::create_dir_all(&glue).map_err(|error| format!("{}: {error}", glue.display()))?;
    for (name, features) in BUILDS {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(root()).args(["build", "--locked", "--quiet", "-p", "yishen-wasm", "--target", target, "--profile", "wasm"]);
        step(&format!("wasm: build {name}"), cargo.args(features))?;
        let made = root().join("target").join(target).join("wasm/yishen_wasm.wasm");
        // The package says where the WebAssembly is, and makes a new instance after a trap.
        let options = ["--target", "web", "--omit-default-module-path", "--experimental-reset-state-function", "--no-typescript"];
        let small = ["--remove-name-section", "--remove-producers-section", "--out-name", name, "--out-dir"];
        run(Command::new(&bindgen).args(options).args(small).arg(&glue).arg(made))?;
    }
    npm("wasm: npm ci", &["ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"])?;
    npm("wasm: bundle", &["run", "--silent", "build"])
}

/// wasm-bindgen of the locked version, installed when it is not there.
fn bindgen() -> Result<PathBuf, String> {
    let lock = fs::read_to_string(root().join("Cargo.lock")).map_err(|error| format!("Cargo.lock: {error}"))?;
    let after = lock.split("name = \"wasm-bindgen\"\nversion = \"").nth(1).ok_or("Cargo.lock does not name wasm-bindgen")?;
    let version = after.split('"').next().unwrap_or_default();
    let tools = root().join("target/npm/tools");
    let program = tools.join("bin/wasm-bindgen");
    let installed = Command::new(&program).arg("--version").output().map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    if !installed.is_ok_and(|installed| installed.trim().ends_with(version)) {
        let mut install = Command::new("cargo");
        install.current_dir(root()).args(["install", "--quiet", "wasm-bindgen-cli", "--version", version, "--root"]).arg(&tools);
        step("wasm: wasm-bindgen", &mut install)?;
    }
    Ok(program)
}

fn package() -> PathBuf {
    Path::new(&root()).join("bindings/wasm")
}

fn npm(what: &str, args: &[&str]) -> Result<(), String> {
    step(what, Command::new("npm").current_dir(package()).args(args))
}
