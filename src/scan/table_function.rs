//! The table functions: `read_cloudtrail(paths)` for anyone, and the one that the import runs on
//! files it has chosen. Both read alike; they differ in where their [`Scan`] comes from.

use std::{
    collections::HashMap,
    error::Error,
    marker::PhantomData,
    sync::{
        Arc, LazyLock, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread::{self, ThreadId},
};

use anyhow::{Result, anyhow, bail};
use duckdb::{
    Connection,
    core::{DataChunkHandle, LogicalTypeHandle, LogicalTypeId},
    vtab::{BindInfo, InitInfo, TableFunctionInfo, VTab},
};

use crate::{
    scan::{
        Aside, Decision, FileObserver, Observer, Outcome, RUN, Record, Reject, Scan,
        chunk::{self, ChunkWriter},
        file::LogFile,
        find,
        rows::Rows,
        source::EXPANSION,
        worker::Worker,
    },
    trail::record::Wanted,
};

/// The name of the function that reads a lent scan.
pub const LENT: &str = "ducktrail_scan";

/// Makes the table functions known to a connection.
pub fn register(connection: &Connection) -> Result<()> {
    connection.register_table_function::<Function<ReadCloudTrail>>("read_cloudtrail")?;
    connection.register_table_function::<Function<LentScan>>(LENT)?;
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
            bytes_read: Arc::default(),
            run_bytes: RUN,
            max_expansion,
        }))
    }
}

/// The end of a message about something that `read_cloudtrail` cannot use.
const IGNORE: &str = "; set ignore_errors := true to read the rest";

/// Reads a scan that [`lend`] has lent.
struct LentScan;

impl Origin for LentScan {
    const PARAMETER: LogicalTypeId = LogicalTypeId::UBigint;
    const NAMED: &'static [(&'static str, LogicalTypeId)] = &[];

    fn schema() -> Vec<(&'static str, LogicalTypeHandle)> {
        chunk::schema().into_iter().chain([chunk::action_id()]).collect()
    }

    fn scan(call: &BindInfo) -> Result<Arc<Scan>> {
        let id = call.get_parameter(0).to_uint64();
        let scan = lent().get(&id).cloned();
        scan.ok_or_else(|| anyhow!("{LENT} is for the import alone; use read_cloudtrail"))
    }
}

/// A table function as DuckDB sees it.
struct Function<O>(PhantomData<O>);

impl<O: Origin> VTab for Function<O> {
    type InitData = Progress;
    type BindData = Arc<Scan>;

    fn bind(bind: &BindInfo) -> Result<Self::BindData, Box<dyn Error>> {
        let scan = O::scan(bind).map_err(|err| format!("{err:#}"))?;
        for (name, logical_type) in O::schema() {
            bind.add_result_column(name, logical_type);
        }
        Ok(scan)
    }

    fn init(init: &InitInfo) -> Result<Self::InitData, Box<dyn Error>> {
        Ok(Progress::new(init))
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

fn lent() -> MutexGuard<'static, HashMap<u64, Arc<Scan>>> {
    SCANS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A scan that is lent to SQL for as long as this lives.
pub struct Loan {
    id: u64,
}

/// Lends a scan to SQL: `SELECT … FROM ducktrail_scan(id)`.
pub fn lend(scan: Arc<Scan>) -> Loan {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    lent().insert(id, scan);
    Loan { id }
}

impl Loan {
    /// The number that SQL asks for.
    pub fn id(&self) -> u64 {
        self.id
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        lent().remove(&self.id);
    }
}

/// How far a scan has come, shared by the threads that run it.
struct Progress {
    columns: Vec<usize>,
    next: AtomicUsize,
    /// What was begun, between two chunks, as the driver has no state per thread. A thread goes on with
    /// its own: DuckDB makes row groups of what one thread gives, and rows that were gathered
    /// together, which are in order, are to be in one row group.
    idle: Mutex<Vec<Reading>>,
}

/// A file that is being read, and the rows that were gathered from it and from those before it.
struct Reading {
    /// The thread that began it.
    thread: ThreadId,
    file: Option<Worker>,
    rows: Rows,
}

impl Progress {
    fn new(init: &InitInfo) -> Self {
        let columns: Vec<usize> = init
            .get_column_indices()
            .into_iter()
            .map(|index| usize::try_from(index).unwrap_or(usize::MAX))
            .collect();
        // DuckDB bounds this by its own threads.
        init.set_max_threads(u64::MAX);
        Self { columns, next: AtomicUsize::new(0), idle: Mutex::default() }
    }

    /// Fills one chunk; leaves it empty where nothing is left.
    fn fill(&self, scan: &Scan, out: &DataChunkHandle) -> Result<()> {
        let mut chunk = ChunkWriter::new(out, &self.columns);
        loop {
            let mut reading = self.take(scan);
            if reading.rows.is_empty() {
                self.gather(scan, &mut reading)?;
            }
            reading.rows.write(&mut chunk);
            if chunk.rows() > 0 {
                self.idle().push(reading);
                break;
            }
            // Its files are at their end; another thread may have left something.
            if self.idle().is_empty() {
                break;
            }
        }
        chunk.finish()
    }

    /// What this thread has begun, or something new. Once no file is left it takes from the others.
    fn take(&self, scan: &Scan) -> Reading {
        let thread = thread::current().id();
        let mut idle = self.idle();
        let own = idle.iter().position(|reading| reading.thread == thread);
        let is_last = self.next.load(Ordering::Relaxed) >= scan.files.len();
        match own.or_else(|| (is_last && !idle.is_empty()).then_some(0)) {
            Some(at) => idle.swap_remove(at),
            None => Reading { thread, file: None, rows: Rows::new(scan.run_bytes) },
        }
    }

    /// Reads files until there are enough rows, or none is left.
    fn gather(&self, scan: &Scan, reading: &mut Reading) -> Result<()> {
        while !reading.rows.is_full() {
            if scan.observer.is_stopped() {
                bail!("stopped");
            }
            let file = match reading.file.take() {
                Some(file) => Some(file),
                None => self.next_file(scan)?,
            };
            let Some(mut file) = file else { break };
            if !file.fill(&mut reading.rows)? {
                reading.file = Some(file);
            }
        }
        reading.rows.arrange();
        Ok(())
    }

    fn next_file(&self, scan: &Scan) -> Result<Option<Worker>> {
        let wanted = if scan.observer.needs_rows() {
            Wanted::all()
        } else {
            Wanted::only(self.columns.iter().copied())
        };
        while let Some(file) = scan.files.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            if let Some(worker) = Worker::open(scan, file, &wanted)? {
                return Ok(Some(worker));
            }
        }
        Ok(None)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Reading>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
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

struct FileReader {
    name: String,
    ignore_errors: bool,
}

impl FileObserver for FileReader {
    fn decide(&mut self, _: &Record<'_>) -> Result<Decision> {
        Ok(Decision::Row { action_id: None })
    }

    fn set_aside(&mut self, _: Aside, _: u64, _: &str) -> Result<()> {
        Ok(())
    }

    fn reject(&mut self, reject: Reject<'_>) -> Result<()> {
        if self.ignore_errors {
            return Ok(());
        }
        let at = reject.position.map(|at| format!(" at byte {at}")).unwrap_or_default();
        Err(anyhow!("{}{at}: {}{IGNORE}", self.name, reject.reason))
    }

    fn close(&mut self, _: Outcome) -> Result<()> {
        Ok(())
    }
}
