//! A draft that is being written: screened again after each edit, for what changed.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use crate::draft::{Draft, EditError};
use crate::report::Report;
use crate::screener::Screener;
use crate::summary::Summary;

/// Screens one draft over and over while it is edited. Only blocks whose words changed are read again; what depends on the
/// whole draft is decided anew, so that a report is the same as that of [`Screener::screen_draft`].
///
/// ```no_run
/// # fn host(screener: yishen_engine::Screener) -> Result<(), yishen_engine::EditError> {
/// use yishen_engine::{Channel, Draft, Session};
/// let mut session = Session::new(screener, Draft::new(Channel::Wechat).title("冬季养生").body("多喝水。"));
/// session.edit(12..12, "少熬夜。")?;
/// let report = session.report();
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Session {
    screener: Screener,
    draft: Draft<'static>,
    /// The draft that `summaries` are of.
    screened: Draft<'static>,
    summaries: Vec<Summary>,
    anew: usize,
}

impl Session {
    /// Takes the draft as it is now; nothing is screened before a report is asked for.
    pub fn new(screener: Screener, draft: Draft<'_>) -> Session {
        let screened = Draft::new(draft.get_channel());
        Session { screener, draft: draft.into_owned(), screened, summaries: Vec::new(), anew: 0 }
    }

    /// Puts `text` in the place of a range of bytes of the body. Costs a pass over the draft for its blocks.
    ///
    /// # Errors
    /// A range that the body does not have or that cuts a character; a draft whose fields are not all plain text, for
    /// which there is [`Session::update`]. The draft is as it was then.
    pub fn edit(&mut self, range: Range<usize>, text: &str) -> Result<(), EditError> {
        self.draft.edit_body(range, text)
    }

    /// Takes another state of the draft: of one with markup as its reader gives it, or with another title or other facts.
    pub fn update(&mut self, draft: Draft<'_>) {
        self.draft = draft.into_owned();
    }

    /// The draft as it is now, to serialise a report with.
    pub fn draft(&self) -> &Draft<'static> {
        &self.draft
    }

    /// Screens the draft as it is now. Costs reading the blocks whose words are not those of any block at the last report,
    /// and deciding the rules over all.
    pub fn report(&mut self) -> Report {
        let Session { screener, draft, screened, summaries, anew } = self;
        let mut earlier: HashMap<Cow<'_, str>, Vec<Summary>> = HashMap::with_capacity(summaries.len());
        for (block, mut summary) in summaries.drain(..).enumerate().filter(|(_, summary)| summary.is_read()) {
            summary.forget_originals();
            earlier.entry(screened.block_words(block)).or_default().push(summary);
        }
        let mut not_checked = draft.not_checked().to_vec();
        (*summaries, *anew) = screener.summaries_with(draft, &mut not_checked, |block| earlier.get_mut(&draft.block_words(block))?.pop());
        let report = screener.decide(draft, summaries, not_checked, None, &mut None, Vec::new());
        screened.clone_from(draft);
        report
    }

    /// How many blocks the last report had to read: those that were new to it.
    pub fn blocks_read(&self) -> usize {
        self.anew
    }
}

/// Without the draft's words.
impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("screener", &self.screener).field("blocks", &self.draft.blocks().len()).finish_non_exhaustive()
    }
}
