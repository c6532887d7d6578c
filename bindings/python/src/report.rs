//! A report, written when it is looked at.

use pyo3::prelude::*;
use yishen::{Draft, OffsetUnit, Verdict, wire};

use crate::errors::YishenError;

/// A report and the draft that it is about, or what such a report was written as.
#[pyclass(frozen, module = "yishen._yishen")]
pub(crate) struct Report {
    id: Option<String>,
    verdict: Verdict,
    findings: usize,
    source: Source,
}

enum Source {
    Screened(Box<(yishen::Report, Draft<'static>)>),
    Written { plain: String, masked: String },
}

impl Report {
    pub(crate) fn new(report: yishen::Report, draft: Draft<'static>) -> Report {
        Report {
            id: report.id().map(Into::into),
            verdict: report.verdict(),
            findings: report.findings().len(),
            source: Source::Screened(Box::new((report, draft))),
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
            Source::Screened(screened) => py.detach(|| {
                let (report, draft) = &**screened;
                serde_json::to_string(&report.to_wire(draft, OffsetUnit::Codepoint, masked)).unwrap_or_default()
            }),
            Source::Written { plain, masked: masks } => if masked { masks } else { plain }.clone(),
        }
    }
}
