//! A real `fangxian-server` process on a folder of its own.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use fangxian::sync::Endpoint;

use super::Outcome;

/// A running centre. Dropping it ends the process.
pub struct Centre {
    process: Child,
    binary: PathBuf,
    folder: PathBuf,
    address: SocketAddr,
}

impl Centre {
    /// Starts a centre on `folder`, on a port the system picks.
    ///
    /// # Errors
    /// When the binary is missing, or does not say that it listens.
    pub fn start(folder: &Path, name: &str) -> Outcome<Self> {
        Self::start_with(&binary()?, folder, name, &[])
    }

    /// The same by a clock that a file tells: see [`FileClock`](super::FileClock). It runs the
    /// program `centre`, which serves as `fangxian-server` does.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_by(clock: &Path, folder: &Path, name: &str) -> Outcome<Self> {
        let words = ["--clock".as_ref(), clock.as_os_str()];
        Self::start_with(&beside("centre")?, folder, name, &words)
    }

    /// The same with TLS by certificate files.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_tls(folder: &Path, name: &str, cert: &Path, key: &Path) -> Outcome<Self> {
        let words =
            ["--tls-cert".as_ref(), cert.as_os_str(), "--tls-key".as_ref(), key.as_os_str()];
        Self::start_with(&binary()?, folder, name, &words)
    }

    fn start_with(serving: &Path, folder: &Path, name: &str, words: &[&OsStr]) -> Outcome<Self> {
        let binary = binary()?;
        std::fs::create_dir_all(folder)?;
        let log =
            std::fs::File::options().create(true).append(true).open(folder.join("centre.log"))?;
        let mut process = Command::new(serving)
            .args(["serve", "--listen", "127.0.0.1:0", "--name", name, "--data"])
            .arg(folder)
            .args(words)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::from(log))
            .spawn()?;
        let stdout = process.stdout.take().ok_or("the centre has no output")?;
        let mut lines = BufReader::new(stdout).lines();
        let address = loop {
            let line = lines.next().ok_or("the centre ended before it listened")??;
            let address = line.strip_prefix("listening on ").and_then(|url| url.split_once("://"));
            if let Some((_, address)) = address {
                break address.trim().parse()?;
            }
        };
        // Keeps reading, so that the centre never blocks on a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { process, binary, folder: folder.to_owned(), address })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How phones reach it without a link between, when it serves without TLS.
    ///
    /// # Errors
    /// When that is no address of a centre.
    pub fn endpoint(&self) -> Outcome<Endpoint> {
        Ok(Endpoint::new(&format!("http://{}/", self.address))?)
    }

    /// Its process id.
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// Imports units, people and posts from three CSV files in `tables`.
    ///
    /// # Errors
    /// What the command says.
    pub fn import(&self, tables: &Path) -> Outcome<()> {
        let file = |name: &str| tables.join(name).display().to_string();
        let (units, people, posts) = (file("units.csv"), file("people.csv"), file("posts.csv"));
        let words = ["import", "--units", &units, "--people", &people, "--posts", &posts];
        self.admin(&words).map(drop)
    }

    /// Issues a one-time code for a person.
    ///
    /// # Errors
    /// What the command says.
    pub fn enrolment_code(&self, person: &str) -> Outcome<String> {
        let said = self.admin(&["enrol-code", "--person", person, "--json"])?;
        let said: serde_json::Value = serde_json::from_str(&said)?;
        Ok(said["code"].as_str().ok_or("no code in the answer")?.to_owned())
    }

    /// Runs an admin command and returns what it prints.
    ///
    /// # Errors
    /// What the command says on standard error.
    pub fn admin(&self, words: &[&str]) -> Outcome<String> {
        let mut command = Command::new(&self.binary);
        command.arg("admin").arg("--data").arg(&self.folder).args(words);
        let output = command.output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Ends it as a power cut would: nothing is flushed, nothing is said.
    ///
    /// # Errors
    /// When the process is gone already.
    pub fn kill(mut self) -> Outcome<()> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }

    /// Lets it run on after this program ends, and returns its process id.
    pub fn leave_running(self) -> u32 {
        let id = self.process_id();
        std::mem::forget(self);
        id
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The server binary beside this program, as cargo lays them out.
fn binary() -> Outcome<PathBuf> {
    if let Some(path) = std::env::var_os("FANGXIAN_SERVER_BIN") {
        return Ok(path.into());
    }
    beside("fangxian-server")
}

/// A program built beside this one.
fn beside(name: &str) -> Outcome<PathBuf> {
    let program = std::env::current_exe()?;
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let found = program.ancestors().skip(1).take(3).map(|folder| folder.join(&file));
    let found = found.into_iter().find(|path| path.is_file());
    found.ok_or_else(|| format!("{name} is not built: run `cargo build --bin {name}`").into())
}
