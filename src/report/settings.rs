//! The values of report parameters.

use crate::report::{Parameter, Report};

/// Parameters with their values as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Settings(Vec<(Parameter, String)>);

impl Settings {
    /// Returns the settings of one report.
    ///
    /// # Errors
    ///
    /// Fails if the report does not have a parameter, or if a required parameter is missing. The error
    /// names the parameters of the report.
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

    /// Returns the settings of several reports. Each parameter must belong to at least one of them.
    pub(crate) fn of_all(
        reports: &[&Report],
        assignments: &[(String, String)],
    ) -> Result<Self, String> {
        Self::find(reports, assignments)
            .map_err(|name| format!("no report has a parameter '{name}'"))
    }

    /// Returns the settings, or as an error the name that no report has.
    fn find(reports: &[&Report], assignments: &[(String, String)]) -> Result<Self, String> {
        let find = |(name, value): &(String, String)| {
            let mut all = reports.iter().flat_map(|report| report.parameters());
            let parameter = all.find(|parameter| parameter.name == name);
            parameter.map(|parameter| (parameter, value.clone())).ok_or_else(|| name.clone())
        };
        assignments.iter().map(find).collect::<Result<_, _>>().map(Self)
    }

    /// Returns a required parameter of the report that is not set.
    pub(crate) fn missing(&self, report: &Report) -> Option<Parameter> {
        let is_set = |parameter: &Parameter| self.0.iter().any(|(set, _)| set == parameter);
        report.parameters().find(|parameter| parameter.default.is_none() && !is_set(parameter))
    }

    /// Returns the parameters and their values.
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
    fn a_report_accepts_its_own_parameters_and_requires_those_without_a_default() {
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
    fn settings_of_several_reports_accept_a_parameter_of_any() {
        let all = [find("coverage").unwrap(), find("deletes").unwrap()];
        assert!(Settings::of_all(&all, &assignments(&[("gap_hours", "3")])).is_ok());
        assert!(Settings::of_all(&all, &assignments(&[("no_such", "3")])).is_err());
    }
}
