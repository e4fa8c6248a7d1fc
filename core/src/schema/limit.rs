//! What a schema asks of a number.

use super::{Code, Decimal};

/// One thing that is asked of a number.
///
/// # Examples
///
/// ```
/// use snowgauge_core::schema::{Decimal, Limit};
/// const PRICE: &[Limit] = &[Limit::above("0"), Limit::maximum("100"), Limit::multiple_of("0.01")];
/// let fits = |text| PRICE.iter().all(|limit| limit.holds(&Decimal::new(text)));
/// assert!(fits("19.99") && !fits("0") && !fits("19.999"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    rule: &'static Rule,
    number: Decimal<'static>,
}

/// A kind of limit. Its code is behind a pointer, so that a program holds it only if one of its tables asks for it: the
/// web module has no `multipleOf` in it.
#[derive(Debug)]
struct Rule {
    /// What is reported.
    code: Code,
    /// Whether a value, the first, keeps the limit.
    holds: fn(&Decimal<'_>, &Decimal<'_>) -> bool,
}

impl Limit {
    /// `minimum`: this or more.
    #[must_use]
    pub const fn minimum(number: &'static str) -> Self {
        const RULE: &Rule = &Rule { code: Code::Minimum, holds: |value, bound| value.compare(bound).is_ge() };
        Self { rule: RULE, number: Decimal::new(number) }
    }

    /// `minimum` with `exclusiveMinimum`: more than this.
    #[must_use]
    pub const fn above(number: &'static str) -> Self {
        const RULE: &Rule = &Rule { code: Code::Minimum, holds: |value, bound| value.compare(bound).is_gt() };
        Self { rule: RULE, number: Decimal::new(number) }
    }

    /// `maximum`: this or less.
    #[must_use]
    pub const fn maximum(number: &'static str) -> Self {
        const RULE: &Rule = &Rule { code: Code::Maximum, holds: |value, bound| value.compare(bound).is_le() };
        Self { rule: RULE, number: Decimal::new(number) }
    }

    /// `maximum` with `exclusiveMaximum`: less than this.
    #[must_use]
    pub const fn below(number: &'static str) -> Self {
        const RULE: &Rule = &Rule { code: Code::Maximum, holds: |value, bound| value.compare(bound).is_lt() };
        Self { rule: RULE, number: Decimal::new(number) }
    }

    /// `multipleOf`. Snowplow's validator rounds integers beyond ±2^53 before it divides them, so a field that has it needs
    /// bounds within that.
    #[must_use]
    pub const fn multiple_of(number: &'static str) -> Self {
        const RULE: &Rule = &Rule { code: Code::MultipleOf, holds: |value, step| value.is_multiple_of(step) };
        Self { rule: RULE, number: Decimal::new(number) }
    }

    /// Whether a number keeps it.
    #[must_use]
    pub fn holds(&self, number: &Decimal<'_>) -> bool {
        (self.rule.holds)(number, &self.number)
    }

    /// What is reported of a number that does not.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.rule.code
    }
}
