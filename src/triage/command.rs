//! The commands that show the events of findings, which can be pasted into a shell.

use std::path::Path;

use anyhow::Result;

use crate::{
    store::{Connection, literal::quote, pattern::literal},
    suggestion::{self, Argument},
    trail::time,
};

/// The facts of a finding by which its events are found.
struct FindingFacts {
    number: i64,
    actor: Option<String>,
    account: Option<String>,
    actions: Option<String>,
    first_at: Option<i64>,
    last_at: Option<i64>,
    event_id: Option<String>,
}

const FACTS: &str = "
SELECT number, actor, account_id, actions, epoch_us(first_at), epoch_us(last_at), event_id
FROM ranked_findings ORDER BY number";

/// Creates the temporary table `finding_commands`.
pub(super) fn prepare(connection: &Connection, db: &Path) -> Result<()> {
    connection.execute_batch(
        "CREATE OR REPLACE TEMP TABLE finding_commands (number BIGINT, command VARCHAR)",
    )?;
    let mut statement = connection.prepare(FACTS)?;
    let findings = statement.query_map([], |row| {
        Ok(FindingFacts {
            number: row.get(0)?,
            actor: row.get(1)?,
            account: row.get(2)?,
            actions: row.get(3)?,
            first_at: row.get(4)?,
            last_at: row.get(5)?,
            event_id: row.get(6)?,
        })
    })?;
    let mut rows = Vec::new();
    for finding in findings {
        let finding = finding?;
        if let Some(command) = finding.command(db) {
            rows.push(format!("({}, {})", finding.number, quote(&command)));
        }
    }
    // A statement of a bounded length.
    for rows in rows.chunks(500) {
        let sql = format!("INSERT INTO finding_commands VALUES {}", rows.join(", "));
        connection.execute_batch(&sql)?;
    }
    Ok(())
}

impl FindingFacts {
    /// Returns the command for the calls of the finding, or for its first event if a word of the command
    /// cannot be written.
    fn command(&self, db: &Path) -> Option<String> {
        self.arguments()
            .and_then(|arguments| suggestion::command("events", &arguments, db))
            .or_else(|| {
                let id = Argument::value(self.event_id.clone()?);
                suggestion::command("events", &[id], db)
            })
    }

    fn arguments(&self) -> Option<Vec<Argument>> {
        let mut arguments = names(self.actions.as_deref()?)?;
        let option = |option, value: String| Argument { option: Some(option), value };
        arguments.push(option("--actor", literal(self.actor.as_deref()?)));
        if let Some(account) = self.account.as_deref().filter(|account| !account.is_empty()) {
            arguments.push(option("--account", literal(account)));
        }
        // A finding is of one day, and an end includes its day.
        arguments.push(option("--since", time::day(self.first_at?)));
        arguments.push(option("--until", time::day(self.last_at?)));
        Some(arguments)
    }
}

/// Returns an option for each action of a list such as `iam:CreateUser, iam:CreateRole`, or `None` if the
/// list is cut off.
fn names(actions: &str) -> Option<Vec<Argument>> {
    let mut names: Vec<&str> = actions
        .split(", ")
        .map(|call| call.split_once(':').map(|call| call.1))
        .collect::<Option<_>>()?;
    names.sort_unstable();
    names.dedup();
    let name = |name: &&str| Argument { option: Some("--name"), value: literal(name) };
    Some(names.iter().map(name).collect())
}
