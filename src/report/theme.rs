//! The themes by which reports are listed.

/// A theme of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Theme {
    /// The name in the header of a report.
    pub(crate) name: &'static str,
    /// The title in lists.
    pub(crate) title: &'static str,
}

/// All themes, in the order of lists.
pub(crate) const THEMES: &[Theme] = &[
    Theme { name: "security", title: "Security" },
    Theme { name: "identity", title: "Identity and access" },
    Theme { name: "network", title: "Network" },
    Theme { name: "data", title: "Resources and data" },
    Theme { name: "services", title: "Services and activity" },
    Theme { name: "archive", title: "The archive itself" },
];
