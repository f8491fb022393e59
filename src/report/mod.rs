//! The reports, one file each in `sql/reports/`: a header of comments and one `SELECT`. The view in the
//! database, the entry in the list and the documentation are generated from it.

mod parameter;
mod settings;
pub(crate) mod text;
mod theme;

pub(crate) use parameter::Parameter;
pub(crate) use settings::Settings;
pub(crate) use theme::THEMES;

/// The shortest part of a name that is enough for a suggestion.
const SHORTEST_PART: usize = 3;

/// The levels of findings, the highest first.
pub(crate) const LEVELS: [&str; 5] = ["critical", "high", "medium", "low", "informational"];

/// A report.
#[derive(Debug)]
pub struct Report {
    name: &'static str,
    text: &'static str,
    in_spark: &'static str,
    in_athena: &'static str,
}

macro_rules! report {
    ($name:literal) => {
        Report {
            name: $name,
            text: include_str!(concat!("../../sql/reports/", $name, ".sql")),
            in_spark: include_str!(concat!("../../sql/spark/reports/", $name, ".sql")),
            in_athena: include_str!(concat!("../../sql/athena/reports/", $name, ".sql")),
        }
    };
}

/// All reports, sorted by name. A test checks that they match the files in `sql/reports/`.
pub const REPORTS: &[Report] = &[
    report!("access_denied"),
    report!("access_keys"),
    report!("actions_by_region"),
    report!("actions_by_service"),
    report!("actors"),
    report!("aggregated"),
    report!("alarms_and_canaries"),
    report!("api_gateway"),
    report!("assume_role_trace"),
    report!("cis_controls"),
    report!("console_login_no_mfa"),
    report!("console_logins"),
    report!("coverage"),
    report!("creations"),
    report!("credential_access"),
    report!("cross_account"),
    report!("data_destruction"),
    report!("deletes"),
    report!("discovery"),
    report!("distributions"),
    report!("ec2_launches"),
    report!("evasion"),
    report!("execution"),
    report!("exfiltration"),
    report!("failed_deletes"),
    report!("failed_logins"),
    report!("findings"),
    report!("first_seen"),
    report!("global_services"),
    report!("health_checks_and_zones"),
    report!("iam_changes"),
    report!("identity_center"),
    report!("import_health"),
    report!("insights_paired"),
    report!("ip_activity"),
    report!("late_events"),
    report!("manual_changes"),
    report!("network_activity"),
    report!("network_changes"),
    report!("new_credentials"),
    report!("omitted"),
    report!("permissions_used"),
    report!("programs"),
    report!("public_security_groups"),
    report!("public_sharing"),
    report!("resource_history"),
    report!("role_chains"),
    report!("root_activity"),
    report!("s3_objects"),
    report!("s3_policy_changes"),
    report!("support_cases"),
    report!("throttling"),
    report!("top_errors"),
    report!("unusual_regions"),
    report!("weak_tls"),
    report!("who_called"),
];

impl Report {
    /// Returns the name of the report and of its view.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Returns a short title.
    pub fn title(&self) -> &'static str {
        self.header("title").next().unwrap_or_default()
    }

    /// Returns the question that the report answers.
    pub fn question(&self) -> &'static str {
        self.header("question").next().unwrap_or_default()
    }

    /// Returns a note on the limits of the report.
    pub fn note(&self) -> &'static str {
        self.header("note").next().unwrap_or_default()
    }

    /// Returns the name of the theme of the report.
    pub fn theme(&self) -> &'static str {
        self.header("theme").next().unwrap_or_default()
    }

    /// Returns the most important columns, which a narrow terminal shows first.
    pub fn core(&self) -> impl Iterator<Item = &'static str> {
        self.header("core").flat_map(|names| names.split(", "))
    }

    /// Returns a line about events that a reader may expect and the report leaves out, if there are any.
    pub fn not_shown(&self) -> Option<&'static str> {
        self.header("not shown").next()
    }

    /// Returns the columns, each with its meaning. A report that has the columns of another names it, and only
    /// the meanings that differ.
    pub fn columns(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let own: Vec<(&str, &str)> = self
            .header_lines()
            .filter_map(|line| line.strip_prefix("column ")?.split_once(": "))
            .collect();
        let columns = match self.header("columns of").next().and_then(find) {
            Some(other) => other
                .columns()
                .map(|column| *own.iter().find(|it| it.0 == column.0).unwrap_or(&column))
                .collect(),
            None => own,
        };
        columns.into_iter()
    }

    /// Returns the parameters.
    pub fn parameters(&self) -> impl Iterator<Item = Parameter> {
        self.header_lines()
            .filter_map(|line| line.strip_prefix("parameter ").and_then(Parameter::parse))
    }

    /// Returns a statement that selects the rows of the report, at most `limit` of them, from its view
    /// if that is installed.
    pub(crate) fn query(&self, is_installed: bool, limit: Option<u64>) -> String {
        let limit = limit.map(|limit| format!(" LIMIT {limit}")).unwrap_or_default();
        let source =
            if is_installed { self.name.to_owned() } else { format!("(\n{}\n)", self.select()) };
        format!("SELECT * FROM {source}{limit}")
    }

    /// Returns the `SELECT` of the report.
    pub fn select(&self) -> &'static str {
        let header: usize = self
            .text
            .split_inclusive('\n')
            .take_while(|line| line.starts_with("--"))
            .map(str::len)
            .sum();
        self.text[header..].trim_end()
    }

    /// Returns the text of the report for Spark, which `lake/dialects/generate.py` has made.
    pub(crate) fn in_spark(&self) -> &'static str {
        self.in_spark
    }

    /// Returns the text of the report for Athena.
    pub(crate) fn in_athena(&self) -> &'static str {
        self.in_athena
    }

    fn header(&self, key: &'static str) -> impl Iterator<Item = &'static str> {
        self.header_lines().filter_map(move |line| line.strip_prefix(key)?.strip_prefix(": "))
    }

    fn header_lines(&self) -> impl Iterator<Item = &'static str> {
        self.text.lines().map_while(|line| line.strip_prefix("-- "))
    }
}

