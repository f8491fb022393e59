//! The credentials of a request, by where they come from.

use std::{fs, path::Path, time::Duration};

use ducktrail::internals::s3::{Client, Environment, ErrorKind, S3Options};

use crate::{
    s3::{options, read},
    support::{
        Sandbox,
        fault_proxy::{Fault, FaultProxy},
        s3_server::{ACCESS_KEY, SECRET_KEY},
    },
};

const CONFIG: &str = "\
[profile static]
aws_access_key_id = AKIASTATIC
aws_secret_access_key = hidden-static
[profile process]
credential_process = sh \"process.sh\"
[profile broken]
credential_process = sh -c 'echo hidden-output; echo it is broken >&2; exit 3'
[profile short]
credential_process = sh \"short.sh\"
[profile sso]
sso_session = corp
[profile chain]
role_arn = arn:aws:iam::111122223333:role/r
source_profile = static
[profile mfa]
role_arn = arn:aws:iam::111122223333:role/r
mfa_serial = arn:aws:iam::111122223333:mfa/me
source_profile = static
[profile console]
login_session = arn:aws:iam::111122223333:user/me
[sso-session corp]
sso_start_url = https://corp.example/start
";

/// A program that gives credentials for two minutes.
const SHORT: &str = r#"echo x >>COUNT
echo '{"Version":1,"AccessKeyId":"AKIASHORT","SecretAccessKey":"hidden","SessionToken":"T","Expiration":"TIME"}'
"#;

/// A stand-in for the AWS CLI. It prints other keys each time.
const AWS: &str = r#"#!/bin/sh
case "$*" in
"configure export-credentials --format process --profile sso")
  if [ -e logged-out ]; then
    echo hidden-output
    echo 'Error loading SSO Token: Token for corp does not exist' >&2
    exit 255
  fi
  echo x >>calls
  printf '{"Version":1,"AccessKeyId":"AKIASSO%s","SecretAccessKey":"hidden-sso","SessionToken":"T","Expiration":"2999-01-01T00:00:00Z"}' "$(wc -l <calls | tr -d ' ')"
  ;;
"configure export-credentials --format process --profile chain")
  echo '{"Version":1,"AccessKeyId":"AKIACHAIN","SecretAccessKey":"hidden-chain"}'
  ;;
"configure export-credentials --format process --profile mfa")
  if [ -e logged-out ]; then
    echo 'aws: [ERROR]: EOF when reading a line' >&2
    exit 255
  fi
  echo '{"Version":1,"AccessKeyId":"AKIAMFA","SecretAccessKey":"hidden-mfa","SessionToken":"T"}'
  ;;
"configure export-credentials --format process --profile console")
  if [ -e logged-out ]; then
    echo 'Your session has expired. Please reauthenticate using aws login.' >&2
    exit 255
  fi
  echo '{"Version":1,"AccessKeyId":"AKIALOGIN","SecretAccessKey":"hidden-login","SessionToken":"T"}'
  ;;
*) exit 2 ;;
esac
"#;

/// Connects in a sandbox with these variables and a home with profiles.
fn connect(
    sandbox: &Sandbox,
    port: u16,
    profile: Option<&str>,
    variables: &[(&str, &str)],
) -> anyhow::Result<Client> {
    let folder = sandbox.path("");
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    let all = [("HOME", folder.to_str().unwrap()), ("PATH", path.as_str())];
    let none = [("AWS_EC2_METADATA_DISABLED", "true")];
    let variables = all.iter().chain(&none).chain(variables).copied();
    let profile = profile.map(str::to_owned);
    let options = S3Options { profile, ..options(port) };
    Client::connect_in(&options, &variables.collect::<Environment>())
}

