//! What a program can set.

use core::ffi::c_void;
use core::mem::MaybeUninit;
use std::sync::Arc;

use snowgauge::{Config, Durability, Framing, OnInvalid, TooLong};

use crate::argument::{array, boolean, number, reference, unusable, write_sized};
use crate::callback::Callback;
use crate::connection::{
    Connection, snowgauge_connection_callback, snowgauge_headers_callback, snowgauge_token_callback,
};
use crate::datum::read_entities;
use crate::error::{Failure, snowgauge_status};
use crate::event::snowgauge_entity_list;
use crate::guard::infallible;
use crate::options::Options;
use crate::outcome::snowgauge_outcome_callback;
use crate::policy::{overflow, snowgauge_overflow, snowgauge_status_action_list};
use crate::store::{snowgauge_durability, snowgauge_store_callback};
use crate::subject::{GivenSubject, snowgauge_subject};
use crate::text::snowgauge_str;

/// How the plan's events are put on the wire.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum snowgauge_framing {
    /// As GitLab Internal Events does: a structured event with the plan's category and action; the event's data travels
    /// as its first entity.
    SNOWGAUGE_FRAMING_INTERNAL_EVENTS = 1,
    /// As a self-describing event with the entities attached. An event without data of its own stays structured.
    SNOWGAUGE_FRAMING_SELF_DESCRIBING = 2,
}

/// What happens with an event that breaks its schema or the tracking plan.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum snowgauge_on_invalid {
    /// The call returns `SNOWGAUGE_INVALID` and an error with the violations: it is the caller's bug.
    SNOWGAUGE_ON_INVALID_RAISE = 1,
    /// The call returns `SNOWGAUGE_NOT_TAKEN`; the violations go to `on_outcome`.
    SNOWGAUGE_ON_INVALID_REPORT = 2,
}

/// What happens with texts that are longer than their fields may be.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum snowgauge_too_long {
    /// Their event is invalid.
    SNOWGAUGE_TOO_LONG_REJECT = 1,
    /// They are cut to their limits; the event's outcome names them, and the stats count it as `truncated`.
    SNOWGAUGE_TOO_LONG_TRUNCATE = 2,
}

/// A version to send a schema's data under, other than the plan's.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct snowgauge_schema_version {
    /// The schema's name, such as `gitlab_standard`.
    pub name: snowgauge_str,
    /// A SchemaVer, such as `1-1-8`. The data is checked against the plan's version all the same.
    pub version: snowgauge_str,
}

/// A list of versions; `{NULL, 0}` for none.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct snowgauge_schema_version_list {
    /// The first.
    pub items: *const snowgauge_schema_version,
    /// How many.
    pub len: usize,
}

