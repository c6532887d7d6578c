//! A pack as bytes, to be linked with others.

use super::model::Pack;
use crate::error::BuildError;
use crate::sealed::{Kind, open, seal};

impl Pack {
    /// The pack as bytes, the same for the same pack.
    pub fn to_bytes(&self) -> Vec<u8> {
        seal(Kind::Pack, self)
    }

    /// Reads the bytes.
    ///
    /// # Errors
    /// Bytes that are no pack, were damaged, or were written by another version of the engine.
    pub fn from_bytes(bytes: &[u8]) -> Result<Pack, BuildError> {
        open(Kind::Pack, bytes)
    }
}
