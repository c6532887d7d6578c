//! Columns of other libraries' tables by the Arrow C data interface, and findings as such a table.

use pyo3::prelude::*;

use crate::engine::Engine;

/// Findings as a table that polars, pandas, pyarrow, DuckDB and others read.
#[pyclass(frozen, module = "yishen._yishen")]
pub(crate) struct ArrowTable {}

pub(crate) fn screen(
    _py: Python<'_>,
    _engine: &Engine,
    _data: &Bound<'_, PyAny>,
    _column: Option<&str>,
    _key: Option<&str>,
    _masked: bool,
    _threads: usize,
) -> PyResult<ArrowTable> {
    Ok(ArrowTable {})
}
