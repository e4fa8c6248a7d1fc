//! The numbers that both sides know by name: `js/codes.ts` has the same, and a test compares them.

/// What a value is made of. From `KEY` on, a text follows.
pub(crate) mod token {
    pub(crate) const NULL: u8 = 0;
    pub(crate) const FALSE: u8 = 1;
    pub(crate) const TRUE: u8 = 2;
    pub(crate) const BEGIN_OBJECT: u8 = 3;
    pub(crate) const END_OBJECT: u8 = 4;
    pub(crate) const BEGIN_ARRAY: u8 = 5;
    pub(crate) const END_ARRAY: u8 = 6;
    /// A string with half of a surrogate pair.
    pub(crate) const UNPAIRED_STRING: u8 = 7;
    /// The key before it had half of a surrogate pair.
    pub(crate) const UNPAIRED_NAME: u8 = 8;
    pub(crate) const KEY: u8 = 9;
    pub(crate) const STRING: u8 = 10;
    pub(crate) const NUMBER: u8 = 11;
    /// What JSON does not have; the text says what kind of value it is.
    pub(crate) const NOT_JSON: u8 = 12;
}

/// What a part of an event is. Those of the protocol's own kinds of event are their places among the core's.
#[allow(dead_code, reason = "what only TypeScript writes, Rust knows by its number")]
pub(crate) mod part {
    /// A structured event: it says all in its fields.
    pub(crate) const STRUCTURED: u8 = 0;
    /// An event's own data or an entity, of whatever schema: its URI and its data.
    pub(crate) const SELF_DESCRIBING: u8 = 1;
    /// A page view: it says all in its fields.
    pub(crate) const PAGE_VIEW: u8 = 2;
    /// A page ping: it says all in its fields.
    pub(crate) const PAGE_PING: u8 = 3;
    /// An event or an entity of the tracking plan: its name or its schema's URI, and its data.
    pub(crate) const PLANNED: u8 = 4;
    /// One of the protocol's fields: its name and its value.
    pub(crate) const FIELD: u8 = 5;
}

/// What stands behind the options that there are once.
#[allow(dead_code, reason = "as above")]
pub(crate) mod option {
    /// The version of the schema that it names.
    pub(crate) const SCHEMA_VERSION: u8 = 0;
    /// What is done about the status that it names.
    pub(crate) const STATUS_POLICY: u8 = 1;
}

/// What JavaScript can ask for; [`call`](crate::call) says with what.
pub(crate) mod call {
    /// Opens a tracker with the options of the stream, which JavaScript has checked, and gives its handle.
    pub(crate) const OPEN: u8 = 0;
    /// Lets go of a tracker, with all that it holds.
    pub(crate) const RELEASE: u8 = 1;
    /// Hands out all that is wrong with the datum of the stream.
    pub(crate) const VALIDATE: u8 = 2;
    /// Hands out all that is wrong with the event of the stream.
    pub(crate) const CHECK: u8 = 3;
    /// Takes the event of the stream, with the id that was written. Hands out the id, where it was taken, and where the first
    /// number is 1 what a store keeps of it, in a second line. Where it is invalid gives 1 and hands out why instead, unless
    /// the second number is 1: then an outcome will tell.
    pub(crate) const TRACK: u8 = 4;
    /// The request with the first number has ended with the status that is the second, or 0; the third is what the answer
    /// asks to wait, in milliseconds, or below zero.
    pub(crate) const RESPOND: u8 = 5;
    /// Begins to flush, for as many milliseconds as the first number says at most, and gives the flush's number.
    pub(crate) const FLUSH: u8 = 6;
    /// The same, and no more events are taken.
    pub(crate) const CLOSE: u8 = 7;
    /// Opts the user out of tracking, or in again where the first number is 0.
    pub(crate) const OPT_OUT: u8 = 8;
    /// Lets time pass, and gives what to do next: one of the steps.
    pub(crate) const POLL: u8 = 9;
    /// Gives the count whose place among the core's names is the first number.
    pub(crate) const COUNT: u8 = 10;
    /// Hands out all that is wrong with the subject's fields and the entities of the event of the stream, which says
    /// nothing else.
    pub(crate) const CHECK_SCOPE: u8 = 11;
    /// Takes over the event that a store has kept, with the id that was written: the stream is a part that bears what was
    /// handed out as its name, and when it was tracked, in milliseconds since 1970, as its content. Gives 1, or 0 where
    /// there is no room.
    pub(crate) const RESTORE: u8 = 12;
    /// Hands in the tables of the tracking plan, once and before all else: the stream is the texts of `js/tables.ts`.
    pub(crate) const PLAN: u8 = 13;
}

