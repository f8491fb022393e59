//! Places and networks of addresses, looked up in `.mmdb` files that the user names, and kept in the table
//! `addresses`.
//!
//! Source: the file format specification of `MaxMind`, and the fields of `GeoLite2` City and ASN, DB-IP and
//! `IPinfo`.

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use maxminddb::Reader;
use serde_json::Value;

use crate::{
    count::counted,
    store::{self, Connection, lake, literal::quote},
};

/// The paths of each field in the files of different makers, the best first.
const COUNTRY: &[&str] = &[
    "/country/names/en",
    "/country_name",
    "/country/iso_code",
    "/registered_country/names/en",
    "/country",
    "/country_code",
];
const CITY: &[&str] = &["/city/names/en", "/city"];
const AS_NUMBER: &[&str] = &["/autonomous_system_number", "/asn", "/as_number"];
const NETWORK: &[&str] =
    &["/autonomous_system_organization", "/as_name", "/as_organization", "/as_org", "/org"];

/// A file, with its name.
struct PlaceFile {
    name: String,
    reader: Reader<Vec<u8>>,
}

/// The place and the network of an address, as far as they are known.
#[derive(Debug, Default, PartialEq, Eq)]
struct AddressPlace {
    country: Option<String>,
    city: Option<String>,
    as_number: Option<i64>,
    network: Option<String>,
    source: String,
}

/// Looks up the source addresses of all events, and stores what was found in the database. Returns a line
/// about it.
pub(crate) fn store(db: &Path, files: &[PathBuf]) -> Result<String> {
    let files: Vec<PlaceFile> = files.iter().map(|path| open(path)).collect::<Result<_>>()?;
    let connection = store::open_read_write(db)
        .with_context(|| format!("cannot keep the places of addresses in {}", db.display()))?;
    let addresses = addresses(&connection)?;
    let mut rows = Vec::new();
    for address in &addresses {
        let Ok(parsed) = address.parse() else { continue };
        if let Some(place) = look_up(&files, parsed) {
            rows.push(place.row(address));
        }
    }
    connection.execute_batch("BEGIN; DELETE FROM addresses")?;
    for rows in rows.chunks(500) {
        connection.execute_batch(&format!("INSERT INTO addresses VALUES {}", rows.join(", ")))?;
    }
    connection.execute_batch("COMMIT; CHECKPOINT")?;
    let all = counted(addresses.len() as u64, "source address").replace("addresss", "addresses");
    Ok(format!("{} of {all} found in {}", rows.len(), names(&files)))
}

fn open(path: &Path) -> Result<PlaceFile> {
    let reader = Reader::open_readfile(path).with_context(|| {
        format!("cannot read {} as a MaxMind database, such as GeoLite2-City.mmdb", path.display())
    })?;
    Ok(PlaceFile {
        name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        reader,
    })
}

fn names(files: &[PlaceFile]) -> String {
    files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// Returns the distinct addresses of the database, or of a lake those on the days of the scope. The address of an
/// event can be a list.
fn addresses(connection: &Connection) -> Result<Vec<String>> {
    let rows = lake::rows_of_days(connection)?;
    let mut statement = connection.prepare(&format!(
        "SELECT DISTINCT unnest(string_split_regex(source_ip_address, '[, ]+')) AS address
         FROM (SELECT DISTINCT source_ip_address FROM {rows} WHERE source_ip_address IS NOT NULL)
         ORDER BY address"
    ))?;
    let rows = statement.query_map([], |row| row.get(0))?;
    let addresses: Vec<String> = rows.collect::<Result<_, _>>()?;
    // Services are named instead of their addresses.
    Ok(addresses.into_iter().filter(|text| text.parse::<IpAddr>().is_ok()).collect())
}

/// Returns what the files know together about an address, or `None` if they know nothing.
fn look_up(files: &[PlaceFile], address: IpAddr) -> Option<AddressPlace> {
    let mut place = AddressPlace::default();
    for file in files {
        // A file of IPv4 addresses knows no other.
        let Ok(Some(value)) = file.reader.lookup(address).and_then(|found| found.decode::<Value>())
        else {
            continue;
        };
        let found = AddressPlace::of(&value);
        if found == AddressPlace::default() {
            continue;
        }
        let separator = if place.source.is_empty() { "" } else { ", " };
        place = AddressPlace {
            country: place.country.or(found.country),
            city: place.city.or(found.city),
            as_number: place.as_number.or(found.as_number),
            network: place.network.or(found.network),
            source: format!("{}{separator}{}", place.source, file.name),
        };
    }
    (!place.source.is_empty()).then_some(place)
}

impl AddressPlace {
    fn of(value: &Value) -> Self {
        let text = |paths: &[&str]| {
            let found = paths.iter().find_map(|path| value.pointer(path)?.as_str());
            found.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let number = AS_NUMBER.iter().find_map(|path| {
            let found = value.pointer(path)?;
            let digits = || found.as_str()?.trim_start_matches("AS").parse().ok();
            found.as_i64().or_else(digits)
        });
        Self {
            country: text(COUNTRY),
            city: text(CITY),
            as_number: number,
            network: text(NETWORK),
            source: String::new(),
        }
    }

    /// Returns the row of `addresses` as SQL.
    fn row(&self, address: &str) -> String {
        let text = |value: &Option<String>| value.as_deref().map_or("NULL".to_owned(), quote);
        let number = self.as_number.map_or("NULL".to_owned(), |number| number.to_string());
        format!(
            "({}, {}, {}, {number}, {}, {}, current_localtimestamp())",
            quote(address),
            text(&self.country),
            text(&self.city),
            text(&self.network),
            quote(&self.source)
        )
    }
}
