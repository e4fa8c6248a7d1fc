//! The keys of the tracker protocol.

use snowgauge::payload::field::{
    APP_ID, CREATED, DOMAIN_USER_ID, EVENT_ID, FIELDS, Field, NAMESPACE, NETWORK_USER_ID, SENT,
    TRACKER_VERSION,
};

/// The keys without which the whole request is lost (`payload_data` 1-0-4).
pub(super) const REQUIRED: [&str; 3] = ["e", "p", "tv"];

/// The versions of `payload_data` that the pipeline takes.
pub(super) const VERSIONS: [&str; 5] = ["1-0-0", "1-0-1", "1-0-2", "1-0-3", "1-0-4"];

/// The kinds of event that the pipeline takes, by the codes in `e`.
pub(super) const KINDS: [&str; 6] = ["se", "ue", "pv", "pp", "tr", "ti"];

/// The keys of `payload_data`, of any of its versions, that snowgauge does not send. Their names are known here, and not what
/// their texts may be.
const UNSENT: [&str; 41] = [
    "tid", "ctype", "cookie", "f_pdf", "f_qt", "f_realp", "f_wma", "f_dir", "f_fla", "f_java", "f_gears",
    "f_ag", "ds", "cs", "mac", "ad_ba", "ad_ca", "ad_ad", "ad_uid", "tr_id", "tr_af", "tr_tt", "tr_tx",
    "tr_sh", "tr_ci", "tr_st", "tr_co", "tr_cu", "ti_id", "ti_sk", "ti_nm", "ti_na", "ti_ca", "ti_pr",
    "ti_qu", "ti_cu", "sa", "sn", "st", "sp", "ue_na",
];

/// The keys whose texts are read elsewhere.
const READ: [&str; 5] = ["e", "co", "cx", "ue_pr", "ue_px"];

/// The field whose texts are those of this key, where the core knows what its text may be.
pub(super) fn field(key: &str) -> Option<&'static Field> {
    // What becomes the network user id, and the fingerprint: their texts may be what those of these fields may be.
    let unsent = [("nuid", NETWORK_USER_ID), ("fp", DOMAIN_USER_ID)];
    if let Some((_, like)) = unsent.into_iter().find(|(name, _)| *name == key) {
        return Some(like);
    }
    let written = [EVENT_ID, CREATED, SENT, TRACKER_VERSION, NAMESPACE, APP_ID];
    FIELDS.iter().chain(written).find(|field| field.name == key)
}

/// Whether the protocol has this key.
pub(super) fn is_known(key: &str) -> bool {
    UNSENT.contains(&key) || READ.contains(&key) || field(key).is_some()
}
