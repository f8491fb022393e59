//! The filters of a scope that take names.

/// A filter of a scope by names. The names of one filter are alternatives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filter {
    Account,
    Region,
    Service,
    Action,
    Actor,
    Ip,
    AccessKey,
}

impl Filter {
    /// All filters, in the order of the command line.
    pub(crate) const ALL: [Self; 7] = [
        Self::Account,
        Self::Region,
        Self::Service,
        Self::Action,
        Self::Actor,
        Self::Ip,
        Self::AccessKey,
    ];

    /// Returns the name of the variable for the values of the columns. `NAME_typed` holds the values that
    /// options set, `NAME_pattern` the regular expression for them.
    pub(super) fn variable(self) -> &'static str {
        match self {
            Self::Account => "accounts",
            Self::Region => "regions",
            Self::Service => "services",
            Self::Action => "actions",
            Self::Actor => "actors",
            Self::Ip => "ips",
            Self::AccessKey => "access_keys",
        }
    }

    /// Returns the name of the option, without its hyphens.
    pub(super) fn option(self) -> &'static str {
        match self {
            Self::AccessKey => "access-key",
            other => other.variable().trim_end_matches('s'),
        }
    }

    /// Returns the name of the filter in a sentence.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Region => "Region",
            Self::Ip => "address",
            Self::AccessKey => "access key",
            other => other.option(),
        }
    }

    /// Returns the column of `activity`, or the expression, whose value it is.
    pub(super) fn column(self) -> &'static str {
        match self {
            Self::Account => "coalesce(recipient_account_id, identity_account_id)",
            Self::Region => "region",
            Self::Service => "service",
            Self::Action => "action",
            Self::Actor => "actor",
            Self::Ip => "source_ip_address",
            Self::AccessKey => "identity_access_key_id",
        }
    }

    /// Returns a query of values that events of a database have, from the smallest table that has them.
    pub(super) fn candidates(self) -> &'static str {
        match self {
            Self::Account => {
                "SELECT DISTINCT coalesce(recipient_account_id, identity_account_id) FROM events"
            }
            Self::Region => "SELECT DISTINCT aws_region FROM event_rows",
            Self::Service => "SELECT DISTINCT service FROM actions",
            Self::Action => "SELECT DISTINCT action FROM actions",
            Self::Actor => "SELECT DISTINCT actor FROM activity",
            Self::Ip => "SELECT DISTINCT source_ip_address FROM event_rows",
            Self::AccessKey => "SELECT DISTINCT identity_access_key_id FROM callers",
        }
    }
}
