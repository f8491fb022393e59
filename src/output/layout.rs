//! The columns of a table that are shown, and their widths.

use std::borrow::Cow;

use console::{Alignment, Color};

/// The space between two columns.
pub(crate) const GAP: usize = 2;

/// The width to which text may be cut for other columns: a time, three texts and an outcome fit 80 columns.
const READABLE: usize = 15;

/// The width of text of the core that a column outside of it cannot take.
const COMFORTABLE: usize = 32;

/// The number of characters that other cells lose rather than that one is cut: a name that is cut is no name, while
/// a long text is as good without a little more of its end.
const CUT: usize = 16;

/// The width that a column needs, in columns of the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ColumnWidth {
    /// The width in which no cell is cut.
    pub(crate) natural: usize,
    /// The widths of its cells and of its name, from the narrowest to the widest.
    pub(crate) cells: Vec<usize>,
    /// True if cells are useless when they are cut, as times and IDs are.
    pub(crate) is_exact: bool,
    /// The place in the core, which is shown first; `None` for other columns.
    pub(crate) core_rank: Option<usize>,
    /// True for the ID by which `ducktrail events` shows a row, which comes right after the core.
    pub(crate) is_event_id: bool,
}

impl ColumnWidth {
    /// Returns the width to which cells may be cut.
    fn least(&self, readable: usize) -> usize {
        if self.is_exact { self.natural } else { self.natural.min(readable) }
    }

    /// Returns what a reader loses in a width: the characters that cells are cut by, and more for each that is cut.
    fn loss(&self, width: usize) -> usize {
        let cut = &self.cells[self.cells.partition_point(|cell| *cell <= width)..];
        cut.iter().map(|cell| cell - width + CUT).sum()
    }
}

/// The columns that are shown, with their widths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// The indexes of the columns that are shown, and their widths.
    shown: Vec<(usize, usize)>,
    hidden: Vec<usize>,
    /// True if longer cells are cut.
    is_cut: bool,
}

impl Layout {
    /// Chooses the columns for a terminal of `width` columns, or all for a file.
    pub(crate) fn of(columns: &[ColumnWidth], width: Option<usize>) -> Self {
        let Some(width) = width else {
            let shown = columns.iter().map(|it| it.natural).enumerate().collect();
            return Self { shown, hidden: Vec::new(), is_cut: false };
        };
        let is_shown = choose(columns, width);
        let (shown, hidden): (Vec<usize>, Vec<usize>) =
            (0..columns.len()).partition(|at| is_shown[*at]);
        let widths: Vec<&ColumnWidth> = shown.iter().map(|at| &columns[*at]).collect();
        let gaps = GAP * shown.len().saturating_sub(1);
        let fitted = fit(&widths, width.saturating_sub(gaps));
        Self { shown: shown.into_iter().zip(fitted).collect(), hidden, is_cut: true }
    }

    /// Returns the indexes of the columns that are not shown.
    pub(crate) fn hidden(&self) -> &[usize] {
        &self.hidden
    }

    /// Returns a line of the cells that `cell` returns for the index of a column: text, true if it is
    /// aligned to the right, and a colour.
    pub(crate) fn line<'a>(
        &self,
        cell: impl Fn(usize) -> (&'a str, bool, Option<Color>),
    ) -> String {
        let mut line = String::new();
        for (place, (at, width)) in self.shown.iter().enumerate() {
            if place > 0 {
                line.push_str("  ");
            }
            let (text, is_right, colour) = cell(*at);
            let text = if self.is_cut { cut(text, *width) } else { text.into() };
            let alignment = if is_right { Alignment::Right } else { Alignment::Left };
            let coloured = colour.map(|colour| {
                console::Style::new().fg(colour).force_styling(true).apply_to(&text).to_string()
            });
            let text = coloured.as_deref().unwrap_or(&text);
            line.push_str(&console::pad_str(text, *width, alignment, None));
        }
        line.truncate(line.trim_end().len());
        line
    }

