//! The Kotlin compiler with its Compose plugin: one module at a time, again only when something it
//! is made of changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::libraries::{Libraries, entries, hash};
use crate::bindings::tools::run;

/// A module of the app: folders of sources, and what they may see.
pub(super) struct Module<'a> {
    pub(super) name: &'a str,
    pub(super) sources: Vec<PathBuf>,
    /// Other modules it sees.
    pub(super) sees: Vec<&'a Compiled>,
    /// Jars it sees.
    pub(super) jars: Vec<PathBuf>,
    /// The module whose tests these are: tests see what is internal there.
    pub(super) tests_of: Option<&'a Compiled>,
}

/// A module that was compiled.
pub(super) struct Compiled {
    pub(super) classes: PathBuf,
    stamp: u64,
}

/// Compiles modules into one folder.
pub(super) struct Compiler {
    jars: Vec<PathBuf>,
    plugin: PathBuf,
    out: PathBuf,
}

impl Compiler {
    pub(super) fn new(libraries: &Libraries, out: PathBuf) -> Result<Self, String> {
        let jars = libraries.compiler()?;
        let is_plugin = |jar: &&PathBuf| jar.to_string_lossy().contains("compose-compiler-plugin");
        let plugin = jars.iter().find(is_plugin).cloned();
        let plugin = plugin.ok_or("the Compose compiler plugin was not fetched")?;
        Ok(Self { jars, plugin, out })
    }

    /// Compiles a module, unless its classes are of the same sources.
    pub(super) fn compile(&self, module: &Module) -> Result<Compiled, String> {
        let mut files = Vec::new();
        for folder in &module.sources {
            sources(folder, &mut files)?;
        }
        let texts: Result<Vec<String>, String> = files.iter().map(|file| read(file)).collect();
        let seen: Vec<u64> = module.sees.iter().map(|seen| seen.stamp).collect();
        let stamp = hash(&(&files, texts?, seen, &module.jars, &self.jars));
        let classes = self.out.join(module.name);
        let stamped = self.out.join(format!("{}.stamp", module.name));
        let compiled = Compiled { classes, stamp };
        if fs::read_to_string(&stamped).is_ok_and(|found| found == stamp.to_string()) {
            return Ok(compiled);
        }
        println!("  compiling {} ({} files)", module.name, files.len());
        let _ = fs::remove_dir_all(&compiled.classes);
        run(self.command(module, &compiled.classes).args(&files))?;
        let written = fs::write(&stamped, stamp.to_string());
        written.map_err(|error| format!("{}: {error}", stamped.display()))?;
        Ok(compiled)
    }

    fn command(&self, module: &Module, classes: &Path) -> Command {
        let seen = module.sees.iter().map(|seen| seen.classes.clone());
        let path = class_path(seen.chain(module.jars.iter().cloned()));
        let mut java = Command::new("java");
        java.args(["-Xmx2g", "-cp"]).arg(class_path(self.jars.iter().cloned()));
        java.arg("org.jetbrains.kotlin.cli.jvm.K2JVMCompiler");
        java.args(["-no-stdlib", "-no-reflect", "-jvm-target", "17", "-module-name", module.name]);
        // The plugin refuses modules that cannot see Compose.
        if path.contains("androidx.compose.runtime") {
            java.arg(format!("-Xplugin={}", self.plugin.display()));
        }
        if let Some(tested) = module.tests_of {
            java.arg(format!("-Xfriend-paths={}", tested.classes.display()));
        }
        java.arg("-cp").arg(path).arg("-d").arg(classes);
        java
    }
}

/// Paths as Java takes them.
pub(super) fn class_path(paths: impl Iterator<Item = PathBuf>) -> String {
    let separator = if cfg!(windows) { ";" } else { ":" };
    let paths: Vec<String> = paths.map(|path| path.display().to_string()).collect();
    paths.join(separator)
}

/// Every Kotlin file below a folder.
pub(super) fn sources(folder: &Path, into: &mut Vec<PathBuf>) -> Result<(), String> {
    for path in entries(folder)? {
        if path.is_dir() {
            sources(&path, into)?;
        } else if path.extension().is_some_and(|ending| ending == "kt") {
            into.push(path);
        }
    }
    Ok(())
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}
