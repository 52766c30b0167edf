//! The library, the centre beside it, and the sources made from the library.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::tools::run;
use crate::repository;

/// What was built: programs and the unstripped library, in one folder.
pub(super) struct Built {
    pub(super) folder: PathBuf,
}

/// A language sources are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Kotlin,
    Swift,
}

impl Built {
    /// The library as the system calls it.
    pub(super) fn library(&self) -> PathBuf {
        let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
        self.folder.join(format!("{prefix}fangxian_bindings{suffix}"))
    }

    /// A program.
    pub(super) fn program(&self, name: &str) -> PathBuf {
        repository::program(&self.folder, name)
    }

    /// Makes the sources of a language.
    pub(super) fn generate(&self, language: Language) -> Result<(), String> {
        let bindings = repository::root().join("bindings");
        match language {
            Language::Kotlin => {
                let mut command = Command::new(self.program("fangxian-bindgen"));
                command.current_dir(repository::root());
                command.args(["generate", "--language", "kotlin", "--no-format", "--out-dir"]);
                let generated = bindings.join("kotlin/generated");
                run(command.arg(&generated).arg(self.library()))?;
                self.kinds("kotlin", &generated.join("fangxian/Kinds.kt"))
            }
            Language::Swift => {
                let sources = bindings.join("swift/Sources");
                let generated = sources.join("Fangxian/Generated");
                self.swift(&["--swift-sources"], &generated)?;
                show_the_checks(&generated.join("Fangxian.swift"))?;
                self.kinds("swift", &generated.join("Kinds.swift"))?;
                let module = ["--module-name", "FangxianFFI"];
                let map = ["--modulemap-filename", "module.modulemap"];
                let headers = [&["--headers", "--modulemap"], &module[..], &map[..]].concat();
                self.swift(&headers, &sources.join("FangxianFFI"))
            }
        }
    }

    /// What the skin of a language says for each kind of record and each word.
    fn kinds(&self, language: &str, into: &Path) -> Result<(), String> {
        let mut command = Command::new(self.program("fangxian-bindgen-kinds"));
        run(command.current_dir(repository::root()).arg(language).arg(self.library()).arg(into))
    }

    /// Swift's sources and headers; `what` says which.
    pub(super) fn swift(&self, what: &[&str], into: &Path) -> Result<(), String> {
        fs::create_dir_all(into).map_err(|error| format!("{}: {error}", into.display()))?;
        let mut command = Command::new(self.program("fangxian-bindgen-swift"));
        run(command.current_dir(repository::root()).args(what).arg(self.library()).arg(into))
    }
}

/// Lets the skin see what the generated source found out about the library. By itself it would end
/// the app; the skin throws.
fn show_the_checks(generated: &Path) -> Result<(), String> {
    let at = |error: std::io::Error| format!("{}: {error}", generated.display());
    let mut text = fs::read_to_string(generated).map_err(at)?;
    for hidden in ["enum InitializationResult {", "let initializationResult: "] {
        let private = format!("\nprivate {hidden}");
        if text.matches(&private).count() != 1 {
            return Err(format!("{}: expected one `{}`", generated.display(), private.trim()));
        }
        text = text.replace(&private, &format!("\n{hidden}"));
    }
    fs::write(generated, text).map_err(at)
}

/// Builds everything the suites need. The library stays unstripped: sources are read out of it.
pub(super) fn build() -> Result<Built, String> {
    // All of it, with the features the tests of the workspace have: else much is built twice.
    run(repository::cargo().args(["build", "--quiet", "--workspace", "--lib", "--bins"]))?;
    Ok(Built { folder: repository::built("debug")? })
}

/// Makes the sources of the languages that compile them.
pub(super) fn generate_all() -> Result<(), String> {
    let built = build()?;
    for language in [Language::Kotlin, Language::Swift] {
        built.generate(language)?;
    }
    println!("bindings/kotlin/generated, bindings/swift/Sources; Python's come with its wheel");
    Ok(())
}
