//! A centre that serves as `fangxian-server` does, by a clock that a file tells: what scenarios
//! promise depends on no date of the machine they are played on.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use fangxian::clock::Clock as _;
use fangxian_protocol::id::PersonId;
use fangxian_server::registry::Registry;
use fangxian_server::serve::{Serve, serve_by};
use fangxian_tests::harness::FileClock;

/// A centre by a clock of its own.
#[derive(Debug, Parser)]
enum Options {
    /// Serve phones.
    Serve {
        /// The centre's folder.
        #[arg(long)]
        data: PathBuf,
        /// Where to listen.
        #[arg(long)]
        listen: SocketAddr,
        /// What phones call the centre.
        #[arg(long)]
        name: String,
        /// The file that tells the time.
        #[arg(long)]
        clock: PathBuf,
    },
    /// A one-time code for a person's phone, good for ten minutes of that clock.
    Code {
        /// The centre's folder.
        #[arg(long)]
        data: PathBuf,
        /// Whose phone.
        #[arg(long)]
        person: PersonId,
        /// The file that tells the time.
        #[arg(long)]
        clock: PathBuf,
    },
}

const CODE_MS: i64 = 10 * 60_000;

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Options::parse() {
        Options::Serve { data, listen, name, clock } => {
            let (tls, proxies, metrics) = (None, None, None);
            let (name, public_url) = (Some(name), None);
            let options = Serve { data, listen, name, public_url, tls, proxies, metrics };
            let clock = Arc::new(FileClock::of(&clock));
            serve_by(options, clock).await.map_err(|error| error.to_string())
        }
        Options::Code { data, person, clock } => code(&data, &person, &FileClock::of(&clock)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn code(data: &Path, person: &PersonId, clock: &FileClock) -> Result<(), String> {
    let registry = Registry::open(data).map_err(|error| error.to_string())?;
    let code = registry.issue_code(person, clock.now_ms() + CODE_MS);
    let code = code.map_err(|error| error.to_string())?.ok_or("the person holds no post")?;
    println!("{code}");
    Ok(())
}
