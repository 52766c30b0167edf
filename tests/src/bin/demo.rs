//! `cargo xtask demo`: the five-minute story, with a real centre, real phones and real HTTP.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use fangxian_tests::demo::{self, Language, Stage, Teller};
use fangxian_tests::harness::{Outcome, tables};

/// Tells the story of Wangchuan district and checks every expectation of it.
#[derive(Debug, Parser)]
struct Options {
    /// Language of the story.
    #[arg(long, default_value = "zh")]
    lang: Language,
    /// Print one JSON object for machines instead of the story.
    #[arg(long)]
    json: bool,
    /// Leave the centre running at the end and say how to look at it.
    #[arg(long)]
    keep: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Options::parse()).await {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("demo: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> Outcome<usize> {
    let mut teller = Teller::new(options.lang, options.json);
    let folder = tempfile::Builder::new().prefix("fangxian-demo-").tempdir()?;
    let stage = Stage::set(folder.path(), &tables(), &mut teller).await?;
    demo::tell(&stage, &mut teller).await?;
    let (_, failed) = teller.end();
    if options.json {
        println!("{}", serde_json::to_string_pretty(&teller.to_json())?);
    }
    if options.keep {
        keep(stage, folder.keep(), &teller, options.json);
    }
    Ok(failed)
}

/// Leaves the centre running and says how to look at it and how to end it.
fn keep(stage: Stage, folder: PathBuf, teller: &Teller, quiet: bool) {
    let (address, folder) = (stage.centre.address(), folder.display());
    let process = stage.centre.leave_running();
    let zh = format!(
        "\n中心还在运行:http://{address}/healthz\n数据目录:{folder}\n\
         查看:fangxian-server admin --data {folder}/centre status\n结束:kill {process}"
    );
    let en = format!(
        "\nThe centre is still running: http://{address}/healthz\nData: {folder}\n\
         Look: fangxian-server admin --data {folder}/centre status\nEnd: kill {process}"
    );
    let words = teller.words(&zh, &en);
    if quiet { eprintln!("{words}") } else { println!("{words}") }
}