fn write_program(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt;
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

fn home() -> Sandbox {
    let sandbox = Sandbox::new();
    let script = sandbox.write(
        "process.sh",
        "echo '{\"Version\":1,\"AccessKeyId\":\"AKIAPROCESS\",\"SecretAccessKey\":\"hidden\"}'",
    );
    let aws = AWS.replace("logged-out", sandbox.path("logged-out").to_str().unwrap());
    let aws = aws.replace("calls", sandbox.path("calls").to_str().unwrap());
    write_program(&sandbox.path("aws"), &aws);
    let config = CONFIG.replace("process.sh", script.to_str().unwrap());
    let time = jiff::Timestamp::now() + jiff::SignedDuration::from_mins(2);
    let short = SHORT.replace("COUNT", sandbox.path("count").to_str().unwrap());
    let short = sandbox.write("short.sh", short.replace("TIME", &time.to_string()));
    sandbox.write(".aws/config", config.replace("short.sh", short.to_str().unwrap()));
    sandbox
}

/// Returns the access key in the head of a request.
fn access_key(head: &str) -> &str {
    let key = head.split("X-Amz-Credential=").nth(1).unwrap_or_default();
    key.split("%2F").next().unwrap_or_default()
}

#[test]
fn credentials_are_found_as_the_aws_cli_finds_them() {
    let sandbox = home();
    let token = sandbox.write("token", "web-token\n");
    let token = token.to_str().unwrap();
    let role = FaultProxy::start(0, Duration::ZERO, |_, head: &str| {
        Fault::Text(match head.split_whitespace().nth(1).unwrap_or_default() {
            "/latest/api/token" => "instance-token".to_owned(),
            "/latest/meta-data/iam/security-credentials/" => "role\n".to_owned(),
            "/latest/meta-data/iam/security-credentials/role" => credentials("AKIAINSTANCE", head, "instance-token"),
            "/container" => credentials("AKIACONTAINER", head, "container-token"),
            _ => "<r><AccessKeyId>AKIAWEB</AccessKeyId><SecretAccessKey>hidden</SecretAccessKey><SessionToken>T</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></r>".to_owned(),
        })
    });
    let url = format!("http://127.0.0.1:{}", role.port);
    let container = format!("{url}/container");
    let keys = [("AWS_ACCESS_KEY_ID", ACCESS_KEY), ("AWS_SECRET_ACCESS_KEY", SECRET_KEY)];
    let profile = ("AWS_PROFILE", "static");
    for (named, variables, expected) in [
        (None, vec![keys[0], keys[1]], ACCESS_KEY),
        (None, vec![keys[0], keys[1], profile], ACCESS_KEY),
        (Some("static"), vec![keys[0], keys[1]], "AKIASTATIC"),
        (None, vec![profile], "AKIASTATIC"),
        (Some("process"), vec![], "AKIAPROCESS"),
        (Some("sso"), vec![], "AKIASSO1"),
        (Some("chain"), vec![], "AKIACHAIN"),
        (Some("mfa"), vec![], "AKIAMFA"),
        (Some("console"), vec![], "AKIALOGIN"),
        (
            None,
            vec![
                ("AWS_WEB_IDENTITY_TOKEN_FILE", token),
                ("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/r"),
                ("AWS_ENDPOINT_URL_STS", &url),
            ],
            "AKIAWEB",
        ),
        (
            None,
            vec![
                ("AWS_CONTAINER_CREDENTIALS_FULL_URI", container.as_str()),
                ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "container-token"),
            ],
            "AKIACONTAINER",
        ),
        (
            None,
            vec![
                ("AWS_EC2_METADATA_SERVICE_ENDPOINT", url.as_str()),
                ("AWS_EC2_METADATA_DISABLED", "false"),
            ],
            "AKIAINSTANCE",
        ),
    ] {
        let proxy = FaultProxy::start(0, Duration::ZERO, |_, _| Fault::Text("content".to_owned()));
        let client = connect(&sandbox, proxy.port, named, &variables).unwrap();
        assert_eq!(read(&client, "s3://b/k").unwrap(), b"content", "{expected}");
        assert_eq!(access_key(&proxy.heads()[0]), expected);
        let shown = format!("{client:?}");
        assert!(!shown.contains("hidden") && !shown.contains(SECRET_KEY), "{shown}");
    }
}

