//! The code in the guides, taken out of them so that it is compiled and run as it stands.

use std::fs;
use std::path::{Path, PathBuf};

use super::build::Built;
use crate::repository;

/// The guide whose code is compiled, in both languages: the code in them is the same.
const GUIDE: [&str; 2] = ["docs/embedding.md", "docs/embedding.zh-CN.md"];
/// The page with the quickstarts, which are run.
const QUICKSTARTS: &str = "README.md";

/// Writes Python's quickstart and snippets; where.
pub(super) fn python(built: &Built) -> Result<PathBuf, String> {
    let folder = fresh(&built.folder.join("snippets-python"))?;
    write(&folder.join("quickstart.py"), &quickstart("python")?)?;
    for (number, code) in guide("python")?.iter().enumerate() {
        write(&folder.join(format!("guide_{number}.py")), code)?;
    }
    Ok(folder)
}

/// Writes Kotlin's quickstart and snippets where the skin's tests are compiled. Each lies in a
/// package of its own, so that they do not meet.
pub(super) fn kotlin() -> Result<(), String> {
    let folder = fresh(&repository::root().join("bindings/kotlin/snippets"))?;
    let packaged = |name: &str, code: &str| {
        write(&folder.join(format!("{name}.kt")), &format!("package snippets.{name}\n\n{code}"))
    };
    packaged("quickstart", &quickstart("kotlin")?)?;
    for (number, code) in guide("kotlin")?.iter().enumerate() {
        packaged(&format!("guide{number}"), code)?;
    }
    Ok(())
}

/// Writes Swift's quickstart and snippets; each becomes a target of the package.
pub(super) fn swift() -> Result<(), String> {
    let folder = fresh(&repository::root().join("bindings/swift/Guide"))?;
    write(&fresh(&folder.join("Quickstart"))?.join("main.swift"), &quickstart("swift")?)?;
    for (number, code) in guide("swift")?.iter().enumerate() {
        write(&fresh(&folder.join(format!("Guide{number}")))?.join("Guide.swift"), code)?;
    }
    Ok(())
}

/// The guide's code in a language, once both its pages have the same.
fn guide(language: &str) -> Result<Vec<String>, String> {
    let [english, chinese] = GUIDE;
    let (blocks_en, blocks_zh) = (blocks(english, language)?, blocks(chinese, language)?);
    match (blocks_en.is_empty(), blocks_en == blocks_zh) {
        (true, _) => Err(format!("{english}: no {language} in it")),
        (_, false) => Err(format!("{english} and {chinese}: the {language} in them differs")),
        _ => Ok(blocks_en),
    }
}

fn quickstart(language: &str) -> Result<String, String> {
    match blocks(QUICKSTARTS, language)?.as_slice() {
        [one] => Ok(one.clone()),
        some => Err(format!("{QUICKSTARTS}: expected one {language} block, found {}", some.len())),
    }
}

/// The code blocks of a language in a page.
fn blocks(page: &str, language: &str) -> Result<Vec<String>, String> {
    let path = repository::root().join(page);
    let text = fs::read_to_string(&path).map_err(|error| format!("{page}: {error}"))?;
    Ok(blocks_in(&text, language))
}

fn blocks_in(text: &str, language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut inside: Option<String> = None;
    for line in text.lines() {
        match &mut inside {
            Some(_) if line == "```" => blocks.extend(inside.take()),
            Some(block) => {
                block.push_str(line);
                block.push('\n');
            }
            None if line.strip_prefix("```") == Some(language) => inside = Some(String::new()),
            None => {}
        }
    }
    blocks
}

fn fresh(folder: &Path) -> Result<PathBuf, String> {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder.to_path_buf())
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blocks_of_the_language_are_taken() {
        let page = "a\n```kotlin\nval a = 1\n```\nb\n```swift\nlet b = 2\n```\n```kotlin\nc\n```\n";
        assert_eq!(blocks_in(page, "kotlin"), ["val a = 1\n", "c\n"]);
        assert_eq!(blocks_in(page, "swift"), ["let b = 2\n"]);
    }
}
