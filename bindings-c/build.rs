//! Gives the shared library its soname, which cargo has no setting for.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "linux") {
        println!(
            "cargo::rustc-cdylib-link-arg=-Wl,-soname,libsnowgauge.so.{}",
            env!("CARGO_PKG_VERSION_MAJOR")
        );
    }
}
