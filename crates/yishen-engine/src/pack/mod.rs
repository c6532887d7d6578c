//! Rule packs: what they hold, compiled, and how their sources are read.

mod bytes;
pub mod check;
pub(crate) mod model;
mod words;

pub use model::{Law, Pack};
pub(crate) use words::list_terms;
