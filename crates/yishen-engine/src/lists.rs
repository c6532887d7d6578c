//! A list of things for each of many, in one piece of memory.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Lists<T> {
    /// Where each list ends.
    ends: Vec<u32>,
    items: Vec<T>,
}

impl<T> Lists<T> {
    /// The list with this number; none has a number that was not given.
    pub(crate) fn of(&self, number: u32) -> &[T] {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.items[start as usize..self.ends[number] as usize]
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
        for list in lists {
            all.items.extend(list);
            all.ends.push(all.items.len() as u32);
        }
        all
    }
}
