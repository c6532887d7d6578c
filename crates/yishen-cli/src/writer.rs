//! Reports as the contents of a file, in each format: what comes first, what each draft adds, what closes it.

use std::path::Path;

use serde_json::Value;
use yishen::pack::Lang;
use yishen::{Draft, OffsetUnit, Report, Screener, wire};
use yishen_documents::{Reviewed, excerpts, html_report, xlsx_report};

use crate::WIDTH;
use crate::args::OutputFormat;
use crate::copies::annotated;
use crate::fault::{Fault, say};
use crate::input::today;
use crate::render::paint::Paint;
use crate::render::text::{self, Origin, Remarks, Tally, View};
use crate::render::{concise, json, sarif};

/// How reports are written.
#[derive(Clone, Copy)]
pub(crate) struct Writer<'w> {
    pub(crate) screener: &'w Screener,
    pub(crate) view: View,
    pub(crate) format: OutputFormat,
}

/// What a draft adds, besides its own words in the file, to what closes it.
#[derive(Default)]
pub(crate) struct Written {
    pub(crate) words: String,
    pub(crate) remarks: Remarks,
    /// For SARIF: what was not looked at.
    pub(crate) notifications: Vec<Value>,
    /// For pages and tables.
    pub(crate) reviewed: Vec<Reviewed>,
}

impl Written {
    /// Takes over what closes a file; the words stand in it already.
    pub(crate) fn close_with(&mut self, other: Written) {
        self.remarks.extend(other.remarks);
        self.notifications.extend(other.notifications);
        self.reviewed.extend(other.reviewed);
    }
}

impl Writer<'_> {
    /// What stands before the first draft.
    pub(crate) fn opening(&self) -> String {
        match self.format {
            OutputFormat::Json => "[".to_owned(),
            OutputFormat::Sarif => sarif::head(self.screener, self.view.unit),
            _ => String::new(),
        }
    }

    /// What stands before the words of a draft, where it has any.
    pub(crate) fn separator(&self, first: bool) -> &'static str {
        match (self.format, first) {
            (OutputFormat::Json | OutputFormat::Sarif, true) => "\n",
            (OutputFormat::Json | OutputFormat::Sarif, false) => ",\n",
            _ => "",
        }
    }

    pub(crate) fn draft(&self, origin: &Origin, draft: &Draft<'_>, report: &Report) -> Written {
        let Writer { screener, view, format } = *self;
        let mut written = Written::default();
        match format {
            OutputFormat::Text => written.words = text::report(view, origin, screener, draft, report, &mut written.remarks),
            OutputFormat::Concise => written.words = concise::report(view, origin, draft, report),
            OutputFormat::Json => written.words = json::report(report, draft, view.unit, view.mask),
            OutputFormat::Jsonl => written.words = json::report(report, draft, view.unit, view.mask) + "\n",
            OutputFormat::Sarif => {
                written.notifications.extend(report.not_checked().iter().map(|entry| sarif::unchecked(origin, entry)));
                written.words = sarif::results(view, origin, draft, report);
            }
            OutputFormat::Html | OutputFormat::Xlsx => {
                let around = if format == OutputFormat::Html { excerpts(screener, draft, report, view.mask) } else { Vec::new() };
                let outcome = Ok(report.to_wire(draft, view.unit, view.mask));
                written.reviewed.push(Reviewed { name: origin.title(view.lang), outcome, excerpts: around });
            }
            OutputFormat::Docx => {}
        }
        written
    }

    /// An input that could not be screened.
    pub(crate) fn fault(&self, fault: &Fault) -> Written {
        let lang = self.view.lang;
        let mut written = Written::default();
        match self.format {
            OutputFormat::Json => written.words = json::fault(fault, lang),
            OutputFormat::Jsonl => written.words = json::fault(fault, lang) + "\n",
            OutputFormat::Sarif => written.notifications.push(sarif::fault(fault, self.view)),
            OutputFormat::Html | OutputFormat::Xlsx => {
                let line = fault.line.map(|line| format!(" 第 {line} 行")).unwrap_or_default();
                let name = format!("{}{line}", text::stdin_title(&fault.place, lang));
                written.reviewed.push(Reviewed { name, outcome: Err(fault.to_wire(lang)), excerpts: Vec::new() });
            }
            OutputFormat::Text | OutputFormat::Concise | OutputFormat::Docx => {}
        }
        written
    }

    /// What stands after the last draft. `any`: some draft has words; `place`: the file, to be named in a fault.
    pub(crate) fn closing(&self, written: &Written, any: bool, tally: Tally, unread: &str, place: &str) -> Result<Vec<u8>, Fault> {
        Ok(match self.format {
            OutputFormat::Json => if any { "\n]\n" } else { "]\n" }.into(),
            OutputFormat::Text => text::summary(self.view, tally, &written.remarks, unread).into(),
            OutputFormat::Sarif => sarif::tail(&written.notifications, tally.failed == 0).into(),
            OutputFormat::Html => html_report(&written.reviewed).into(),
            OutputFormat::Xlsx => table(&written.reviewed, place)?,
            OutputFormat::Concise | OutputFormat::Jsonl | OutputFormat::Docx => Vec::new(),
        })
    }
}

