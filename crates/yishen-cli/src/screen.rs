//! `yishen check`: reads, screens in parallel, writes in order.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;
use yishen::pack::Lang;
use yishen::{Draft, DraftInput, FieldName, Report, Screener, Severity, Verdict};
use yishen_documents::{DocumentFormat, Limits, draft_of};

use crate::args::{CheckArgs, FailOn, OutputFormat};
use crate::fault::{Fault, say};
use crate::input::{Feed, Item, Known, STDIN, read_file, read_line};
use crate::render::paint::Paint;
use crate::render::text::{Origin, Remarks, Tally, View};
use crate::render::{concise, json, sarif, text};
use crate::{Stop, Streams, packs};

/// The narrowest and the widest that frames are drawn.
const WIDTHS: (usize, usize) = (60, 120);

pub(crate) fn check(args: &CheckArgs, lang: Lang, paint: Paint, streams: &mut Streams<'_>) -> Result<u8, Stop> {
    let format = output_format(args)?;
    let known = Known::of(&args.draft)?;
    let screener = packs::screener(&args.draft.packs, lang)?;
    let mut feed = Feed::new(&args.paths, args.input_format, streams.stdin);
    let mut file = match &args.output {
        Some(path) => {
            refuse_to_overwrite(path, &args.paths)?;
            Some(BufWriter::new(File::create(path).map_err(|error| Fault::write_failed(&path.display().to_string(), &error))?))
        }
        None => None,
    };
    let paint = if file.is_some() { Paint::new(false) } else { paint };
    let view = View { lang, paint, width: streams.width.clamp(WIDTHS.0, WIDTHS.1), mask: !args.unmask, unit: args.offsets };
    let bar = progress(feed.total, streams.stderr_is_terminal && (file.is_some() || !streams.stdout_is_terminal), lang);
    let job = Job { screener: &screener, known: &known, view, format, fail_on: args.fail_on };

    let mut totals = Totals::default();
    let place = args.output.as_ref().map(|path| path.display().to_string());
    let failed = |error: std::io::Error| match &place {
        Some(place) => Stop::from(Fault::write_failed(place, &error)),
        None => Stop::from(error),
    };
    let out: &mut dyn Write = match &mut file {
        Some(file) => file,
        None => &mut *streams.stdout,
    };
    match format {
        OutputFormat::Json => out.write_all(b"[").map_err(failed)?,
        OutputFormat::Sarif => out.write_all(sarif::head(&screener, args.offsets).as_bytes()).map_err(failed)?,
        _ => {}
    }
    let mut first = true;
    while let Some(batch) = feed.next_batch() {
        let done: Vec<Done> = batch.into_par_iter().map(|item| job.run(item)).collect();
        for done in done {
            if let Some(fault) = &done.fault {
                bar.suspend(|| fault.write(streams.stderr, lang, Paint::new(false))).map_err(Stop::from)?;
            }
            if matches!(format, OutputFormat::Json | OutputFormat::Sarif) && !done.written.is_empty() {
                out.write_all(if first { b"\n" } else { b",\n" }).map_err(failed)?;
                first = false;
            }
            out.write_all(done.written.as_bytes()).map_err(failed)?;
            totals.add(done);
            bar.inc(1);
        }
        // Whoever reads along sees each batch when it is done.
        out.flush().map_err(failed)?;
    }
    bar.finish_and_clear();
    let unread = unread(&feed, lang);
    match format {
        OutputFormat::Json => out.write_all(if first { b"]\n" } else { b"\n]\n" }).map_err(failed)?,
        OutputFormat::Text => out.write_all(text::summary(view, totals.tally, &totals.remarks, &unread).as_bytes()).map_err(failed)?,
        OutputFormat::Sarif => out.write_all(sarif::tail(&totals.notifications, totals.tally.failed == 0).as_bytes()).map_err(failed)?,
        OutputFormat::Concise | OutputFormat::Jsonl => {}
    }
    out.flush().map_err(failed)?;
    if format == OutputFormat::Concise || args.output.is_some() {
        writeln!(streams.stderr, "{}", totals.tally.line(lang))?;
    }
    if format != OutputFormat::Text && !unread.is_empty() {
        writeln!(streams.stderr, "{unread}")?;
    }
    Ok(match totals {
        Totals { tally: Tally { failed: 1.., .. }, .. } => 2,
        Totals { reached: true, .. } => 1,
        _ => 0,
    })
}

