//! What every bench measures with: texts made by seeded generators, matchers to compare with, rows that run in
//! interleaved rounds, and the counts that keep a fast wrong answer from passing.

mod corpus;
mod counts;
mod matchers;
mod plots;
mod rows;
mod tables;

pub use corpus::{Adversity, CHARACTERS, COUNT, FEW, Hardness, clean, dense, hardness, lexicon, prose, regex_draft};
pub use counts::{blesses, check_counts};
pub use matchers::{Naive, PRIVATE, alternation, bare, daachorse, finder_literals, jieba, literals, naive_regexes, overlapping};
pub use plots::{Line, Plot};
pub use rows::{Row, Table, median};
pub use tables::{LARGEST, SIZES, Subject, adversarial, articles, cold, crowded, growth, sizes};
