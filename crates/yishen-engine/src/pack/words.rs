//! Words as packs write them: braces spelt out, folded.

use crate::fold::{Class, fold};

/// The most strings that one string with braces may stand for.
const MAX_ALTERNATIVES: usize = 512;

/// What is wrong with a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WordFault {
    /// A brace without its twin, or braces within braces.
    Braces,
    /// One of the alternatives is nothing at all.
    Empty,
    /// More than [`MAX_ALTERNATIVES`].
    TooMany(usize),
    /// Folding drops a character: the folded form is given.
    Loses(String),
}

/// The folded terms that `{a|b|}` braces in `source` stand for.
pub(crate) fn expand(source: &str) -> Result<Vec<String>, WordFault> {
    let mut terms = vec![String::new()];
    let mut rest = source;
    while let Some(open) = rest.find(['{', '}']) {
        let (plain, tail) = rest.split_at(open);
        let inner = tail.strip_prefix('{').ok_or(WordFault::Braces)?;
        let (inner, after) = inner.split_once('}').ok_or(WordFault::Braces)?;
        if inner.contains('{') {
            return Err(WordFault::Braces);
        }
        let alternatives: Vec<&str> = inner.split('|').collect();
        let count = terms.len() * alternatives.len();
        if count > MAX_ALTERNATIVES {
            return Err(WordFault::TooMany(count));
        }
        terms = terms.iter().flat_map(|t| alternatives.iter().map(move |a| format!("{t}{plain}{a}"))).collect();
        rest = after;
    }
    let mut folded = Vec::with_capacity(terms.len());
    for term in terms {
        let term = fold_term(&(term + rest))?;
        if !folded.contains(&term) {
            folded.push(term);
        }
    }
    Ok(folded)
}

/// A term folded; every character must be a symbol.
fn fold_term(term: &str) -> Result<String, WordFault> {
    let mut folded = String::with_capacity(term.len());
    let mut loses = false;
    for c in term.chars() {
        let (symbol, class) = fold(c);
        if class.is_symbol() {
            folded.push(symbol);
        } else if class != Class::Ignorable {
            loses = true;
        }
    }
    match (folded.is_empty(), loses) {
        (true, _) => Err(WordFault::Empty),
        (_, true) => Err(WordFault::Loses(folded)),
        _ => Ok(folded),
    }
}

/// The terms of a list file: one a line, braces spelt out, folded; `#` begins a comment only at the start of a line.
/// A fault names its line, counted from 1.
#[cfg(test)]
pub(crate) fn list_terms(source: &str) -> Result<Vec<String>, (usize, WordFault)> {
    let mut terms = Vec::new();
    for (i, line) in source.lines().enumerate() {
        let line = line.trim();
        if !line.is_empty() && !line.starts_with('#') {
            terms.extend(expand(line).map_err(|fault| (i + 1, fault))?);
        }
    }
    Ok(terms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_are_spelt_out_and_folded() {
        assert_eq!(expand("{一|二|}次ＯＫ").unwrap(), ["一次ok", "二次ok", "次ok"]);
        assert_eq!(expand("根治").unwrap(), ["根治"]);
        assert_eq!(expand("治癒").unwrap(), ["治愈"]);
    }

    #[test]
    fn faulty_words_are_named() {
        assert_eq!(expand("{a|b"), Err(WordFault::Braces));
        assert_eq!(expand("a}"), Err(WordFault::Braces));
        assert_eq!(expand("{a|}"), Err(WordFault::Empty));
        assert_eq!(expand("参考：文献"), Err(WordFault::Loses("参考文献".into())));
        let many = "{a|b|c|d|e|f|g|h}{a|b|c|d|e|f|g|h}{a|b|c|d|e|f|g|h}{a|b}";
        assert_eq!(expand(many), Err(WordFault::TooMany(1024)));
    }
}
