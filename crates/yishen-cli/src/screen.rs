//! `yishen check`: reads, screens in parallel, writes in order.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;
use yishen::pack::Lang;
use yishen::{Date, Draft, DraftInput, FieldName, Report, Severity, Verdict};
use yishen_documents::{DocumentFormat, Limits, draft_of};

use crate::args::{CheckArgs, FailOn, OutputFormat};
use crate::copies::{self, Copies, is_folder, needs_output};
use crate::fault::{Fault, say};
use crate::input::{Feed, Item, Known, STDIN, read_file, read_line};
use crate::render::paint::Paint;
use crate::render::text::{Origin, Tally, View};
use crate::writer::{Writer, Written};
use crate::{Stop, Streams, packs};

/// The narrowest and the widest that frames are drawn.
const WIDTHS: (usize, usize) = (60, 120);

pub(crate) fn check(args: &CheckArgs, lang: Lang, paint: Paint, streams: &mut Streams<'_>) -> Result<u8, Stop> {
    let format = output_format(args)?;
    let known = Known::of(&args.draft)?;
    let screener = packs::screener(&args.draft.packs, lang)?;
    let mut feed = Feed::new(&args.paths, args.input_format, streams.stdin);
    let mut copies = if format == OutputFormat::Docx { Some(Copies::new(args)?) } else { None };
    let mut file = match &args.output {
        Some(path) if copies.is_none() => {
            refuse_to_overwrite(path, &args.paths)?;
            Some(BufWriter::new(File::create(path).map_err(|error| Fault::write_failed(&path.display().to_string(), &error))?))
        }
        _ => None,
    };
    let paint = if args.output.is_some() { Paint::new(false) } else { paint };
    let view = View { lang, paint, width: streams.width.clamp(WIDTHS.0, WIDTHS.1), mask: !args.unmask, unit: args.offsets };
    let bar = progress(feed.total, streams.stderr_is_terminal && (args.output.is_some() || !streams.stdout_is_terminal), lang);
    let writer = Writer { screener: &screener, view, format };
    let job = Job { writer, known: &known, fail_on: args.fail_on, date: copies.as_ref().map(Copies::date) };

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
    out.write_all(writer.opening().as_bytes()).map_err(failed)?;
    let mut first = true;
    while let Some(batch) = feed.next_batch() {
        let batch: Vec<(Item, Option<PathBuf>)> = batch.into_iter().map(|item| with_copy(item, copies.as_mut())).collect();
        let done: Vec<Done> = batch.into_par_iter().map(|(item, copy)| job.run(item, copy.as_deref())).collect();
        for done in done {
            if let Some(fault) = &done.fault {
                bar.suspend(|| fault.write(streams.stderr, lang, Paint::new(false))).map_err(Stop::from)?;
            }
            if !done.written.words.is_empty() {
                out.write_all(writer.separator(first).as_bytes()).map_err(failed)?;
                out.write_all(done.written.words.as_bytes()).map_err(failed)?;
                first = false;
            }
            totals.add(done);
            bar.inc(1);
        }
        // Whoever reads along sees each batch when it is done.
        out.flush().map_err(failed)?;
    }
    bar.finish_and_clear();
    let unread = unread(&feed, lang);
    let closing = writer.closing(&totals.written, !first, totals.tally, &unread, place.as_deref().unwrap_or("命令行"))?;
    out.write_all(&closing).map_err(failed)?;
    out.flush().map_err(failed)?;
    if format == OutputFormat::Concise || args.output.is_some() {
        writeln!(streams.stderr, "{}", totals.tally.line(lang))?;
    }
    if format != OutputFormat::Text && !unread.is_empty() {
        writeln!(streams.stderr, "{unread}")?;
    }
    if let Some(copies) = copies.filter(|copies| copies.folder) {
        let (copied, others) = (totals.copied, totals.tally.screened() - totals.copied);
        if copied == 0 && totals.tally.failed == 0 {
            return Err(copies.nothing().into());
        }
        writeln!(streams.stderr, "{}", copies.summary(copied, others, lang))?;
    }
    Ok(match totals {
        Totals { tally: Tally { failed: 1.., .. }, .. } => 2,
        Totals { reached: true, .. } => 1,
        _ => 0,
    })
}

/// One input, done.
struct Done {
    written: Written,
    /// Said on the standard error stream too.
    fault: Option<Fault>,
    verdict: Option<Verdict>,
    /// Something is at or above `--fail-on`.
    reached: bool,
    /// A copy with comments was written.
    copied: bool,
}

#[derive(Default)]
struct Totals {
    tally: Tally,
    reached: bool,
    /// What closes the file.
    written: Written,
    copied: usize,
}

impl Totals {
    fn add(&mut self, done: Done) {
        match done.verdict {
            Some(verdict) => self.tally.add(verdict),
            None => self.tally.failed += 1,
        }
        self.reached |= done.reached;
        self.written.close_with(done.written);
        self.copied += usize::from(done.copied);
    }
}

