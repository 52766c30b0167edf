//! What the demo app is compiled against, fetched once by Maven: androidx, the Kotlin compiler, and
//! Android itself as Robolectric has it.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bindings::tools::{self, run};
use crate::repository;

/// Names every artifact and its version.
const LIST: &str = "android-demo/offline/pom.xml";

/// Robolectric looks for its newest Android at start, though every test runs on 14: a file of that
/// name must be there.
const NEWEST: &str = "android-all-instrumented-15-robolectric-12650502-i7.jar";

/// The folders Maven filled.
pub(super) struct Libraries {
    folder: PathBuf,
}

impl Libraries {
    /// Fetches them unless they are there.
    pub(super) fn fetch() -> Result<Self, String> {
        let list = repository::root().join(LIST);
        let text = fs::read_to_string(&list).map_err(|error| format!("{LIST}: {error}"))?;
        let folder = tools::folder()?.join(format!("android-{:016x}", hash(&text)));
        let libraries = Self { folder };
        if libraries.ready().is_file() {
            return Ok(libraries);
        }
        let whole = libraries.folder.display();
        println!("  fetching the Android libraries into {whole} (about 600 MB, once)");
        let _ = fs::remove_dir_all(&libraries.folder);
        let mut maven = Command::new("mvn");
        maven.args(["--batch-mode", "--no-transfer-progress", "--quiet", "--file"]).arg(list);
        run(maven.arg(format!("-Dlibraries={whole}")).arg("initialize"))?;
        libraries.name_for_robolectric()?;
        libraries.unpack()?;
        fs::write(libraries.ready(), "").map_err(|error| format!("{whole}: {error}"))?;
        Ok(libraries)
    }

    /// The jars the app ships, those in its AARs among them.
    pub(super) fn app(&self) -> Result<Vec<PathBuf>, String> {
        jars(&self.folder.join("app"))
    }

    /// The jars only its tests need.
    pub(super) fn tests(&self) -> Result<Vec<PathBuf>, String> {
        jars(&self.folder.join("tests"))
    }

    /// The Kotlin compiler and what it runs on.
    pub(super) fn compiler(&self) -> Result<Vec<PathBuf>, String> {
        jars(&self.folder.join("compiler"))
    }

    /// Android's classes, to compile against.
    pub(super) fn platform(&self) -> Result<PathBuf, String> {
        let found = jars(&self.folder.join("platform"))?;
        found.into_iter().next().ok_or_else(|| "Android's classes were not fetched".into())
    }

    /// Where Robolectric finds the Android it runs on.
    pub(super) fn runtime(&self) -> PathBuf {
        self.folder.join("runtime")
    }

    /// Every AAR, unpacked.
    pub(super) fn aars(&self) -> Result<Vec<PathBuf>, String> {
        let mut found = Vec::new();
        for folder in [self.folder.join("app"), self.folder.join("tests")] {
            found.extend(entries(&folder)?.into_iter().filter(|path| path.is_dir()));
        }
        Ok(found)
    }

    fn ready(&self) -> PathBuf {
        self.folder.join("ready")
    }

    /// Robolectric expects the plain name, without the group before it.
    fn name_for_robolectric(&self) -> Result<(), String> {
        for path in entries(&self.runtime())? {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let plain = self.runtime().join(name.trim_start_matches("org.robolectric."));
            let newest = self.runtime().join(NEWEST);
            let named = fs::rename(&path, &plain).and_then(|()| fs::hard_link(&plain, &newest));
            named.map_err(|error| format!("{}: {error}", plain.display()))?;
        }
        Ok(())
    }

    /// Unpacks each AAR beside itself, into a folder of its name.
    fn unpack(&self) -> Result<(), String> {
        for folder in [self.folder.join("app"), self.folder.join("tests")] {
            for aar in entries(&folder)? {
                if aar.extension().is_none_or(|ending| ending != "aar") {
                    continue;
                }
                let into = aar.with_extension("");
                fs::create_dir_all(&into)
                    .map_err(|error| format!("{}: {error}", into.display()))?;
                run(Command::new("jar").current_dir(&into).arg("xf").arg(&aar))?;
                fs::remove_file(&aar).map_err(|error| format!("{}: {error}", aar.display()))?;
            }
        }
        Ok(())
    }
}

/// The same text has the same hash on this machine.
pub(super) fn hash(text: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// What lies in a folder, in order.
pub(super) fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let at = |error: std::io::Error| format!("{}: {error}", folder.display());
    let listed: Result<Vec<_>, _> = fs::read_dir(folder).map_err(at)?.collect();
    let mut paths: Vec<PathBuf> = listed.map_err(at)?.iter().map(fs::DirEntry::path).collect();
    paths.sort();
    Ok(paths)
}

/// Every jar in a folder, those in unpacked AARs among them.
fn jars(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    for path in entries(folder)? {
        if path.is_dir() {
            let inner = path.join("libs");
            found.extend(Some(path.join("classes.jar")).filter(|jar| jar.is_file()));
            found.extend(if inner.is_dir() { entries(&inner)? } else { Vec::new() });
        } else if path.extension().is_some_and(|ending| ending == "jar") {
            found.push(path);
        }
    }
    Ok(found)
}
