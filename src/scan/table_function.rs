//! The table functions: `read_cloudtrail(paths)` for users, and an internal one for the files that
//! the import has chosen. They differ only in the source of their [`Scan`].

use std::{
    collections::HashMap,
    error::Error,
    marker::PhantomData,
    path::Path,
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
    DEFAULT_LARGE_BYTES, DEFAULT_RUN_BYTES, Decision, FileObserver, Observer, Record, Reject,
    RowIds, Scan, chunk, file::LogFile, fill::Filler, find, objects, source::DEFAULT_MAX_EXPANSION,
};

/// The name of the table function that reads a registered scan.
pub const IMPORT_SCAN: &str = "ducktrail_scan";

/// Registers the table functions with a connection.
pub fn register(connection: &Connection) -> Result<()> {
    connection.register_table_function::<Function<ReadCloudTrail>>("read_cloudtrail")?;
    connection.register_table_function::<Function<ImportScan>>(IMPORT_SCAN)?;
    Ok(())
}

/// A table function, as the source of its scan.
trait ScanSource: Send + Sync + 'static {
    /// The type of its positional parameter.
    const PARAMETER: LogicalTypeId;

    /// The names and types of its named parameters.
    const NAMED: &'static [(&'static str, LogicalTypeId)];

    /// Returns the names and types of its columns.
    fn schema() -> Vec<(&'static str, LogicalTypeHandle)> {
        chunk::schema()
    }

    /// Returns the scan for a call.
    fn scan(call: &BindInfo) -> Result<Arc<Scan>>;
}

/// `read_cloudtrail(paths, ignore_errors := false, max_expansion := 250)`: one row per CloudTrail
/// event in files, folders and globs, given as one path or a list.
///
/// Content that cannot be used is an error, unless `ignore_errors` is set. Insights and Aggregated
/// records and files of other kinds give no rows.
struct ReadCloudTrail;

impl ScanSource for ReadCloudTrail {
    const PARAMETER: LogicalTypeId = LogicalTypeId::Any;
    const NAMED: &'static [(&'static str, LogicalTypeId)] =
        &[("ignore_errors", LogicalTypeId::Boolean), ("max_expansion", LogicalTypeId::UBigint)];

    fn scan(call: &BindInfo) -> Result<Arc<Scan>> {
        let argument = call.get_parameter(0);
        let paths: Vec<String> = match argument.to_list() {
            Some(list) => list.iter().map(ToString::to_string).collect(),
            None => vec![argument.to_string()],
        };
        let ignore_errors =
            call.get_named_parameter("ignore_errors").is_some_and(|value| value.to_bool());
        let max_expansion = call
            .get_named_parameter("max_expansion")
            .map_or(DEFAULT_MAX_EXPANSION, |value| value.to_uint64());
        if let Some(url) = paths.iter().find_map(|path| objects::url(Path::new(path))) {
            bail!("read_cloudtrail reads files on disk; `ducktrail import {url}` reads from S3");
        }
        let listing = find::find(&paths)?;
        if let Some((path, cause)) = listing.problems.first()
            && !ignore_errors
        {
            bail!("cannot read {path}: {cause}{IGNORE_HINT}");
        }
        Ok(Arc::new(Scan {
            files: listing.files.into_iter().map(Arc::new).collect(),
            // SQL never reads from the network.
            arrivals: None,
            known: None,
            observer: Arc::new(QueryObserver { ignore_errors }),
            // A guard needs a connection, and one in a function would never let the database close.
            memory_guard: None,
            bytes_read: Arc::default(),
            run_bytes: DEFAULT_RUN_BYTES,
            max_expansion,
            large_bytes: DEFAULT_LARGE_BYTES,
        }))
    }
}

/// The end of the messages about content that `read_cloudtrail` cannot use.
const IGNORE_HINT: &str = "; set ignore_errors := true to read the rest";

/// A scan that was registered by [`register_scan`].
struct ImportScan;

impl ScanSource for ImportScan {
    const PARAMETER: LogicalTypeId = LogicalTypeId::UBigint;
    const NAMED: &'static [(&'static str, LogicalTypeId)] = &[];

    fn schema() -> Vec<(&'static str, LogicalTypeHandle)> {
        chunk::schema().into_iter().chain(chunk::import_columns()).collect()
    }

    fn scan(call: &BindInfo) -> Result<Arc<Scan>> {
        let id = call.get_parameter(0).to_uint64();
        let scan = registered().get(&id).cloned();
        scan.ok_or_else(|| anyhow!("{IMPORT_SCAN} is internal to the import; use read_cloudtrail"))
    }
}

/// A table function as DuckDB sees it.
struct Function<S>(PhantomData<S>);

impl<S: ScanSource> VTab for Function<S> {
    type InitData = Filler;
    type BindData = Arc<Scan>;

    fn bind(bind: &BindInfo) -> Result<Self::BindData, Box<dyn Error>> {
        let scan = S::scan(bind).map_err(|err| format!("{err:#}"))?;
        for (name, logical_type) in S::schema() {
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
        Some(vec![S::PARAMETER.into()])
    }

    fn named_parameters() -> Option<Vec<(String, LogicalTypeHandle)>> {
        let named = S::NAMED.iter();
        Some(named.map(|(name, id)| ((*name).to_owned(), (*id).into())).collect())
    }
}

/// The registered scans by their IDs. A table function receives only SQL values, and the driver's way
/// to pass anything else needs `unsafe`.
static SCANS: LazyLock<Mutex<HashMap<u64, Arc<Scan>>>> = LazyLock::new(Mutex::default);

fn registered() -> MutexGuard<'static, HashMap<u64, Arc<Scan>>> {
    SCANS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A registration of a scan, which ends when this is dropped.
pub struct RegisteredScan {
    id: u64,
}

/// Registers a scan for `SELECT … FROM ducktrail_scan(id)`.
pub fn register_scan(scan: Arc<Scan>) -> RegisteredScan {
    static NEXT_ID: AtomicU64 = AtomicU64::new(1);
    let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
    registered().insert(id, scan);
    RegisteredScan { id }
}

impl RegisteredScan {
    /// Returns the ID to pass to the table function.
    pub fn id(&self) -> u64 {
        self.id
    }
}

impl Drop for RegisteredScan {
    fn drop(&mut self) {
        registered().remove(&self.id);
    }
}

/// The observer of `read_cloudtrail`, which keeps every event.
struct QueryObserver {
    ignore_errors: bool,
}

impl Observer for QueryObserver {
    fn open(&self, file: &Arc<LogFile>) -> Box<dyn FileObserver> {
        Box::new(QueryFileObserver { name: file.name.clone(), ignore_errors: self.ignore_errors })
    }

    fn is_stopped(&self) -> bool {
        false
    }
}

#[derive(Clone)]
struct QueryFileObserver {
    name: String,
    ignore_errors: bool,
}

impl FileObserver for QueryFileObserver {
    fn decide(&mut self, _: &Record<'_>) -> Result<Decision> {
        Ok(Decision::Row(RowIds::default()))
    }

    fn reject(&mut self, reject: Reject<'_>) -> Result<()> {
        if self.ignore_errors {
            return Ok(());
        }
        let at = reject.position.map(|at| format!(" at byte {at}")).unwrap_or_default();
        Err(anyhow!("{}{at}: {}{IGNORE_HINT}", self.name, reject.reason))
    }

    fn split_off(&self) -> Box<dyn FileObserver> {
        Box::new(self.clone())
    }
}
