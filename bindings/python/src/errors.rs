//! What goes wrong, as Python's exceptions. The words are Chinese, as the engine's are.

use std::io;
use std::path::{Path, PathBuf};

use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use yishen::pack::{Diagnostic, Lang, Level};
use yishen::packs::LoadError;
use yishen_documents::ReadError;

pyo3::import_exception!(yishen._errors, PackError);
pyo3::import_exception!(yishen._errors, UnsupportedFile);
pyo3::import_exception!(yishen._errors, YishenError);

/// A value that is not one of those known.
pub(crate) fn unknown(what: &str, given: &str, known: &[&str]) -> PyErr {
    YishenError::new_err(format!("没有名为“{given}”的{what}；可用：{}", known.join("、")))
}

/// The `OSError` that Python itself would raise, with the file's name.
pub(crate) fn unreadable(path: &Path, error: &io::Error) -> PyErr {
    let path = path.to_path_buf();
    match error.raw_os_error() {
        Some(number) => {
            let words = error.to_string();
            let words = words.split(" (os error").next().unwrap_or_default().to_owned();
            PyOSError::new_err((number, words, path))
        }
        None => PyOSError::new_err(format!("{}: {error}", path.display())),
    }
}

/// A file that gives no draft.
pub(crate) fn unsupported(path: &Path, reason: &str, hint: &str) -> PyErr {
    UnsupportedFile::new_err((path.to_path_buf(), reason.to_owned(), hint.to_owned()))
}

/// A file that is not what its name says.
pub(crate) fn not_read(path: &Path, error: &ReadError) -> PyErr {
    let reason = error.place().map_or_else(|| error.message().to_owned(), |place| format!("{}（{place}）", error.message()));
    unsupported(path, &reason, error.hint())
}

/// One fault of a pack, in the order of the fields of `yishen.Diagnostic`.
type Fault = (String, String, PathBuf, usize, usize, String, Option<String>, String);

/// Packs that cannot be used.
pub(crate) fn refused(error: &LoadError) -> PyErr {
    let message = error.to_string();
    let whole = |code: &str, path: &Path, what: String, hint: &str| -> Vec<Fault> {
        vec![(code.to_owned(), "error".to_owned(), path.to_path_buf(), 1, 1, what, Some(hint.to_owned()), String::new())]
    };
    let faults = match error {
        LoadError::Read { path, error } => return unreadable(path, error),
        LoadError::Refused { folder, error } => error.diagnostics().iter().map(|d| fault(folder, d)).collect(),
        LoadError::NotAFolder { path } => whole("not-a-folder", path, message.clone(), "编译过的 .yspack 已含内置规则，只能单独使用"),
        LoadError::Unreadable { path, error } => {
            whole("pack-unreadable", path, error.to_string(), "规则包是一个文件夹（内有 pack.toml），或者一个由 yishen rules compile 写出的 .yspack 文件")
        }
        other => whole("pack-not-linked", Path::new(""), other.to_string(), "请用 yishen rules lint 检查规则包"),
    };
    PackError::new_err((message, faults))
}

fn fault(folder: &Path, d: &Diagnostic) -> Fault {
    let level = match d.level() {
        Level::Error => "error",
        Level::Warning => "warning",
    };
    let hint = d.hint().map(|hint| hint.get(Lang::Zh).to_owned());
    (d.code().to_owned(), level.to_owned(), folder.join(d.path()), d.line(), d.column(), d.message().get(Lang::Zh).to_owned(), hint, d.excerpt().to_owned())
}
