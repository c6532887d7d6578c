//! Rule packs: what they hold, compiled, and how their sources are read.

pub mod check;
#[cfg(feature = "compile")]
mod compile;
#[cfg(feature = "compile")]
mod condition;
#[cfg(feature = "compile")]
mod coverage;
#[cfg(feature = "compile")]
mod diagnostic;
#[cfg(feature = "compile")]
mod finder;
#[cfg(feature = "compile")]
mod lint;
pub(crate) mod model;
#[cfg(feature = "compile")]
mod read;
#[cfg(feature = "compile")]
mod registers;
#[cfg(feature = "compile")]
mod rule;
#[cfg(any(test, feature = "compile"))]
mod words;

#[cfg(feature = "compile")]
pub use compile::{Compiled, PackSources};
#[cfg(feature = "compile")]
pub use diagnostic::{Bilingual, Diagnostic, Lang, Level, PackError};
pub use model::{Law, Obligation, Pack};
#[cfg(test)]
pub(crate) use words::list_terms;
