//! `ducktrail lake sql`.

use anyhow::{Result, bail};

use crate::{
    cli::{LakeSqlArgs, SqlDialect},
    dialect::{self, Dialect},
    error::{Outcome, Usage},
    output,
    report::{self, Settings},
    store::{constants::Constants, scope::Scope},
};

pub(crate) fn run(args: &LakeSqlArgs) -> Result<Outcome> {
    let dialect = match args.dialect {
        SqlDialect::Spark => Dialect::Spark,
        SqlDialect::Athena => Dialect::Athena,
    };
    let scope = args.scope.scope();
    if let Some(reason) = dialect::needs_events(&scope) {
        bail!(Usage(reason));
    }
    let constants = Constants::of_scope(&scope)?;
    let text = match &args.report {
        Some(name) => report_sql(name, args, dialect, &constants)?,
        None if scope != Scope::default() => {
            bail!(Usage("a scope is one of a report: give --report NAME, too".to_owned()))
        }
        None => {
            constants.set("lake", args.lake.trim_end_matches('/'))?;
            dialect.tables(&constants)?
        }
    };
    output::print(&text, false)?;
    Ok(Outcome::Complete)
}

fn report_sql(
    name: &str,
    args: &LakeSqlArgs,
    dialect: Dialect,
    constants: &Constants,
) -> Result<String> {
    let Some(report) = report::find(name) else {
        bail!(Usage(format!("{}; `ducktrail report` lists all reports", report::unknown(name))));
    };
    let settings = Settings::of_one(report, &args.set).map_err(Usage)?;
    constants.set_parameters(&settings).map_err(Usage)?;
    dialect.report(report, constants)
}
