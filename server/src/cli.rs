//! What an operator types.

mod admin;
mod log;
mod qr;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::serve::{Serve, serve};

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
    /// A TLS proxy stands in front and sets x-forwarded-for.
    #[arg(long)]
    behind_proxy: bool,
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
    let options = Serve {
        data: args.data,
        listen: args.listen,
        name: args.name,
        public_url: args.public_url,
        tls: args.tls_cert.zip(args.tls_key),
        behind_proxy: args.behind_proxy,
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
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
