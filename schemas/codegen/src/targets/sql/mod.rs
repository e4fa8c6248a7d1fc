//! Tables and views over stored events, for the questions in `schemas/questions/`: one file for `DuckDB`, which reads
//! what the local collector stored, and one for Snowflake, where Snowplow's loaders have filled `atomic.events`.

mod dialect;
mod views;

use dialect::Dialect;

use super::code::{Code, Layout, NOTICE};
use super::view;
use crate::model::Model;

/// As in the questions.
const SQL: Layout = Layout { step: 4, line: 110 };

/// The columns of Snowplow's `atomic.events` that views and reports read, with their types.
const ATOMIC: [(&str, &str); 19] = [
    ("app_id", "VARCHAR"),
    ("platform", "VARCHAR"),
    ("collector_tstamp", "TIMESTAMP"),
    ("dvce_created_tstamp", "TIMESTAMP"),
    ("dvce_sent_tstamp", "TIMESTAMP"),
    ("true_tstamp", "TIMESTAMP"),
    ("derived_tstamp", "TIMESTAMP"),
    ("event", "VARCHAR"),
    ("event_id", "VARCHAR"),
    ("event_vendor", "VARCHAR"),
    ("event_name", "VARCHAR"),
    ("name_tracker", "VARCHAR"),
    ("v_tracker", "VARCHAR"),
    ("user_id", "VARCHAR"),
    ("se_category", "VARCHAR"),
    ("se_action", "VARCHAR"),
    ("se_label", "VARCHAR"),
    ("se_property", "VARCHAR"),
    ("se_value", "DOUBLE"),
];

/// What stands above the table of `DuckDB`.
const ABOUT_TABLE: &str = "\
The table that a file of stored events is copied into: COPY events FROM '<file>' (FORMAT json). The columns are those of
Snowplow's atomic.events that are needed here, and those of each schema, as the warehouse loaders name them: the data of
an event is in the first under self-describing framing, and among the entities under that of Internal Events. A column
that no event in the file has is NULL, so the questions run on an empty file too.";

/// What stands above the view of Snowflake.
const ABOUT_EVENTS: &str = "\
The table that Snowplow's loader fills. It gets a schema's column with the first event that brings one, and a view cannot
be made before its columns are there: add what is missing (ALTER TABLE atomic.events ADD COLUMN), of the type OBJECT where
the name begins with unstruct_event, else ARRAY.";

/// What stands above the view that drops repetitions.
const ABOUT_ONCE: &str = "\
Each event once. A tracker that got no answer sends an event again under the same event_id; the one that reached the
collector first counts.";

/// The file for `DuckDB`.
pub(super) fn duckdb(model: &Model) -> String {
    let mut code = begin();
    comment(&mut code, ABOUT_TABLE);
    code.block("CREATE OR REPLACE TABLE events (", ");", |code| {
        let mut columns: Vec<String> = ATOMIC.iter().map(|(name, kind)| format!("{name} {kind}")).collect();
        for event in &model.events {
            columns.extend(event.schema.as_deref().map(dialect::duckdb_event));
        }
        let framed = model.planned_events().filter_map(|event| event.schema.as_deref());
        let entities = model.entities.iter().map(|entity| &*entity.schema);
        columns.extend(framed.chain(entities).map(dialect::duckdb_entities));
        code.line(columns.join(",\n"));
    });
    finish(code, model, Dialect::DuckDb)
}

/// The file for Snowflake.
pub(super) fn snowflake(model: &Model) -> String {
    let mut code = begin();
    comment(&mut code, ABOUT_EVENTS);
    code.line("CREATE OR REPLACE VIEW events AS");
    code.line("SELECT * FROM atomic.events;");
    finish(code, model, Dialect::Snowflake)
}

fn begin() -> Code {
    let mut code = Code::new(SQL);
    code.line(format!("-- {NOTICE}")).gap();
    code
}

/// What both have: one row per event, and the views.
fn finish(mut code: Code, model: &Model, dialect: Dialect) -> String {
    code.gap();
    comment(&mut code, ABOUT_ONCE);
    code.line("CREATE OR REPLACE VIEW events_once AS");
    code.line("SELECT * FROM events");
    code.line(
        "QUALIFY ROW_NUMBER() OVER (PARTITION BY event_id ORDER BY collector_tstamp, dvce_sent_tstamp) = 1;",
    );
    for item in view::events(model) {
        if let view::Item::Event(event, _) = item {
            views::render(&mut code, event, dialect);
        }
    }
    code.finish()
}

/// A paragraph above a statement.
fn comment(code: &mut Code, text: &str) {
    code.comment("--", &[text.replace('\n', " ")]);
}
