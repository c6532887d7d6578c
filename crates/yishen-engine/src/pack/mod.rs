//! Rule packs: what they hold, compiled, and how their sources are read.

mod words;

pub(crate) use words::list_terms;