/// One input, done.
struct Done {
    written: String,
    /// Said on the standard error stream too.
    fault: Option<Fault>,
    verdict: Option<Verdict>,
    /// Something is at or above `--fail-on`.
    reached: bool,
    remarks: Remarks,
    /// For SARIF: what was not looked at.
    notifications: Vec<serde_json::Value>,
}

#[derive(Default)]
struct Totals {
    tally: Tally,
    reached: bool,
    remarks: Remarks,
    notifications: Vec<serde_json::Value>,
}

impl Totals {
    fn add(&mut self, done: Done) {
        match done.verdict {
            Some(verdict) => self.tally.add(verdict),
            None => self.tally.failed += 1,
        }
        self.reached |= done.reached;
        self.remarks.extend(done.remarks);
        self.notifications.extend(done.notifications);
    }
}

/// What is the same for all inputs.
struct Job<'j> {
    screener: &'j Screener,
    known: &'j Known,
    view: View,
    format: OutputFormat,
    fail_on: FailOn,
}

impl Job<'_> {
    fn run(&self, item: Item) -> Done {
        match item {
            Item::File(path, format) => match read_file(&path) {
                Ok(bytes) => self.screen_file(&path.display().to_string(), &bytes, format),
                Err(fault) => self.refuse(fault),
            },
            Item::Stdin(bytes, format) => self.screen_file(STDIN, &bytes, format),
            Item::Line { place, number, bytes } => match read_line(&place, number, &bytes, self.known) {
                Ok(input) => {
                    let origin = Origin::Line(place, number, input.id.clone());
                    match draft_of(&input, &Limits::default()) {
                        Ok(draft) => self.screen(&origin, &draft),
                        Err(_) => self.refuse(impossible(&origin)),
                    }
                }
                Err(fault) => self.refuse(fault),
            },
            Item::Fault(fault) => self.refuse(fault),
        }
    }

    fn screen_file(&self, place: &str, bytes: &[u8], format: DocumentFormat) -> Done {
        match self.known.draft(place, bytes, format) {
            Ok(draft) => self.screen(&Origin::File(place.to_owned()), &draft),
            Err(fault) => self.refuse(fault),
        }
    }

    fn screen(&self, origin: &Origin, draft: &Draft<'_>) -> Done {
        let report = self.screener.screen_draft(draft);
        let mut remarks = Remarks::new();
        let mut notifications = Vec::new();
        let written = match self.format {
            OutputFormat::Text => text::report(self.view, origin, self.screener, draft, &report, &mut remarks),
            OutputFormat::Concise => concise::report(self.view, origin, draft, &report),
            OutputFormat::Json => json::report(&report, draft, self.view.unit, self.view.mask),
            OutputFormat::Jsonl => json::report(&report, draft, self.view.unit, self.view.mask) + "\n",
            OutputFormat::Sarif => {
                notifications.extend(report.not_checked().iter().map(|entry| sarif::unchecked(origin, entry)));
                sarif::results(self.view, origin, draft, &report)
            }
        };
        Done { written, fault: None, verdict: Some(report.verdict()), reached: reached(&report, self.fail_on), remarks, notifications }
    }

    fn refuse(&self, fault: Fault) -> Done {
        let notifications = match self.format {
            OutputFormat::Sarif => vec![sarif::fault(&fault, self.view)],
            _ => Vec::new(),
        };
        let written = match self.format {
            OutputFormat::Text | OutputFormat::Concise | OutputFormat::Sarif => String::new(),
            OutputFormat::Json => json::fault(&fault, self.view.lang),
            OutputFormat::Jsonl => json::fault(&fault, self.view.lang) + "\n",
        };
        Done { written, fault: Some(fault), verdict: None, reached: false, remarks: Remarks::new(), notifications }
    }
}

