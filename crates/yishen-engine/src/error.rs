//! What can fail: reading and linking packs. Screening never fails.

use std::fmt;

/// Packs that cannot be used together, or compiled bytes that are none. Says everything that is wrong, in Chinese.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildError {
    faults: Vec<String>,
}

impl BuildError {
    pub(crate) fn new(faults: Vec<String>) -> BuildError {
        BuildError { faults }
    }

    pub(crate) fn one(fault: impl Into<String>) -> BuildError {
        BuildError { faults: vec![fault.into()] }
    }

    /// Each thing that is wrong.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.faults.join("\n"))
    }
}

impl std::error::Error for BuildError {}
