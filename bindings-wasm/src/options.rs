//! The options of a tracker.

use snowgauge_core::{Action, Config, Framing, Overflow, TooLong};

use crate::codes::option;
use crate::stream::{Stream, digits};

/// What is done about a status, in the order of `js/configure.ts`.
pub(crate) const ACTIONS: [Action; 6] =
    [Action::Deliver, Action::Retry, Action::Reject, Action::Bisect, Action::Split, Action::Auth];

/// Reads what stands behind the collector, in the order in which `js/configure.ts` writes it: texts, flags, numbers, of which
/// those that are empty stay the core's, and then parts.
pub(crate) fn read(mut stream: Stream<'_>) -> Config {
    let mut config = Config::without_texts();
    let Config { app_id, namespace, platform, tracker_version, .. } = &mut config;
    for text in [app_id, namespace, platform, tracker_version] {
        text.push_str(stream.text());
    }
    let mut flag = || stream.byte() == 1;
    config.base64 = flag();
    if flag() {
        config.framing = Framing::SelfDescribing;
    }
    if flag() {
        config.overflow = Overflow::DropOldest;
    }
    if flag() {
        config.too_long = TooLong::Truncate;
    }
    let Config { max_events, max_bytes, batch_events, batch_bytes, .. } = &mut config;
    for size in [max_events, max_bytes, batch_events, batch_bytes] {
        *size = usize::try_from(number(&mut stream, *size as u64)).unwrap_or(usize::MAX);
    }
    config.linger = number(&mut stream, config.linger);
    config.max_age = number(&mut stream, config.max_age);
    config.max_attempts = u32::try_from(number(&mut stream, config.max_attempts.into())).unwrap_or(u32::MAX);
    while !stream.is_empty() {
        let part = stream.part();
        if part.kind == option::SCHEMA_VERSION {
            config.schema_versions.push((part.name.to_owned(), part.content.to_owned()));
        } else if let Some(action) = usize::try_from(part.number()).ok().and_then(|place| ACTIONS.get(place))
        {
            let status = u16::try_from(digits(part.name)).unwrap_or(0);
            config.status_policy.push((status, *action));
        }
    }
    config
}

/// The next number, or the usual one where none is given.
fn number(stream: &mut Stream<'_>, usual: u64) -> u64 {
    let text = stream.text();
    if text.is_empty() { usual } else { digits(text) }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::stream::Stream;
    use snowgauge_core::{Action, Config, Framing, Overflow, TooLong};

    #[test]
    fn options_are_read_in_their_order() {
        let texts = "AaBnsCwebBts";
        let given = format!("{texts}\x01\x01\x01\x01A1A2A3A4A5A6A7\0Ax@\x01C404A2");
        let read_in_order = read(Stream::new(&given));
        let expected = Config {
            app_id: "a".into(),
            namespace: "ns".into(),
            platform: "web".into(),
            tracker_version: "ts".into(),
            base64: true,
            framing: Framing::SelfDescribing,
            overflow: Overflow::DropOldest,
            too_long: TooLong::Truncate,
            max_events: 1,
            max_bytes: 2,
            batch_events: 3,
            batch_bytes: 4,
            linger: 5,
            max_age: 6,
            max_attempts: 7,
            schema_versions: vec![("x".into(), String::new())],
            status_policy: vec![(404, Action::Reject)],
            ..Config::default()
        };
        assert_eq!(read_in_order, expected);
    }

    #[test]
    fn what_is_not_given_stays_the_cores() {
        let expected = Config::without_texts();
        assert_eq!(read(Stream::new("")), expected);
        assert_eq!(read(Stream::new("@@@@\0\0\0\0@@@@@@@")), expected);
        let most = read(Stream::new("@@@@\0\0\0\0P9999999999999999@@@@@P9999999999999999"));
        assert_eq!(
            (most.max_attempts, most.max_events),
            (u32::MAX, usize::try_from(9_999_999_999_999_999_u64).unwrap_or(usize::MAX))
        );
    }
}