/// What JavaScript is to do next; what with is handed out.
pub(crate) mod step {
    /// Nothing before something else happens.
    pub(crate) const IDLE: u8 = 0;
    /// Nothing before something else happens or the moment `number` comes.
    pub(crate) const WAIT: u8 = 1;
    /// Start the request `number` with the body handed out.
    pub(crate) const SEND: u8 = 2;
    /// Tell the outcome handed out as lines: event id, reason, status or 0, attempts, cut fields, and then its violations.
    pub(crate) const OUTCOME: u8 = 3;
    /// The flush `number` is over: all was delivered.
    pub(crate) const FLUSHED: u8 = 4;
    /// The flush `number` is over: not all was delivered.
    pub(crate) const UNFLUSHED: u8 = 5;
}

#[cfg(test)]
mod tests {
    use crate::options;
    use snowgauge_core::outbox::Stats;
    use snowgauge_core::{Action, Code, Config, Framing, Overflow};

    /// The numbers of a source in their groups, with names in small letters: `pub(crate) const MAX_AGE: u8 = 12;` in Rust,
    /// `MaxAge = 12,` in TypeScript.
    fn numbers(source: &str) -> Vec<String> {
        let mut numbers = Vec::new();
        for line in source.lines() {
            let words: Vec<_> = line.split([' ', ':', ';', ',']).filter(|word| !word.is_empty()).collect();
            let number = match words[..] {
                ["pub(crate)", "mod", name, "{"] | ["export", "const", "enum", name, "{"] => [name, ""],
                ["pub(crate)", "const", name, "u8", "=", number] | [name, "=", number] => [name, number],
                _ => continue,
            };
            numbers.push(number.join("=").replace('_', "").to_ascii_lowercase());
        }
        numbers
    }

    #[test]
    fn both_sides_have_the_same_numbers() {
        let rust = include_str!("codes.rs").split("#[cfg(test)]").next().unwrap_or_default();
        assert!(numbers(rust).len() > 35);
        assert_eq!(numbers(rust), numbers(include_str!("../js/codes.ts")));
    }

    /// The texts of a list in TypeScript.
    fn list<'t>(source: &'t str, name: &str) -> Vec<&'t str> {
        let (_, list) = source.split_once(&format!("const {name} = [")).unwrap();
        let (list, _) = list.split_once("] as const").unwrap();
        list.split('"').skip(1).step_by(2).collect()
    }

    #[test]
    fn both_sides_have_the_same_names() {
        let codes: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(list(include_str!("../js/errors.ts"), "CODES"), codes);
        assert!(Code::ALL.iter().enumerate().all(|(place, code)| *code as usize == place));
        assert_eq!(list(include_str!("../js/told.ts"), "COUNTERS"), Stats::NAMES);
        let actions = list(include_str!("../js/configure.ts"), "ACTIONS").into_iter().map(Action::from_name);
        assert_eq!(actions.map(Result::ok).collect::<Vec<_>>(), options::ACTIONS.map(Some));
    }

    #[test]
    fn what_typescript_takes_for_usual_is_the_cores_default() {
        let source = include_str!("../js/configure.ts");
        let Config { namespace, framing, overflow, .. } = Config::default();
        assert!(source.contains(&format!("namespace: \"{namespace}\",")));
        let usual =
            |option: &str| source.split_once(&format!("{option}: [\"")).unwrap().1.split_once('"').unwrap().0;
        assert_eq!(Framing::from_name(usual("framing")), Ok(framing));
        assert_eq!(Overflow::from_name(usual("overflow")), Ok(overflow));
    }
}
