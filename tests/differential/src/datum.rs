//! JSON texts that fit a schema, or nearly do.

use std::fmt::Write as _;

use crate::dice::Dice;
use crate::number;
use crate::schema::{Kind, Limits, Members, NAMES, Node, WORDS};

/// Texts with a format, or nearly.
const FORMATTED: [&str; 24] = [
    "2026-01-31T12:00:00Z",
    "2026-01-31t12:00:00.123456789+05:30",
    "2026-01-31 12:00:00z",
    "2024-02-29T23:59:59-18:00",
    "2016-12-31T23:59:60Z",
    "2026-01-31T12:00:00.Z",
    "2026-01-31T12:00:00+01x00",
    "2026-01-31T12:00:00+01é00",
    "2026-01-31T12:00:00-01🦀00",
    "2026-01-31T12:00:00.0000000001Z",
    "2026-02-29T12:00:00Z",
    "2026-01-31T12:00Z",
    "2026-01-31T12:00:00",
    "2026-01-31T12:00:60Z",
    "2026-01-31T24:00:00Z",
    "2026-01-31T12:00:00.1234567890Z",
    "2026-01-31T12:00:00-00:00",
    "2026-01-31T12:00:00+18:01",
    "2016-12-31T22:59:60Z",
    "d3f1a2b4-7e8c-4f0e-9c35-0d6f5a1b2c3e",
    "D3F1A2B4-7E8C-4F0E-9C35-0D6F5A1B2C3E",
    "00000000-0000-0000-0000-000000000000",
    "d3f1a2b47e8c4f0e9c350d6f5a1b2c3e",
    "{d3f1a2b4-7e8c-4f0e-9c35-0d6f5a1b2c3e}",
];

/// Characters of one to four bytes, and those that JSON escapes.
const CHARACTERS: [char; 12] = ['a', 'B', 'é', 'ß', '€', '\u{2028}', '🦀', '𝄞', '"', '\\', '\n', '\u{0}'];

/// Draws one text for a schema.
pub fn draw(dice: &mut Dice, node: &Node) -> String {
    let mut text = String::new();
    Writer { dice, text: &mut text }.value(node, 0);
    text
}

struct Writer<'a> {
    dice: &'a mut Dice,
    text: &'a mut String,
}