/// The options of a tracker. Begin with `snowgauge_config_default()`, then set what differs. The library copies what it
/// needs: nothing has to outlive the call that is given the options.
///
/// A struct that says its own size can grow: a later library sees by `size` which options a program was compiled with, and
/// takes its defaults for the others. An earlier library refuses a later struct only if it sets an option that it lacks.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct snowgauge_config {
    /// `sizeof(snowgauge_config)` as the program was compiled. `snowgauge_config_default()` sets it.
    pub size: usize,
    /// Where events go: a base URL such as `https://snowplow.example`, or a full endpoint. It has to be set, and holds no
    /// credentials, query or fragment.
    pub collector: snowgauge_str,
    /// Which application sends (`aid`): 1 to 255 characters. It has to be set.
    pub app_id: snowgauge_str,
    /// Which tracker of that application (`tna`), 1 to 128 characters. Without a text: `snowgauge`. In C++, where the
    /// word is a keyword, the member is `namespace_`.
    pub namespace: snowgauge_str,
    /// Where it runs (`p`): one of the protocol's platforms, `web`, `iot`, `app`, `mob`, `pc`, `cnsl`, `tv`, `srv`,
    /// `headset`. Without a text: `srv`.
    pub platform: snowgauge_str,
    /// The tracker's own name and version (`tv`), 1 to 100 characters. Without a text: `c-` and the library's version.
    pub tracker_version: snowgauge_str,
    /// Versions to send data under, other than the plan's. Default: none.
    pub schema_versions: snowgauge_schema_version_list,
    /// Who and where the user is, where neither an event nor its scope says so; NULL for nothing but the platform. Default:
    /// NULL.
    pub subject: *const snowgauge_subject,
    /// Entities that are attached to every event, behind its own and its scope's. Default: none.
    pub entities: snowgauge_entity_list,
    /// A directory in which events are kept until they have left, so that they outlive the process, however it ends: the
    /// next tracker with the same collector, `app_id` and `namespace` sends them. It is made if its parent is there;
    /// any number of processes may share it. Without a text: events are held in memory only.
    pub store: snowgauge_str,
    /// How events are put on the wire. Default: `SNOWGAUGE_FRAMING_INTERNAL_EVENTS`.
    pub framing: MaybeUninit<snowgauge_framing>,
    /// What happens with an invalid event. Default: `SNOWGAUGE_ON_INVALID_RAISE`.
    pub on_invalid: MaybeUninit<snowgauge_on_invalid>,
    /// What happens with texts that are longer than their fields may be. Default: `SNOWGAUGE_TOO_LONG_REJECT`.
    pub too_long: MaybeUninit<snowgauge_too_long>,
    /// Whether entities and self-describing data are sent in base64 (`cx`, `ue_px`). Plain JSON is smaller. Default: false.
    pub base64: MaybeUninit<bool>,
    /// The most events held at a time, those under way included. Default: 10000.
    pub max_events: usize,
    /// The most bytes held at a time, those under way included: each event counts with its payload and 128 bytes beside it.
    /// Default: 33554432 (32 MiB).
    pub max_bytes: usize,
    /// The most events in one request. Default: 100.
    pub batch_events: usize,
    /// The most bytes in one request's body, 1000 to 1000000. An event that alone has more is invalid. Default: 150000.
    pub batch_bytes: usize,
    /// How long an event may wait for others to share its request, in milliseconds. Default: 1000.
    pub linger: u64,
    /// How old an event may get before it is given up, in milliseconds. Default: 86400000 (a day).
    pub max_age: u64,
    /// How many requests with an event may fail before it is given up. Default: 1000.
    pub max_attempts: u32,
    /// What happens with an event for which there is no room; either way an outcome says `SNOWGAUGE_REASON_QUEUE_FULL`.
    /// Default: `SNOWGAUGE_OVERFLOW_REJECT_NEW`.
    pub overflow: MaybeUninit<snowgauge_overflow>,
    /// What is done about HTTP statuses where that is to differ from the defaults: 2xx is delivered, 400 and 422 are
    /// bisected, 401 and 403 end as auth, 410 is rejected, 413 is split, everything else is tried again. Default: none.
    pub status_policy: snowgauge_status_action_list,
    /// What the store protects events from. Default: `SNOWGAUGE_DURABILITY_PROCESS`.
    pub durability: MaybeUninit<snowgauge_durability>,
    /// Hears how each event ended; NULL for nobody. While it is 10,000 outcomes behind (or `max_events`, where that is more),
    /// no event is taken, and it does not hear of those. Default: NULL.
    pub on_outcome: snowgauge_outcome_callback,
    /// Hears what happens to the store; NULL for nobody. Default: NULL.
    pub on_store: snowgauge_store_callback,
    /// What all callbacks are called with. It has to be usable until `snowgauge_tracker_free` returns. Default: NULL.
    pub userdata: *mut c_void,
    /// How long looking up the collector's address may take, and then again connecting, with proxy and TLS, in milliseconds,
    /// a day at most; 0 for 5000. Default: 0.
    pub connect_timeout: u64,
    /// How long sending a request's headers may take, and then again its body, in milliseconds, a day at most; 0 for 5000.
    /// Default: 0.
    pub send_timeout: u64,
    /// How long an answer's headers may take after the request was sent, and then again its body, in milliseconds, a day at
    /// most; 0 for 10000. An event whose answer is not waited for may arrive twice. Default: 0.
    pub receive_timeout: u64,
    /// How long a request may take in all, its answer included, in milliseconds, a day at most; 0 for 15000. Default: 0.
    pub request_timeout: u64,
    /// Through which proxy requests go: `direct` for none, or a URL such as `http://proxy.example:3128`, also with `https`,
    /// `socks4`, `socks4a`, `socks5` or `socks5h`. `environment`, and no text: as `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`
    /// and `NO_PROXY` say.
    pub proxy: snowgauge_str,
    /// A PEM file with the certificates of the authorities that are trusted, and no others. Without a text: those that the
    /// platform trusts; Mozilla's, which are bundled, where it names none.
    pub ca_file: snowgauge_str,
    /// Hears when requests begin to fail, why, and when they succeed again; NULL for nobody. Default: NULL.
    pub on_connection: snowgauge_connection_callback,
    /// Adds headers to each request; NULL for none. Default: NULL.
    pub headers: snowgauge_headers_callback,
    /// Gives each request its token; NULL for none. Default: NULL.
    pub token: snowgauge_token_callback,
}

