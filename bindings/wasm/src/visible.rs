//! What a reader sees of a file, and where findings stand in it.

use yishen::{Draft, FieldName, Report, Screener};

/// The visible words of a body, a block a line.
#[derive(Debug)]
pub(crate) struct Visible {
    pub(crate) text: String,
    /// For each finding its first UTF-16 unit in the text and the unit after its last; none for one that stands elsewhere.
    pub(crate) places: Vec<Option<(usize, usize)>>,
}

impl Visible {
    /// `report` is that of the draft. Costs as much as screening.
    pub(crate) fn of(screener: &Screener, draft: &Draft<'_>, report: &Report) -> Visible {
        let reading = screener.reading(draft);
        let mut text = String::new();
        // Each block with the UTF-16 unit at which it begins.
        let mut starts = Vec::new();
        let mut units = 0;
        for block in reading.blocks().iter().filter(|block| block.field() == FieldName::Body && !block.text().is_empty()) {
            if !text.is_empty() {
                text.push('\n');
                units += 1;
            }
            starts.push((std::ptr::from_ref(block), units));
            text.push_str(block.text());
            units += utf16(block.text());
        }
        let place = |finding| {
            let (block, at) = reading.of(finding)?;
            let (_, start) = starts.iter().find(|(known, _)| std::ptr::eq(*known, block))?;
            let start = start + utf16(&block.text()[..at.start]);
            Some((start, start + utf16(&block.text()[at])))
        };
        Visible { places: report.findings().iter().map(place).collect(), text }
    }
}

fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}