/// What is the same for all inputs.
struct Job<'j> {
    writer: Writer<'j>,
    known: &'j Known,
    fail_on: FailOn,
    /// The day that comments bear.
    date: Option<Date>,
}

impl Job<'_> {
    /// `copy`: where the Word file goes with its comments.
    fn run(&self, item: Item, copy: Option<&Path>) -> Done {
        match item {
            Item::File(path, format) => match read_file(&path) {
                Ok(bytes) => self.screen_file(&path.display().to_string(), &bytes, format, copy),
                Err(fault) => self.refuse(fault),
            },
            Item::Stdin(bytes, format) => self.screen_file(STDIN, &bytes, format, copy),
            Item::Line { place, number, bytes } => match read_line(&place, number, &bytes, self.known) {
                Ok(input) => {
                    let origin = Origin::Line(place, number, input.id.clone());
                    match draft_of(&input, &Limits::default()) {
                        Ok(draft) => self.screen(&origin, &draft, None),
                        Err(_) => self.refuse(impossible(&origin)),
                    }
                }
                Err(fault) => self.refuse(fault),
            },
            Item::Fault(fault) => self.refuse(fault),
        }
    }

    fn screen_file(&self, place: &str, bytes: &[u8], format: DocumentFormat, copy: Option<&Path>) -> Done {
        match self.known.draft(place, bytes, format) {
            Ok(draft) => self.screen(&Origin::File(place.to_owned()), &draft, copy.map(|copy| (bytes, copy))),
            Err(fault) => self.refuse(fault),
        }
    }

    /// `copy`: the bytes of the Word file, and where it goes with its comments.
    fn screen(&self, origin: &Origin, draft: &Draft<'_>, copy: Option<(&[u8], &Path)>) -> Done {
        let report = self.writer.screener.screen_draft(draft);
        if let (Some((bytes, copy)), Some(date)) = (copy, self.date)
            && let Err(fault) = copies::write(origin.path(), bytes, &report, date, copy)
        {
            return self.refuse(fault);
        }
        Done {
            written: self.writer.draft(origin, draft, &report),
            fault: None,
            verdict: Some(report.verdict()),
            reached: reached(&report, self.fail_on),
            copied: copy.is_some(),
        }
    }

    fn refuse(&self, fault: Fault) -> Done {
        Done { written: self.writer.fault(&fault), fault: Some(fault), verdict: None, reached: false, copied: false }
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
    let folder = args.output.as_deref().filter(|path| is_folder(path));
    match (args.format, folder) {
        (None | Some(OutputFormat::Docx), Some(_)) => return Ok(OutputFormat::Docx),
        (Some(_), Some(folder)) => {
            return Err(Fault::new(
                folder.display().to_string(),
                "needs-output",
                say("写到文件夹的只有加了批注的 Word 稿", "only Word files with comments go to a folder"),
                say("别的格式请写文件名，例如 -o 报告.html", "name a file for other formats: -o report.html"),
            ));
        }
        (Some(OutputFormat::Xlsx), None) if args.output.is_none() => return Err(needs_output()),
        (Some(format), None) => return Ok(format),
        (None, None) => {}
    }
    let Some(path) = &args.output else { return Ok(OutputFormat::Text) };
    OutputFormat::of_name(path)
}

impl OutputFormat {
    /// The format that a file's name tells.
    pub(crate) fn of_name(path: &Path) -> Result<OutputFormat, Fault> {
        match path.extension().and_then(|e| e.to_str()) {
            Some("txt") => Ok(OutputFormat::Text),
            Some("json") => Ok(OutputFormat::Json),
            Some("jsonl") => Ok(OutputFormat::Jsonl),
            Some("sarif") => Ok(OutputFormat::Sarif),
            Some("html" | "htm") => Ok(OutputFormat::Html),
            Some("xlsx") => Ok(OutputFormat::Xlsx),
            Some("docx" | "docm") => Ok(OutputFormat::Docx),
            _ => Err(Fault::new(
                path.display().to_string(),
                "unsupported-format",
                say("从文件名看不出输出格式", "the name does not tell the format"),
                say(
                    "文件名用 .docx、.html、.xlsx、.txt、.json、.jsonl、.sarif 结尾，或者加 --format；文件夹以 / 结尾",
                    "end it with .docx, .html, .xlsx, .txt, .json, .jsonl or .sarif, or add --format; end a folder with /",
                ),
            )),
        }
    }
}

/// An item with the place of its copy, or why it has none.
fn with_copy(item: Item, copies: Option<&mut Copies<'_>>) -> (Item, Option<PathBuf>) {
    match copies.and_then(|copies| copies.target(&item)) {
        None => (item, None),
        Some(Ok(target)) => (item, Some(target)),
        Some(Err(fault)) => (Item::Fault(fault), None),
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
