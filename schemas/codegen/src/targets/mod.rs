//! One file per target: each writes the model in one language.

mod c;
mod code;
mod markdown;
mod plan;
mod prose;
mod python;
mod rust;
mod sql;
mod tables;
mod typescript;
mod values;
mod view;
mod web;
mod words;

use std::io;

use crate::model::Model;

/// A generated file.
#[derive(Debug)]
pub struct Output {
    /// Its path, relative to the repository's root.
    pub path: &'static str,
    /// What is in it.
    pub text: String,
}

/// Every file that is generated.
///
/// # Errors
///
/// The path of a file that could not be made, and why.
pub fn render(model: &Model) -> Result<Vec<Output>, (&'static str, io::Error)> {
    let (events, entities) = (view::events(model), view::entities(model));
    let structs = c::structs(&events, &entities);
    let header = c::header(&structs, &events, &entities).map_err(|error| (HEADER, error))?;
    Ok(vec![
        Output { path: "core/src/schema/tables.rs", text: tables::render(model) },
        Output { path: "core/src/event/generated.rs", text: rust::render(model) },
        Output {
            path: "bindings-python/python/snowgauge/events.py",
            text: python::module(python::EVENTS, &events),
        },
        Output {
            path: "bindings-python/python/snowgauge/events.pyi",
            text: python::stub(python::EVENTS, &events),
        },
        Output {
            path: "bindings-python/python/snowgauge/entities.py",
            text: python::module(python::ENTITIES, &entities),
        },
        Output {
            path: "bindings-python/python/snowgauge/entities.pyi",
            text: python::stub(python::ENTITIES, &entities),
        },
        Output { path: "bindings-wasm/js/tables.ts", text: web::tables(model) },
        Output { path: "bindings-wasm/src/rare.rs", text: web::rare(model) },
        Output { path: "bindings-wasm/js/generated.ts", text: typescript::render(&events, &entities) },
        Output { path: "bindings-c/src/generated.rs", text: structs },
        Output { path: HEADER, text: header },
        Output { path: "schemas/questions/views/duckdb.sql", text: sql::duckdb(model) },
        Output { path: "schemas/questions/views/snowflake.sql", text: sql::snowflake(model) },
        Output { path: "docs/tracking-plan.md", text: markdown::render(model) },
        Output { path: "cli/src/generated/plan.json", text: plan::render(model) },
    ])
}

/// The one output that can fail.
const HEADER: &str = "bindings-c/include/snowgauge.h";
