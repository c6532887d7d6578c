//! Word files with comments: where each goes.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use yishen::pack::Lang;
use yishen::{Date, Report};
use yishen_documents::{DocumentFormat, Limits, annotate};

use crate::args::{CheckArgs, InputFormat};
use crate::fault::{Fault, say};
use crate::input::{Item, format_of, today, unreadable};
use crate::screen::refuse_to_overwrite;

/// Where the copies with comments go.
pub(crate) struct Copies<'a> {
    to: &'a Path,
    /// `to` is a folder.
    pub(crate) folder: bool,
    inputs: &'a [PathBuf],
    date: Date,
    taken: HashSet<PathBuf>,
}

impl<'a> Copies<'a> {
    pub(crate) fn new(args: &'a CheckArgs) -> Result<Copies<'a>, Fault> {
        let Some(to) = args.output.as_deref() else {
            return Err(needs_output());
        };
        let folder = is_folder(to);
        let one_word_file = |path: &PathBuf| !path.is_dir() && args.input_format.or_else(|| format_of(path)) == Some(InputFormat::Docx);
        if !folder && !matches!(args.paths.as_slice(), [path] if one_word_file(path)) {
            return Err(Fault::new(
                to.display().to_string(),
                "needs-one-word-file",
                say("写成 .docx 时，稿件要正好是一份 Word 文件（.docx）", "a .docx output needs exactly one Word file (.docx) as input"),
                say(
                    "几份稿件请写到文件夹：-o 批注稿/；别的稿件请写成 .html 或 .xlsx",
                    "for several, write to a folder: -o FOLDER/; for others write .html or .xlsx",
                ),
            ));
        }
        if folder {
            refuse_within_inputs(to, &args.paths)?;
        }
        let date = today().ok_or_else(|| {
            Fault::new("命令行", "clock", say("读不到今天的日期", "today's date cannot be read"), say("请检查系统时间", "check the system's clock"))
        })?;
        Ok(Copies { to, folder, inputs: &args.paths, date, taken: HashSet::new() })
    }

    pub(crate) fn date(&self) -> Date {
        self.date
    }

    /// What was written, said at the end.
    pub(crate) fn summary(&self, copied: usize, others: usize, lang: Lang) -> String {
        let to = self.to.display();
        match (lang, others) {
            (Lang::Zh, 0) => format!("{copied} 份批注稿写到 {to}"),
            (Lang::Zh, _) => format!("{copied} 份批注稿写到 {to}；另有 {others} 份不是 Word 文件，审查了，没有批注稿"),
            (Lang::En, 0) => format!("{copied} files with comments written to {to}"),
            (Lang::En, _) => format!("{copied} files with comments written to {to}; {others} others are no Word files and were screened only"),
        }
    }

    /// No input was a Word file.
    pub(crate) fn nothing(&self) -> Fault {
        Fault::new(
            self.to.display().to_string(),
            "needs-word-files",
            say("稿件里没有 Word 文件（.docx），没有写批注稿", "no input is a Word file (.docx); nothing was written"),
            say("别的稿件请写成 .html 或 .xlsx", "for other drafts write .html or .xlsx"),
        )
    }

    /// Where the copy of an input goes; `None` for one that is no Word file. Two inputs never share a place.
    pub(crate) fn target(&mut self, item: &Item) -> Option<Result<PathBuf, Fault>> {
        let (target, source) = match item {
            Item::File(path, DocumentFormat::Docx) if self.folder => (self.to.join(self.within_input(path)), path.display().to_string()),
            Item::File(path, DocumentFormat::Docx) => (self.to.to_owned(), path.display().to_string()),
            Item::Stdin(_, DocumentFormat::Docx) if !self.folder => (self.to.to_owned(), String::new()),
            _ => return None,
        };
        if !self.taken.insert(target.clone()) {
            return Some(Err(Fault::new(
                source,
                "same-name",
                say(format!("已有同名稿件的批注稿写到 {}", target.display()), format!("another draft of this name is written to {}", target.display())),
                say("请给稿件改名，或者分开检查", "rename it, or check it by itself"),
            )));
        }
        Some(refuse_to_overwrite(&target, self.inputs).map(|()| target))
    }

    /// An input's path from the folder that it was found in, or its name.
    fn within_input<'p>(&self, path: &'p Path) -> &'p Path {
        let within = self.inputs.iter().filter_map(|input| path.strip_prefix(input).ok()).find(|rest| !rest.as_os_str().is_empty());
        within.or_else(|| path.file_name().map(Path::new)).unwrap_or(path)
    }
}

/// Word and Excel files are not for terminals.
pub(crate) fn needs_output() -> Fault {
    Fault::new(
        "命令行",
        "needs-output",
        say("Word 和 Excel 文件不能写到屏幕上", "Word and Excel files cannot be written to the screen"),
        say("加 -o 批注稿.docx、-o 问题清单.xlsx，或者 -o 文件夹/", "add -o FILE.docx, -o FILE.xlsx or -o FOLDER/"),
    )
}

/// A Word file with the comments of its report.
pub(crate) fn annotated(place: &str, bytes: &[u8], report: &Report, date: Option<Date>) -> Result<Vec<u8>, Fault> {
    annotate(bytes, report, date, &Limits::default()).map_err(|error| unreadable(place, &error))
}

/// Writes a Word file with the comments of its report.
pub(crate) fn write(place: &str, bytes: &[u8], report: &Report, date: Date, target: &Path) -> Result<(), Fault> {
    let annotated = annotated(place, bytes, report, Some(date))?;
    let failed = |error: std::io::Error| Fault::write_failed(&target.display().to_string(), &error);
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(target, annotated).map_err(failed)
}

/// A path that is a folder, or is written as one.
pub(crate) fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR])
}

/// Copies within a folder of drafts would be drafts themselves the next time.
fn refuse_within_inputs(to: &Path, inputs: &[PathBuf]) -> Result<(), Fault> {
    // What is not there yet stands where the nearest folder above it does.
    let there = to.ancestors().find_map(|path| fs::canonicalize(if path.as_os_str().is_empty() { Path::new(".") } else { path }).ok());
    let within = |input: &PathBuf| input.is_dir() && fs::canonicalize(input).is_ok_and(|input| there.as_ref().is_some_and(|there| there.starts_with(input)));
    match inputs.iter().any(within) {
        false => Ok(()),
        true => Err(Fault::new(
            to.display().to_string(),
            "would-overwrite",
            say("批注稿不能写在稿件的文件夹里，会盖掉稿件或者下次被当成稿件", "copies with comments cannot go into the folder of the drafts"),
            say("请换一个文件夹，例如 -o ../批注稿/", "choose another folder"),
        )),
    }
}
