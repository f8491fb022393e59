//! The table functions: `read_cloudtrail(paths)` for anyone, and the one that the import runs on
//! files it has chosen. Both read alike; they differ in where their [`Scan`] comes from.

use std::{
    collections::HashMap,
    error::Error,
    marker::PhantomData,
    sync::{
        Arc, LazyLock, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use anyhow::{Result, anyhow, bail};
use duckdb::{
    Connection,
    core::{DataChunkHandle, LogicalTypeHandle, LogicalTypeId},
    vtab::{BindInfo, InitInfo, TableFunctionInfo, VTab},
};

use crate::scan::{
    Decision, FileObserver, LARGE, Observer, RUN, Record, Reject, Scan, chunk, file::LogFile,
    fill::Filler, find, source::EXPANSION,
};

/// The name of the function that reads a registered scan.
pub const IMPORT_SCAN: &str = "ducktrail_scan";

/// Makes the table functions known to a connection.
pub fn register(connection: &Connection) -> Result<()> {
    connection.register_table_function::<Function<ReadCloudTrail>>("read_cloudtrail")?;
    connection.register_table_function::<Function<ImportScan>>(IMPORT_SCAN)?;
    Ok(())
}

/// A table function: where its scan comes from.
trait Origin: Send + Sync + 'static {
    /// The type of its one positional parameter.
    const PARAMETER: LogicalTypeId;

    /// Its named parameters.
    const NAMED: &'static [(&'static str, LogicalTypeId)];

    /// The columns.
    fn schema() -> Vec<(&'static str, LogicalTypeHandle)> {
        chunk::schema()
    }

    /// The scan that a call asks for.
    fn scan(call: &BindInfo) -> Result<Arc<Scan>>;
}

/// `read_cloudtrail(paths, ignore_errors := false, max_expansion := 250)`: one row per CloudTrail event in files,
/// folders and globs, given as one path or a list.
///
/// What cannot be used is an error, unless `ignore_errors` is set. Insights and Aggregated records
/// and files of other kinds give no rows.
struct ReadCloudTrail;

impl Origin for ReadCloudTrail {
    const PARAMETER: LogicalTypeId = LogicalTypeId::Any;
    const NAMED: &'static [(&'static str, LogicalTypeId)] =
        &[("ignore_errors", LogicalTypeId::Boolean), ("max_expansion", LogicalTypeId::UBigint)];

    fn scan(call: &BindInfo) -> Result<Arc<Scan>> {
        let argument = call.get_parameter(0);
        let paths = match argument.to_list() {
            Some(list) => list.iter().map(ToString::to_string).collect(),
            None => vec![argument.to_string()],
        };
        let ignore_errors =
            call.get_named_parameter("ignore_errors").is_some_and(|value| value.to_bool());
        let max_expansion =
            call.get_named_parameter("max_expansion").map_or(EXPANSION, |value| value.to_uint64());
        let found = find::find(&paths)?;
        if let Some((path, cause)) = found.problems.first()
            && !ignore_errors
        {
            bail!("cannot read {path}: {cause}{IGNORE}");
        }
        Ok(Arc::new(Scan {
            files: found.files.into_iter().map(Arc::new).collect(),
            observer: Arc::new(Reader { ignore_errors }),
            // A connection that a function keeps would keep the database open for good.
            memory_guard: None,
            bytes_read: Arc::default(),
            run_bytes: RUN,
            max_expansion,
            large_bytes: LARGE,
        }))
    }
}

/// The end of a message about something that `read_cloudtrail` cannot use.
const IGNORE: &str = "; set ignore_errors := true to read the rest";

/// Reads a scan that [`register_scan`] has registered.
struct ImportScan;

