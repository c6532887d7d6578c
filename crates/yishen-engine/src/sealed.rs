//! What is written for a later run to read: magic, format, the engine's version, a checksum, and the thing itself.
//!
//! Little-endian, the same bytes for the same thing. The checksum finds damage, not forgery.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::BuildError;

/// Raised whenever a form changes.
const FORMAT: u16 = 8;
/// What the bytes begin with.
const MAGIC: &[u8; 4] = b"YSPK";
/// What another version wrote may mean other things.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Writes.
pub(crate) fn seal<T: Serialize>(what: &T) -> Vec<u8> {
    let body = postcard::to_allocvec(what).unwrap_or_default();
    let mut bytes = Vec::with_capacity(body.len() + 32);
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&FORMAT.to_le_bytes());
    bytes.push(VERSION.len() as u8);
    bytes.extend_from_slice(VERSION.as_bytes());
    bytes.extend_from_slice(&crc32fast::hash(&body).to_le_bytes());
    bytes.extend_from_slice(&body);
    bytes
}

/// Reads.
pub(crate) fn open<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, BuildError> {
    let damaged = || BuildError::one("规则包已损坏：内容不完整");
    let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| BuildError::one("不是编译过的规则包（.yspack）"))?;
    let (format, rest) = rest.split_first_chunk::<2>().ok_or_else(damaged)?;
    let (length, rest) = rest.split_first().ok_or_else(damaged)?;
    let (version, rest) = rest.split_at_checked(usize::from(*length)).ok_or_else(damaged)?;
    if u16::from_le_bytes(*format) != FORMAT || version != VERSION.as_bytes() {
        let version = String::from_utf8_lossy(version);
        return Err(BuildError::one(format!("规则包是 yishen {version} 编译的，本程序是 {VERSION}；请用同一版本重新编译：yishen rules compile")));
    }
    let (checksum, body) = rest.split_first_chunk::<4>().ok_or_else(damaged)?;
    if crc32fast::hash(body) != u32::from_le_bytes(*checksum) {
        return Err(BuildError::one("规则包已损坏：校验值不符"));
    }
    postcard::from_bytes(body).map_err(|e| BuildError::one(format!("规则包内容无法读取：{e}")))
}
