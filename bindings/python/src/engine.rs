//! The screener with what is said of every draft.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use yishen::{Draft, EntityKind, NotChecked, NotCheckedKind, OffsetUnit, Operator, Redaction, Screener, packs};
use yishen_documents::{DocumentFormat, push_file};

use crate::arrow::ArrowTable;
use crate::draft::{Given, Known};
use crate::errors::{PackError, YishenError, not_read, refused, unknown, unreadable, unsupported};
use crate::report::{Report, SourceFile};

/// Screens drafts; immutable, shared between threads.
#[pyclass(frozen, module = "yishen._yishen")]
pub(crate) struct Engine {
    screener: Screener,
    known: Known,
    /// Nothing but the built-in pack, which every process has.
    builtin: bool,
}

#[pymethods]
impl Engine {
    /// Loads packs: folders and files, or the compiled form of a screener; none gives the built-in pack.
    #[new]
    #[pyo3(signature = (channel, genre, date, packs, compiled, max_bytes, max_findings))]
    #[expect(clippy::too_many_arguments, reason = "one for each option of yishen.Screener")]
    fn new(
        py: Python<'_>,
        channel: &str,
        genre: Option<&str>,
        date: Option<&str>,
        packs: Vec<PathBuf>,
        compiled: Option<&[u8]>,
        max_bytes: Option<usize>,
        max_findings: Option<usize>,
    ) -> PyResult<Engine> {
        let known = Known::new(channel, genre, date)?;
        if known.genre.is_some() && !known.channel.has_genre() {
            return Err(YishenError::new_err(format!("渠道 {channel} 的稿件没有体裁，不能指定 genre")));
        }
        let builtin = packs.is_empty() && compiled.is_none();
        let screener = py.detach(|| match compiled {
            Some(bytes) => Screener::from_bytes(bytes).map_err(|error| PackError::new_err((error.to_string(), Vec::<()>::new()))),
            None => packs::load(&packs).map_err(|error| refused(&error)),
        })?;
        let mut limits = yishen::Limits::default();
        limits.max_bytes = max_bytes.unwrap_or(limits.max_bytes);
        limits.max_findings = max_findings.unwrap_or(limits.max_findings);
        Ok(Engine { screener: screener.with_limits(limits), known, builtin })
    }

    /// The compiled form; nothing when it is the built-in pack alone.
    fn compiled<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyBytes>> {
        (!self.builtin).then(|| PyBytes::new(py, &py.detach(|| self.screener.to_bytes())))
    }

    /// Every rule, as JSON.
    fn rules(&self) -> String {
        serde_json::to_string(&self.screener.rules_to_wire()).unwrap_or_default()
    }

    /// Every literal that is scanned for, folded, as JSON: to compare with other matchers.
    fn literals(&self) -> String {
        serde_json::to_string(&self.screener.literals()).unwrap_or_default()
    }

    /// The packs, as JSON.
    fn packs(&self) -> String {
        serde_json::to_string(self.screener.packs()).unwrap_or_default()
    }

    fn screen(&self, py: Python<'_>, draft: Given) -> PyResult<Report> {
        py.detach(|| self.screen_one(draft))
    }

    /// Screens drafts one after the other; the interpreter lock is taken only before and after them all.
    fn screen_all(&self, py: Python<'_>, drafts: Vec<Given>) -> PyResult<Vec<Report>> {
        py.detach(|| drafts.into_iter().map(|draft| self.screen_one(draft)).collect())
    }

    /// Screens a file that is one draft.
    fn screen_file(&self, py: Python<'_>, path: PathBuf) -> PyResult<Report> {
        py.detach(|| {
            let draft = self.known.draft().id(path.display().to_string());
            let (draft, file) = read_file(draft, &path)?;
            Ok(self.report(draft, Some(file)))
        })
    }

    /// The same for one file of many: what cannot be read is said in its report, whose verdict is at least review.
    fn screen_file_of_many(&self, py: Python<'_>, path: PathBuf) -> Report {
        py.detach(|| {
            let empty = self.known.draft().id(path.display().to_string());
            let (draft, file) = read_file(empty.clone(), &path).map(|(draft, file)| (draft, Some(file))).unwrap_or_else(|error| {
                let mut draft = empty;
                let note = Python::attach(|py| error.value(py).to_string());
                draft.push_not_checked(NotChecked { kind: NotCheckedKind::Part, count: 1, place: None, note });
                (draft, None)
            });
            self.report(draft, file)
        })
    }

