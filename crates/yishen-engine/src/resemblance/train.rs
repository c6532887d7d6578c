//! Learning the weights: a linear support vector machine for each category, by dual coordinate descent
//! (Hsieh et al., "A Dual Coordinate Descent Method for Large-scale Linear SVM", 2008, with squared hinge loss).
//!
//! Only sums, products and square roots in a fixed order, so the same sentences give the same weights everywhere.

use std::collections::HashMap;

use super::{BUCKET_BITS, COLUMNS, Sentence, Weights, Written, bucket_of, grams};
use crate::context::Bounds;
use crate::fold::{At, Folded};
use crate::pack::check::unmark;
use crate::rule::Category;

/// How many n-grams weigh.
const KEPT: usize = 40_000;
/// What an error costs beside the size of the weights.
const COST: f64 = 2.0;
/// Passes over the sentences: the first to choose the n-grams, the second to weigh those chosen.
const PASSES: [usize; 2] = [4, 13];
/// Every so many passes all sentences are visited.
const ALL_EVERY: usize = 4;

/// A sentence to learn from, and the category that it is an offence of, if it is one.
pub(crate) struct Lesson {
    symbols: Vec<char>,
    category: Option<Category>,
}

impl Lesson {
    /// The sentences of a text: those with a mark «…» are of the category, and where there are marks the others are left
    /// out; without any mark all are proper.
    pub(crate) fn of_text(text: &str, category: Option<Category>) -> Vec<Lesson> {
        let (plain, marks) = unmark(text);
        let mut lessons = Vec::new();
        let mut from = 0;
        for line in plain.split('\n') {
            let mut folded = Folded::default();
            folded.refill(line.chars());
            // Where each character begins, and where the line ends.
            let bytes: Vec<usize> = line.char_indices().map(|(i, _)| from + i).chain([from + line.len()]).collect();
            let holds_mark = |at: At| marks.iter().any(|mark| mark.start < bytes[at.end as usize] && bytes[at.start as usize] < mark.end);
            for sentence in Bounds::of(&folded).sentences().iter().filter(|sentence| marks.is_empty() || holds_mark(sentence.at)) {
                let mut read = Sentence::default();
                read.read(&folded, sentence.at);
                lessons.push(Lesson { symbols: read.symbols, category: category.filter(|_| !marks.is_empty()) });
            }
            from += line.len() + 1;
        }
        lessons
    }
}

/// A sentence's features with their values.
type Row = Vec<(u32, f64)>;

/// Learns from sentences.
pub(crate) fn train(lessons: &[Lesson]) -> Weights {
    let hashes: Vec<Vec<u32>> = lessons.iter().map(|lesson| grams(&lesson.symbols).map(|(hash, ..)| hash).collect()).collect();
    // An n-gram of one sentence alone tells nothing of others.
    let mut in_sentences: HashMap<u32, (u32, usize)> = HashMap::new();
    for (number, hashes) in hashes.iter().enumerate() {
        for &hash in hashes {
            let (count, last) = in_sentences.entry(hash).or_insert((0, usize::MAX));
            *count += u32::from(std::mem::replace(last, number) != number);
        }
    }
    let mut features: Vec<u32> = in_sentences.iter().filter(|(_, (count, _))| *count > 1).map(|(&hash, _)| hash).collect();
    features.sort_unstable();

    let weights = learn(lessons, &rows(&hashes, &features), features.len(), PASSES[0]);
    let heaviest = |feature: usize| weights.iter().map(|(of, _)| of[feature].abs()).fold(0.0, f64::max);
    let mut order: Vec<(u32, f64)> = features.iter().enumerate().map(|(feature, &hash)| (hash, heaviest(feature))).collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    // Of two that fall into a bucket the heavier one stays.
    let mut buckets = vec![0_u32; 1 << (BUCKET_BITS - 5)];
    let mut kept: Vec<u32> = Vec::with_capacity(KEPT);
    for (hash, _) in order {
        let (word, bit) = ((bucket_of(hash) >> 5) as usize, 1 << (bucket_of(hash) & 31));
        if kept.len() < KEPT && buckets[word] & bit == 0 {
            buckets[word] |= bit;
            kept.push(hash);
        }
    }
    kept.sort_unstable();

    let weights = learn(lessons, &rows(&hashes, &kept), kept.len(), PASSES[1]);
    let scale = |of: &[f64]| of.iter().fold(0.0_f64, |most, w| most.max(w.abs())).max(f64::MIN_POSITIVE) / f64::from(i8::MAX);
    let scales: Vec<f64> = weights.iter().map(|(of, _)| scale(of)).collect();
    let byte = |feature: usize, column: usize| (weights[column].0[feature] / scales[column]).round() as i8 as u8;
    let quad = |feature: usize, from: usize| u32::from_le_bytes(std::array::from_fn(|k| byte(feature, from + k)));
    Weights::from(Written {
        buckets,
        prints: kept.iter().map(|hash| hash & 0xff).collect(),
        weights: (0..kept.len()).flat_map(|feature| [quad(feature, 0), quad(feature, 4)]).collect(),
        scales: scales.iter().zip(&weights).map(|(&scale, &(_, offset))| (scale as f32, offset as f32)).collect(),
    })
}

