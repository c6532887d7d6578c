//! What a rule is, and how it is decided whether it holds.

#[cfg(test)]
mod cases;
pub(crate) mod eval;
pub(crate) mod guard;
pub(crate) mod model;

pub use model::{Basis, Category, Column, Definition, Example, Rule, Severity};
