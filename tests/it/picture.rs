//! Pictures of a terminal, as SVG.

use std::fmt::Write;

/// The size of a cell.
const CELL: (f64, f64) = (8.4, 19.0);

/// The space around the text, and the height of the first line.
const MARGIN: f64 = 16.0;

/// The colours of a terminal, by their number.
const COLOURS: [&str; 8] =
    ["#3b4252", "#e0606c", "#8ec07c", "#e8c26a", "#7aa2f7", "#c586c0", "#6cc7c7", "#d8dee9"];

/// Returns a picture of a command and of what it printed, down to its last line.
pub(crate) fn svg(command: &str, screen: &vt100::Screen) -> String {
    let lines: Vec<u16> = (0..screen.size().0.get())
        .filter(|row| {
            screen
                .rows(0, screen.size().1.get())
                .nth(usize::from(*row))
                .is_some_and(|it| !it.trim().is_empty())
        })
        .collect();
    let last = lines.last().map_or(0, |row| row + 1);
    let width = f64::from(screen.size().1.get()) * CELL.0 + 2.0 * MARGIN;
    let height = f64::from(last + 1) * CELL.1 + 2.0 * MARGIN;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" role=\"img\">\n\
         <title>{}</title>\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1d2129\"/>\n\
         <g font-family=\"ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace\" font-size=\"14\" fill=\"#d8dee9\" xml:space=\"preserve\">\n",
        escaped(command)
    );
    write_run(&mut text, (0, 0), &format!("$ {command}"), Some("#8ec07c"));
    for row in 0..last {
        write_row(&mut text, screen, row);
    }
    text + "</g>\n</svg>\n"
}

/// Writes the cells of a row, those of one colour together.
fn write_row(text: &mut String, screen: &vt100::Screen, row: u16) {
    let mut run = (0, String::new(), None);
    for column in 0..screen.size().1.get() {
        let Some(cell) = screen.cell(row, column).filter(|cell| !cell.is_wide_continuation())
        else {
            continue;
        };
        let colour = match cell.fgcolor() {
            vt100::Color::Idx(index) => COLOURS.get(usize::from(index % 8)).copied(),
            _ => None,
        };
        if colour != run.2 {
            write_run(text, (row + 1, run.0), &run.1, run.2);
            run = (column, String::new(), colour);
        }
        run.1 += if cell.has_contents() { cell.contents() } else { " " };
    }
    write_run(text, (row + 1, run.0), &run.1, run.2);
}

fn write_run(text: &mut String, (row, column): (u16, u16), run: &str, colour: Option<&str>) {
    if run.trim().is_empty() {
        return;
    }
    let x = MARGIN + f64::from(column) * CELL.0;
    let y = MARGIN + (f64::from(row) + 0.75) * CELL.1;
    let fill = colour.map(|colour| format!(" fill=\"{colour}\"")).unwrap_or_default();
    let run = run.trim_end();
    let columns = u16::try_from(console::measure_text_width(run)).unwrap();
    let length = f64::from(columns) * CELL.0;
    writeln!(
        text,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" textLength=\"{length:.1}\"{fill}>{}</text>",
        escaped(run)
    )
    .unwrap();
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
