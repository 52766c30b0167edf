//! A centre that serves as `fangxian-server` does, by a clock that a file tells: what scenarios
//! promise depends on no date of the machine they are played on.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
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
}

#[tokio::main]
async fn main() -> ExitCode {
    let Options::Serve { data, listen, name, clock } = Options::parse();
    let (name, public_url) = (Some(name), None);
    let options = Serve { data, listen, name, public_url, tls: None, proxies: None, metrics: None };
    match serve_by(options, Arc::new(FileClock::of(&clock))).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