fn impossible(origin: &Origin) -> Fault {
    Fault::new(origin.title(Lang::Zh), "draft", say("稿件的各项互相矛盾", "the draft contradicts itself"), say("请核对各项", "check its keys"))
}

fn reached(report: &Report, fail_on: FailOn) -> bool {
    let counted = report.findings().iter().filter(|f| !f.is_preview()).map(yishen::Finding::severity).max();
    let verdict = match report.verdict() {
        Verdict::Pass => None,
        Verdict::Review => Some(Severity::Review),
        Verdict::Block => Some(Severity::Block),
    };
    let most = counted.max(verdict);
    match fail_on {
        FailOn::Advise => most >= Some(Severity::Advise),
        FailOn::Review => most >= Some(Severity::Review),
        FailOn::Block => most >= Some(Severity::Block),
        FailOn::Never => false,
    }
}

/// The format asked for, or the one that the output's name tells.
fn output_format(args: &CheckArgs) -> Result<OutputFormat, Fault> {
    if let Some(format) = args.format {
        return Ok(format);
    }
    let Some(path) = &args.output else { return Ok(OutputFormat::Text) };
    match path.extension().and_then(|e| e.to_str()) {
        Some("txt") => Ok(OutputFormat::Text),
        Some("json") => Ok(OutputFormat::Json),
        Some("jsonl") => Ok(OutputFormat::Jsonl),
        Some("sarif") => Ok(OutputFormat::Sarif),
        _ => Err(Fault::new(
            path.display().to_string(),
            "unsupported-format",
            say("从文件名看不出输出格式", "the name does not tell the format"),
            say("文件名用 .txt、.json、.jsonl、.sarif 结尾，或者加 --format", "end it with .txt, .json, .jsonl or .sarif, or add --format"),
        )),
    }
}

/// A draft is never written over.
pub(crate) fn refuse_to_overwrite(output: &Path, inputs: &[PathBuf]) -> Result<(), Fault> {
    let Ok(target) = fs::canonicalize(output) else { return Ok(()) };
    let same = |input: &PathBuf| {
        fs::canonicalize(input).is_ok_and(|i| i == target || (i.is_dir() && target.starts_with(&i) && crate::input::format_of(&target).is_some()))
    };
    match inputs.iter().any(same) {
        false => Ok(()),
        true => Err(Fault::new(
            output.display().to_string(),
            "would-overwrite",
            say("输出文件会盖掉稿件", "the output would overwrite a draft"),
            say("请换一个文件名或文件夹", "choose another name or folder"),
        )),
    }
}

fn unread(feed: &Feed<'_>, lang: Lang) -> String {
    let count: usize = feed.unread.values().sum();
    if count == 0 {
        return String::new();
    }
    let name = |suffix: &str| if suffix.is_empty() { "无后缀".to_owned() } else { suffix.to_owned() };
    let kinds: Vec<String> = feed.unread.iter().map(|(suffix, n)| format!("{} {n}", name(suffix))).collect();
    match lang {
        Lang::Zh => format!("文件夹里另有 {count} 个文件还不能读，没有审查（{}）", kinds.join("，")),
        Lang::En => format!("{count} other files in folders cannot be read yet and were not screened ({})", kinds.join(", ")),
    }
}

fn progress(total: usize, shown: bool, lang: Lang) -> ProgressBar {
    if !shown || total < 2 {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr());
    let template = if lang == Lang::Zh { "审查 {bar:30} {pos} 份" } else { "screening {bar:30} {pos}" };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

/// The fields of a draft by name, to put other texts in their places.
pub(crate) fn field_mut(input: &mut DraftInput, name: FieldName) -> Option<&mut String> {
    match name {
        FieldName::Title => input.title.as_mut(),
        FieldName::Summary => input.summary.as_mut(),
        FieldName::Body => Some(&mut input.body),
        FieldName::Caption => input.caption.as_mut(),
        _ => None,
    }
}
