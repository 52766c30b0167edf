//! What an operator types.

mod admin;
mod log;
mod qr;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::address::{Network, Proxies};
use crate::serve::{Serve, serve};
use crate::tls::Files;

/// Threads that wait for the drive: one for each turn, and some for files that are read.
const BLOCKING_THREADS_MAX: usize = 64;

/// Fangxian (防线): the centre.
#[derive(Debug, Parser)]
#[command(name = "fangxian-server", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve phones.
    Serve(ServeArgs),
    /// Manage people, phones and the quarantine, also while the centre serves.
    Admin(admin::AdminArgs),
}

#[derive(Debug, clap::Args)]
struct ServeArgs {
    /// The centre's folder; made on the first start.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Where to listen; port 0 takes any free one.
    #[arg(long, default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// What phones call the centre.
    #[arg(long)]
    name: Option<String>,
    /// Where phones reach the centre, such as https://centre.example/; enrolment codes say so.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// PEM file with the TLS certificate chain.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// PEM file with the TLS private key.
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// A TLS proxy stands in front, at this machine or in a private network, and adds to
    /// x-forwarded-for who asks.
    #[arg(long)]
    behind_proxy: bool,
    /// The same for a proxy elsewhere: its address, or a network as 203.0.113.0/24. Give each of
    /// several; no other is believed then.
    #[arg(long, value_name = "ADDRESS")]
    proxy: Vec<Network>,
    /// Where to tell counts (/metrics), on this machine only; nowhere when it is not given.
    #[arg(long, value_name = "ADDRESS")]
    metrics: Option<SocketAddr>,
}

impl ServeArgs {
    fn proxies(&self) -> Option<Proxies> {
        match self.proxy.is_empty() {
            true => self.behind_proxy.then(Proxies::nearby),
            false => Some(Proxies::named(self.proxy.clone())),
        }
    }
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    match Cli::parse().command {
        Command::Serve(args) => run_serve(args),
        Command::Admin(args) => match admin::run(args) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&error),
        },
    }
}

fn run_serve(args: ServeArgs) -> ExitCode {
    log::start();
    let proxies = args.proxies();
    let tls = args.tls_cert.zip(args.tls_key);
    let options = Serve {
        data: args.data,
        listen: args.listen,
        name: args.name,
        public_url: args.public_url,
        tls: tls.map(|(chain, key)| Files { chain, key }),
        proxies,
        metrics: args.metrics,
    };
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = match runtime.enable_all().max_blocking_threads(BLOCKING_THREADS_MAX).build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    match runtime.block_on(serve(options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("{error}");
    ExitCode::FAILURE
}