/// Each sentence's features: n-grams by their number among `features`, sorted, and how often over the root of all.
fn rows(hashes: &[Vec<u32>], features: &[u32]) -> Vec<Row> {
    let row = |hashes: &Vec<u32>| {
        let one = 1.0 / (hashes.len().max(1) as f64).sqrt();
        let mut row: Vec<u32> = hashes.iter().filter_map(|hash| features.binary_search(hash).ok().map(|feature| feature as u32)).collect();
        row.sort_unstable();
        row.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as f64 * one)).collect()
    };
    hashes.iter().map(row).collect()
}

/// The weights and the offset for each category.
fn learn(lessons: &[Lesson], rows: &[Row], features: usize, passes: usize) -> Vec<(Vec<f64>, f64)> {
    // One for the offset.
    let squares: Vec<f64> = rows.iter().map(|row| 1.0 + row.iter().map(|&(_, value)| value * value).sum::<f64>()).collect();
    let of = |&category: &Category| descend(lessons, rows, &squares, features, passes, category);
    let mut columns: Vec<(Vec<f64>, f64)> = Category::ALL.iter().map(of).collect();
    columns.resize_with(COLUMNS, || (vec![0.0; features], 0.0));
    columns
}

/// Tells one category from everything else.
fn descend(lessons: &[Lesson], rows: &[Row], squares: &[f64], features: usize, passes: usize, category: Category) -> (Vec<f64>, f64) {
    let mut weights = vec![0.0; features];
    let mut offset = 0.0;
    let offences = lessons.iter().filter(|lesson| lesson.category == Some(category)).count();
    if offences == 0 {
        // Nothing resembles it.
        return (weights, -1.0);
    }
    // Offences are few: half way to weighing as much as everything else together.
    let costs = [COST, COST * ((lessons.len() - offences) as f64 / offences as f64).sqrt().max(1.0)];
    let mut duals = vec![0.0_f64; lessons.len()];
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for pass in 0..passes {
        for i in (1..order.len()).rev() {
            // Xorshift: any fixed sequence will do.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            order.swap(i, (state % (i as u64 + 1)) as usize);
        }
        for &i in &order {
            // Most sentences stand clear of the boundary and stay there.
            if pass % ALL_EVERY != 0 && duals[i] == 0.0 {
                continue;
            }
            let offence = lessons[i].category == Some(category);
            let side = if offence { 1.0 } else { -1.0 };
            let diagonal = 0.5 / costs[usize::from(offence)];
            let score = offset + rows[i].iter().map(|&(feature, value)| weights[feature as usize] * value).sum::<f64>();
            let dual = (duals[i] - (side * score - 1.0 + diagonal * duals[i]) / (squares[i] + diagonal)).max(0.0);
            let step = (dual - std::mem::replace(&mut duals[i], dual)) * side;
            if step != 0.0 {
                rows[i].iter().for_each(|&(feature, value)| weights[feature as usize] += step * value);
                offset += step;
            }
        }
    }
    (weights, offset)
}