/// The table of what was screened.
fn table(drafts: &[Reviewed], place: &str) -> Result<Vec<u8>, Fault> {
    let failed =
        |why: String| Fault::new(place, "write-failed", say(format!("写不成表格：{why}"), format!("no table: {why}")), say("请分几次检查", "split the input"));
    let date = today().ok_or_else(|| failed("读不到今天的日期".to_owned()))?;
    xlsx_report(drafts, date).map_err(|error| failed(error.to_string()))
}

/// A report with what it was made of, for hosts that screened a draft themselves.
#[derive(Clone, Copy, Debug)]
pub struct Screened<'r> {
    /// What screened it.
    pub screener: &'r Screener,
    /// The draft that was screened.
    pub draft: &'r Draft<'r>,
    /// Its report.
    pub report: &'r Report,
    /// The Word file that the draft was read from, where it was.
    pub word: Option<&'r [u8]>,
}

/// What `check -o` writes for one draft to a file of this name, which tells the format. Positions are in code points; private
/// words are masked when `mask` says so, but in a Word file, which is the draft itself.
///
/// # Errors
/// A name that tells no format; a Word file asked for where the draft was none, or is damaged. In Chinese.
pub fn report_file(screened: Screened<'_>, path: &Path, mask: bool) -> Result<Vec<u8>, Box<wire::Error>> {
    let Screened { screener, draft, report, word } = screened;
    let written = || {
        let format = OutputFormat::of_name(path)?;
        let place = path.display().to_string();
        if format == OutputFormat::Docx {
            let word = word.ok_or_else(|| {
                Fault::new(
                    &place,
                    "needs-one-word-file",
                    say("稿件不是从 Word 文件（.docx）读来的，没有可以加批注的文件", "the draft was not read from a Word file (.docx)"),
                    say("请写成 .html 或 .xlsx", "write .html or .xlsx"),
                )
            })?;
            return annotated(&place, word, report, today());
        }
        let view = View { lang: Lang::Zh, paint: Paint::new(false), width: WIDTH, mask, unit: OffsetUnit::Codepoint };
        let writer = Writer { screener, view, format };
        let origin = Origin::File(report.id().unwrap_or("稿件").to_owned());
        let one = writer.draft(&origin, draft, report);
        let mut tally = Tally::default();
        tally.add(report.verdict());
        let any = !one.words.is_empty();
        let mut contents = writer.opening();
        if any {
            contents.push_str(writer.separator(true));
            contents.push_str(&one.words);
        }
        let mut contents = contents.into_bytes();
        contents.extend(writer.closing(&one, any, tally, "", &place)?);
        Ok(contents)
    };
    written().map_err(|fault: Fault| Box::new(fault.to_wire(Lang::Zh)))
}
