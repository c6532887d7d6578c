//! How much a sentence resembles those that break a rule: a linear classifier over the characters that stand side by side.
//!
//! Lists hold what somebody thought of. The examples of all rules and the sentences of `corpus/` hold, besides, which
//! characters stand together in what a category objects to and which in what is proper, and that carries over to wordings
//! that nobody has listed. A sentence's score for a category is the sum of the weights of its n-grams (one to three symbols,
//! punctuation left out), divided by the square root of their number. Rules ask for an entity `resemblance` with a tag for
//! the category and a least `score`; a finding of one gives way to any other of its category that overlaps it.

#[cfg(feature = "compile")]
mod train;

use serde::{Deserialize, Serialize};

#[cfg(feature = "compile")]
pub(crate) use self::train::{Lesson, train};
use crate::context::Bounds;
use crate::fold::{At, Class, Folded};
use crate::packed;
use crate::recognise::{Entity, EntityKind, Tag};
use crate::rule::Category;

/// The most symbols of an n-gram.
const LONGEST: usize = 3;
/// A sentence of fewer symbols says too little, and one of more is none.
const SENTENCE: std::ops::RangeInclusive<usize> = 6..=300;
/// A clause of fewer symbols is not marked.
const SHORTEST_MARK: usize = 4;
/// The number of bits of a hash that choose a bucket.
const BUCKET_BITS: u32 = 18;
/// How many categories there is room for.
const COLUMNS: usize = 8;
/// Clauses are marked that weigh at least this share of the strongest.
const COMPANION: f32 = 0.12;
/// So many n-grams at most are told as evidence.
const MAX_PARTS: usize = 3;

/// With every doubling of a draft's sentences each must score so much more: of many, some resemble an offence by chance.
const DOUBLING: f64 = 0.1;

/// What the sentences of a draft must score besides what a rule asks for.
pub(crate) fn allowance(sentences: usize) -> f64 {
    DOUBLING * f64::from(sentences.max(1).ilog2())
}

/// How much a sentence resembles what each category objects to, by the category's number: above zero more than what is proper.
pub(crate) type Scores = [f32; COLUMNS];

/// Where a sentence's n-grams are weighed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub(crate) struct Weights {
    written: Written,
    /// By word of `buckets`: how many buckets before it are taken.
    ranks: Vec<u32>,
}

/// Weights as packs hold them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Written {
    /// A bit for every bucket: whether an n-gram that weighs has it.
    #[serde(with = "packed")]
    buckets: Vec<u32>,
    /// By taken bucket, the low bits of the n-gram's hash: most others that fall into the bucket differ in them.
    #[serde(with = "packed")]
    prints: Vec<u32>,
    /// By taken bucket, two numbers: the weights for the eight categories, a signed byte each.
    #[serde(with = "packed")]
    weights: Vec<u32>,
    /// By category, what a weight of one is worth, and what is added to the sum.
    scales: Vec<(f32, f32)>,
}

impl From<Written> for Weights {
    fn from(written: Written) -> Weights {
        let before = |taken: &mut u32, bits: &u32| Some(std::mem::replace(taken, *taken + bits.count_ones()));
        let ranks = written.buckets.iter().scan(0, before).collect();
        Weights { written, ranks }
    }
}

impl From<Weights> for Written {
    fn from(weights: Weights) -> Written {
        weights.written
    }
}

/// An n-gram: its hash, the number of its first symbol in the sentence, and how many symbols it has.
type Gram = (u32, usize, usize);

/// The n-grams of a sentence's symbols.
fn grams(symbols: &[char]) -> impl Iterator<Item = Gram> + '_ {
    (0..symbols.len()).flat_map(move |start| {
        let longest = &symbols[start..symbols.len().min(start + LONGEST)];
        longest.iter().zip(1..).scan(0_u32, move |hash, (&c, length)| {
            *hash = (hash.rotate_left(5) ^ c as u32).wrapping_mul(0x9e37_79b1);
            Some((*hash, start, length))
        })
    })
}

/// What is read of a sentence.
#[derive(Debug, Default)]
pub(crate) struct Sentence {
    symbols: Vec<char>,
    /// Where each symbol stands.
    places: Vec<u32>,
}

