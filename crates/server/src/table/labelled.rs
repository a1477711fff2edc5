//! A text copied from the page of an order: 工单编号：… 诉求人：… and so on, one order below the other. It becomes a
//! sheet with a column for each label, which is read on like any other.

use std::collections::BTreeMap;

use super::cell::{clean, condense};
use super::header::{ColumnMap, Columns};
use super::row::RawRow;
use super::sheet::Sheet;

/// What ends a label.
const ENDS: [char; 4] = [':', '：', '\t', '】'];
/// Characters of a label.
const LABEL: usize = 20;

/// The labels by which fields are known.
struct Labels {
    /// Field by condensed label.
    fields: BTreeMap<String, usize>,
    /// Fields of free words.
    free: Vec<usize>,
    /// What the column of each field is called.
    names: Vec<String>,
}

impl Labels {
    fn new(columns: Columns, map: &ColumnMap, free: &[&str]) -> Self {
        let free = free.iter().filter_map(|key| columns.position(key)).collect();
        let (mut fields, mut names) = (BTreeMap::new(), Vec::new());
        for (at, field) in columns.0.iter().enumerate() {
            let mapped = map.get(field.key);
            for name in mapped.into_iter().chain(field.names.iter().copied()) {
                fields.entry(condense(name)).or_insert(at);
            }
            names.push(mapped.unwrap_or(field.names.first().unwrap_or(&field.key)).to_owned());
        }
        Self { fields, free, names }
    }

    fn field(&self, label: &str) -> Option<usize> {
        let short = label.chars().count() <= LABEL;
        self.fields.get(&condense(label)).copied().filter(|_| short)
    }
}

/// One entry as it is gathered.
#[derive(Default)]
struct Entry {
    line: u64,
    values: BTreeMap<usize, String>,
}

/// The entries of a text as a sheet; none if it has no two labels that are known, or labels without values. The value of a label goes on to the
/// next label, over the ends of lines. An entry begins where the label of the first one comes again. Within the words of
/// `free` fields anything may stand, 电话： too, so that only what no sentence has ends them on their line.
pub(super) fn read(text: &str, columns: Columns, map: &ColumnMap, free: &[&str]) -> Option<Sheet> {
    let labels = Labels::new(columns, map, free);
    let (mut entries, mut first, mut open) = (Vec::<Entry>::new(), None, None);
    for (line, text) in (1..).zip(text.lines()) {
        let pieces = pieces(text, &labels);
        if are_headers(&pieces) {
            return None;
        }
        for (label, value) in pieces {
            if let Some(field) = label {
                if *first.get_or_insert(field) == field {
                    entries.push(Entry { line, ..Entry::default() });
                }
                open = Some(field);
            }
            let (Some(field), Some(entry)) = (open, entries.last_mut()) else { continue };
            let so_far = entry.values.entry(field).or_default();
            if !so_far.is_empty() && !value.is_empty() {
                so_far.push('\n');
            }
            so_far.push_str(&value);
        }
    }
    let seen = |field: usize| entries.iter().any(|entry| entry.values.contains_key(&field));
    // A column that was set for the platform is there, filled in or not.
    let shown: Vec<usize> = (0..columns.0.len())
        .filter(|&at| {
            seen(at) || columns.0.get(at).is_some_and(|field| map.get(field.key).is_some())
        })
        .collect();
    if (0..columns.0.len()).filter(|at| seen(*at)).count() < 2 {
        return None;
    }
    let name = |at: &usize| Some((*at, labels.names.get(*at)?.clone()));
    let header = RawRow { line: 0, cells: shown.iter().filter_map(name).collect() };
    let rows = entries.into_iter().map(|entry| {
        let filled = entry.values.into_iter().filter(|(_, value)| !value.is_empty());
        RawRow { line: entry.line, cells: filled.collect() }
    });
    Some(Sheet {
        name: String::new(),
        hidden: false,
        rows: std::iter::once(header).chain(rows).collect(),
    })
}

/// Labels beside each other, few with a value: the first line of a table, of which not every header is known.
fn are_headers(pieces: &[(Option<usize>, String)]) -> bool {
    let labels = pieces.iter().filter(|(label, _)| label.is_some());
    let bare = labels.clone().filter(|(_, value)| value.is_empty()).count();
    bare >= 2 && 3 * bare >= 2 * labels.count()
}

/// A line as values with the labels before them, if any: `编号：1  电话：2`, `编号<tab>1`, and a label alone, whose value
/// stands on the next line.
fn pieces(line: &str, labels: &Labels) -> Vec<(Option<usize>, String)> {
    let mut found: Vec<(Option<usize>, String)> = Vec::new();
    let mut rest = line;
    loop {
        let field = found.last().and_then(|(field, _)| *field);
        let (before, label, after) = match next_label(rest, field, labels) {
            Some((before, field, after)) => (before, Some(field), after),
            None => (rest, None, ""),
        };
        let before = clean(before.trim_start_matches(ENDS));
        match found.last_mut() {
            Some((_, value)) => *value = before,
            None if !before.is_empty() => found.push((None, before)),
            None => {}
        }
        let Some(field) = label else { return found };
        found.push((Some(field), String::new()));
        rest = after;
    }
}

