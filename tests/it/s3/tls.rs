//! Certificates of a company's own.

use std::process::{Command, Stdio};

use ducktrail::internals::s3::{Client, Environment, ErrorKind, S3Options};

use crate::{
    s3::read,
    support::{
        Sandbox,
        s3_server::{ACCESS_KEY, S3Server, SECRET_KEY, find},
    },
};

const REQUEST: &str = "\
[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = ducktrail.example
[extensions]
basicConstraints = critical, CA:FALSE
subjectAltName = IP:127.0.0.1
";

#[test]
fn a_certificate_of_aws_ca_bundle_is_trusted_and_no_other() {
    let sandbox = Sandbox::new();
    let name = "a_certificate_of_aws_ca_bundle_is_trusted_and_no_other";
    let Some(openssl) = find(name, "openssl", "openssl") else { return };
    sandbox.write("buckets/b/k", "content");
    let request = sandbox.write("request.cnf", REQUEST);
    let (certificate, key) = (sandbox.path("certificate.pem"), sandbox.path("key.pem"));
    let made = Command::new(openssl)
        .args(["req", "-x509", "-nodes", "-days", "2", "-newkey", "ec"])
        .args(["-pkeyopt", "ec_paramgen_curve:prime256v1", "-config"])
        .arg(&request)
        .arg("-out")
        .arg(&certificate)
        .arg("-keyout")
        .arg(&key)
        .stderr(Stdio::null())
        .status();
    assert!(made.unwrap().success());
    let (certificate, key) = (certificate.to_str().unwrap(), key.to_str().unwrap());
    let options = ["--cert", certificate, "--key", key];
    let buckets = sandbox.path("buckets");
    let Some(server) = S3Server::start_with(name, &buckets, &options) else { return };
    let connect = |bundle: &[(&str, &str)]| {
        let keys = [("AWS_ACCESS_KEY_ID", ACCESS_KEY), ("AWS_SECRET_ACCESS_KEY", SECRET_KEY)];
        let environment: Environment = keys.iter().chain(bundle).copied().collect();
        let endpoint_url = Some(format!("https://127.0.0.1:{}", server.port));
        let options = S3Options { endpoint_url, ..S3Options::default() };
        Client::connect_in(&options, &environment).unwrap()
    };
    let error = read(&connect(&[]), "s3://b/k").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Network);
    let shown = error.to_string();
    assert!(shown.contains("certificate") && shown.contains("AWS_CA_BUNDLE"), "{shown}");
    let trusting = connect(&[("AWS_CA_BUNDLE", certificate)]);
    assert_eq!(read(&trusting, "s3://b/k").unwrap(), b"content");
}
