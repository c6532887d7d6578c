//! The screening engine of yishen.

pub mod draft;
mod fold;
mod scan;
pub mod recognise;
pub mod pack;
pub mod rule;
pub mod report;
pub mod span;
pub mod wire { }

pub use draft::{Channel, Draft, Genre};