/// Sets every option to its default, for the struct of `size` bytes that the program was compiled with. In C and C++,
/// `snowgauge_config_default()` is shorter.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_config_init(config: *mut snowgauge_config, size: usize) {
    infallible((), || {
        if !config.is_null() {
            // SAFETY: `config` has room for `size` bytes (rule 3).
            unsafe { write_sized(config, &snowgauge_config::new(size), size) };
        }
    });
}

impl snowgauge_config {
    /// What every struct has: the options that have to be set. Those behind came later, or may have.
    const LEAST: usize = core::mem::offset_of!(Self, namespace);

    /// The defaults, in a struct of this size.
    fn new(size: usize) -> Self {
        let Config {
            base64,
            max_events,
            max_bytes,
            batch_events,
            batch_bytes,
            linger,
            max_age,
            max_attempts,
            ..
        } = Config::default();
        Self {
            size,
            collector: snowgauge_str::NONE,
            app_id: snowgauge_str::NONE,
            namespace: snowgauge_str::NONE,
            platform: snowgauge_str::NONE,
            tracker_version: snowgauge_str::NONE,
            schema_versions: snowgauge_schema_version_list { items: core::ptr::null(), len: 0 },
            subject: core::ptr::null(),
            entities: snowgauge_entity_list { items: core::ptr::null(), len: 0 },
            store: snowgauge_str::NONE,
            framing: MaybeUninit::new(snowgauge_framing::SNOWGAUGE_FRAMING_INTERNAL_EVENTS),
            on_invalid: MaybeUninit::new(snowgauge_on_invalid::SNOWGAUGE_ON_INVALID_RAISE),
            too_long: MaybeUninit::new(snowgauge_too_long::SNOWGAUGE_TOO_LONG_REJECT),
            base64: MaybeUninit::new(base64),
            max_events,
            max_bytes,
            batch_events,
            batch_bytes,
            linger,
            max_age,
            max_attempts,
            overflow: MaybeUninit::new(snowgauge_overflow::SNOWGAUGE_OVERFLOW_REJECT_NEW),
            status_policy: snowgauge_status_action_list::NONE,
            durability: MaybeUninit::new(snowgauge_durability::SNOWGAUGE_DURABILITY_PROCESS),
            on_outcome: None,
            on_store: None,
            userdata: core::ptr::null_mut(),
            connect_timeout: 0,
            send_timeout: 0,
            receive_timeout: 0,
            request_timeout: 0,
            proxy: snowgauge_str::NONE,
            ca_file: snowgauge_str::NONE,
            on_connection: None,
            headers: None,
            token: None,
        }
    }

    /// Copies the struct that a program handed in, which may be of another size: options that it does not have keep their
    /// defaults.
    ///
    /// # Safety
    ///
    /// The pointer keeps to rule 1 of the crate's contract, for as many bytes as `size` says.
    unsafe fn copy(config: *const Self) -> Result<Self, Failure> {
        // SAFETY: as the caller vouches: even the shortest struct begins with its size.
        let size = unsafe { *reference(config.cast::<usize>(), "config")? };
        if size < Self::LEAST {
            return Err(bad_config(
                "size: expected a struct from snowgauge_config_default(), found a shorter one",
            ));
        }
        let known = size.min(size_of::<Self>());
        let mut copied = Self::new(size);
        // SAFETY: as the caller vouches, `size` bytes are there, and no more than these are looked at; any bytes make a
        // `snowgauge_config`, as its enums are `MaybeUninit` and NULL is no callback.
        let further = unsafe {
            core::ptr::copy_nonoverlapping(config.cast::<u8>(), (&raw mut copied).cast::<u8>(), known);
            array(config.cast::<u8>().add(known), size - known, "config")?
        };
        if further.iter().any(|byte| *byte != 0) {
            return Err(bad_config("size: an option is set that this version of the library does not have"));
        }
        Ok(copied)
    }

