//! An AAR by hand: a zip of classes, libraries and the rules a shrinking app must follow.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::tools::run;

const MANIFEST: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="fangxian">
    <uses-sdk android:minSdkVersion="26" />
    <uses-permission android:name="android.permission.INTERNET" />
</manifest>
"#;

/// JNA finds its classes and ours by name, from native code.
const CONSUMER_RULES: &str = "\
-keep class com.sun.jna.** { *; }
-keep class * extends com.sun.jna.** { *; }
-keep class fangxian.* { *; }
-dontwarn java.awt.**
";

/// Packs `classes` and the libraries in `abis` (one folder for each ABI) into `aar`.
pub(super) fn pack(staging: &Path, classes: &Path, abis: &Path, aar: &Path) -> Result<(), String> {
    let at = |error: std::io::Error| format!("{}: {error}", staging.display());
    let _ = fs::remove_dir_all(staging);
    fs::create_dir_all(staging).map_err(at)?;
    fs::write(staging.join("AndroidManifest.xml"), MANIFEST).map_err(at)?;
    fs::write(staging.join("proguard.txt"), CONSUMER_RULES).map_err(at)?;
    fs::write(staging.join("R.txt"), "").map_err(at)?;
    fs::copy(classes, staging.join("classes.jar")).map_err(at)?;
    for abi in fs::read_dir(abis).map_err(|error| format!("{}: {error}", abis.display()))? {
        let abi = abi.map_err(at)?;
        let into = staging.join("jni").join(abi.file_name());
        fs::create_dir_all(&into).map_err(at)?;
        for library in fs::read_dir(abi.path()).map_err(at)? {
            let library = library.map_err(at)?;
            fs::copy(library.path(), into.join(library.file_name())).map_err(at)?;
        }
    }
    run(Command::new("jar").args(["cMf"]).arg(aar).arg("-C").arg(staging).arg("."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::tools::answers;

    #[test]
    fn an_aar_holds_classes_libraries_and_rules() {
        if !answers("jar", "--version") {
            eprintln!("skipped: no JDK here");
            return;
        }
        let folder = std::env::temp_dir().join(format!("fangxian-aar-{}", std::process::id()));
        let abis = folder.join("abis");
        for abi in ["arm64-v8a", "x86_64"] {
            fs::create_dir_all(abis.join(abi)).unwrap();
            fs::write(abis.join(abi).join("libfangxian_bindings.so"), "a library").unwrap();
        }
        fs::write(folder.join("classes.jar"), "classes").unwrap();
        let aar = folder.join("fangxian.aar");
        pack(&folder.join("staging"), &folder.join("classes.jar"), &abis, &aar).unwrap();
        let listed = Command::new("jar").arg("tf").arg(&aar).output().unwrap();
        let listed = String::from_utf8(listed.stdout).unwrap();
        for file in [
            "AndroidManifest.xml",
            "R.txt",
            "classes.jar",
            "jni/arm64-v8a/libfangxian_bindings.so",
            "jni/x86_64/libfangxian_bindings.so",
            "proguard.txt",
        ] {
            assert!(listed.lines().any(|line| line == file), "{file} is missing in {listed}");
        }
        fs::remove_dir_all(folder).unwrap();
    }
}
