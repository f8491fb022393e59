//! Credentials that a program prints: `credential_process`, and the AWS CLI.
//!
//! Source: "Sourcing credentials with an external process" in the AWS CLI user guide, and `aws configure
//! export-credentials`, which resolves a profile of any kind and prints in the same form.

use std::{
    io,
    process::{Command, Output, Stdio},
};

use crate::s3::{
    Environment,
    credentials::{Granted, Refusal, answer},
};

/// The AWS CLI's command, without the profile.
const EXPORT: &[&str] = &["configure", "export-credentials", "--format", "process"];

/// Runs the command line of a profile's `credential_process`.
pub(crate) fn run_process(environment: &Environment, line: &str) -> Result<Granted, Refusal> {
    let advice = "check credential_process in ~/.aws/config".to_owned();
    let refuse = |message: String| Refusal { message, advice: advice.clone() };
    let parts = shlex::split(line).filter(|parts| !parts.is_empty());
    let parts = parts.ok_or_else(|| refuse("credential_process has an open quote".to_owned()))?;
    let output = run(environment, &parts[0], &parts[1..]);
    let output = output.map_err(|cause| refuse(format!("cannot run {}: {cause}", parts[0])))?;
    read(&parts[0], &output).map_err(refuse)
}

/// Asks the AWS CLI for the credentials of a profile. `advice` says what to do if it has none.
pub(crate) fn run_cli(
    environment: &Environment,
    profile: Option<&str>,
    advice: &str,
) -> Result<Granted, Refusal> {
    let profile = profile.map(|name| ["--profile", name]).into_iter().flatten();
    let arguments: Vec<String> = EXPORT.iter().copied().chain(profile).map(str::to_owned).collect();
    let refuse = |message: String, advice: &str| Refusal { message, advice: advice.to_owned() };
    let output = run(environment, "aws", &arguments).map_err(|cause| {
        let message = if cause.kind() == io::ErrorKind::NotFound {
            "this profile needs the AWS CLI, version 2, which is not there".to_owned()
        } else {
            format!("cannot run aws: {cause}")
        };
        refuse(
            message,
            "install it, or set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN",
        )
    })?;
    if output.status.code() == Some(2) {
        let message = "this profile needs version 2 of the AWS CLI; the `aws` that was found has no `configure export-credentials`";
        return Err(refuse(message.to_owned(), "install the AWS CLI, version 2"));
    }
    read("aws configure export-credentials", &output).map_err(|message| refuse(message, advice))
}

/// Runs a program. It can ask for a code or a password on the terminal.
fn run(environment: &Environment, program: &str, arguments: &[String]) -> io::Result<Output> {
    Command::new(program)
        .args(arguments)
        .env_clear()
        .envs(environment.all())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?
        .wait_with_output()
}

fn read(program: &str, output: &Output) -> Result<Granted, String> {
    if output.status.success() {
        return answer::parse(&output.stdout).map_err(|cause| format!("{program}: {cause}"));
    }
    // A program can print secrets to standard output, but says on standard error why it failed.
    let errors = String::from_utf8_lossy(&output.stderr);
    let last = errors.lines().map(str::trim).rfind(|line| !line.is_empty());
    let last = last.map(|line| format!(": {line}")).unwrap_or_default();
    Err(format!("{program} failed with {}{last}", output.status))
}
