//! The JSON object of `info --format json`. `docs/info.md` documents its members, which are never renamed
//! or removed.

use serde_json::{Value, json};

use crate::{info::Info, trail::time};

impl Info {
    /// Returns the object.
    pub(crate) fn to_json(&self) -> Value {
        let (overview, imports) = (&self.overview, &self.imports);
        json!({
            "database": {"path": self.path, "bytes": self.bytes},
            "events": {
                "count": overview.events,
                "first": instant(overview.first),
                "last": instant(overview.last),
                "without_time": overview.without_time,
            },
            "insights": overview.insights,
            "aggregated_events": overview.aggregated,
            "digests": overview.digests,
            "rejects": overview.rejects,
            "accounts": self.shares_of("accounts"),
            "regions": self.shares_of("regions"),
            "services": self.shares_of("services"),
            "event_versions": self.shares_of("event_versions"),
            "event_categories": self.shares_of("event_categories"),
            "files": self.forms.iter().map(|form| json!({
                "form": form.name,
                "files": form.files,
                "content_bytes": form.bytes,
                "records": form.records,
            })).collect::<Vec<_>>(),
            "imports": {
                "count": imports.count,
                "not_complete": imports.not_complete,
                "first_at": instant(imports.first_at),
                "last_at": instant(imports.last_at),
                "version": imports.version,
                "records": {
                    "read": imports.read,
                    "inserted": imports.inserted,
                    "duplicate": imports.duplicate,
                    "rejected": imports.rejected,
                    "filtered": imports.filtered,
                },
            },
            "columns": self.columns.iter().map(|(name, bytes)| json!({
                "name": name,
                "bytes": bytes,
            })).collect::<Vec<_>>(),
            "histogram": {
                "start": (!self.histogram.counts.is_empty()).then(|| time::render(self.histogram.start)),
                "step_seconds": self.histogram.step / 1_000_000,
                "counts": self.histogram.counts,
            },
        })
    }

    fn shares_of(&self, kind: &str) -> Vec<Value> {
        self.shares(kind).map(|share| json!({"name": share.name, "events": share.events})).collect()
    }
}

fn instant(micros: Option<i64>) -> Option<String> {
    micros.map(time::render)
}
