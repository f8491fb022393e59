//! The function `lake_files(table, since, until)`: the files of a table of the lake, one on each line.

use std::{error::Error, sync::Arc};

use anyhow::{Context, Result};
use duckdb::{
    Connection,
    arrow::{
        array::{Array, AsArray, RecordBatch, StringArray},
        datatypes::DataType,
    },
    vscalar::{ArrowFunctionSignature, VArrowScalar},
};

use crate::store::lake::remote::{RemoteLake, escaped};

/// The name of the function.
pub(in crate::store::lake) const LAKE_FILES: &str = "lake_files";

struct LakeFiles;

impl VArrowScalar for LakeFiles {
    type State = Option<Arc<RemoteLake>>;

    fn invoke(lake: &Self::State, input: RecordBatch) -> Result<Arc<dyn Array>, Box<dyn Error>> {
        let lists = lists(lake.as_deref(), &input).map_err(|error| format!("{error:#}"))?;
        Ok(Arc::new(StringArray::from(lists)))
    }

    fn signatures() -> Vec<ArrowFunctionSignature> {
        vec![ArrowFunctionSignature::exact(vec![DataType::Utf8; 3], DataType::Utf8)]
    }
}

fn lists(lake: Option<&RemoteLake>, input: &RecordBatch) -> Result<Vec<String>> {
    let lake = lake.context("no lake is open")?;
    let column = |nth: usize| input.column(nth).as_string_opt::<i32>().context("expected text");
    let (tables, since, until) = (column(0)?, column(1)?, column(2)?);
    let rows = 0..input.num_rows();
    let lists = rows.map(|row| {
        let files = lake.files(tables.value(row), since.value(row), until.value(row))?;
        let files: Vec<_> = files.iter().map(|path| escaped(path)).collect::<Result<_>>()?;
        Ok(files.join("\n"))
    });
    lists.collect()
}

/// Adds the function to a connection.
pub(in crate::store::lake) fn register(
    connection: &Connection,
    lake: &Arc<RemoteLake>,
) -> Result<()> {
    let state = Some(Arc::clone(lake));
    connection.register_scalar_function_with_state::<LakeFiles>(LAKE_FILES, &state)?;
    Ok(())
}
