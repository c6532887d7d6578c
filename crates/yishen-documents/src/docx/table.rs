//! Which cells stand over which.

/// The longest words that can be the head of a row or column; more is text that was laid out in a table.
pub(super) const MAX_HEAD: usize = 40;
/// The most heads over one column: a table may have its title in its first row.
const MAX_HEADS: usize = 3;
/// Word has no wider tables.
const MAX_COLUMNS: usize = 63;

/// A table whose end has not come.
#[derive(Debug, Default)]
pub(super) struct Table {
    columns: usize,
    column: usize,
    span: usize,
    cells: usize,
    /// The rows so far were heads.
    past_heads: bool,
    /// The row is a head.
    pub(super) is_head: bool,
    /// The row was deleted.
    pub(super) row_gone: bool,
    /// The cell was deleted.
    pub(super) cell_gone: bool,
    /// The cell is the lower part of the one above.
    pub(super) goes_on: bool,
    /// The paragraphs that stand over each column.
    over: Vec<Vec<usize>>,
    /// The first words of the row, and of the one before.
    row: Option<usize>,
    row_before: Option<usize>,
    /// The first words of the cell.
    cell: Option<usize>,
}

impl Table {
    pub(super) fn add_column(&mut self) {
        self.columns += 1;
    }

    pub(super) fn open_row(&mut self) {
        self.is_head = !self.past_heads;
        self.row_gone = false;
        (self.column, self.cells) = (0, 0);
        self.row_before = self.row.take();
    }

    pub(super) fn skip_columns(&mut self, count: &str) {
        self.column = count.parse().unwrap_or(0).min(MAX_COLUMNS);
    }

    pub(super) fn open_cell(&mut self) {
        (self.span, self.cells) = (1, self.cells + 1);
        (self.cell_gone, self.goes_on, self.cell) = (false, false, None);
    }

    pub(super) fn set_span(&mut self, span: &str) {
        self.span = span.parse().unwrap_or(1).clamp(1, MAX_COLUMNS);
    }

    /// A paragraph of the open cell has words.
    pub(super) fn note_words(&mut self, paragraph: usize, short: bool) {
        if self.cell.is_none() && short {
            self.cell = Some(paragraph);
        }
    }

    /// The paragraphs over the open cell.
    pub(super) fn heads(&self) -> Vec<usize> {
        let column = self.over.get(self.column).filter(|_| self.columns > 1).map_or(&[][..], Vec::as_slice);
        let row = self.row.filter(|_| self.cells > 1);
        column.iter().copied().chain(row).collect()
    }

    pub(super) fn close_cell(&mut self) {
        if self.cells == 1 {
            self.row = if self.goes_on { self.row_before } else { self.cell };
        }
        let end = (self.column + self.span).min(MAX_COLUMNS);
        if let Some(words) = self.cell.filter(|_| self.is_head) {
            self.over.resize(self.over.len().max(end), Vec::new());
            let columns = self.over.iter_mut().take(end).skip(self.column);
            columns.filter(|over| over.len() < MAX_HEADS).for_each(|over| over.push(words));
        }
        self.column = end;
    }

    /// A row of a single cell over several columns is the table's title: the heads come after it.
    pub(super) fn close_row(&mut self) {
        self.past_heads |= self.cells > 1 || self.columns < 2;
    }
}