    /// Returns the line below the header.
    pub(crate) fn rule(&self) -> String {
        let rules: Vec<String> = self.shown.iter().map(|(_, width)| "─".repeat(*width)).collect();
        rules.join("  ")
    }
}

/// Cuts a text to a width. An ARN keeps its end, as all ARNs of an account begin with the same text.
fn cut(text: &str, width: usize) -> Cow<'_, str> {
    if !text.starts_with("arn:") || console::measure_text_width(text) <= width {
        return console::truncate_str(text, width, "…");
    }
    let mut room = width.saturating_sub(1);
    let fits = |letter: &(usize, char)| {
        let left = room.checked_sub(console::measure_text_width(letter.1.encode_utf8(&mut [0; 4])));
        room = left.unwrap_or(0);
        left.is_some()
    };
    let start = text.char_indices().rev().take_while(fits).last().map_or(text.len(), |it| it.0);
    format!("…{}", &text[start..]).into()
}

/// Returns for each column if it is shown: first those of the core, then event IDs, then the rest, as far
/// as each fits beside the earlier ones.
fn choose(columns: &[ColumnWidth], width: usize) -> Vec<bool> {
    let mut order: Vec<usize> = (0..columns.len()).collect();
    order.sort_by_key(|at| {
        (columns[*at].core_rank.unwrap_or(usize::MAX), !columns[*at].is_event_id)
    });
    let mut is_shown = vec![false; columns.len()];
    for at in order {
        let is_core = columns[at].core_rank.is_some();
        let used: usize = (0..columns.len())
            .filter(|other| is_shown[*other])
            .map(|other| {
                let is_kept = !is_core && columns[other].core_rank.is_some();
                columns[other].least(if is_kept { COMFORTABLE } else { READABLE }) + GAP
            })
            .sum();
        // The first column is shown in any width.
        is_shown[at] = used == 0 || used + columns[at].least(READABLE) <= width;
    }
    is_shown
}

/// Returns widths that together fit into `available`, if possible: those in which a reader loses least, and of
/// several those that differ least.
///
/// A few long cells do not take the space from a column whose cells are all long.
fn fit(columns: &[&ColumnWidth], available: usize) -> Vec<usize> {
    if columns.iter().map(|it| it.natural).sum::<usize>() <= available {
        return columns.iter().map(|it| it.natural).collect();
    }
    // What the columns so far lose in each width that they have together, and their widths.
    let mut best = vec![Some(((0, 0), Vec::new())); available + 1];
    for column in columns {
        let losses: Vec<_> = (column.least(READABLE)..=column.natural.min(available))
            .map(|width| (width, column.loss(width)))
            .collect();
        best = (0..=available)
            .map(|all| {
                let widths = losses.iter().take_while(|(width, _)| *width <= all);
                let sums = widths.filter_map(|(width, loss)| {
                    let ((lost, unevenness), _) = best[all - width].as_ref()?;
                    Some(((lost + loss, unevenness + width * width), *width))
                });
                let (sum, width) = sums.min()?;
                let (_, before) = best[all - width].as_ref()?;
                Some((sum, [&before[..], &[width]].concat()))
            })
            .collect();
    }
    best.pop().flatten().map_or_else(|| fit_evenly(columns, available), |(_, widths)| widths)
}

