//! `snowgauge-wasm-bindgen MODULE.wasm OUTPUT_DIR`: writes `snowgauge.js`, `snowgauge_bg.wasm` and their types.

use std::env;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let args: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [module, output_dir] = args.as_slice() else {
        eprintln!("usage: snowgauge-wasm-bindgen MODULE.wasm OUTPUT_DIR");
        return ExitCode::from(2);
    };
    match generate(module, output_dir) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("snowgauge-wasm-bindgen: {}: {error}", module.display());
            ExitCode::FAILURE
        }
    }
}

/// Writes the module without what only wasm-bindgen needs into `output_dir`, with the types of its exports and its glue.
///
/// The package starts the module by itself: one that imports nothing needs no glue.
fn generate(module: &Path, output_dir: &Path) -> Result<(), Box<dyn Error>> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(module)
        .web(true)?
        .typescript(true)
        .omit_default_module_path(true)
        .keep_debug(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .out_name("snowgauge");
    bindgen.generate(output_dir)?;
    Ok(())
}