impl Origin for ImportScan {
    const PARAMETER: LogicalTypeId = LogicalTypeId::UBigint;
    const NAMED: &'static [(&'static str, LogicalTypeId)] = &[];

    fn schema() -> Vec<(&'static str, LogicalTypeHandle)> {
        chunk::schema().into_iter().chain([chunk::action_id()]).collect()
    }

    fn scan(call: &BindInfo) -> Result<Arc<Scan>> {
        let id = call.get_parameter(0).to_uint64();
        let scan = registered().get(&id).cloned();
        scan.ok_or_else(|| anyhow!("{IMPORT_SCAN} is for the import alone; use read_cloudtrail"))
    }
}

/// A table function as DuckDB sees it.
struct Function<O>(PhantomData<O>);

impl<O: Origin> VTab for Function<O> {
    type InitData = Filler;
    type BindData = Arc<Scan>;

    fn bind(bind: &BindInfo) -> Result<Self::BindData, Box<dyn Error>> {
        let scan = O::scan(bind).map_err(|err| format!("{err:#}"))?;
        for (name, logical_type) in O::schema() {
            bind.add_result_column(name, logical_type);
        }
        Ok(scan)
    }

    fn init(init: &InitInfo) -> Result<Self::InitData, Box<dyn Error>> {
        Ok(Filler::new(init))
    }

    fn func(
        info: &TableFunctionInfo<Self>,
        out: &mut DataChunkHandle,
    ) -> Result<(), Box<dyn Error>> {
        let filled = info.get_init_data().fill(info.get_bind_data(), out);
        Ok(filled.map_err(|err| format!("{err:#}"))?)
    }

    fn supports_pushdown() -> bool {
        true
    }

    fn parameters() -> Option<Vec<LogicalTypeHandle>> {
        Some(vec![O::PARAMETER.into()])
    }

    fn named_parameters() -> Option<Vec<(String, LogicalTypeHandle)>> {
        let named = O::NAMED.iter();
        Some(named.map(|(name, id)| ((*name).to_owned(), (*id).into())).collect())
    }
}

/// Scans that SQL can ask for by number. DuckDB gives a table function nothing but SQL values, and
/// the driver's way around it needs `unsafe`.
static SCANS: LazyLock<Mutex<HashMap<u64, Arc<Scan>>>> = LazyLock::new(Mutex::default);

fn registered() -> MutexGuard<'static, HashMap<u64, Arc<Scan>>> {
    SCANS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A scan that is registered to SQL for as long as this lives.
pub struct RegisteredScan {
    id: u64,
}

/// Lends a scan to SQL: `SELECT … FROM ducktrail_scan(id)`.
pub fn register_scan(scan: Arc<Scan>) -> RegisteredScan {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    registered().insert(id, scan);
    RegisteredScan { id }
}

impl RegisteredScan {
    /// The number that SQL asks for.
    pub fn id(&self) -> u64 {
        self.id
    }
}

impl Drop for RegisteredScan {
    fn drop(&mut self) {
        registered().remove(&self.id);
    }
}

/// The observer of `read_cloudtrail`: takes every event.
struct Reader {
    ignore_errors: bool,
}

impl Observer for Reader {
    fn open(&self, file: &Arc<LogFile>) -> Box<dyn FileObserver> {
        Box::new(FileReader { name: file.name.clone(), ignore_errors: self.ignore_errors })
    }

    fn is_stopped(&self) -> bool {
        false
    }
}

#[derive(Clone)]
struct FileReader {
    name: String,
    ignore_errors: bool,
}

impl FileObserver for FileReader {
    fn decide(&mut self, _: &Record<'_>) -> Result<Decision> {
        Ok(Decision::Row { action_id: None })
    }

    fn reject(&mut self, reject: Reject<'_>) -> Result<()> {
        if self.ignore_errors {
            return Ok(());
        }
        let at = reject.position.map(|at| format!(" at byte {at}")).unwrap_or_default();
        Err(anyhow!("{}{at}: {}{IGNORE}", self.name, reject.reason))
    }

    fn part(&self) -> Box<dyn FileObserver> {
        Box::new(self.clone())
    }
}
