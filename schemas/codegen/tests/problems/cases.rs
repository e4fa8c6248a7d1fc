//! Cases as data: a change that makes something wrong, and all that is said then.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use snowgauge_codegen::model;

use crate::common::{copy, every_kind, package};

pub(crate) const THING_DONE: &str = "schemas/com.example/thing_done/jsonschema/1-0-0";
pub(crate) const CIRCUMSTANCES: &str = "schemas/com.example/circumstances/jsonschema/1-0-0";
pub(crate) const PLAN: &str = "schemas/tracking-plan.toml";

/// The cases of one file in `problems/`.
#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

/// A change that makes something wrong, and all that is said then.
#[derive(Deserialize)]
struct Case {
    file: String,
    find: String,
    put: String,
    says: Vec<String>,
}

/// Changes the first `find` in a file into `put`.
pub(crate) fn edit(root: &Path, file: &str, find: &str, put: &str) {
    let path = root.join(file);
    let text = fs::read_to_string(&path).expect("the file is there");
    assert!(text.contains(find), "{file} does not contain {find}");
    fs::write(&path, text.replacen(find, put, 1)).expect("the file can be written");
}

pub(crate) fn problems(root: &Path) -> Vec<String> {
    let problems = model::load(root).expect_err("something is wrong");
    problems.iter().map(ToString::to_string).collect()
}

pub(crate) fn check_cases(file: &str, count: usize) {
    let text = fs::read_to_string(package().join("tests/problems").join(file)).expect("the file is there");
    let Cases { case: cases } = toml::from_str(&text).expect("the cases have the right shape");
    assert_eq!(cases.len(), count, "the number of cases in {file}");
    for Case { file, find, put, says } in cases {
        let root = copy(&every_kind());
        edit(root.path(), &file, &find, &put);
        assert_eq!(problems(root.path()), says, "{find} became {put}");
    }
}
