//! Tables as bytes: little-endian, without a length before every number, so that a table is read as fast as it is copied.

use serde::de::{Deserializer, Error, Visitor};
use serde::ser::Serializer;

/// A number of a fixed width.
pub(crate) trait Fixed: Copy {
    const WIDTH: usize;
    fn write(self, bytes: &mut Vec<u8>);
    fn read(bytes: &[u8]) -> Self;
}

macro_rules! fixed {
    ($($number:ty),+) => { $(
        impl Fixed for $number {
            const WIDTH: usize = size_of::<$number>();

            fn write(self, bytes: &mut Vec<u8>) {
                bytes.extend_from_slice(&self.to_le_bytes());
            }

            fn read(bytes: &[u8]) -> Self {
                let mut own = [0; size_of::<$number>()];
                own.copy_from_slice(bytes);
                <$number>::from_le_bytes(own)
            }
        }
    )+ };
}

fixed!(u16, u32);

pub(crate) fn serialize<T: Fixed, S: Serializer>(table: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    let mut bytes = Vec::with_capacity(table.len() * T::WIDTH);
    table.iter().for_each(|number| number.write(&mut bytes));
    serializer.serialize_bytes(&bytes)
}

pub(crate) fn deserialize<'de, T: Fixed, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    struct Bytes<T>(std::marker::PhantomData<T>);

    impl<T: Fixed> Visitor<'_> for Bytes<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a table")
        }

        fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<T>, E> {
            if !bytes.len().is_multiple_of(T::WIDTH) {
                return Err(E::invalid_length(bytes.len(), &self));
            }
            Ok(bytes.chunks_exact(T::WIDTH).map(T::read).collect())
        }
    }

    deserializer.deserialize_bytes(Bytes(std::marker::PhantomData))
}
