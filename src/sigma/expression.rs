//! Conditions on events as trees of tests, and what is left of one if some tests are decided.

use crate::sigma::field::Reads;

/// The position of a test in the list of the tests of all rules.
pub(super) type TestId = usize;

/// A condition. `All` of nothing is true, and `Any` of nothing is false.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Expression {
    Test(TestId),
    Not(Box<Expression>),
    All(Vec<Expression>),
    Any(Vec<Expression>),
}

impl Expression {
    pub(super) const TRUE: Self = Self::All(Vec::new());
    pub(super) const FALSE: Self = Self::Any(Vec::new());

    pub(super) fn not(inner: Self) -> Self {
        match inner {
            Self::Not(inner) => *inner,
            Self::All(parts) if parts.is_empty() => Self::FALSE,
            Self::Any(parts) if parts.is_empty() => Self::TRUE,
            _ => Self::Not(Box::new(inner)),
        }
    }

    pub(super) fn all(parts: Vec<Self>) -> Self {
        Self::joined(parts, &Self::FALSE, Self::All)
    }

    pub(super) fn any(parts: Vec<Self>) -> Self {
        Self::joined(parts, &Self::TRUE, Self::Any)
    }

    /// Joins parts, of which a `decisive` one decides.
    fn joined(parts: Vec<Self>, decisive: &Self, join: fn(Vec<Self>) -> Self) -> Self {
        let (mut kept, neutral): (Vec<Self>, _) = (Vec::new(), join(Vec::new()));
        for part in parts {
            if part == *decisive {
                return part;
            }
            if part != neutral && !kept.contains(&part) {
                kept.push(part);
            }
        }
        match kept.len() {
            1 => kept.remove(0),
            _ => join(kept),
        }
    }

    /// Returns the number of its tests.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Test(_) => 1,
            Self::Not(inner) => inner.size(),
            Self::All(parts) | Self::Any(parts) => parts.iter().map(Self::size).sum::<usize>() + 1,
        }
    }

    /// Returns the condition that is left if `known` decides some tests.
    pub(super) fn given(&self, known: &impl Fn(TestId) -> Option<bool>) -> Self {
        match self {
            Self::Test(id) => match known(*id) {
                Some(true) => Self::TRUE,
                Some(false) => Self::FALSE,
                None => Self::Test(*id),
            },
            Self::Not(inner) => Self::not(inner.given(known)),
            Self::All(parts) => Self::all(parts.iter().map(|part| part.given(known)).collect()),
            Self::Any(parts) => Self::any(parts.iter().map(|part| part.given(known)).collect()),
        }
    }

    /// Returns its tests.
    pub(super) fn tests(&self) -> Vec<TestId> {
        match self {
            Self::Test(id) => vec![*id],
            Self::Not(inner) => inner.tests(),
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::tests).collect(),
        }
    }

    /// Returns the condition as SQL, and what it reads that is the slowest. `of_test` returns both of a test. No
    /// test is ever NULL, so that NOT is what it says. The fastest tests come first, as DuckDB evaluates the
    /// others only where these do not decide.
    pub(super) fn sql(&self, of_test: &impl Fn(TestId) -> (Reads, String)) -> (Reads, String) {
        let join = |parts: &[Self], word: &str| {
            let mut parts: Vec<_> = parts.iter().map(|part| part.sql(of_test)).collect();
            parts.sort();
            let reads = parts.last().map_or(Reads::Name, |part| part.0);
            let parts: Vec<String> = parts.into_iter().map(|part| part.1).collect();
            (reads, format!("({})", parts.join(word)))
        };
        match self {
            Self::Test(id) => of_test(*id),
            Self::Not(inner) => {
                let (reads, sql) = inner.sql(of_test);
                (reads, format!("(NOT {sql})"))
            }
            Self::All(parts) | Self::Any(parts) if parts.is_empty() => {
                (Reads::Name, (*self == Self::TRUE).to_string())
            }
            Self::All(parts) => join(parts, " AND "),
            Self::Any(parts) => join(parts, " OR "),
        }
    }
}
