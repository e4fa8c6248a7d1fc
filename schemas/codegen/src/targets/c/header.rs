//! `bindings-c/include/snowgauge.h`.

use std::io;

use cbindgen::{
    Builder, Config, DocumentationLength, DocumentationStyle, ExportConfig, Language, LineEndingStyle, Style,
};

use super::{has_data, kind_constant, layout, type_name};
use crate::c_library::{SOURCES, SOURCES_OF_SCHEMAS};
use crate::targets::code::{Code, Layout, NOTICE, mentions};
use crate::targets::view::Item;

/// What the header says first.
const ABOUT: &str = include_str!("about.h");

/// Functions that have to be compiled into the program, as they know the sizes of structs.
const HELPERS: &str = include_str!("helpers.h");

/// What a form of an event or entity stands for. No function mentions it: what is handed in is `const void *`.
const STRUCTS_OF_FORMS: &[&str] = &[
    "snowgauge_structured_event",
    "snowgauge_page_view",
    "snowgauge_page_ping",
    "snowgauge_self_describing_json",
];

/// The option `namespace` as cbindgen declares it: in C too it keeps clear of the keywords of C++.
const ESCAPED_NAMESPACE: &str = "    struct snowgauge_str namespace_;\n";

/// The same in C.
const NAMESPACE: &str = "    struct snowgauge_str namespace;\n";

/// As the C code of this repository.
const C: Layout = Layout { step: 4, line: 110 };

/// The header of the C library: what cbindgen reads out of the crate, `structs` included, and the helpers.
///
/// # Errors
///
/// The sources could not be given to cbindgen, or it did not understand them.
pub(in crate::targets) fn header(
    structs: &str,
    events: &[Item<'_>],
    entities: &[Item<'_>],
) -> io::Result<String> {
    // cbindgen reads files only. Each has a folder of its own: a file that finds its modules beside it brings them too,
    // and they would be declared twice.
    let folder = tempfile::tempdir()?;
    let mut builder = Builder::new().with_config(config(events, entities));
    let of_schemas = SOURCES_OF_SCHEMAS.iter().filter(|(needed, ..)| mentions(structs, needed));
    let of_schemas = of_schemas.map(|(_, name, text)| (*name, *text));
    for (name, text) in SOURCES.iter().copied().chain(of_schemas).chain([("generated.rs", structs)]) {
        let path = folder.path().join(name.trim_end_matches(".rs")).join(name);
        path.parent().map_or(Ok(()), std::fs::create_dir)?;
        std::fs::write(&path, text)?;
        builder = builder.with_src(path);
    }
    let mut text = Vec::new();
    builder.generate().map_err(io::Error::other)?.write(&mut text);
    name_namespace(&String::from_utf8(text).map_err(io::Error::other)?)
}

/// Gives the option `namespace` its own name, wherever the language lets it have that.
fn name_namespace(header: &str) -> io::Result<String> {
    let (before, after) = header
        .split_once(ESCAPED_NAMESPACE)
        .ok_or_else(|| io::Error::other(format!("no line `{}` in the header", ESCAPED_NAMESPACE.trim())))?;
    Ok(format!("{before}#ifdef __cplusplus\n{ESCAPED_NAMESPACE}#else\n{NAMESPACE}#endif\n{after}"))
}

fn config(events: &[Item<'_>], entities: &[Item<'_>]) -> Config {
    // No function mentions them either.
    let with_data = events.iter().chain(entities).filter(|item| item.data().is_some());
    let of_forms = STRUCTS_OF_FORMS.iter().map(|name| (*name).to_owned());
    let structs = of_forms.chain(with_data.map(|item| type_name(item.name()))).collect();
    Config {
        export: ExportConfig { include: structs, ..ExportConfig::default() },
        language: Language::C,
        cpp_compat: true,
        style: Style::Both,
        no_includes: true,
        sys_includes: ["stdbool.h", "stddef.h", "stdint.h", "string.h"].map(Into::into).into(),
        usize_is_size_t: true,
        documentation_style: DocumentationStyle::Doxy,
        documentation_length: DocumentationLength::Full,
        tab_width: 4,
        line_length: C.line,
        line_endings: LineEndingStyle::LF,
        // cbindgen writes the end of its own include guard before the helpers.
        header: Some(format!("/* {NOTICE} */\n\n{ABOUT}\n#ifndef SNOWGAUGE_H\n#define SNOWGAUGE_H")),
        trailer: Some(format!("\n{HELPERS}{}\n#endif /* SNOWGAUGE_H */\n", constructors(events, entities))),
        ..Config::default()
    }
}

/// The functions that make an event or an entity of its struct.
fn constructors(events: &[Item<'_>], entities: &[Item<'_>]) -> String {
    let mut code = Code::new(C);
    for item in events {
        match item {
            Item::Event(event, _) if !has_data(event) => unit_constructor(&mut code, item),
            _ => constructor(&mut code, "event", item),
        }
    }
    for item in entities {
        constructor(&mut code, "entity", item);
    }
    code.finish()
}

fn constructor(code: &mut Code, word: &str, item: &Item<'_>) {
    let (name, layout) = (item.name(), layout(item));
    let struct_name = type_name(name);
    code.gap().line(format!(
        "/** The {word} with this data, which has to stay until the call that is given it returns. */"
    ));
    let signature =
        format!("static inline snowgauge_{word} {struct_name}_{word}(const {struct_name} *data) {{");
    code.block(signature, "}", |code| {
        let kind = kind_constant(word, name);
        code.line(format!(
            "return snowgauge_{word}_of({kind}, SNOWGAUGE_FORM_STRUCT, data, sizeof *data ^ 0x{layout:08x}u);"
        ));
    });
}

/// An event without data has no struct: what it is stands here.
fn unit_constructor(code: &mut Code, item: &Item<'_>) {
    let mut docs = item.docs();
    docs.push("It has no data of its own.".into());
    let harmless: Vec<String> = docs.iter().map(|text| text.replace("*/", "* /")).collect();
    code.gap().line("/**").comment(" *", &harmless).line(" */");
    let name = item.name();
    code.block(format!("static inline snowgauge_event {}_event(void) {{", type_name(name)), "}", |code| {
        let kind = kind_constant("event", name);
        code.line(format!("return snowgauge_event_json({kind}, NULL, 0);"));
    });
}
