//! Which cells stand over a cell.

/// A table being read: the blocks of its first row, and of the first cell of the row being read.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: usize,
    column: usize,
    width: usize,
    first_row: Vec<Option<usize>>,
    row_head: Option<usize>,
}

/// A wider cell is a mistake.
const MAX_WIDTH: usize = 100;

impl Table {
    pub(super) fn start_row(&mut self) {
        self.rows += 1;
        self.column = 0;
        self.width = 0;
        self.row_head = None;
    }

    pub(super) fn start_cell(&mut self, width: usize) {
        self.column += self.width;
        self.width = width.clamp(1, MAX_WIDTH);
    }

    /// The blocks of the column's and the row's first cell.
    pub(super) fn heads(&self) -> impl Iterator<Item = usize> {
        let column = (self.rows > 1).then(|| self.first_row.get(self.column).copied().flatten()).flatten();
        let row = (self.column > 0).then_some(self.row_head).flatten();
        column.into_iter().chain(row)
    }

    /// The cell being read has this block; its first one counts.
    pub(super) fn set_block(&mut self, block: usize) {
        if self.rows <= 1 {
            if self.first_row.len() < self.column + self.width {
                self.first_row.resize(self.column + self.width, None);
            }
            for head in &mut self.first_row[self.column..self.column + self.width] {
                head.get_or_insert(block);
            }
        }
        if self.column == 0 {
            self.row_head.get_or_insert(block);
        }
    }
}
