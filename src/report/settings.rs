//! The values that the parameters of reports are given.

use crate::report::{Parameter, Report};

/// Parameters with their values, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Settings(Vec<(Parameter, String)>);

impl Settings {
    /// The settings of one report: of its own parameters alone, with none missing that it needs.
    /// Otherwise the error says which it has.
    pub(crate) fn of_one(
        report: &Report,
        assignments: &[(String, String)],
    ) -> Result<Self, String> {
        let settings = Self::find(&[report], assignments).map_err(|name| {
            let names: Vec<_> = report.parameters().map(|parameter| parameter.name).collect();
            let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            format!("report {} has no parameter '{name}'; it has {names}", report.name())
        })?;
        match settings.missing(report) {
            Some(parameter) => Err(format!(
                "report {} needs --set {}=VALUE: {}",
                report.name(),
                parameter.name,
                parameter.text
            )),
            None => Ok(settings),
        }
    }

    /// The settings of several reports, each of a parameter that at least one of them has.
    pub(crate) fn of_all(
        reports: &[&Report],
        assignments: &[(String, String)],
    ) -> Result<Self, String> {
        Self::find(reports, assignments)
            .map_err(|name| format!("no report has a parameter '{name}'"))
    }

    /// The settings, or the name that no report knows.
    fn find(reports: &[&Report], assignments: &[(String, String)]) -> Result<Self, String> {
        let find = |(name, value): &(String, String)| {
            let mut all = reports.iter().flat_map(|report| report.parameters());
            let parameter = all.find(|parameter| parameter.name == name);
            parameter.map(|parameter| (parameter, value.clone())).ok_or_else(|| name.clone())
        };
        assignments.iter().map(find).collect::<Result<_, _>>().map(Self)
    }

    /// A parameter that a report needs and that is not set.
    pub(crate) fn missing(&self, report: &Report) -> Option<Parameter> {
        let is_set = |parameter: &Parameter| self.0.iter().any(|(set, _)| set == parameter);
        report.parameters().find(|parameter| parameter.default.is_none() && !is_set(parameter))
    }

    /// The parameters and their values.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &(Parameter, String)> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::find;

    fn assignments(texts: &[(&str, &str)]) -> Vec<(String, String)> {
        texts.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_report_takes_its_own_parameters_and_needs_those_without_default() {
        let coverage = find("coverage").unwrap();
        let history = find("resource_history").unwrap();
        assert!(Settings::of_one(coverage, &[]).is_ok());
        assert!(Settings::of_one(coverage, &assignments(&[("gap_hours", "3")])).is_ok());
        let unknown = Settings::of_one(coverage, &assignments(&[("days", "3")])).unwrap_err();
        assert!(unknown.contains("no parameter 'days'; it has gap_hours"), "{unknown}");
        let missing = Settings::of_one(history, &[]).unwrap_err();
        assert!(missing.contains("needs --set resource=VALUE: "), "{missing}");
    }

    #[test]
    fn for_all_reports_a_parameter_of_any_will_do() {
        let all = [find("coverage").unwrap(), find("deletes").unwrap()];
        assert!(Settings::of_all(&all, &assignments(&[("gap_hours", "3")])).is_ok());
        assert!(Settings::of_all(&all, &assignments(&[("no_such", "3")])).is_err());
    }
}
