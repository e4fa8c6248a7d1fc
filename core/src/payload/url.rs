//! Whether a URL has a structure.

/// Where in a URL's authority a byte stands: `user@host:port` or `user@[address]:port`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    Host,
    Address,
    AfterAddress,
    Port,
}

/// Whether enrich can split a URL, absolute or relative, into its parts. Characters that should have been
/// percent-encoded do not matter to it; the scheme, a bracketed host and the port do.
pub(super) fn can_be_split(url: &[u8]) -> bool {
    let mut rest = url;
    let (mut is_scheme, mut is_first) = (true, true);
    while let [byte, tail @ ..] = rest {
        rest = tail;
        is_scheme &= match byte {
            b'/' | b'?' | b'#' => {
                rest = url;
                break;
            }
            b':' if is_first || !is_scheme => return false,
            b':' => break,
            b'0'..=b'9' | b'+' | b'-' | b'.' => !is_first,
            byte => byte.is_ascii_alphabetic(),
        };
        is_first = false;
    }
    !matches!(rest, [b'/', b'/', authority @ ..] if !begins_with_authority(authority))
}

fn begins_with_authority(rest: &[u8]) -> bool {
    let mut place = Place::Start;
    // What stands before the `@` looks like a host and a port until it is met.
    let (mut is_sound, mut user_ended) = (true, false);
    for byte in rest {
        place = match (place, byte) {
            (_, b'/' | b'?' | b'#') => break,
            (_, b'@') => {
                is_sound = !user_ended;
                user_ended = true;
                Place::Start
            }
            (Place::Start, b'[') | (Place::Address, b':' | b'.') => Place::Address,
            (Place::Address, byte) if byte.is_ascii_hexdigit() => Place::Address,
            (Place::Address, b']') => Place::AfterAddress,
            (Place::Start | Place::Host | Place::AfterAddress, b':') | (Place::Port, b'0'..=b'9') => {
                Place::Port
            }
            (Place::Start | Place::Host, byte) if !matches!(byte, b'[' | b']') => Place::Host,
            _ => {
                is_sound = false;
                place
            }
        };
    }
    is_sound && place != Place::Address
}

#[cfg(test)]
mod tests {
    use super::can_be_split;

    #[test]
    fn only_a_broken_structure_matters() {
        for url in [
            "https://gitlab.example/a?b=c#d",
            "/relative",
            "relative?to=a:b",
            "//host/path",
            "",
            "https://gitlab.example/a b|c{d}?e[]=f#g#h",
            "https://gitlab.example/100%",
            "https://ü.example/ö",
            "https://[::1]:8080/",
            "https://user:pass@gitlab.example:443",
            "https://user:pass@[::ffff:10.0.0.1]/",
            "https://gitlab.example:/",
            "about:blank",
            "data:text/plain,a:b",
            "https:///path",
        ] {
            assert!(can_be_split(url.as_bytes()), "{url}");
        }
        for url in [
            "https://gitlab.example:port/",
            "https://gitlab.example:80:80/",
            "https://[::1/",
            "https://[::1]x/",
            "https://[host]/",
            "https://a[b]/",
            "https://a@b@c/",
            "https://a[b]@c@d/",
            "1http://gitlab.example",
            "://gitlab.example",
            "ht tp://gitlab.example",
            ":",
        ] {
            assert!(!can_be_split(url.as_bytes()), "{url}");
        }
    }
}