/// What stands before the next label, its field, and what stands behind. A label begins the line, or stands apart from
/// the value of `open` before it, and ends with a colon, a tab or the line.
fn next_label<'l>(
    line: &'l str,
    open: Option<usize>,
    labels: &Labels,
) -> Option<(&'l str, usize, &'l str)> {
    let words = open.is_some_and(|open| labels.free.contains(&open));
    let begins = |c: char| match c {
        '\t' | '|' | '【' => true,
        ' ' | '\u{3000}' | '；' | ';' | '，' | ',' => !words,
        _ => false,
    };
    let mut starts: Vec<usize> = if open.is_none() { vec![0] } else { Vec::new() };
    starts.extend(line.char_indices().filter(|(_, c)| begins(*c)).map(|(at, c)| at + c.len_utf8()));
    starts.extend(line.match_indices("  ").map(|(at, blanks)| at + blanks.len()));
    starts.sort_unstable();
    starts.into_iter().find_map(|start| {
        let (before, from) = line.split_at(start);
        let end = from.find(ENDS).unwrap_or(from.len());
        let (label, after) = from.split_at(end);
        // With nothing behind it, it is a line of its own or the last cell of a row.
        let last = before.ends_with('\t') || open.is_none() && before.trim().is_empty();
        let field = labels.field(label).filter(|_| last || !after.is_empty())?;
        Some((before.trim_end_matches(|c: char| begins(c) || c.is_whitespace()), field, after))
    })
}

#[cfg(test)]
mod tests {
    use super::super::header::Field;
    use super::*;

    const COLUMNS: Columns = Columns(&[
        Field { key: "number", names: &["工单编号", "编号"], required: true },
        Field { key: "name", names: &["诉求人"], required: false },
        Field { key: "phone", names: &["联系电话", "电话"], required: false },
        Field { key: "text", names: &["诉求内容"], required: false },
    ]);

    /// The cells of each row below the header.
    fn rows(text: &str) -> Option<Vec<Vec<(usize, String)>>> {
        let sheet = read(text, COLUMNS, &ColumnMap::default(), &["text"])?;
        Some(sheet.rows.into_iter().skip(1).map(|row| row.cells).collect())
    }

    fn row(cells: &[(usize, &str)]) -> Vec<(usize, String)> {
        cells.iter().map(|(at, text)| (*at, (*text).to_owned())).collect()
    }

    #[test]
    fn an_order_is_read_however_its_page_lays_it_out() {
        let order = row(&[(0, "S1"), (1, "王女士"), (2, "13900000001"), (3, "路灯不亮\n三天了")]);
        for text in [
            "工单编号：S1\n诉求人：王女士\n联系电话：13900000001\n诉求内容：路灯不亮\n三天了",
            "工单编号: S1  诉求人: 王女士 联系电话:13900000001\n诉求内容：\n路灯不亮\n三天了\n",
            "工单编号\tS1\t诉求人\t王女士\n联系电话\t13900000001\n诉求内容\t路灯不亮\n三天了",
            "工单编号\nS1\n诉求人\n王女士\n联系电话\n13900000001\n诉求内容\n路灯不亮\n三天了",
            "【工单编号】S1【诉求人】王女士【联系电话】13900000001【诉求内容】路灯不亮\n三天了",
            "工单详情\n工单编号（系统）：S0\n编号：S1，诉求人：王女士，电话：13900000001，诉求内容：路灯不亮\n三天了",
        ] {
            assert_eq!(rows(text), Some(vec![order.clone()]), "{text}");
        }
    }

    #[test]
    fn the_first_label_again_begins_another_order() {
        let text = "编号：S1\n诉求内容：甲\n编号：S2\n诉求内容：乙\n\n编号：S3\n诉求人：丙";
        let orders = [
            row(&[(0, "S1"), (3, "甲")]),
            row(&[(0, "S2"), (3, "乙")]),
            row(&[(0, "S3"), (1, "丙")]),
        ];
        assert_eq!(rows(text), Some(orders.to_vec()));
    }

    #[test]
    fn words_that_hold_a_colon_are_no_label() {
        let words = "原因：管道破裂，电话：13900000002，打不通 时间：8:00";
        let order = row(&[(0, "S1"), (3, words)]);
        assert_eq!(rows(&format!("编号：S1\n诉求内容：{words}")), Some(vec![order.clone()]));
        assert_eq!(rows(&format!("编号：S1，诉求内容：{words}")), Some(vec![order]));
    }

    #[test]
    fn other_texts_are_left_to_other_readers() {
        for text in [
            "",
            "路灯不亮",
            "编号,诉求人\nS1,王女士",
            "编号\t诉求人\t备用\t电话\nS1\t王女士",
            "编号：S1",
        ] {
            assert_eq!(rows(text), None, "{text}");
        }
    }
}
