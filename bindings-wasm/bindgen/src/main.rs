//! `snowgauge-wasm-bindgen MODULE.wasm OUTPUT_DIR NAME`: writes `NAME.js`, `NAME_bg.wasm` and their types.

use std::env;
use std::error::Error;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let [module, output_dir, name] = args.as_slice() else {
        eprintln!("usage: snowgauge-wasm-bindgen MODULE.wasm OUTPUT_DIR NAME");
        return ExitCode::from(2);
    };
    match generate(module, output_dir, name) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("snowgauge-wasm-bindgen: {module}: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Writes the module without what only wasm-bindgen needs into `output_dir`, with the types of its exports and its glue.
///
/// The package starts its modules by itself: one that imports nothing needs no glue.
fn generate(module: &str, output_dir: &str, name: &str) -> Result<(), Box<dyn Error>> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(module)
        .web(true)?
        .typescript(true)
        .omit_default_module_path(true)
        .keep_debug(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .out_name(name);
    bindgen.generate(output_dir)?;
    Ok(())
}
