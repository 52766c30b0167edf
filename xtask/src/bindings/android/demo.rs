//! The demo app: its modules compiled in the order Gradle would, its tests run on the JVM with the
//! real library, a real centre, and Android's own code under Robolectric.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::kotlinc::{Compiled, Compiler, Module, class_path, sources};
use super::libraries::Libraries;
use super::resources::Resources;
use crate::bindings::build::{Built, Language, build};
use crate::bindings::tally::{Tally, counted, number_after};
use crate::bindings::tools;
use crate::repository;

const PROGRAMS: [(&str, &str); 3] =
    [("javac", "-version"), ("mvn", "--version"), ("aapt2", "version")];
const PACKAGES: [&str; 3] = ["default-jdk-headless", "maven", "aapt"];

/// The tests that take pictures: of every screen, and of the app with a real ledger.
const SCREENSHOTS: [&str; 2] = ["fangxian.demo.ScreenshotsTest", "fangxian.demo.AppTest"];

/// Compiles every module of the app and runs every test.
pub(crate) fn test(tally: &mut Tally) -> Result<(), String> {
    let demo = Demo::compile()?;
    let classes = demo.test_classes()?;
    let shots = demo.out.join("screenshots");
    counted(demo.junit(&shots).args(classes), tally, count)
}

/// Writes a picture of every screen.
pub(super) fn screenshots() -> Result<(), String> {
    let demo = Demo::compile()?;
    let shots = repository::root().join("android-demo/screenshots");
    let _ = fs::remove_dir_all(&shots);
    counted(demo.junit(&shots).args(SCREENSHOTS), &mut Tally::default(), count)?;
    println!("{}", shots.display());
    Ok(())
}

/// JUnit's last line: `OK (12 tests)`, or how many ran and failed.
fn count(line: &str) -> Option<Tally> {
    if let Some(passed) = line.strip_prefix("OK (") {
        return Some(Tally { passed: number_after(passed, "")?, failed: 0 });
    }
    let ran = number_after(line, "Tests run:")?;
    let failed = number_after(line, "Failures:")?;
    Some(Tally { passed: ran.saturating_sub(failed), failed })
}

/// The app, compiled.
struct Demo {
    libraries: Libraries,
    resources: Resources,
    built: Built,
    out: PathBuf,
    classes: Vec<PathBuf>,
}

impl Demo {
    fn compile() -> Result<Self, String> {
        let needed = tools::require(&PROGRAMS, &PACKAGES);
        needed.map_err(|error| format!("the demo app cannot be compiled here: {error}"))?;
        let libraries = Libraries::fetch()?;
        let built = build()?;
        built.generate(Language::Kotlin)?;
        let out = built.folder.join("android-demo");
        let resources = Resources::link(&libraries, &out)?;
        let compiler = Compiler::new(&libraries, out.clone())?;
        let classes = modules(&compiler, &libraries, &resources)?;
        Ok(Self { libraries, resources, built, out, classes })
    }

    /// JUnit on everything; pictures go to `shots`.
    fn junit(&self, shots: &Path) -> Command {
        let mut java = Command::new("java");
        java.current_dir(repository::root().join("android-demo"));
        java.env("FANGXIAN_SERVER_BIN", self.built.program("fangxian-server"));
        java.args(["-Xmx2g", "-Dfile.encoding=UTF-8", "-Duser.timezone=Asia/Shanghai"]);
        java.args(["--add-opens", "java.base/java.lang=ALL-UNNAMED"]);
        java.args(["--add-opens", "java.base/java.util=ALL-UNNAMED"]);
        java.arg("-Drobolectric.offline=true");
        java.arg("-Drobolectric.pixelCopyRenderMode=hardware");
        let runtime = self.libraries.runtime();
        java.arg(format!("-Drobolectric.dependency.dir={}", runtime.display()));
        java.arg(format!("-Djna.library.path={}", self.built.folder.display()));
        java.arg(format!("-Dfangxian.screenshots={}", shots.display()));
        java.arg("-cp").arg(self.class_path()).arg("org.junit.runner.JUnitCore");
        java
    }

    /// Everything; Android's plain classes come last, or they hide Robolectric's.
    fn class_path(&self) -> String {
        let own = [self.resources.classes.clone()];
        let jars = [self.libraries.app(), self.libraries.tests()];
        let jars = jars.into_iter().flatten().flatten();
        let platform = self.libraries.platform().into_iter();
        class_path(self.classes.iter().cloned().chain(own).chain(jars).chain(platform))
    }

