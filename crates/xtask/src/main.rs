//! What a contributor or CI runs: `cargo xtask test` and nothing else has to be remembered.

mod accuracy;
mod dictionary;
mod peers;
mod python;
mod wasm;

use std::env;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

const USAGE: &str = "\
cargo xtask test    everything that CI checks: format, lints, tests, docs, rules, a run of each bench
cargo xtask rules   only the rules: lint, their examples, and whether each part of a rule is witnessed by an example
cargo xtask dictionary [--bless]    the rules' words against a dictionary of ordinary words; --bless rewrites its files
cargo xtask accuracy [--misses] [DIR]   recall and false alarms on the labelled drafts and the clean prose
cargo xtask packages    the Python and the npm package, with all their tests
cargo xtask python [--frames]   the Python package: wheel, tests, types; --frames also with pyarrow, polars, pandas, DuckDB, Spark, Ray
cargo xtask wasm    the npm package: build, types, tests in Node, Chromium and Firefox
cargo xtask wasm --sizes [--json]   what a browser downloads of it
cargo xtask wasm --bench    measure it in Chromium
cargo xtask bench   measure; `bench --bless` instead writes what each bench counts, after rules changed
cargo xtask bench --peers   measure the Python and the npm package beside what others use there
cargo xtask bench --quick [--json]   within a minute: what screening costs beside other matchers, as ratios
";

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let result = match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["test"] => test(),
        ["rules"] => rules(|| cargo_command(&["run", "--locked", "--quiet", "-p", "yishen-cli", "--"]), true),
        ["dictionary"] => words(false),
        ["dictionary", "--bless"] => words(true),
        ["accuracy"] => accuracy::accuracy(&root(), None, false),
        ["accuracy", "--misses"] => accuracy::accuracy(&root(), None, true),
        ["accuracy", "--misses", folder] => accuracy::accuracy(&root(), Some(Path::new(folder)), true),
        ["accuracy", folder] => accuracy::accuracy(&root(), Some(Path::new(folder)), false),
        ["packages"] => packages(),
        ["python"] => python::python(false),
        ["python", "--frames"] => python::python(true),
        ["wasm"] => wasm::wasm(),
        ["wasm", "--sizes"] => wasm::sizes(false),
        ["wasm", "--sizes", "--json"] => wasm::sizes(true),
        ["wasm", "--bench"] => wasm::bench(),
        ["bench", "--bless"] => bench(&["--", "--test"], &[("YISHEN_BLESS", "1")]),
        ["bench", "--peers"] => peers::peers(),
        ["bench", "--quick", rest @ ..] => {
            let ratios = ["bench", "--locked", "-p", "yishen-benches", "--bench", "ratios", "--", "--quick"];
            cargo("benches: ratios", &[&ratios, rest].concat())
        }
        ["bench", rest @ ..] => bench(rest, &[]),
        _ => {
            say(USAGE);
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            say(&format!("xtask: {failed}\n"));
            ExitCode::FAILURE
        }
    }
}

/// The packages are built and tested beside the crates: each in folders of its own, and much of either needs one processor.
fn test() -> Result<(), String> {
    let xtask = env::current_exe().map_err(|error| error.to_string())?;
    let log = root().join("target/packages.log");
    let printed = File::create(&log).and_then(|file| Ok((file.try_clone()?, file)));
    let (out, err) = printed.map_err(|error| format!("{}: {error}", log.display()))?;
    let packages = Command::new(&xtask).arg("packages").stdout(out).stderr(err).spawn();
    let mut packages = packages.map_err(|error| format!("{}: {error}", xtask.display()))?;
    let tested = crates(&xtask);
    let status = packages.wait().map_err(|error| error.to_string())?;
    say("── packages\n");
    say(&fs::read_to_string(&log).unwrap_or_default());
    tested.and(if status.success() { Ok(()) } else { Err("failed: the packages".into()) })
}

fn packages() -> Result<(), String> {
    python::python(true)?;
    wasm::wasm()
}

/// The workspace itself. `xtask` is this program.
fn crates(xtask: &Path) -> Result<(), String> {
    cargo("format", &["fmt", "--all", "--check"])?;
    cargo("lints", &["clippy", "--locked", "--workspace", "--all-targets", "--features", "yishen-wasm/documents", "--", "-D", "warnings"])?;
    cargo("tests", &["test", "--locked", "--workspace"])?;
    // The tests have just built the command beside this one; `cargo run` would build it anew, with other features.
    let yishen = xtask.with_file_name(format!("yishen{}", env::consts::EXE_SUFFIX));
    rules(|| Command::new(&yishen), false)?;
    words(false)?;
    say("── accuracy\n");
    accuracy::accuracy(&root(), None, false)?;
    cargo("docs", &["doc", "--locked", "--workspace", "--no-deps", "--document-private-items"])?;
    // Only what they count: unmeasured, and with all features, so that what the tests were built with serves.
    let benches = ["documents", "ratios", "screen", "stages"].map(|name| ["--bench", name]);
    cargo("benches", &[&["test", "--locked", "--workspace"], benches.as_flattened(), &["--", "--test"]].concat())
}

/// Every bench, also beside jieba, whose dictionary cargo keeps.
fn bench(args: &[&str], variables: &[(&str, &str)]) -> Result<(), String> {
    let mut cargo = cargo_command(&[&["bench", "--locked", "-p", "yishen-benches"], args].concat());
    cargo.env("JIEBA_DICTIONARY", dictionary::path(&root())?).envs(variables.iter().copied());
    step("benches", cargo.current_dir(root()))
}

/// The rule pack as the command `yishen` sees it.
fn rules(yishen: impl Fn() -> Command, witness: bool) -> Result<(), String> {
    let run = |what: &str, args: &[&str]| step(what, yishen().arg("rules").args(args).current_dir(root()));
    run("rules: lint", &["lint", "rules"])?;
    let witness: &[&str] = if witness { &["--witness"] } else { &[] };
    run("rules: examples", &[&["test", "rules"], witness].concat())?;
    // Its two rules are witnessed in no time.
    run("rules: the sample pack", &["test", "examples/hospital-pack", "--witness"])
}

/// The rules' words against ordinary words.
fn words(bless: bool) -> Result<(), String> {
    say("── dictionary\n");
    dictionary::check(&root(), bless)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs cargo in the workspace's root and says how long it took.
fn cargo(what: &str, args: &[&str]) -> Result<(), String> {
    step(what, cargo_command(args).current_dir(root()))
}

fn cargo_command(args: &[&str]) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(args);
    cargo
}

/// Runs a command and says how long it took.
fn step(what: &str, command: &mut Command) -> Result<(), String> {
    say(&format!("── {what}\n"));
    let start = Instant::now();
    run(command)?;
    say(&format!("── {what}: {:.1} s\n", start.elapsed().as_secs_f32()));
    Ok(())
}

fn run(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|error| format!("{command:?}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("failed: {command:?}")) }
}

/// Installs what Debian has.
fn debian(packages: &[&str]) -> Result<(), String> {
    run(Command::new("apt-get").args(["update", "-qq"]))?;
    run(Command::new("apt-get").args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages))
}

fn say(text: &str) {
    // Whoever closed the stream does not want to know.
    let _ = io::stderr().write_all(text.as_bytes());
}
