//! Which cells stand over a cell.

/// The widest table whose heads are known.
const COLUMNS: usize = 256;

/// A table being read.
#[derive(Default)]
pub(super) struct Table {
    /// The block over each column.
    heads: Vec<Option<usize>>,
    /// How many more rows a cell from above fills, by column.
    filled: Vec<usize>,
    /// The block over this row.
    row_head: Option<usize>,
    rows: usize,
    column: usize,
    /// The open cell.
    cell: Option<Cell>,
}

struct Cell {
    is_head: bool,
    columns: (usize, usize),
    /// It has a block already.
    named: bool,
}

impl Table {
    pub(super) fn begin_row(&mut self) {
        self.rows += 1;
        self.column = 0;
        self.row_head = None;
        self.cell = None;
    }

    pub(super) fn begin_cell(&mut self, is_head: bool, width: usize, height: usize) {
        if self.rows == 0 {
            self.begin_row();
        }
        while self.filled.get(self.column).is_some_and(|&rows| rows > 0) {
            self.filled[self.column] -= 1;
            self.column += 1;
        }
        let end = (self.column + width.max(1)).min(COLUMNS);
        if end > self.filled.len() {
            self.filled.resize(end, 0);
            self.heads.resize(end, None);
        }
        let start = self.column.min(end);
        self.filled[start..end].fill(height.saturating_sub(1));
        self.cell = Some(Cell { is_head, columns: (start, end), named: false });
        self.column = end;
    }

    pub(super) fn end_cell(&mut self) {
        self.cell = None;
    }

    /// The blocks over those of the open cell.
    pub(super) fn heads(&self) -> Vec<usize> {
        let Some(cell) = &self.cell else { return Vec::new() };
        let column = self.heads.get(cell.columns.0).copied().flatten();
        self.row_head.into_iter().chain(column).collect()
    }

    /// The open cell has this block. A cell of the first row, or a head of a later one, stands over what follows.
    pub(super) fn name(&mut self, block: usize) {
        let Some(cell) = &mut self.cell else { return };
        if std::mem::replace(&mut cell.named, true) {
            return;
        }
        let (start, end) = cell.columns;
        if self.rows == 1 {
            self.heads[start..end].fill(Some(block));
        } else if cell.is_head && self.row_head.is_none() {
            self.row_head = Some(block);
        }
    }
}