    /// Reads the options that a program handed in.
    ///
    /// # Safety
    ///
    /// The pointer keeps to rule 1 of the crate's contract, for as many bytes as `size` says and as long as `'a`.
    pub(crate) unsafe fn read<'a>(config: *const Self) -> Result<Options<'a>, Failure> {
        // SAFETY: as the caller vouches.
        let given = unsafe { Self::copy(config) }?;
        let defaults = Config::default();
        // SAFETY: as the caller vouches: the struct's pointers keep to rule 1 too.
        let text = |text: snowgauge_str, option: &str| unsafe { text.as_text(option) }.map(str::to_owned);
        let text_or = |given: snowgauge_str, option: &str, default: &str| {
            if given.data.is_null() && given.len == 0 { Ok(default.to_owned()) } else { text(given, option) }
        };
        let config = Config {
            app_id: text(given.app_id, "app_id").map_err(as_config)?,
            namespace: text_or(given.namespace, "namespace", &defaults.namespace).map_err(as_config)?,
            platform: text_or(given.platform, "platform", &defaults.platform).map_err(as_config)?,
            tracker_version: text_or(given.tracker_version, "tracker_version", TRACKER_VERSION)
                .map_err(as_config)?,
            framing: given.framing()?,
            too_long: given.too_long()?,
            base64: boolean(&given.base64),
            // SAFETY: as the caller vouches.
            schema_versions: unsafe { given.schema_versions() }.map_err(as_config)?,
            max_events: given.max_events,
            max_bytes: given.max_bytes,
            batch_events: given.batch_events,
            batch_bytes: given.batch_bytes,
            linger: given.linger,
            max_attempts: given.max_attempts,
            max_age: given.max_age,
            overflow: overflow(given.overflow).map_err(as_config)?,
            // SAFETY: as the caller vouches.
            status_policy: unsafe { given.status_policy.read() }.map_err(as_config)?,
            ..defaults
        };
        let collector = text(given.collector, "collector").map_err(as_config)?;
        let store = Some(given.store).filter(|store| !store.data.is_null() || store.len > 0);
        let store = store.map(|store| text(store, "store")).transpose().map_err(as_config)?;
        let calls = Arc::default();
        Ok(Options {
            collector,
            config,
            // SAFETY: as the caller vouches.
            subject: unsafe { GivenSubject::read(given.subject) },
            // SAFETY: as the caller vouches.
            entities: unsafe { read_entities(given.entities.items, given.entities.len) }
                .map_err(as_config)?,
            on_invalid: given.on_invalid()?,
            store,
            durability: given.durability()?,
            on_outcome: given.on_outcome.map(|function| Callback::new(function, given.userdata, &calls)),
            on_store: given.on_store.map(|function| Callback::new(function, given.userdata, &calls)),
            // SAFETY: as the caller vouches.
            connection: unsafe { Connection::read(&given, &calls) }?,
            calls,
        })
    }

    fn framing(&self) -> Result<Framing, Failure> {
        match number(&self.framing) {
            1 => Ok(Framing::InternalEvents),
            2 => Ok(Framing::SelfDescribing),
            other => Err(as_config(unusable("framing", "a snowgauge_framing", &other.to_string()))),
        }
    }

    fn on_invalid(&self) -> Result<OnInvalid, Failure> {
        match number(&self.on_invalid) {
            1 => Ok(OnInvalid::Raise),
            2 => Ok(OnInvalid::Report),
            other => Err(as_config(unusable("on_invalid", "a snowgauge_on_invalid", &other.to_string()))),
        }
    }

    fn too_long(&self) -> Result<TooLong, Failure> {
        match number(&self.too_long) {
            1 => Ok(TooLong::Reject),
            2 => Ok(TooLong::Truncate),
            other => Err(as_config(unusable("too_long", "a snowgauge_too_long", &other.to_string()))),
        }
    }

    fn durability(&self) -> Result<Durability, Failure> {
        let found = number(&self.durability);
        snowgauge_durability::from_number(found)
            .ok_or_else(|| as_config(unusable("durability", "a snowgauge_durability", &found.to_string())))
    }

    /// # Safety
    ///
    /// The list keeps to rule 1 of the crate's contract.
    unsafe fn schema_versions(&self) -> Result<Vec<(String, String)>, Failure> {
        let list = self.schema_versions;
        // SAFETY: as the caller vouches.
        let items = unsafe { array(list.items, list.len, "schema_versions") }?;
        let pairs = items.iter().map(|item| {
            // SAFETY: as the caller vouches.
            let texts =
                unsafe { (item.name.as_text("schema_versions"), item.version.as_text("schema_versions")) };
            Ok((texts.0?.to_owned(), texts.1?.to_owned()))
        });
        pairs.collect()
    }
}

/// What the tracker calls itself unless told otherwise.
const TRACKER_VERSION: &str = concat!("c-", env!("CARGO_PKG_VERSION"));

