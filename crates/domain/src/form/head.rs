//! Title and head rows as cells, the same on the page and in the workbook.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Form, Said};

/// A cell above the rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FormHeadCell)]
pub struct HeadCell {
    /// Its first row, from 0.
    pub row: usize,
    /// Its first column, from 0.
    pub column: usize,
    /// Over how many rows.
    pub rows: usize,
    /// Over how many columns.
    pub columns: usize,
    /// What stands in it.
    pub text: String,
}

impl Form {
    /// How many rows the title, the head rows and the headings take.
    pub fn head_rows(&self) -> usize {
        usize::from(!self.title.is_empty()) + self.heads.len() + 1
    }

    /// The cells above the rows, row by row from the left. A heading reaches up through head rows in which nothing stands
    /// over its column.
    pub fn head(&self, said: &Said<'_>) -> Vec<HeadCell> {
        let width = self.columns.len();
        let mut cells = Vec::new();
        let top = usize::from(!self.title.is_empty());
        if top > 0 {
            let text = said.worded(&self.title);
            cells.push(HeadCell { row: 0, column: 0, rows: 1, columns: width, text });
        }
        // For each column, how many head rows right above its heading are empty.
        let mut empty = vec![0; width];
        for (row, groups) in self.heads.iter().enumerate() {
            let mut column = 0;
            for group in groups {
                let columns = usize::from(group.columns);
                let last = (column + columns).min(width);
                if group.text.is_empty() {
                    empty[column.min(width)..last].iter_mut().for_each(|n| *n += 1);
                } else {
                    empty[column.min(width)..last].fill(0);
                    let text = said.worded(&group.text);
                    cells.push(HeadCell { row: top + row, column, rows: 1, columns, text });
                }
                column += columns;
            }
        }
        let bottom = top + self.heads.len();
        for (column, (of, up)) in self.columns.iter().zip(empty).enumerate() {
            let (row, rows, text) = (bottom - up, up + 1, of.heading.clone());
            cells.push(HeadCell { row, column, rows, columns: 1, text });
        }
        cells.sort_by_key(|cell| (cell.row, cell.column));
        cells
    }
}
