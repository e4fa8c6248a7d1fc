//! Rebuilds the crate when a schema is added or removed: `include_dir!` alone notices only changes inside known files.

fn main() {
    println!("cargo::rerun-if-changed=../schemas/com.gitlab");
}
