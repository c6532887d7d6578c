//! The Python package: built, installed where nothing else is, tested, and its types checked.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::{debian, root, run, say, step};

/// The largest that the wheel may be, in bytes: what it has now and a little more, so that a jump is seen. 3 MB is the aim. More than
/// a third of it are the rules: linked, and as sources for a hospital's own packs.
const MAX_WHEEL: u64 = 6_300_000;

/// Builds the wheel and tests it; with `frames` also beside the libraries that hold tables, Spark and Ray.
pub(crate) fn python(frames: bool) -> Result<(), String> {
    let package = root().join("bindings/python");
    let tools = tools(&package)?;
    let wheel = build(&package, &tools)?;
    figures(&wheel)?;
    install(&tools, &wheel)?;
    step("python: tests", Command::new(tools.join("bin/python")).current_dir(&package).args(["-m", "pytest"]))?;
    step("python: stubs", Command::new(tools.join("bin/python")).current_dir(&package).args(["-m", "mypy.stubtest", "yishen._yishen"]))?;
    // The package where it is installed, and a program that uses it.
    let strict = ["-m", "mypy", "--strict", "-p", "yishen"];
    step("python: types", Command::new(tools.join("bin/python")).current_dir(&package).args(strict))?;
    let example = ["-m", "mypy", "--strict", "examples"];
    step("python: types of the example", Command::new(tools.join("bin/python")).current_dir(&package).args(example))?;
    if frames {
        need_java()?;
        let tables = environment("frames", &package.join("tests/frames/requirements.txt"))?;
        install(&tables, &wheel)?;
        step("python: frames", Command::new(tables.join("bin/python")).current_dir(&package).args(["-m", "pytest", "tests/frames"]))?;
    }
    Ok(())
}

/// Builds the wheel and gives its path.
pub(crate) fn wheel() -> Result<PathBuf, String> {
    let package = root().join("bindings/python");
    build(&package, &tools(&package)?)
}

/// What builds and tests the package.
fn tools(package: &Path) -> Result<PathBuf, String> {
    environment("tools", &package.join("tests/requirements.txt"))
}

/// A virtual environment with what a file of requirements names; made anew only when it is not there.
pub(crate) fn environment(name: &str, requirements: &Path) -> Result<PathBuf, String> {
    let folder = root().join("target/python").join(name);
    let python = folder.join("bin/python");
    if !python.exists() {
        let make = || run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder));
        if make().is_err() {
            say("python3 has no venv; trying to install Debian's python3-venv\n");
            debian(&["python3-venv"])?;
            make()?;
        }
    }
    let title = format!("python: environment {name}");
    step(&title, Command::new(python).args(["-m", "pip", "install", "-q", "--disable-pip-version-check", "-r"]).arg(requirements))?;
    Ok(folder)
}

/// Spark runs on Java.
fn need_java() -> Result<(), String> {
    if run(Command::new("java").arg("-version").stderr(Stdio::null())).is_ok() {
        return Ok(());
    }
    say("no java; trying to install Debian's openjdk-17-jre-headless\n");
    debian(&["openjdk-17-jre-headless"])
}

fn build(package: &Path, tools: &Path) -> Result<PathBuf, String> {
    let out = root().join("target/python/wheels");
    let _ = fs::remove_dir_all(&out);
    let mut maturin = Command::new(tools.join("bin/maturin"));
    maturin.args(["build", "--locked", "--quiet", "--profile", "wheel", "--compression-level", "9", "-m"]).arg(package.join("Cargo.toml")).arg("-o").arg(&out);
    step("python: wheel", &mut maturin)?;
    let made = fs::read_dir(&out).map_err(|error| error.to_string())?.filter_map(Result::ok).map(|entry| entry.path());
    made.into_iter().next().ok_or_else(|| format!("maturin left no wheel in {}", out.display()))
}

/// Installs the wheel where others may be.
pub(crate) fn install(environment: &Path, wheel: &Path) -> Result<(), String> {
    let pip = ["-m", "pip", "install", "-q", "--disable-pip-version-check", "--force-reinstall", "--no-deps"];
    run(Command::new(environment.join("bin/python")).args(pip).arg(wheel))
}

/// Installs the wheel where nothing else is, prints its size and how long an import takes, and refuses one that is too large
/// or that needs other packages.
fn figures(wheel: &Path) -> Result<(), String> {
    let folder = root().join("target/python/clean");
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    let python = folder.join("bin/python");
    run(Command::new(&python).args(["-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-index"]).arg(wheel))?;
    let size = fs::metadata(wheel).map_err(|error| error.to_string())?.len();
    let took = |code: &str| -> Result<Duration, String> {
        let once = || {
            let start = Instant::now();
            run(Command::new(&python).args(["-c", code])).map(|()| start.elapsed())
        };
        let all = (0..5).map(|_| once()).collect::<Result<Vec<_>, _>>()?;
        Ok(all.into_iter().min().unwrap_or_default())
    };
    took("import yishen")?;
    let import = took("import yishen")?.saturating_sub(took("pass")?);
    say(&format!("   wheel: {:.2} MB; import yishen: {} ms, least of five\n", size as f64 / 1e6, import.as_millis()));
    if size > MAX_WHEEL {
        return Err(format!("the wheel has {size} bytes, more than {MAX_WHEEL}"));
    }
    Ok(())
}
