//! What the tests share: the folder with every kind of field, and copies of it.

#![allow(clippy::expect_used)] // A helper of a test fails the test.

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
