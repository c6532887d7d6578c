//! The `yishen` command as a library: what the program `yishen` runs, and any other host that wants the same command.
//!
//! [`run`] takes the arguments and gives the exit status: 0 nothing at or above `--fail-on`, 1 something, 2 some input could
//! not be screened at all (the rest is screened and printed), or the command line itself was wrong. [`report_file`] is for
//! hosts that screened a draft themselves and want the file that `check -o` writes.

mod args;
mod blessing;
mod copies;
mod explain;
mod fault;
mod input;
mod packs;
mod redact;
mod render;
mod rules;
mod screen;
mod writer;

pub use writer::{Screened, report_file};

use std::ffi::OsString;
use std::io::{self, BufWriter, IsTerminal, Read, Write};

use clap::{CommandFactory, Parser};

use args::{Args, Command, When};
use fault::{Fault, lang_of};
use render::paint::Paint;
use yishen::pack::Lang;

/// The streams of a run, so that a host or a test can put in its own.
pub struct Streams<'s> {
    /// What `-` reads.
    pub stdin: &'s mut dyn Read,
    /// Where results go.
    pub stdout: &'s mut dyn Write,
    /// Where faults, remarks and progress go.
    pub stderr: &'s mut dyn Write,
    /// `stdout` is a terminal: colours when they are `auto`.
    pub stdout_is_terminal: bool,
    /// `stderr` is a terminal: a progress bar when that does not disturb the results.
    pub stderr_is_terminal: bool,
    /// How many columns the terminal has.
    pub width: usize,
}

impl std::fmt::Debug for Streams<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Streams").field("width", &self.width).finish_non_exhaustive()
    }
}

/// Columns where nobody says how many there are.
const WIDTH: usize = 100;

/// Runs the command with the process's own streams, and gives the exit status.
pub fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let terminal = || console::Term::stdout().size_checked().map(|(_, columns)| usize::from(columns));
    let mut stdout = BufWriter::with_capacity(1 << 16, io::stdout());
    run_with(
        args,
        &mut Streams {
            stdin: &mut io::stdin().lock(),
            stdout: &mut stdout,
            stderr: &mut io::stderr(),
            stdout_is_terminal: io::stdout().is_terminal(),
            stderr_is_terminal: io::stderr().is_terminal(),
            width: columns.or_else(terminal).unwrap_or(WIDTH),
        },
    )
}

/// Runs the command with the streams given, and gives the exit status.
pub fn run_with(args: impl IntoIterator<Item = OsString>, streams: &mut Streams<'_>) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    let parsed = match Args::try_parse_from(&args) {
        Ok(parsed) => parsed,
        Err(error) => return refuse_arguments(&error, lang_of(&args), streams),
    };
    let lang = parsed.lang;
    let outcome = run_command(parsed, streams).and_then(|status| {
        streams.stdout.flush()?;
        Ok(status)
    });
    match outcome {
        Ok(status) => status,
        Err(Stop::Pipe) => 0,
        Err(Stop::Fault(fault)) => {
            let paint = Paint::new(false);
            let _ = fault.write(streams.stderr, lang, paint);
            2
        }
    }
}

/// Why a command ended early.
enum Stop {
    /// Nobody reads the results any more: `yishen … | head`.
    Pipe,
    Fault(Box<Fault>),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        Stop::Fault(Box::new(fault))
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Stop {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Stop::Pipe,
            _ => Fault::write_failed("-", &error).into(),
        }
    }
}

fn run_command(args: Args, streams: &mut Streams<'_>) -> Result<u8, Stop> {
    let colour = match args.color {
        When::Always => true,
        When::Never => false,
        When::Auto => streams.stdout_is_terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
    };
    let paint = Paint::new(colour);
    let lang = args.lang;
    match args.command {
        Command::Check(check) => screen::check(&check, lang, paint, streams),
        Command::Redact(redact) => redact::redact(&redact, lang, streams),
        Command::Explain(explain) => explain::explain(&explain, lang, paint, streams),
        Command::Rules(command) => rules::rules(command, lang, paint, streams),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "yishen", &mut script);
            streams.stdout.write_all(&script)?;
            Ok(0)
        }
    }
}

/// Help and version are no faults; everything else is said in the language asked for.
fn refuse_arguments(error: &clap::Error, lang: Lang, streams: &mut Streams<'_>) -> u8 {
    use clap::error::ErrorKind::{DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand, DisplayVersion};
    match error.kind() {
        DisplayHelp | DisplayVersion => {
            let _ = write!(streams.stdout, "{}", error.render());
            let _ = streams.stdout.flush();
            0
        }
        DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = write!(streams.stderr, "{}", error.render());
            2
        }
        _ => {
            let _ = Fault::arguments(error).write(streams.stderr, lang, Paint::new(false));
            2
        }
    }
}