impl Writer<'_> {
    /// Mostly a value that fits.
    fn value(&mut self, node: &Node, depth: usize) {
        self.space();
        if self.dice.percent(4) || node.kinds.is_empty() && !node.nullable {
            self.any(depth);
        } else if node.kinds.is_empty() || node.nullable && self.dice.percent(15) {
            if node.kinds.is_empty() { self.any(depth) } else { self.text.push_str("null") }
        } else {
            let kind = self.dice.pick(&node.kinds).clone();
            self.kind(&kind, depth);
        }
        self.space();
    }

    fn kind(&mut self, kind: &Kind, depth: usize) {
        match kind {
            Kind::Boolean => self.boolean(),
            Kind::Integer(limits) => {
                let text = self.number(limits);
                // Mostly without a fraction, which no integer has.
                let whole = text.split(['.', 'e', 'E']).next().unwrap_or_default().to_owned();
                self.text.push_str(if whole == "-0" || self.dice.percent(20) { &text } else { &whole });
            }
            Kind::Number(limits) => {
                let text = self.number(limits);
                self.text.push_str(&text);
            }
            Kind::Text { least, most, format } => {
                if format.is_some() && self.dice.percent(90) {
                    let text = *self.dice.pick(&FORMATTED);
                    return self.string(text);
                }
                let length = self.count(*least, *most);
                let text: String = (0..length).map(|_| *self.dice.pick(&CHARACTERS)).collect();
                self.string(&text);
            }
            Kind::Values(values) => {
                let text = if self.dice.percent(80) {
                    self.dice.pick(values).clone()
                } else {
                    (*self.dice.pick(&WORDS)).into()
                };
                self.string(&text);
            }
            Kind::Items { items, least, most, .. } => {
                let count = self.count(*least, *most);
                self.items(items.as_deref().unwrap_or(&Node::ANY), count, depth + 1);
            }
            Kind::Members(members) => self.members(members, depth + 1),
        }
    }

    fn number(&mut self, limits: &Limits) -> String {
        let Limits { minimum, maximum, multiple_of } = limits;
        let bounds = [minimum, maximum].into_iter().flatten().map(|(number, _)| number);
        let near: Vec<&str> = bounds.chain(multiple_of).map(String::as_str).collect();
        number::near(self.dice, &near)
    }

    /// A count within two bounds, on one of them, or one beyond.
    fn count(&mut self, least: Option<u32>, most: Option<u32>) -> usize {
        let (low, high) = (least.unwrap_or(0), most.unwrap_or(least.unwrap_or(0) + 3));
        let inside = low + u32::try_from(self.dice.below((high - low.min(high)) as usize + 1)).unwrap_or(0);
        *self.dice.pick(&[low, high, inside, inside, low.saturating_sub(1), high + 1]) as usize
    }

    fn items(&mut self, items: &Node, count: usize, depth: usize) {
        self.text.push('[');
        let mut last: Option<String> = None;
        for index in 0..count {
            if index > 0 {
                self.text.push(',');
            }
            match &last {
                // Now and then the same item again.
                Some(again) if self.dice.percent(10) => self.text.push_str(again),
                _ => {
                    let start = self.text.len();
                    self.value(items, depth);
                    last = self.text.get(start..).map(str::to_owned);
                }
            }
        }
        self.text.push(']');
    }

    fn members(&mut self, members: &Members, depth: usize) {
        let mut order: Vec<usize> = (0..members.listed.len()).collect();
        if self.dice.percent(30) {
            order.reverse();
        }
        if !order.is_empty() && members.others.is_none() && self.dice.percent(5) {
            // A member twice: the last one counts.
            order.push(*self.dice.pick(&order));
        }
        self.text.push('{');
        let mut first = true;
        for index in order {
            let Some((name, node, required)) = members.listed.get(index) else { continue };
            if self.dice.percent(if *required { 95 } else { 60 }) {
                self.name(&mut first, name);
                self.value(node, depth);
            }
        }
        if self.dice.percent(if members.others.is_some() { 40 } else { 5 }) {
            let listed = |name: &&&str| members.listed.iter().any(|(listed, ..)| listed == **name);
            let start = self.dice.below(NAMES.len());
            if let Some(name) = NAMES.iter().cycle().skip(start).take(NAMES.len()).find(|name| !listed(name))
            {
                self.name(&mut first, name);
                self.value(members.others.as_deref().unwrap_or(&Node::ANY), depth);
            }
        }
        if self.dice.percent(3) {
            self.name(&mut first, "#passed over");
            self.any(depth);
        }
        self.text.push('}');
    }

    fn name(&mut self, first: &mut bool, name: &str) {
        if !std::mem::take(first) {
            self.text.push(',');
        }
        self.space();
        self.string(name);
        self.space();
        self.text.push(':');
    }

    /// Any value at all.
    fn any(&mut self, depth: usize) {
        match self.dice.below(if depth < 4 { 7 } else { 5 }) {
            0 => self.text.push_str("null"),
            1 => self.boolean(),
            2 | 3 => {
                let number = number::near(self.dice, &[]);
                self.text.push_str(&number);
            }
            4 => {
                let word = *self.dice.pick(&WORDS);
                self.string(word);
            }
            5 => {
                let count = self.dice.below(3);
                self.items(&Node::ANY, count, depth + 1);
            }
            _ => {
                let listed = vec![("a".to_owned(), Node::ANY, false), ("é".to_owned(), Node::ANY, false)];
                // Open, so that no member comes twice: the schema may not list these.
                self.members(&Members { listed, others: Some(Box::new(Node::ANY)) }, depth + 1);
            }
        }
    }

    fn boolean(&mut self) {
        let truth = self.dice.percent(50);
        self.text.push_str(if truth { "true" } else { "false" });
    }

    /// A string, its characters as they are or escaped.
    fn string(&mut self, text: &str) {
        self.text.push('"');
        let escape_all = self.dice.percent(5);
        for character in text.chars() {
            if escape_all || character == '"' || character == '\\' || character < ' ' {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(self.text, "\\u{unit:04x}").expect("a String takes everything");
                }
            } else {
                self.text.push(character);
            }
        }
        self.text.push('"');
    }

    fn space(&mut self) {
        if self.dice.percent(3) {
            let space = *self.dice.pick(&[" ", "\n", "\t", "\r\n  "]);
            self.text.push_str(space);
        }
    }
}
