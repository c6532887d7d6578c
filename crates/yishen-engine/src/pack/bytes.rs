//! Packs as bytes: magic, format version, hash, and the pack. Little-endian, the same bytes for the same pack.

use sha2::{Digest, Sha256};

use super::model::Pack;
use crate::error::BuildError;

const MAGIC: &[u8; 4] = b"YSPK";
/// Raised whenever the compiled form changes.
const FORMAT: u16 = 2;
const HEADER: usize = 4 + 2 + 32;

impl Pack {
    /// The compiled form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let body = postcard::to_allocvec(self).unwrap_or_default();
        let mut bytes = Vec::with_capacity(HEADER + body.len());
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&FORMAT.to_le_bytes());
        bytes.extend_from_slice(&Sha256::digest(&body));
        bytes.extend_from_slice(&body);
        bytes
    }

    /// Reads the compiled form.
    ///
    /// # Errors
    /// Bytes that are no pack, were damaged, or were written by another version of the engine.
    pub fn from_bytes(bytes: &[u8]) -> Result<Pack, BuildError> {
        if bytes.len() < HEADER || &bytes[..4] != MAGIC {
            return Err(BuildError::one("不是编译过的规则包（.yspack）"));
        }
        let format = u16::from_le_bytes([bytes[4], bytes[5]]);
        if format != FORMAT {
            return Err(BuildError::one(format!("规则包的格式版本是 {format}，本程序只认 {FORMAT}；请用同一版本的 yishen 重新编译")));
        }
        let body = &bytes[HEADER..];
        if Sha256::digest(body).as_slice() != &bytes[6..HEADER] {
            return Err(BuildError::one("规则包已损坏：校验值不符"));
        }
        postcard::from_bytes(body).map_err(|e| BuildError::one(format!("规则包内容无法读取：{e}")))
    }
}
