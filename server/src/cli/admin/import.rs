//! `admin import`: what came of it, and every line that is wrong.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use fangxian::domain::text::printable;

use super::Failure;
use crate::import::{Files, ImportError, Imported, Stage, examine, import_telling};
use crate::registry::{Registry, Roster, has_centre};

/// At most this many wrong lines are shown, unless all are asked for.
const FAULTS_SHOWN_MAX: usize = 50;

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// 区划代码, 网格号, 名称, 替代区划, 生效日期 (division, grid, name, replaces, from).
    #[arg(long, value_name = "FILE")]
    units: Option<PathBuf>,
    /// 人员编号, 姓名, 电话 (person, name, phone).
    #[arg(long, value_name = "FILE")]
    people: Option<PathBuf>,
    /// 人员编号, 角色, 管辖范围, 职务, 已结束 (person, role, scope, title, ended).
    #[arg(long, value_name = "FILE")]
    posts: Option<PathBuf>,
    /// 只检查:列出每一处不对和会改什么,什么也不写。 Only check: list every bad line and what would
    /// change; write nothing.
    #[arg(long)]
    dry_run: bool,
}

/// Imports the files, or only says what that would do.
pub(super) fn run(data: &Path, args: ImportArgs) -> Result<(), Failure> {
    let ImportArgs { units, people, posts, dry_run } = args;
    let files = Files { units, people, posts };
    if files.units.is_none() && files.people.is_none() && files.posts.is_none() {
        return Err("请至少给一张表。\ngive --units, --people or --posts".into());
    }
    let mut progress = Progress::default();
    let mut tell = |stage, done, all| progress.show(stage, done, all);
    let is_new = !has_centre(data);
    let done = match (dry_run, is_new) {
        (true, true) => examine(&Roster::default(), &files, &mut tell),
        (true, false) => {
            let registry = Registry::open_existing(data)?;
            examine(registry.roster()?.as_ref(), &files, &mut tell)
        }
        (false, _) => {
            // A wrong table founds no centre in what may be a wrong folder.
            if is_new {
                examine(&Roster::default(), &files, &mut tell).map_err(|e| fail(e, false))?;
            }
            let registry = Registry::open(data)?;
            if is_new {
                println!("新建了一个中心:{0}\nfounded a new centre in {0}", data.display());
            }
            import_telling(&registry, &files, &mut tell)
        }
    };
    progress.end();
    let done = done.map_err(|error| fail(error, dry_run))?;
    report(&files, &done);
    if dry_run {
        println!("只检查,什么也没有写。\nonly checked; nothing was written");
    }
    Ok(())
}

/// Shows what is wrong with the files.
fn fail(error: ImportError, all: bool) -> Failure {
    if let ImportError::Faults(faults) = &error {
        let shown = if all { faults.len() } else { FAULTS_SHOWN_MAX };
        for fault in faults.iter().take(shown) {
            // What a table holds must not move the cursor of whoever imports it.
            fault.to_string().lines().for_each(|line| eprintln!("{}", printable(line)));
        }
        let more = faults.len().saturating_sub(shown);
        if more > 0 {
            eprintln!(
                "还有 {more} 处;加 --dry-run 全部列出。\n{more} more; --dry-run lists them all"
            );
        }
    }
    error.into()
}

fn report(files: &Files, done: &Imported) {
    let tables = [
        (&files.units, "单位", "units", done.units, 0),
        (&files.people, "人员", "people", done.people, done.erased),
        (&files.posts, "岗位", "posts", done.posts, 0),
    ];
    for (file, zh, en, (new, changed, same), erased) in tables {
        if file.is_some() {
            let rows = new + changed + same + erased;
            println!(
                "{zh} {en}: {rows} 行 rows = {new} 新增 new + {changed} 改动 changed + {same} 照旧 \
                 as before{}",
                if erased > 0 { format!(" + {erased} 已抹去 erased") } else { String::new() }
            );
        }
    }
    if done.unnamed > 0 {
        println!(
            "有 {0} 个岗位不在表里,保持原样;要结束的,在“已结束”一列填“是”。\n\
             {0} posts are not in the file and were left as they are; write 是 in column 已结束 to \
             end one",
            done.unnamed
        );
    }
    if done.certificates > 0 {
        println!(
            "{0} 部手机的岗位变了,下次同步生效。\n{0} devices get a certificate with the new posts",
            done.certificates
        );
    }
}

/// One line on a terminal that says how far a long import is.
#[derive(Default)]
struct Progress {
    said: Option<(Stage, u64)>,
}

impl Progress {
    fn show(&mut self, stage: Stage, done: u64, all: u64) {
        let percent = done.saturating_mul(100) / all.max(1);
        if all < 1_000 || self.said == Some((stage, percent)) || !std::io::stderr().is_terminal() {
            return;
        }
        self.said = Some((stage, percent));
        let (zh, en) = match stage {
            Stage::Reading => ("读表", "reading"),
            Stage::Checking => ("检查", "checking"),
            Stage::Signing => ("签发证书", "signing"),
            Stage::Writing => ("写入", "writing"),
        };
        eprint!("\r{zh} {en} {percent:3}% / {all} 行 rows      ");
        std::io::stderr().flush().ok();
    }

    fn end(&self) {
        if self.said.is_some() {
            eprintln!();
        }
    }
}
