//! What is said of schemas that the generator cannot read: each error of the reader once.

mod common;

use common::{Case, check};

const SCHEMA: &str = "schemas/com.example/thing_done/jsonschema/1-0-0";

#[test]
fn files() {
    check(
        SCHEMA,
        &[
            Case { find: "{", put: "[", says: &["2:12: : this is not JSON"] },
            Case {
                find: "\"$schema\"",
                put: "// a comment\n  \"$schema\"",
                says: &["2: : this is not JSON"],
            },
        ],
    );
}
