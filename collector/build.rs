//! Rebuilds the crate when a schema is added or removed: `include_dir!` alone notices only changes inside known files.

fn main() {
    for vendor in ["com.gitlab", "com.snowplowanalytics.mobile", "com.snowplowanalytics.snowplow"] {
        println!("cargo::rerun-if-changed=../schemas/{vendor}");
    }
}
