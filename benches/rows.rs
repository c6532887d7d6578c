//! Rows of a table, run over the same texts.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// What runs over a text and gives a count.
pub struct Row<'r> {
    /// Unique in its table.
    pub name: String,
    /// The work.
    pub run: Box<dyn Fn(&str) -> usize + 'r>,
}

impl<'r> Row<'r> {
    /// A row.
    pub fn new(name: impl Into<String>, run: impl Fn(&str) -> usize + 'r) -> Row<'r> {
        Row { name: name.into(), run: Box::new(run) }
    }
}

/// The bytes of memory that are written so that nothing else is left in the processor's caches.
const SWEPT: usize = 64 << 20;

/// Rows and the texts that each of them runs over.
pub struct Table<'r> {
    /// What the rows' names are prefixed with where counts are kept.
    pub name: String,
    /// Distinct ones: a text repeated teaches a branch predictor, which flatters automata.
    pub texts: Vec<String>,
    /// The first one is what the others are compared with.
    pub rows: Vec<Row<'r>>,
    /// Whether the caches are emptied before each text.
    pub cold: bool,
}

impl<'r> Table<'r> {
    /// A table of warm runs.
    pub fn new(name: impl Into<String>, texts: Vec<String>, rows: Vec<Row<'r>>) -> Table<'r> {
        Table { name: name.into(), texts, rows, cold: false }
    }

    /// Bytes of all texts.
    pub fn bytes(&self) -> usize {
        self.texts.iter().map(String::len).sum()
    }

    /// What each row counts in all texts together.
    pub fn counts(&self) -> Vec<(String, usize)> {
        self.rows.iter().map(|row| (format!("{}/{}", self.name, row.name), self.texts.iter().map(|t| (row.run)(t)).sum())).collect()
    }

    /// The seconds that each row takes for all texts: medians of rounds in which every row runs once, so that a machine
    /// that slows down slows them all.
    pub fn seconds(&self, rounds: usize) -> Vec<f64> {
        let mut seconds = vec![Vec::with_capacity(rounds); self.rows.len()];
        let mut memory = vec![0; if self.cold { SWEPT } else { 0 }];
        for _ in 0..rounds {
            for (row, seconds) in self.rows.iter().zip(&mut seconds) {
                let mut took = Duration::ZERO;
                for text in &self.texts {
                    sweep(&mut memory);
                    let start = Instant::now();
                    black_box((row.run)(text));
                    took += start.elapsed();
                }
                seconds.push(took.as_secs_f64());
            }
        }
        seconds.into_iter().map(median).collect()
    }
}

/// Writes to all of the memory.
fn sweep(memory: &mut [u8]) {
    memory.iter_mut().for_each(|byte| *byte = byte.wrapping_add(1));
    black_box(memory);
}

/// The one in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