    /// Every class whose file is called a test.
    fn test_classes(&self) -> Result<Vec<String>, String> {
        let mut found = Vec::new();
        for module in ["models", "data", "app"] {
            let folder = folder(module, "test");
            let mut files = Vec::new();
            sources(&folder, &mut files)?;
            let within = files.iter().filter_map(|file| file.strip_prefix(&folder).ok());
            let classes = within.map(|file| file.with_extension("").display().to_string());
            let tests = classes.filter(|class| class.ends_with("Test"));
            found.extend(tests.map(|class| class.replace(std::path::MAIN_SEPARATOR, ".")));
        }
        Ok(found)
    }
}

/// Where a module keeps its sources.
fn folder(module: &str, set: &str) -> PathBuf {
    repository::root().join(format!("android-demo/{module}/src/{set}/kotlin"))
}

/// Compiles the modules. What one may see is what its Gradle file gives it: the screens cannot name
/// the bindings, and the models cannot name Android.
fn modules(
    compiler: &Compiler,
    libraries: &Libraries,
    resources: &Resources,
) -> Result<Vec<PathBuf>, String> {
    let jars = libraries.app()?;
    let named = |names: &[&str]| -> Vec<PathBuf> {
        let has = |jar: &&PathBuf| names.iter().any(|name| jar.to_string_lossy().contains(name));
        jars.iter().filter(has).cloned().collect()
    };
    let plain = named(&["kotlin-stdlib", "kotlinx-coroutines-core", "zxing", "annotations-23"]);
    let bindings = repository::root().join("bindings/kotlin");
    let skin = compiler.compile(&Module {
        name: "skin",
        sources: vec![bindings.join("src/main/kotlin"), bindings.join("generated")],
        sees: vec![],
        jars: [plain.clone(), named(&["net.java.dev.jna"])].concat(),
        tests_of: None,
    })?;
    let models = compiler.compile(&Module {
        name: "models",
        sources: vec![folder("models", "main")],
        sees: vec![],
        jars: plain.clone(),
        tests_of: None,
    })?;
    let data = compiler.compile(&Module {
        name: "data",
        sources: vec![folder("data", "main")],
        sees: vec![&models, &skin],
        jars: plain,
        tests_of: None,
    })?;
    let mut android = vec![resources.classes.clone()];
    android.extend(jars.iter().cloned());
    android.push(libraries.platform()?);
    let app = compiler.compile(&Module {
        name: "app",
        sources: vec![folder("app", "main")],
        sees: vec![&models, &data],
        jars: android.clone(),
        tests_of: None,
    })?;
    let parts = Parts { skin, models, data, app };
    let tests = tests(compiler, libraries, &parts, &android)?;
    let Parts { skin, models, data, app } = parts;
    let all = tests.into_iter().chain([app, data, models, skin]);
    Ok(all.map(|compiled| compiled.classes).collect())
}

struct Parts {
    skin: Compiled,
    models: Compiled,
    data: Compiled,
    app: Compiled,
}

/// Compiles the tests of each module.
fn tests(
    compiler: &Compiler,
    libraries: &Libraries,
    parts: &Parts,
    android: &[PathBuf],
) -> Result<[Compiled; 3], String> {
    let Parts { skin, models, data, app } = parts;
    let jars = [&libraries.tests()?, android].concat();
    let of_models = compiler.compile(&Module {
        name: "models-test",
        sources: vec![folder("models", "test")],
        sees: vec![models],
        jars: jars.clone(),
        tests_of: Some(models),
    })?;
    let centre = repository::root().join("bindings/kotlin/src/centre/kotlin");
    let of_data = compiler.compile(&Module {
        name: "data-test",
        sources: vec![folder("data", "test"), centre],
        sees: vec![data, models, skin],
        jars: jars.clone(),
        tests_of: Some(data),
    })?;
    let of_app = compiler.compile(&Module {
        name: "app-test",
        sources: vec![folder("app", "test")],
        sees: vec![app, data, models, &of_data, skin],
        jars,
        tests_of: Some(app),
    })?;
    Ok([of_models, of_data, of_app])
}

#[cfg(test)]
mod tests_of_counting {
    use super::*;

    #[test]
    fn junits_last_line_is_counted() {
        assert_eq!(count("OK (12 tests)"), Some(Tally { passed: 12, failed: 0 }));
        let failed = Some(Tally { passed: 10, failed: 2 });
        assert_eq!(count("Tests run: 12,  Failures: 2"), failed);
        assert_eq!(count("Time: 12.5"), None);
    }
}
