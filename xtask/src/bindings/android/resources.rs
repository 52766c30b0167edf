//! The app's resources and those of its libraries: compiled and linked by `aapt2`, and the `R`
//! classes that name them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::libraries::{Libraries, entries};
use crate::bindings::tools::run;
use crate::repository;

/// The app's id, as its Gradle file has it.
const APP: &str = "fangxian.demo";

/// What became of the resources.
pub(super) struct Resources {
    /// The linked resources.
    archive: PathBuf,
    /// The manifest as the tests see it.
    manifest: PathBuf,
    /// The `R` classes, and what Robolectric must know.
    pub(super) classes: PathBuf,
}

impl Resources {
    /// Compiles and links them into `out`.
    pub(super) fn link(libraries: &Libraries, out: &Path) -> Result<Self, String> {
        let out = out.join("resources");
        let _ = fs::remove_dir_all(&out);
        let made = Self {
            archive: out.join("resources.ap_"),
            manifest: out.join("AndroidManifest.xml"),
            classes: out.join("classes"),
        };
        let at = |error: std::io::Error| format!("{}: {error}", out.display());
        fs::create_dir_all(&made.classes).map_err(at)?;
        let main = repository::root().join("android-demo/app/src/main");
        let manifest = fs::read_to_string(main.join("AndroidManifest.xml")).map_err(at)?;
        fs::write(&made.manifest, merged(&manifest)).map_err(at)?;

        let aars = libraries.aars()?;
        let mut compiled = Vec::new();
        for res in aars.iter().map(|aar| aar.join("res")).filter(|res| res.is_dir()) {
            compiled.push(compile_once(&res)?);
        }
        let own = out.join("app.zip");
        compile(&main.join("res"), &own)?;
        compiled.push(own);
        let mut link = Command::new("aapt2");
        link.arg("link").arg("-o").arg(&made.archive);
        link.arg("-I").arg(libraries.platform()?).arg("--manifest").arg(&made.manifest);
        link.arg("--java").arg(out.join("r")).args(["--auto-add-overlay", "--non-final-ids"]);
        link.args(["--min-sdk-version", "26", "--target-sdk-version", "34"]);
        link.args(["--extra-packages", &packages(&aars)?.join(":")]);
        quietly(link.args(compiled.iter().flat_map(|flat| [Path::new("-R"), flat])))?;
        let mut classes = Vec::new();
        java_files(&out.join("r"), &mut classes)?;
        run(Command::new("javac").args(["-nowarn", "-d"]).arg(&made.classes).args(classes))?;
        made.describe()?;
        Ok(made)
    }

    /// Tells Robolectric, which looks on the class path, where the app lies.
    fn describe(&self) -> Result<(), String> {
        let folder = self.classes.join("com/android/tools");
        let (manifest, archive) = (self.manifest.display(), self.archive.display());
        let text = format!(
            "android_merged_manifest={manifest}\nandroid_resource_apk={archive}\n\
             android_custom_package={APP}\n"
        );
        let written = fs::create_dir_all(&folder)
            .and_then(|()| fs::write(folder.join("test_config.properties"), text));
        written.map_err(|error| format!("{}: {error}", folder.display()))
    }
}

/// The compiled resources of a library, beside them: made once, as libraries do not change.
fn compile_once(res: &Path) -> Result<PathBuf, String> {
    let flat = res.with_file_name("flat.zip");
    if !flat.is_file() {
        let half = res.with_file_name("half.zip");
        compile(res, &half)?;
        fs::rename(&half, &flat).map_err(|error| format!("{}: {error}", flat.display()))?;
    }
    Ok(flat)
}

fn compile(res: &Path, into: &Path) -> Result<(), String> {
    quietly(Command::new("aapt2").args(["compile", "--dir"]).arg(res).arg("-o").arg(into))
}

/// Runs `aapt2`; what it says matters only when it fails, as it warns of every newer chunk.
fn quietly(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("aapt2: {error}"))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(format!("aapt2: {}", String::from_utf8_lossy(&output.stderr))),
    }
}

/// The manifest as Gradle would merge it, as far as the tests need: the app's id put in, and the
/// activity that tests of single screens run in. Debian's `aapt2` is too old to know `queries`.
fn merged(manifest: &str) -> String {
    let (before, rest) = manifest.split_once("<queries>").unwrap_or((manifest, ""));
    let after = rest.split_once("</queries>").map_or(rest, |(_, after)| after);
    let named = format!("<manifest package=\"{APP}\"");
    let activity = "<activity android:name=\"androidx.activity.ComponentActivity\" \
                    android:exported=\"true\" />\n    </application>";
    [before, after]
        .concat()
        .replacen("<manifest", &named, 1)
        .replace("${applicationId}", APP)
        .replace("</application>", activity)
}

/// The packages of the libraries: each wants an `R` of its own.
fn packages(aars: &[PathBuf]) -> Result<Vec<String>, String> {
    let mut packages = Vec::new();
    for aar in aars {
        let path = aar.join("AndroidManifest.xml");
        let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let after = text.split_once("package=\"").map(|(_, after)| after);
        let package = after.and_then(|after| after.split('"').next());
        packages.extend(package.map(str::to_owned));
    }
    packages.sort();
    packages.dedup();
    Ok(packages)
}

fn java_files(folder: &Path, into: &mut Vec<PathBuf>) -> Result<(), String> {
    for path in entries(folder)? {
        match path.is_dir() {
            true => java_files(&path, into)?,
            false => into.push(path),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_gets_the_id_and_an_activity_for_tests() {
        let queries = "<queries><intent /></queries>";
        let given = format!(
            "<manifest a=\"${{applicationId}}.files\">{queries}<application></application>"
        );
        let made = merged(&given);
        assert!(!made.contains("intent"), "{made}");
        assert!(made.starts_with("<manifest package=\"fangxian.demo\""), "{made}");
        assert!(made.contains("a=\"fangxian.demo.files\""), "{made}");
        assert!(made.contains("androidx.activity.ComponentActivity"), "{made}");
    }
}
