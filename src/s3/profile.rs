//! The user's profiles: `~/.aws/config` and `~/.aws/credentials`.
//!
//! Source: "Configuration and credential file settings" in the AWS CLI user guide.

use std::{collections::BTreeMap, fmt, fs, io};

use anyhow::{Context, Result, bail};

use crate::s3::Environment;

/// The name of the profile that is used without a choice.
const DEFAULT: &str = "default";

/// The settings of a profile. The name of a nested setting has its parent's before a dot, as in
/// `s3.addressing_style`.
#[derive(Clone, Default)]
pub(crate) struct Profile {
    /// The name, if the user chose one.
    pub(crate) chosen: Option<String>,
    settings: BTreeMap<String, String>,
}

type Sections = BTreeMap<String, BTreeMap<String, String>>;

impl Profile {
    /// Reads the profile of this name, of `AWS_PROFILE`, or the default one. A profile that was chosen must
    /// be there.
    pub(crate) fn read(environment: &Environment, name: Option<&str>) -> Result<Self> {
        let chosen = name.or_else(|| environment.get("AWS_PROFILE"));
        let chosen = chosen.or_else(|| environment.get("AWS_DEFAULT_PROFILE")).map(str::to_owned);
        let name = chosen.as_deref().unwrap_or(DEFAULT);
        let config = sections(environment, "AWS_CONFIG_FILE", "config")?;
        let credentials = sections(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials")?;
        let mut found = config.get(&format!("profile {name}"));
        if name == DEFAULT {
            found = config.get(DEFAULT).or(found);
        }
        if let (Some(chosen), None, None) = (&chosen, found, credentials.get(name)) {
            bail!(
                "there is no profile '{chosen}' in ~/.aws/config; `aws configure list-profiles` lists those there are"
            );
        }
        let mut settings = found.cloned().unwrap_or_default();
        if let Some(services) = settings.get("services") {
            let services = config.get(&format!("services {services}")).cloned();
            settings.extend(services.unwrap_or_default());
        }
        settings.extend(credentials.get(name).cloned().unwrap_or_default());
        Ok(Self { chosen, settings })
    }

    /// Returns a setting, unless it is empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.settings.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Returns true for a setting that says `true`.
    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// Returns the option that chooses this profile in a command of the AWS CLI, after a space.
    pub(crate) fn option(&self) -> String {
        self.chosen.as_ref().map(|name| format!(" --profile {name}")).unwrap_or_default()
    }
}

fn sections(environment: &Environment, variable: &str, name: &str) -> Result<Sections> {
    let Some(path) = environment.aws_file(variable, name) else { return Ok(Sections::new()) };
    match fs::read(&path) {
        Ok(text) => Ok(parse(&String::from_utf8_lossy(&text))),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(Sections::new()),
        Err(cause) => Err(cause).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// Parses an INI file. A line that starts with a space belongs to the setting above it.
fn parse(text: &str) -> Sections {
    let mut sections = Sections::new();
    let (mut section, mut parent) = (String::new(), String::new());
    for line in text.lines() {
        let is_nested = line.starts_with([' ', '\t']);
        let line = without_comment(line).trim();
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.split(']').next()) {
            section = name.split_whitespace().collect::<Vec<_>>().join(" ");
            sections.entry(section.clone()).or_default();
            continue;
        }
        let Some((name, value)) = line.split_once('=') else { continue };
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim().to_owned());
        let name = if is_nested && !parent.is_empty() {
            format!("{parent}.{name}")
        } else {
            parent.clone_from(&name);
            name
        };
        sections.entry(section.clone()).or_default().insert(name, value);
    }
    sections
}

/// Cuts off a comment: a line that starts with `#` or `;`, or either of them after a space.
fn without_comment(line: &str) -> &str {
    if line.starts_with(['#', ';']) {
        return "";
    }
    let comment = [" #", " ;", "\t#", "\t;"].iter().filter_map(|mark| line.find(mark)).min();
    comment.map_or(line, |at| &line[..at])
}

// The values may be secrets.
impl fmt::Debug for Profile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut profile = formatter.debug_struct("Profile");
        profile.field("chosen", &self.chosen).field("settings", &self.settings.keys());
        profile.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_nested_settings_and_comments_are_read() {
        let sections = parse(
            "# c\n[default]\nregion = eu-west-1 # here\n[profile a  b]\ns3 =\n  addressing_style = path\n\
             \tendpoint_url=http://x/#y\nAWS_Access_Key_ID=A=B\n; c\nno value\n[sso-session z]\nx=\n",
        );
        assert_eq!(sections["default"]["region"], "eu-west-1");
        let profile = &sections["profile a b"];
        assert_eq!(profile["s3.addressing_style"], "path");
        assert_eq!(profile["s3.endpoint_url"], "http://x/#y");
        assert_eq!(profile["aws_access_key_id"], "A=B");
        assert_eq!(sections["sso-session z"]["x"], "");
    }

    #[test]
    fn a_profile_is_found_in_both_files_and_hides_its_values() {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join(".aws")).unwrap();
        let write = |name: &str, text: &str| {
            fs::write(home.path().join(".aws").join(name), text).unwrap();
        };
        write(
            "config",
            "[profile p]\nregion=eu-west-1\nservices=v\n[services v]\ns3 =\n  endpoint_url=http://v\n[default]\nregion=x\n",
        );
        write("credentials", "[p]\naws_access_key_id=K\naws_secret_access_key=hidden\n[q]\n");
        let environment = Environment::from_iter([("HOME", home.path())]);
        let profile = Profile::read(&environment, Some("p")).unwrap();
        let values = ["region", "aws_access_key_id", "s3.endpoint_url", "none"];
        let values = values.map(|name| profile.get(name).unwrap_or("-"));
        assert_eq!(values, ["eu-west-1", "K", "http://v", "-"]);
        assert!(!format!("{profile:?}").contains("hidden"));
        assert_eq!(profile.option(), " --profile p");
        let default = Profile::read(&environment, None).unwrap();
        assert_eq!((default.get("region"), default.option().as_str()), (Some("x"), ""));
        assert!(Profile::read(&environment, Some("q")).is_ok());
        let error = Profile::read(&environment, Some("r")).unwrap_err().to_string();
        assert!(error.contains("no profile 'r'"), "{error}");
    }
}
