//! A list of things for each of many, in one piece of memory; and things numbered as they come, equal ones alike.

use std::collections::HashMap;
use std::hash::Hash;

use serde::{Deserialize, Serialize};

/// A list of things for each number from zero.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Lists<T> {
    /// Where each list ends.
    #[serde(with = "widths")]
    ends: Vec<u32>,
    items: Vec<T>,
}

impl<T> Lists<T> {
    /// Adds a list behind the others.
    pub(crate) fn push(&mut self, list: impl IntoIterator<Item = T>) {
        self.items.extend(list);
        self.ends.push(self.items.len() as u32);
    }

    /// The list with this number; none has a number that was not given.
    pub(crate) fn of(&self, number: u32) -> &[T] {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.items[start as usize..self.ends[number] as usize]
    }

    /// The lists that end there in `items`.
    pub(crate) fn of_parts(ends: Vec<u32>, items: Vec<T>) -> Lists<T> {
        Lists { ends, items }
    }

    /// Where each list ends.
    pub(crate) fn ends(&self) -> &[u32] {
        &self.ends
    }

    /// The number of lists.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Everything in all lists.
    pub(crate) fn items(&self) -> &[T] {
        &self.items
    }

    /// Whether the lists lie one behind another in what there is: false only of bytes that nobody wrote so.
    pub(crate) fn is_sound(&self) -> bool {
        self.ends.is_sorted() && self.ends.last().map_or(0, |&end| end as usize) == self.items.len()
    }
}

impl<T> Default for Lists<T> {
    fn default() -> Lists<T> {
        Lists { ends: Vec::new(), items: Vec::new() }
    }
}

impl<T> FromIterator<Vec<T>> for Lists<T> {
    fn from_iter<I: IntoIterator<Item = Vec<T>>>(lists: I) -> Lists<T> {
        let mut all = Lists::default();
        lists.into_iter().for_each(|list| all.push(list));
        all
    }
}

/// Packs hold how many things each list has, not where it ends: small numbers, many of them equal.
mod widths {
    use serde::de::Error;
    use serde::{Deserializer, Serializer};

    use crate::packed;

    pub(super) fn serialize<S: Serializer>(ends: &[u32], serializer: S) -> Result<S::Ok, S::Error> {
        let starts = std::iter::once(&0).chain(ends);
        packed::serialize(&ends.iter().zip(starts).map(|(end, start)| end - start).collect::<Vec<u32>>(), serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u32>, D::Error> {
        let mut ends = packed::deserialize(deserializer)?;
        let mut end = 0_u32;
        for width in &mut ends {
            end = end.checked_add(*width).ok_or_else(|| D::Error::custom("lists longer than memory"))?;
            *width = end;
        }
        Ok(ends)
    }
}

/// Gives things numbers from zero, equal things the same.
#[derive(Debug)]
pub(crate) struct Numbered<T> {
    things: Vec<T>,
    numbers: HashMap<T, u32>,
}

impl<T: Clone + Eq + Hash> Numbered<T> {
    pub(crate) fn number(&mut self, thing: T) -> u32 {
        *self.numbers.entry(thing).or_insert_with_key(|thing| {
            self.things.push(thing.clone());
            self.things.len() as u32 - 1
        })
    }

    /// The things, each at its number.
    pub(crate) fn things(self) -> Vec<T> {
        self.things
    }
}

impl<T> Default for Numbered<T> {
    fn default() -> Numbered<T> {
        Numbered { things: Vec::new(), numbers: HashMap::new() }
    }
}
