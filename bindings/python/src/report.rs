//! A report, written when it is looked at.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use pyo3::prelude::*;
use yishen::{Draft, OffsetUnit, Screener, Verdict, wire};
use yishen_cli::{Screened, report_file};

use crate::errors::{YishenError, unreadable, unsupported};

/// A report and the draft that it is about, or what such a report was written as.
#[pyclass(frozen, module = "yishen._yishen")]
pub(crate) struct Report {
    id: Option<String>,
    verdict: Verdict,
    findings: usize,
    source: Source,
}

enum Source {
    Screened(Box<Made>),
    Written { plain: String, masked: String },
}

/// A report with what it was made of.
struct Made {
    screener: Screener,
    report: yishen::Report,
    draft: Draft<'static>,
    file: Option<SourceFile>,
}

/// The file that a draft was read from. Its bytes are read again when a report is saved, for ten thousand reports shall not
/// hold ten thousand files.
pub(crate) struct SourceFile {
    path: PathBuf,
    is_word: bool,
    hash: u64,
}

impl SourceFile {
    pub(crate) fn new(path: &Path, is_word: bool, bytes: &[u8]) -> SourceFile {
        SourceFile { path: path.to_path_buf(), is_word, hash: hash(bytes) }
    }

    /// The bytes that were screened; another file in their place is refused.
    fn bytes(&self) -> PyResult<Vec<u8>> {
        let bytes = fs::read(&self.path).map_err(|error| unreadable(&self.path, &error))?;
        match hash(&bytes) == self.hash {
            true => Ok(bytes),
            false => Err(unsupported(&self.path, "文件在审查之后改过，批注对不上原来的字", "请重新审查再保存")),
        }
    }
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

impl Made {
    fn save(&self, path: &Path, masked: bool) -> PyResult<()> {
        let same = |source: &SourceFile| fs::canonicalize(path).is_ok_and(|to| fs::canonicalize(&source.path).is_ok_and(|from| from == to));
        if self.file.as_ref().is_some_and(same) {
            return Err(YishenError::new_err(format!("{}：会盖掉稿件，请换一个文件名或文件夹", path.display())));
        }
        let is_word = |suffix: &str| suffix.eq_ignore_ascii_case("docx") || suffix.eq_ignore_ascii_case("docm");
        let wants_word = path.extension().and_then(|suffix| suffix.to_str()).is_some_and(is_word);
        let word = self.file.as_ref().filter(|file| wants_word && file.is_word).map(SourceFile::bytes).transpose()?;
        let screened = Screened { screener: &self.screener, draft: &self.draft, report: &self.report, word: word.as_deref() };
        let contents = report_file(screened, path, masked).map_err(|error| unsupported(path, &error.message, &error.hint))?;
        fs::write(path, contents).map_err(|error| unreadable(path, &error))
    }
}

impl Report {
    pub(crate) fn new(screener: &Screener, report: yishen::Report, draft: Draft<'static>, file: Option<SourceFile>) -> Report {
        Report {
            id: report.id().map(Into::into),
            verdict: report.verdict(),
            findings: report.findings().len(),
            source: Source::Screened(Box::new(Made { screener: screener.clone(), report, draft, file })),
        }
    }
}

#[pymethods]
impl Report {
    /// Reads what a report was written as, plain and masked.
    #[staticmethod]
    fn read(plain: String, masked: String) -> PyResult<Report> {
        let wire: wire::Report = serde_json::from_str(&plain).map_err(|error| YishenError::new_err(error.to_string()))?;
        Ok(Report { id: wire.id, verdict: wire.verdict, findings: wire.findings.len(), source: Source::Written { plain, masked } })
    }

    #[getter]
    fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    #[getter]
    fn verdict(&self) -> &'static str {
        self.verdict.id()
    }

    fn __len__(&self) -> usize {
        self.findings
    }

    /// The wire form as JSON, offsets in code points.
    fn json(&self, py: Python<'_>, masked: bool) -> String {
        match &self.source {
            Source::Screened(made) => py.detach(|| serde_json::to_string(&made.report.to_wire(&made.draft, OffsetUnit::Codepoint, masked)).unwrap_or_default()),
            Source::Written { plain, masked: masks } => if masked { masks } else { plain }.clone(),
        }
    }

    /// Writes the file that its name tells.
    fn save(&self, py: Python<'_>, path: PathBuf, masked: bool) -> PyResult<()> {
        match &self.source {
            Source::Screened(made) => py.detach(|| made.save(&path, masked)),
            Source::Written { .. } => Err(unsupported(&path, "报告是从别的进程传来的，不带稿件", "请在审查它的进程里保存，或者用 to_json()")),
        }
    }
}