/// Returns credentials as JSON, if the request has the token.
fn credentials(key: &str, head: &str, token: &str) -> String {
    if !head.contains(token) {
        return "no token".to_owned();
    }
    format!(
        "{{\"AccessKeyId\":\"{key}\",\"SecretAccessKey\":\"hidden\",\"Token\":\"T\",\"Expiration\":\"2999-01-01T00:00:00Z\"}}"
    )
}

#[test]
fn missing_credentials_are_named_with_the_command_that_brings_them() {
    let sandbox = home();
    sandbox.write("logged-out", "");
    let no_path = [("PATH", "/does/not/exist")];
    for (profile, variables, parts) in [
        (Some("sso"), &[][..], ["Token for corp does not exist", "`aws sso login --profile sso`"]),
        (
            Some("mfa"),
            &[],
            ["EOF when reading a line", "`aws sts get-caller-identity --profile mfa`"],
        ),
        (Some("console"), &[], ["Your session has expired", "`aws login --profile console`"]),
        (Some("mfa"), &no_path, ["needs the AWS CLI, version 2", "install it"]),
        (Some("sso"), &no_path, ["needs the AWS CLI, version 2", "install it"]),
        (
            Some("broken"),
            &[],
            ["sh failed with exit status: 3: it is broken", "credential_process"],
        ),
        (None, &[], ["there are no AWS credentials", "--profile"]),
    ] {
        let client = connect(&sandbox, 1, profile, variables).unwrap();
        let error = read(&client, "s3://b/k").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials, "{error}");
        let shown = error.to_string();
        assert!(parts.iter().all(|part| shown.contains(part)), "{shown}");
        assert!(!shown.contains("hidden"), "{shown}");
    }
    // Version 1 of the CLI does not know the command.
    write_program(&sandbox.path("aws"), "#!/bin/sh\nexit 2\n");
    let client = connect(&sandbox, 1, Some("sso"), &[]).unwrap();
    let shown = read(&client, "s3://b/k").unwrap_err().to_string();
    assert!(shown.contains("version 2 of the AWS CLI"), "{shown}");
    let error = connect(&sandbox, 1, Some("none"), &[]).unwrap_err().to_string();
    assert!(error.contains("no profile 'none'"), "{error}");
}

#[test]
fn expired_credentials_are_fetched_again() {
    let sandbox = home();
    let proxy = FaultProxy::start(0, Duration::ZERO, |_, head: &str| match access_key(head) {
        "AKIASSO1" => Fault::Answer(400, "ExpiredToken", ""),
        _ => Fault::Text("content".to_owned()),
    });
    let client = connect(&sandbox, proxy.port, Some("sso"), &[]).unwrap();
    for _ in 0..3 {
        assert_eq!(read(&client, "s3://b/k").unwrap(), b"content");
    }
    let heads = proxy.heads();
    let keys: Vec<_> = heads.iter().map(|head| access_key(head)).collect();
    assert_eq!(keys, ["AKIASSO1", "AKIASSO2", "AKIASSO2", "AKIASSO2"]);
}

#[test]
fn credentials_that_are_never_valid_for_long_are_not_fetched_for_each_request() {
    let sandbox = home();
    let proxy = FaultProxy::start(0, Duration::ZERO, |_, _| Fault::Text("content".to_owned()));
    let client = connect(&sandbox, proxy.port, Some("short"), &[]).unwrap();
    for _ in 0..20 {
        assert_eq!(read(&client, "s3://b/k").unwrap(), b"content");
    }
    let fetched = fs::read_to_string(sandbox.path("count")).unwrap().lines().count();
    assert!(fetched < 4, "{fetched}");
}