/// Returns the report with a name, in any case and with hyphens or underscores.
pub(crate) fn find(name: &str) -> Option<&'static Report> {
    let name = normalized(name);
    REPORTS.iter().find(|report| report.name == name)
}

/// Returns the error message for a name that no report has.
pub(crate) fn unknown(name: &str) -> String {
    let near = near(&normalized(name)).map(|near| format!(" (did you mean {near}?)"));
    format!("there is no report '{name}'{}", near.unwrap_or_default())
}

fn normalized(name: &str) -> String {
    name.replace('-', "_").to_lowercase()
}

/// Returns the names that contain a text, or the one that is most like it.
fn near(name: &str) -> Option<String> {
    let contains = |report: &&Report| name.len() >= SHORTEST_PART && report.name.contains(name);
    let containing: Vec<String> =
        REPORTS.iter().filter(contains).map(|report| format!("'{}'", report.name)).collect();
    if let Some((last, others)) = containing.split_last() {
        let others = others.join(", ");
        return Some(if others.is_empty() { last.clone() } else { format!("{others} or {last}") });
    }
    let nearest = REPORTS
        .iter()
        .map(|report| (strsim::damerau_levenshtein(name, report.name), report.name))
        .min()
        .filter(|(distance, _)| *distance <= 3);
    nearest.map(|(_, nearest)| format!("'{nearest}'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_matches_the_folder() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/sql/reports");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        files.sort();
        assert_eq!(files, REPORTS.iter().map(Report::name).collect::<Vec<_>>());
    }

    #[test]
    fn no_report_has_the_name_of_a_table() {
        for migration in crate::store::migrate::MIGRATIONS {
            for report in REPORTS {
                let table = format!("CREATE TABLE {} (", report.name());
                assert!(!migration.sql.contains(&table), "{}", report.name());
            }
        }
    }

    #[test]
    fn every_report_has_a_complete_header() {
        for report in REPORTS {
            for text in [report.title(), report.question(), report.note()] {
                assert!(!text.is_empty(), "{}", report.name());
            }
            assert!(report.not_shown().is_none_or(|text| !text.is_empty() && !text.ends_with('.')));
            assert!(report.columns().count() > 0, "{}", report.name());
            let columns: Vec<&str> = report.columns().map(|column| column.0).collect();
            assert!(report.core().count() > 2, "{}", report.name());
            assert!(report.core().all(|name| columns.contains(&name)), "{}", report.name());
            assert!(THEMES.iter().any(|theme| theme.name == report.theme()), "{}", report.name());
            assert!(report.select().starts_with("SELECT"), "{}", report.name());
            assert!(report.select().contains("\nORDER BY "), "{}", report.name());
        }
    }

    #[test]
    fn reports_are_found_by_names_with_hyphens() {
        assert_eq!(find("actions-by-region").map(Report::name), Some("actions_by_region"));
        assert_eq!(find("ACTORS").map(Report::name), Some("actors"));
        assert!(find("no_such_report").is_none());
    }

    #[test]
    fn an_unknown_name_gets_those_that_contain_it_or_the_nearest() {
        for (name, near) in [
            ("iam", "'iam_changes'"),
            ("DELETE", "'deletes' or 'failed_deletes'"),
            ("delets", "'deletes'"),
            ("mfa", "'console_login_no_mfa'"),
        ] {
            assert_eq!(
                unknown(name),
                format!("there is no report '{name}' (did you mean {near}?)")
            );
        }
        for name in ["", "s", "no_such_report"] {
            assert_eq!(unknown(name), format!("there is no report '{name}'"));
        }
    }
}
