//! Numbers as packs hold them: the low bytes of all, then the next bytes of all. They are read as fast as memory is, and
//! whatever compresses a pack finds bytes of a kind side by side.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};

/// Writes numbers in as many planes as the largest needs.
pub(crate) fn serialize<S: Serializer>(numbers: &[u32], serializer: S) -> Result<S::Ok, S::Error> {
    let largest = numbers.iter().copied().max().unwrap_or(0);
    let planes = (4 - largest.leading_zeros() / 8).max(1);
    let mut bytes = Vec::with_capacity(1 + numbers.len() * planes as usize);
    bytes.push(planes as u8);
    for plane in 0..planes {
        bytes.extend(numbers.iter().map(|number| (number >> (8 * plane)) as u8));
    }
    serializer.serialize_bytes(&bytes)
}

/// Reads them.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u32>, D::Error> {
    struct Planes;
    impl Visitor<'_> for Planes {
        type Value = Vec<u32>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("numbers in planes of bytes")
        }

        fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u32>, E> {
            let damaged = || E::custom("planes of different lengths");
            let (&planes, bytes) = bytes.split_first().filter(|(planes, _)| (1..=4).contains(*planes)).ok_or_else(damaged)?;
            if bytes.len() % usize::from(planes) != 0 {
                return Err(damaged());
            }
            let length = bytes.len() / usize::from(planes);
            let mut numbers = vec![0; length];
            for (plane, bytes) in bytes.chunks_exact(length.max(1)).enumerate() {
                numbers.iter_mut().zip(bytes).for_each(|(number, &byte)| *number |= u32::from(byte) << (8 * plane));
            }
            Ok(numbers)
        }
    }
    deserializer.deserialize_bytes(Planes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize)]
    struct Numbers(#[serde(with = "super")] Vec<u32>);

    proptest! {
        #[test]
        fn numbers_are_read_as_they_were_written(numbers in prop::collection::vec(prop_oneof![0_u32..9, 0_u32..70_000, any::<u32>()], 0..20)) {
            let bytes = postcard::to_allocvec(&Numbers(numbers.clone())).unwrap();
            prop_assert_eq!(postcard::from_bytes::<Numbers>(&bytes).unwrap().0, numbers);
        }

        #[test]
        fn any_bytes_are_numbers_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..20)) {
            let _ = postcard::from_bytes::<Numbers>(&bytes);
        }
    }
}