/// Returns widths for a terminal in which text cannot be readable. All columns of text get the same width.
fn fit_evenly(columns: &[&ColumnWidth], available: usize) -> Vec<usize> {
    let widths =
        |limit: usize| columns.iter().map(move |it| it.least(limit)).collect::<Vec<usize>>();
    let fits = |limit: &usize| widths(*limit).iter().sum::<usize>() <= available;
    match (1..READABLE).rev().find(fits) {
        Some(limit) => widths(limit),
        None => columns.iter().map(|it| it.natural.min(available)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(natural: usize) -> ColumnWidth {
        ColumnWidth {
            natural,
            cells: vec![natural],
            is_exact: false,
            core_rank: None,
            is_event_id: false,
        }
    }

    fn core(natural: usize, rank: usize) -> ColumnWidth {
        ColumnWidth { core_rank: Some(rank), ..text(natural) }
    }

    fn exact(natural: usize) -> ColumnWidth {
        ColumnWidth { is_exact: true, ..text(natural) }
    }

    fn fitted(columns: &[ColumnWidth], available: usize) -> Vec<usize> {
        fit(&columns.iter().collect::<Vec<_>>(), available)
    }

    #[test]
    fn wide_columns_are_narrowed_first() {
        let columns = [text(5), text(100), text(40)];
        assert_eq!(fitted(&columns, 1000), [5, 100, 40]);
        assert_eq!(fitted(&columns, 85), [5, 40, 40]);
        assert_eq!(fitted(&columns, 45), [5, 20, 20]);
        assert_eq!(fitted(&columns, 25), [5, 10, 10]);
        assert_eq!(fitted(&[exact(30), text(100)], 50), [30, 20]);
        assert_eq!(fitted(&[exact(30)], 20), [20]);
    }

    #[test]
    fn a_column_with_few_long_cells_is_narrowed_before_one_whose_cells_are_all_long() {
        let few = ColumnWidth { cells: vec![8, 10, 10, 12, 60], ..text(60) };
        let all = ColumnWidth { cells: vec![30, 35, 38, 40, 40], ..text(40) };
        let columns = [few, all];
        assert_eq!(fitted(&columns, 80), [40, 40]);
        assert_eq!(fitted(&columns, 60), [20, 40]);
        assert_eq!(fitted(&columns, 53), [15, 38]);
        // No column gets less than is readable while another one has more.
        assert_eq!(fitted(&columns, 31), [15, 16]);
        assert_eq!(fitted(&columns, 28), [14, 14]);
    }

    #[test]
    fn names_stay_whole_beside_long_texts() {
        let names = ColumnWidth { cells: vec![10, 12, 14, 24, 26], ..text(26) };
        let texts = ColumnWidth { cells: vec![7, 43, 90, 120, 200], ..text(200) };
        let columns = [names, texts];
        assert_eq!(fitted(&columns, 78), [26, 52]);
        assert_eq!(fitted(&columns, 50), [26, 24]);
        assert_eq!(fitted(&columns, 40), [15, 25]);
    }

    #[test]
    fn the_core_is_shown_first_and_others_do_not_squeeze_it() {
        let columns = [text(10), core(60, 1), core(19, 0), exact(36)];
        assert_eq!(choose(&columns, 30), [false, false, true, false]);
        assert_eq!(choose(&columns, 40), [false, true, true, false]);
        assert_eq!(choose(&columns, 64), [false, true, true, false]);
        assert_eq!(choose(&columns, 65), [true, true, true, false]);
        assert_eq!(choose(&columns, 120), [true, true, true, true]);
    }

    #[test]
    fn an_arn_keeps_its_end() {
        for (text, width, expected) in [
            ("arn:aws:iam::111122223333:user/alice", 12, "…:user/alice"),
            ("arn:aws:iam::111122223333:user/alice", 11, "…user/alice"),
            ("arn:aws:s3:::b", 14, "arn:aws:s3:::b"),
            ("arn:aws:s3:::日本", 5, "…日本"),
            ("arn:aws:s3:::日本", 4, "…本"),
            ("arn:aws:s3:::b", 1, "…"),
            ("not an arn:aws", 8, "not an …"),
        ] {
            assert_eq!(cut(text, width), expected, "{text} {width}");
        }
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for width in 1..200 {
            for columns in [vec![text(300); 12], vec![exact(36); 5], vec![core(50, 0), text(9)]] {
                let layout = Layout::of(&columns, Some(width));
                let line = layout.line(|_| ("x", true, None));
                assert!(console::measure_text_width(&line) <= width, "{width} {columns:?}");
                assert_eq!(
                    console::measure_text_width(&layout.rule()),
                    console::measure_text_width(&line)
                );
                assert_eq!(layout.shown.len() + layout.hidden.len(), columns.len());
            }
        }
    }
}
