//! What screening costs beside what others use, in Python and in Node.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{cargo_command, python, root, step, wasm};

/// Measures both packages beside their peers.
pub(crate) fn peers() -> Result<(), String> {
    let task = task()?;
    let folder = root().join("benches/peers");
    in_python(&folder, &task)?;
    in_node(&folder, &task)
}

/// The articles and literals that every engine is given.
fn task() -> Result<PathBuf, String> {
    let mut cargo = cargo_command(&["run", "--release", "--locked", "--quiet", "-p", "yishen-benches", "--bin", "peers"]);
    let output = cargo.current_dir(root()).stderr(Stdio::inherit()).output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err("the articles were not made".into());
    }
    let path = root().join("target/peers.json");
    fs::write(&path, output.stdout).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path)
}

fn in_python(folder: &Path, task: &Path) -> Result<(), String> {
    let environment = python::environment("peers", &folder.join("requirements.txt"))?;
    python::install(&environment, &python::wheel()?)?;
    step("peers in Python", Command::new(environment.join("bin/python")).arg(folder.join("peers.py")).arg(task))
}

fn in_node(folder: &Path, task: &Path) -> Result<(), String> {
    wasm::build()?;
    step("peers: npm ci", Command::new("npm").current_dir(folder).args(["ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
    step("peers in Node", Command::new("node").arg(folder.join("peers.mjs")).arg(task))
}