    /// The report, and each hit that is none with its reason, as JSON, plain and masked.
    fn explain(&self, py: Python<'_>, draft: Given) -> PyResult<(Report, String, String)> {
        py.detach(|| {
            let draft = draft.into_draft(&self.known)?;
            let explanation = self.screener.explain(&draft);
            let written = |mask| serde_json::to_string(&explanation.vetoes_to_wire(&draft, OffsetUnit::Codepoint, mask)).unwrap_or_default();
            let (plain, masked) = (written(false), written(true));
            Ok((Report::new(&self.screener, explanation.report().clone(), draft, None), plain, masked))
        })
    }

    /// The fields with their private words replaced, and what was replaced, as JSON.
    #[pyo3(signature = (draft, operator, kinds, key))]
    fn redact(
        &self,
        py: Python<'_>,
        draft: Given,
        operator: &str,
        kinds: Vec<(String, String)>,
        key: Option<Vec<u8>>,
    ) -> PyResult<(Vec<(&'static str, String)>, String)> {
        let mut redaction = Redaction::new(operator_of(operator, key.as_deref())?);
        for (kind, name) in &kinds {
            let ids: Vec<&str> = EntityKind::ALL.iter().map(|kind| kind.id()).collect();
            let kind = EntityKind::from_id(kind).ok_or_else(|| unknown("实体", kind, &ids))?;
            redaction = redaction.with(kind, operator_of(name, key.as_deref())?);
        }
        py.detach(|| {
            let draft = draft.into_draft(&self.known)?;
            let redacted = self.screener.redact(&draft, &redaction);
            let map = serde_json::to_string(&redacted.map_to_wire(&draft, OffsetUnit::Codepoint)).unwrap_or_default();
            Ok((redacted.fields().iter().map(|(name, text)| (name.id(), text.clone())).collect(), map))
        })
    }

    /// Screens one column of a table that another library holds.
    #[pyo3(signature = (data, column, key, masked, threads))]
    fn screen_arrow(
        &self,
        py: Python<'_>,
        data: &Bound<'_, PyAny>,
        column: Option<&str>,
        key: Option<&str>,
        masked: bool,
        threads: usize,
    ) -> PyResult<ArrowTable> {
        crate::arrow::screen(py, self, data, column, key, masked, threads)
    }
}

impl Engine {
    fn screen_one(&self, draft: Given) -> PyResult<Report> {
        Ok(self.report(draft.into_draft(&self.known)?, None))
    }

    fn report(&self, draft: Draft<'static>, file: Option<SourceFile>) -> Report {
        Report::new(&self.screener, self.screener.screen_draft(&draft), draft, file)
    }

    /// The draft of one text of a column, and its report.
    pub(crate) fn screen_text<'t>(&self, text: &'t str) -> (yishen::Report, Draft<'t>) {
        let draft: Draft<'t> = self.known.draft().body(text);
        (self.screener.screen_draft(&draft), draft)
    }
}

fn operator_of(name: &str, key: Option<&[u8]>) -> PyResult<Operator> {
    match (name, key) {
        ("mask", _) => Ok(Operator::Mask),
        ("replace", _) => Ok(Operator::Replace),
        ("remove", _) => Ok(Operator::Remove),
        ("hash", Some(key)) if !key.is_empty() => Ok(Operator::Hash { key: key.to_vec() }),
        ("hash", _) => Err(YishenError::new_err("hash 要有密钥 key，否则号码可以被试出来")),
        _ => Err(unknown("遮盖方式", name, &["mask", "replace", "hash", "remove"])),
    }
}

/// Adds a file's contents to a draft, and says what the file was.
fn read_file(mut draft: Draft<'static>, path: &Path) -> PyResult<(Draft<'static>, SourceFile)> {
    let suffix = path.extension().map(|suffix| suffix.to_string_lossy().into_owned());
    let format = suffix.as_deref().map_or(Some(DocumentFormat::Text), DocumentFormat::from_suffix);
    let format = format.ok_or_else(|| match suffix.as_deref().unwrap_or_default() {
        "jsonl" | "ndjson" => unsupported(path, "一行一篇稿件的文件不是一篇稿件", "请逐行用 Draft.from_json 读入，再用 screen_many"),
        suffix => unsupported(path, &format!("还不能读 .{suffix} 文件"), "请另存为 .docx 或 .txt"),
    })?;
    let limits = yishen_documents::Limits::default();
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(limits.bytes as u64 + 1).read_to_end(&mut bytes));
    read.map_err(|error| unreadable(path, &error))?;
    push_file(&mut draft, &bytes, format, &limits).map_err(|error| not_read(path, &error))?;
    Ok((draft, SourceFile::new(path, format == DocumentFormat::Docx, &bytes)))
}
