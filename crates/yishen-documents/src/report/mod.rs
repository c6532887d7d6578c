//! Reports for people beside the annotated draft: one page (`html`), and one table (`xlsx`) of any number of drafts.

pub(crate) mod card;
mod html;
#[cfg(feature = "xlsx")]
mod xlsx;

use yishen_engine::{Draft, Report, Screener, wire};

pub use html::html_report;
#[cfg(feature = "xlsx")]
pub use xlsx::xlsx_report;

/// A draft and what came of it.
#[derive(Clone, Debug)]
pub struct Reviewed {
    /// What the reader knows it by: its file's name.
    pub name: String,
    /// Its report, or why it could not be screened.
    pub outcome: Result<wire::Report, wire::Error>,
    /// For each finding the words around it, see [`excerpts`]. May be empty.
    pub excerpts: Vec<Option<Excerpt>>,
}

/// A finding's words with what stands before and after them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// What stands before.
    pub before: String,
    /// The words, with whatever stands between them.
    pub words: String,
    /// What stands after.
    pub after: String,
}

/// How many characters of its block an excerpt shows on either side.
const AROUND: usize = 60;

/// The words around each finding of a report, in its block. `draft` must be the one that was screened; `mask` hides what is
/// private. `None` for findings of the whole draft. Costs as much as screening.
pub fn excerpts(screener: &Screener, draft: &Draft<'_>, report: &Report, mask: bool) -> Vec<Option<Excerpt>> {
    if report.findings().is_empty() {
        return Vec::new();
    }
    let reading = screener.reading(draft);
    let excerpt = |finding| {
        let (block, at) = reading.of(finding)?;
        let shown = |range: std::ops::Range<usize>| -> String {
            let characters = block.text()[range.clone()].char_indices();
            characters.map(|(i, c)| if mask && block.private().contains(&(range.start + i)) { '*' } else { c }).collect()
        };
        let (before, after) = (shown(0..at.start), shown(at.end..block.text().len()));
        let cut = before.chars().count().saturating_sub(AROUND);
        let before = if cut == 0 { before } else { std::iter::once('…').chain(before.chars().skip(cut)).collect() };
        let after = match after.char_indices().nth(AROUND) {
            Some((end, _)) => format!("{}…", &after[..end]),
            None => after,
        };
        Some(Excerpt { before, words: shown(at), after })
    };
    report.findings().iter().map(|finding| if finding.is_whole() { None } else { excerpt(finding) }).collect()
}
