//! What the tests share: the folder with every kind of field, and copies of it.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// The folder of this package.
pub(crate) fn package() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests").into()
}

/// A small repository whose schemas have a field of every kind.
pub(crate) fn every_kind() -> PathBuf {
    package().join("tests/every_kind")
}

/// A copy of the `schemas` of a repository.
pub(crate) fn copy(root: &Path) -> TempDir {
    let copy = tempfile::tempdir().expect("a folder can be made");
    copy_folder(&root.join("schemas"), &copy.path().join("schemas"));
    copy
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("the folder is there") {
        let path = entry.expect("the folder can be read").path();
        let target = to.join(path.file_name().expect("an entry has a name"));
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).expect("the file can be copied");
        }
    }
}

/// A change of one file that makes the schemas wrong: a text of it (the first occurrence counts), what stands in its
/// place then, and all that is said of it, each from the line on.
pub(crate) type Case = (&'static str, &'static str, &'static [&'static str]);

/// Runs each case on a copy of [`every_kind`].
pub(crate) fn check(file: &str, cases: &[Case]) {
    for (find, put, says) in cases {
        let root = copy(&every_kind());
        let path = root.path().join(file);
        let text = fs::read_to_string(&path).expect("the file is there");
        assert!(text.contains(find), "{file} does not contain {find}");
        fs::write(&path, text.replacen(find, put, 1)).expect("the file can be written");
        let problems = snowgauge_codegen::model::load(root.path()).expect_err(put);
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        let expected: Vec<String> = says.iter().map(|says| format!("{file}:{says}")).collect();
        assert_eq!(lines, expected, "\n{put}\n");
    }
}
