//! The busiest services and Regions, as a picture with a cell for each pair.

use std::collections::HashMap;

use anyhow::Result;
use maud::{Markup, html};

use crate::{count::counted, output::html::cut, store::Connection, triage::page::hours::shade};

/// The size of a cell, and the space for the names of services and of Regions.
const CELL: usize = 18;
const LEFT: usize = 100;
const TOP: usize = 74;

/// The space for the end of the last name.
const RIGHT: usize = 40;

/// The size on the page, in percent, in which the names are 14 pixels high.
const SCALE: usize = 140;

/// The longest name, in characters.
const LONGEST_NAME: usize = 16;

/// Names in the order of their events, with their positions.
#[derive(Default)]
struct AxisNames(Vec<String>);

impl AxisNames {
    fn position(&mut self, name: &str) -> usize {
        self.0.iter().position(|it| it == name).unwrap_or_else(|| {
            self.0.push(name.to_owned());
            self.0.len() - 1
        })
    }
}

pub(super) fn matrix(connection: &Connection) -> Result<Markup> {
    let mut statement = connection.prepare(include_str!("../../../sql/triage/matrix.sql"))?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let (mut services, mut regions, mut counts) =
        (AxisNames::default(), AxisNames::default(), HashMap::new());
    for row in rows {
        let (service, region, events): (String, String, u64) = row?;
        counts.insert((services.position(&service), regions.position(&region)), events);
    }
    let most = counts.values().copied().max().unwrap_or(0);
    let (width, height) = (LEFT + regions.0.len() * CELL + RIGHT, TOP + services.0.len() * CELL);
    Ok(html! {
        section #matrix {
            h2 { "Services by Region" }
            figure {
                svg.matrix width=(width * SCALE / 100) viewBox={ "0 0 " (width) " " (height) } role="img" aria-label="Events of each service in each Region" {
                    @for (column, region) in regions.0.iter().enumerate() {
                        @let x = LEFT + column * CELL + 6;
                        text x=(x) y=(TOP - 6) transform={ "rotate(-55 " (x) " " (TOP - 6) ")" } { (cut(region, LONGEST_NAME)) }
                    }
                    @for (row, service) in services.0.iter().enumerate() {
                        text x="0" y=(TOP + row * CELL + 13) { (cut(service, LONGEST_NAME)) }
                        @for (column, region) in regions.0.iter().enumerate() {
                            @let count = counts.get(&(row, column)).copied().unwrap_or(0);
                            rect.{ "shade" (shade(count, most)) } x=(LEFT + column * CELL) y=(TOP + row * CELL) width=(CELL - 1) height=(CELL - 1) rx="2" {
                                title { (cut(service, LONGEST_NAME)) ", " (cut(region, LONGEST_NAME)) ": " (counted(count, "event")) }
                            }
                        }
                    }
                }
                figcaption { "The busiest of each; the darkest has " (counted(most, "event")) "." }
            }
        }
    })
}