impl Sentence {
    /// Reads the symbols of a range, in the same memory: a number is one digit, a Latin word one letter.
    fn read(&mut self, folded: &Folded, at: At) {
        let Sentence { symbols, places } = self;
        symbols.clear();
        places.clear();
        let first = folded.stream.partition_point(|&i| i < at.start);
        for &i in folded.stream[first..].iter().take_while(|&&i| i < at.end) {
            let symbol = match folded.class[i as usize] {
                Class::Digit => '0',
                Class::Latin | Class::Letter => 'a',
                _ => folded.symbol[i as usize],
            };
            if matches!(symbol, '0' | 'a') && symbols.last() == Some(&symbol) {
                continue;
            }
            symbols.push(symbol);
            places.push(i);
        }
    }
}

fn bucket_of(hash: u32) -> u32 {
    hash >> (u32::BITS - BUCKET_BITS)
}

/// The tag of a category's resemblance.
fn tag_of(category: Category) -> Tag {
    match category {
        Category::Prohibited => Tag::Prohibited,
        Category::Claims => Tag::Claims,
        Category::Privacy => Tag::Privacy,
        Category::Advertising => Tag::Advertising,
        Category::Institution => Tag::Institution,
        Category::Sourcing => Tag::Sourcing,
        Category::Terminology => Tag::Terminology,
        Category::Reply => Tag::Reply,
    }
}

impl Weights {
    /// Whether anything weighs.
    pub(crate) fn is_any(&self) -> bool {
        !self.written.scales.is_empty()
    }

    /// The weights of an n-gram for each category, if it has any.
    fn of(&self, hash: u32) -> Option<[i8; COLUMNS]> {
        let Written { buckets, prints, weights, .. } = &self.written;
        let bucket = bucket_of(hash);
        let word = (bucket >> 5) as usize;
        let bits = *buckets.get(word)?;
        let bit = 1 << (bucket & 31);
        if bits & bit == 0 {
            return None;
        }
        let row = (self.ranks[word] + (bits & (bit - 1)).count_ones()) as usize;
        if prints[row] != hash & 0xff {
            return None;
        }
        let bytes = [weights[2 * row].to_le_bytes(), weights[2 * row + 1].to_le_bytes()];
        Some(std::array::from_fn(|column| bytes[column / 4][column % 4] as i8))
    }

    /// Whether its tables fit each other: false only of bytes that nobody wrote so.
    pub(crate) fn is_sound(&self) -> bool {
        let Written { buckets, prints, weights, scales } = &self.written;
        let rows = buckets.iter().map(|bits| bits.count_ones() as usize).sum::<usize>();
        let none = buckets.is_empty() && scales.is_empty();
        (none || buckets.len() == 1 << (BUCKET_BITS - 5) && scales.len() == COLUMNS) && prints.len() == rows && weights.len() == 2 * rows
    }

    /// Weighs every sentence, and adds an entity for every category that it resembles more than not.
    pub(crate) fn recognise(&self, folded: &Folded, bounds: &Bounds, read: &mut Sentence, found: &mut Vec<Entity>) -> Vec<Option<Scores>> {
        if !self.is_any() {
            return Vec::new();
        }
        let mut weigh = |at: At| {
            read.read(folded, at);
            if !SENTENCE.contains(&read.symbols.len()) {
                return None;
            }
            let (mut sums, mut count) = ([0_i32; COLUMNS], 0_u32);
            for (hash, ..) in grams(&read.symbols) {
                count += 1;
                if let Some(weights) = self.of(hash) {
                    sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += i32::from(weight));
                }
            }
            let root = (count as f32).sqrt();
            let scores: Scores = std::array::from_fn(|column| {
                let (scale, offset) = self.written.scales[column];
                sums[column] as f32 * scale / root + offset
            });
            for &category in Category::ALL.iter().filter(|&&category| scores[category as usize] > 0.0) {
                let column = category as usize;
                let entities = self.entities(column, read, bounds);
                found.extend(entities.into_iter().map(|entity| entity.tag(tag_of(category)).value(f64::from(scores[column]))));
            }
            Some(scores)
        };
        bounds.sentences().iter().map(|sentence| weigh(sentence.at)).collect()
    }

    /// What of a sentence is marked for a category: the clauses that weigh most.
    fn entities(&self, column: usize, Sentence { symbols, places }: &Sentence, bounds: &Bounds) -> Vec<Entity> {
        // Each clause: its first symbol, the one behind its last, and its weight.
        let mut clauses: Vec<(usize, usize, i32)> = Vec::new();
        let mut heavy: Vec<(i8, usize, usize)> = Vec::new();
        let mut clause = At::new(0, 0);
        for (hash, start, length) in grams(symbols) {
            if !(clause.start..clause.end).contains(&places[start]) {
                clause = bounds.clause(places[start]);
                clauses.push((start, start, 0));
            }
            let weight = self.of(hash).map_or(0, |weights| weights[column]);
            if let Some((_, end, sum)) = clauses.last_mut() {
                *end = start + 1;
                *sum += i32::from(weight);
            }
            if weight > 0 && length > 1 {
                heavy.push((weight, start, length));
            }
        }
        heavy.sort_by_key(|&(weight, start, length)| (std::cmp::Reverse(weight), start, length));
        let strongest = clauses.iter().map(|clause| clause.2).max().unwrap_or(0);
        let marked = clauses.iter().filter(|&&(start, end, sum)| end - start >= SHORTEST_MARK && sum as f32 >= COMPANION * strongest as f32);
        let entity = |&(start, end, _): &(usize, usize, i32)| {
            let mut parts: Vec<At> = Vec::new();
            for &(_, first, length) in heavy.iter().filter(|&&(_, first, length)| start <= first && first + length <= end) {
                let part = At::new(places[first], places[first + length - 1] + 1);
                if parts.len() < MAX_PARTS && !parts.iter().any(|other| other.overlaps(part)) {
                    parts.push(part);
                }
            }
            parts.sort_unstable_by_key(|part| part.start);
            Entity { parts, ..Entity::new(EntityKind::Resemblance, At::new(places[start], places[end - 1] + 1)) }
        };
        marked.map(entity).collect()
    }
}