fn bad_config(message: impl Into<String>) -> Failure {
    Failure::new(snowgauge_status::SNOWGAUGE_BAD_CONFIG, message)
}

/// A failure of one option, whatever is wrong with it.
pub(crate) fn as_config(failure: Failure) -> Failure {
    bad_config(failure.into_message())
}

#[cfg(test)]
mod tests {
    use snowgauge::{Action, Overflow};

    use super::*;
    use crate::policy::{snowgauge_action, snowgauge_status_action};

    fn good() -> snowgauge_config {
        snowgauge_config {
            app_id: snowgauge_str::of("gkg"),
            ..snowgauge_config::new(size_of::<snowgauge_config>())
        }
    }

    fn message(config: *const snowgauge_config) -> String {
        // SAFETY: every test hands in a whole struct of the size that it says.
        unsafe { snowgauge_config::read(config) }.err().map(Failure::into_message).unwrap_or_default()
    }

    #[test]
    fn the_defaults_are_the_cores() {
        let given = good();
        // SAFETY: a whole struct.
        let config = unsafe { snowgauge_config::read(&raw const given) }.ok().unwrap().config;
        let tracker_version = TRACKER_VERSION.to_owned();
        assert_eq!(config, Config { app_id: "gkg".to_owned(), tracker_version, ..Config::default() });
    }

    #[test]
    fn what_is_said_of_delivery_reaches_the_core() {
        let items = [snowgauge_status_action {
            status: 404,
            action: MaybeUninit::new(snowgauge_action::SNOWGAUGE_ACTION_REJECT),
        }];
        let given = snowgauge_config {
            overflow: MaybeUninit::new(snowgauge_overflow::SNOWGAUGE_OVERFLOW_DROP_OLDEST),
            status_policy: snowgauge_status_action_list { items: items.as_ptr(), len: 1 },
            ..good()
        };
        // SAFETY: a whole struct.
        let config = unsafe { snowgauge_config::read(&raw const given) }.ok().unwrap().config;
        assert_eq!(config.overflow, Overflow::DropOldest);
        assert_eq!(config.status_policy, [(404, Action::Reject)]);
    }

    #[test]
    fn a_struct_of_no_size_was_not_made_by_the_library() {
        let config = snowgauge_config { size: 0, ..good() };
        assert!(message(&raw const config).starts_with("size: expected"));
    }

    #[test]
    fn a_later_struct_is_fine_as_long_as_it_sets_nothing_unknown() {
        #[repr(C)]
        struct Later(snowgauge_config, u64);
        let size = size_of::<Later>();
        let mut later = Later(snowgauge_config { size, ..good() }, 0);
        assert_eq!(message((&raw const later).cast()), "");
        later.1 = 1;
        assert!(message((&raw const later).cast()).starts_with("size: an option is set"));
    }

    #[test]
    fn an_earlier_struct_has_the_defaults_of_later_options() {
        let size = core::mem::offset_of!(snowgauge_config, max_age);
        let given = snowgauge_config { size, max_events: 7, max_age: 1, ..good() };
        // SAFETY: a whole struct, of which less counts.
        let config = unsafe { snowgauge_config::read(&raw const given) }.ok().unwrap().config;
        assert_eq!((config.max_events, config.max_age), (7, Config::default().max_age));
    }

    #[test]
    fn an_earlier_struct_is_not_written_beyond_its_end() {
        let mut config = snowgauge_config { max_attempts: 7, ..good() };
        // SAFETY: the struct has room for its first member.
        unsafe { snowgauge_config_init(&raw mut config, size_of::<usize>()) };
        assert_eq!((config.size, config.max_attempts), (size_of::<usize>(), 7));
        assert_eq!(config.app_id.len, 3);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let broken = snowgauge_str::of("ab");
        let broken = snowgauge_str { data: b"a\xff".as_ptr().cast(), ..broken };
        let config = snowgauge_config { platform: broken, ..good() };
        assert_eq!(
            message(&raw const config),
            "platform: expected UTF-8, found a byte that is not, at offset 1"
        );
        // SAFETY: four bytes make a `MaybeUninit` of an enum, whatever they are.
        let framing = unsafe { core::mem::transmute::<u32, MaybeUninit<snowgauge_framing>>(9) };
        let config = snowgauge_config { framing, ..good() };
        assert_eq!(message(&raw const config), "framing: expected a snowgauge_framing, found 9");
        assert_eq!(message(core::ptr::null()), "config: expected a pointer, found NULL");
    }
}
