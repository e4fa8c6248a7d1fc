//! Numbers, from whatever a host has.

use super::Writer;
use crate::encode::{check, describe};
use crate::schema::{Decimal, Types};

impl Writer<'_> {
    /// Writes an integer that is not negative.
    pub fn unsigned(&mut self, value: u64) {
        self.decimal(&Decimal::of_integer(itoa::Buffer::new().format(value)));
    }

    /// Writes an integer.
    pub fn signed(&mut self, value: i64) {
        self.decimal(&Decimal::of_integer(itoa::Buffer::new().format(value)));
    }

    /// Writes a floating-point number as the shortest decimal that reads back the same. It is no integer, even where
    /// its fraction is zero: Snowplow's validator refuses `3.0` for an integer.
    pub fn float(&mut self, value: f64) {
        if value.is_finite() {
            return self.number(zmij::Buffer::new().format_finite(value));
        }
        self.not_json(match value {
            value if value.is_nan() => "NaN",
            value if value < 0.0 => "-Infinity",
            _ => "Infinity",
        });
    }

    /// Writes a number from its text, which has to have the form of a JSON number. An integer is written as it is, so
    /// that it stays one ([`Decimal::is_integer`]), everything else in its canonical form.
    pub fn number(&mut self, text: &str) {
        match Decimal::parse(text) {
            Ok(number) => self.decimal(&number),
            Err(found) => self.not_json(found),
        }
    }

    fn decimal(&mut self, number: &Decimal<'_>) {
        let types = if number.is_integer() { Types::INTEGER } else { Types::NUMBER };
        let node = self.begin_value(types);
        if let Some(code) = node.and_then(|node| check::number(node, types, number)) {
            self.misfit_node(code, node, &describe::found_number(number));
        }
        if number.is_integer() {
            self.out.extend_from_slice(number.text().as_bytes());
        } else {
            number.write(self.out);
        }
    }
}