#[cfg(all(test, feature = "compile"))]
mod tests {
    use super::*;

    fn weights() -> Weights {
        let bad = ["«三天见效»，来我科就诊", "«一周见效»不反弹", "«当天见效»，看得见", "«十天见效»，请来我科", "«两针见效»真不错", "«一贴见效»不疼"];
        let good = ["三天后来我科复查", "一周复诊不用预约", "当天看得见报告", "十天内请来我科换药", "两针疫苗间隔八周", "一贴膏药贴八小时"];
        let lessons: Vec<Lesson> = [bad, good].concat().into_iter().flat_map(|text| Lesson::of_text(text, Some(Category::Advertising))).collect();
        train(&lessons)
    }

    fn found(text: &str) -> Vec<(String, bool)> {
        let folded = Folded::of_str(text);
        let mut entities = Vec::new();
        weights().recognise(&folded, &Bounds::of(&folded), &mut Sentence::default(), &mut entities);
        let words = |at: At| folded.raw[at.start as usize..at.end as usize].iter().collect();
        entities.into_iter().map(|e| (words(e.at), e.tags.has(Tag::Advertising))).collect()
    }

    #[test]
    fn a_sentence_that_no_example_has_resembles_those_that_say_the_like() {
        assert_eq!(found("这个疗程五天见效，欢迎咨询。"), [("这个疗程五天见效".to_owned(), true)]);
        assert!(found("这个疗程五天以后，请来复查。").is_empty());
    }

    #[test]
    fn each_sentence_is_weighed_by_itself() {
        assert_eq!(found("今天天气很好。我们家三天见效。大家慢走啊。"), [("我们家三天见效".to_owned(), true)]);
    }

    #[test]
    fn what_weighs_most_is_told() {
        let folded = Folded::of_str("这个疗程五天见效，欢迎咨询。");
        let mut entities = Vec::new();
        weights().recognise(&folded, &Bounds::of(&folded), &mut Sentence::default(), &mut entities);
        let parts: Vec<String> = entities[0].parts.iter().map(|at| folded.raw[at.start as usize..at.end as usize].iter().collect()).collect();
        assert!(parts.iter().any(|part| part.contains("见效")), "{parts:?}");
    }

    #[test]
    fn the_same_lessons_give_the_same_weights_and_packs_hold_them() {
        let bytes = postcard::to_allocvec(&weights()).unwrap();
        assert_eq!(postcard::to_allocvec(&weights()).unwrap(), bytes);
        let read: Weights = postcard::from_bytes(&bytes).unwrap();
        assert!(read.is_sound());
        assert_eq!(postcard::to_allocvec(&read).unwrap(), bytes);
    }

    #[test]
    fn tables_that_do_not_fit_are_unsound() {
        let mut damaged = Written::from(weights());
        damaged.prints.pop();
        assert!(!Weights::from(damaged).is_sound());
    }
}
