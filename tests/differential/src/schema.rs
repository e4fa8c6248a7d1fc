//! Schemas, drawn at random from all that the generator supports.

use crate::dice::Dice;
use crate::number;

/// What one value may be.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it may be besides null, a kind for each type; empty for any value.
    pub kinds: Vec<Kind>,
    /// Whether it may be null.
    pub nullable: bool,
}

/// What a value of one type may be.
#[derive(Clone, Debug)]
pub enum Kind {
    /// `boolean`.
    Boolean,
    /// `integer`.
    Integer(Limits),
    /// `number`.
    Number(Limits),
    /// `string`, by its length and form.
    Text {
        /// `minLength`.
        least: Option<u32>,
        /// `maxLength`.
        most: Option<u32>,
        /// `format`.
        format: Option<&'static str>,
    },
    /// `string` out of an `enum`.
    Values(Vec<String>),
    /// `array`.
    Items {
        /// `items`.
        items: Option<Box<Node>>,
        /// `minItems`.
        least: Option<u32>,
        /// `maxItems`.
        most: Option<u32>,
        /// `uniqueItems`.
        unique: bool,
    },
    /// `object`.
    Members(Members),
}

/// Bounds of a number, as texts.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// `minimum`, and whether it is excluded.
    pub minimum: Option<(String, bool)>,
    /// `maximum`, and whether it is excluded.
    pub maximum: Option<(String, bool)>,
    /// `multipleOf`.
    pub multiple_of: Option<String>,
}

/// The members of an object.
#[derive(Clone, Debug)]
pub struct Members {
    /// `properties`: name, node, whether required.
    pub listed: Vec<(String, Node, bool)>,
    /// `additionalProperties`: none, or what each may be.
    pub others: Option<Box<Node>>,
}

/// Names of members. The last one is never listed, as it needs an escape.
pub const NAMES: [&str; 9] = ["a", "b", "c", "é", "a/b", "m~n", "", "🦀", "\"quoted\""];

/// Texts of enums.
pub const WORDS: [&str; 8] = ["plain", "Plain", "", "é", "e\u{301}", "🦀", "a\"b\\c", "\u{1f}"];

/// How deeply schemas nest.
const MOST_DEPTH: usize = 3;

impl Node {
    /// Any value.
    pub const ANY: Self = Self { kinds: Vec::new(), nullable: true };

    /// A schema of a whole datum: mostly an object.
    pub fn draw(dice: &mut Dice) -> Self {
        if dice.percent(15) {
            return Self::inner(dice, 0);
        }
        Self { kinds: vec![Kind::Members(Members::draw(dice, 0))], nullable: dice.percent(5) }
    }

    fn inner(dice: &mut Dice, depth: usize) -> Self {
        if dice.percent(4) {
            return Self::ANY;
        }
        let mut kinds: Vec<Kind> = Vec::new();
        let wanted = if dice.percent(75) { 1 } else { 2 + dice.below(3) };
        for _ in 0..wanted {
            let kind = Kind::draw(dice, depth);
            // One keyword can say only one thing: no two kinds of one type, and an enum stands alone.
            let clashes = |other: &Kind| {
                other.type_name() == kind.type_name() || other.is_numeric() && kind.is_numeric()
            };
            let is_enum = |kind: &Kind| matches!(kind, Kind::Values(_));
            if kinds.iter().any(clashes) || !kinds.is_empty() && (is_enum(&kind) || kinds.iter().any(is_enum))
            {
                continue;
            }
            kinds.push(kind);
        }
        if kinds.iter().any(|kind| matches!(kind, Kind::Members(_))) {
            // Snowplow's validator would ask it of the members too; the generator stops at that.
            for kind in &mut kinds {
                if let Kind::Items { unique, .. } = kind {
                    *unique = false;
                }
            }
        }
        Self { kinds, nullable: dice.percent(25) }
    }

    /// Whether the same value always has the same text.
    fn has_one_text(&self) -> bool {
        let one_text = |kind: &Kind| match kind {
            Kind::Items { items, .. } => items.as_ref().is_some_and(|items| items.has_one_text()),
            Kind::Members(members) => {
                members.others.is_none() && members.listed.iter().all(|(_, node, _)| node.has_one_text())
            }
            _ => true,
        };
        !self.kinds.is_empty() && self.kinds.iter().all(one_text)
    }
}

impl Kind {
    /// Its type.
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer(_) => "integer",
            Self::Number(_) => "number",
            Self::Text { .. } | Self::Values(_) => "string",
            Self::Items { .. } => "array",
            Self::Members(_) => "object",
        }
    }

    const fn is_numeric(&self) -> bool {
        matches!(self, Self::Integer(_) | Self::Number(_))
    }

    fn draw(dice: &mut Dice, depth: usize) -> Self {
        match dice.below(if depth < MOST_DEPTH { 13 } else { 8 }) {
            0 => Self::Boolean,
            1 | 2 => Self::Integer(Limits::draw(dice, true)),
            3 | 4 => Self::Number(Limits::draw(dice, false)),
            5 | 6 => {
                let (least, most) = counts(dice, 6);
                let format = dice.percent(25).then(|| *dice.pick(&["date-time", "uuid"]));
                Self::Text { least, most, format }
            }
            7 => {
                let count = 1 + dice.below(WORDS.len());
                let start = dice.below(WORDS.len());
                let words = WORDS.iter().cycle().skip(start).take(count);
                Self::Values(words.map(|word| (*word).to_owned()).collect())
            }
            8..=10 => {
                let items = dice.percent(90).then(|| Box::new(Node::inner(dice, depth + 1)));
                let (least, most) = counts(dice, 4);
                let may_be_unique = items.as_ref().is_some_and(|items| items.has_one_text());
                Self::Items { items, least, most, unique: may_be_unique && dice.percent(50) }
            }
            _ => Self::Members(Members::draw(dice, depth + 1)),
        }
    }
}

/// A lower and an upper bound of a count.
fn counts(dice: &mut Dice, end: u32) -> (Option<u32>, Option<u32>) {
    let mut count = || u32::try_from(dice.below(end as usize)).unwrap_or(0);
    let (least, more) = (count(), count());
    (dice.percent(40).then_some(least), dice.percent(60).then_some(least + more))
}

impl Limits {
    fn draw(dice: &mut Dice, integer: bool) -> Self {
        let mut limits = Self::default();
        if dice.percent(25) {
            // Only within these does Snowplow's validator divide exactly.
            limits.multiple_of =
                Some((*dice.pick(if integer { &number::STEPS[..4] } else { &number::STEPS })).to_owned());
            limits.minimum = Some((number::bound(dice, true), dice.percent(30)));
            limits.maximum = Some((number::bound(dice, true), dice.percent(30)));
        } else {
            limits.minimum = dice.percent(50).then(|| (number::bound(dice, false), dice.percent(30)));
            limits.maximum = dice.percent(50).then(|| (number::bound(dice, false), dice.percent(30)));
        }
        limits
    }
}

impl Members {
    fn draw(dice: &mut Dice, depth: usize) -> Self {
        let mut listed: Vec<(String, Node, bool)> = Vec::new();
        for _ in 0..dice.below(5) {
            let name = (*dice.pick(&NAMES[..8])).to_owned();
            if listed.iter().all(|(other, ..)| *other != name) {
                listed.push((name, Node::inner(dice, depth), dice.percent(50)));
            }
        }
        let others = match dice.below(4) {
            0 | 1 => None,
            2 => Some(Box::new(Node::ANY)),
            _ => Some(Box::new(Node::inner(dice, depth + 1))),
        };
        Self { listed, others }
    }
}
