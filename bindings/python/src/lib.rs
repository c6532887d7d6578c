//! The native half of the Python package `yishen`: drafts in, reports in their wire form out.
//!
//! It parses options, calls the engine with the interpreter lock released, and hands over JSON in code points; the Python
//! half makes classes of it. What is wrong with a draft is the engine's matter.

mod arrow;
mod draft;
mod engine;
mod errors;
mod report;

use std::ffi::OsString;

use pyo3::prelude::*;

/// The `yishen` command. Takes the arguments with the program's name first and gives the exit status.
#[pyfunction]
fn run_command(py: Python<'_>, args: Vec<OsString>) -> u8 {
    py.detach(|| yishen_cli::run(args))
}

#[pymodule(gil_used = false)]
fn _yishen(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("__all__", ["ArrowTable", "Engine", "Report", "check_draft", "run_command"])?;
    module.add_class::<arrow::ArrowTable>()?;
    module.add_class::<engine::Engine>()?;
    module.add_class::<report::Report>()?;
    module.add_function(wrap_pyfunction!(draft::check_draft, module)?)?;
    module.add_function(wrap_pyfunction!(run_command, module)?)
}
