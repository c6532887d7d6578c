//! Columns of other libraries' tables by the Arrow C data interface, and findings as such a table.
//!
//! Nothing is copied on the way in. The way out is a table with a line a finding, in `COLUMNS`, after the key of the row
//! that it was found in.

use std::sync::Arc;

use arrow_array::builder::{Int64Builder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{ArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{Array, ArrayReader, ArrayRef, RecordBatch, RecordBatchIterator, make_array};
use arrow_data::transform::MutableArrayData;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use rayon::prelude::*;
use yishen::{OffsetUnit, wire};

use crate::engine::Engine;
use crate::errors::YishenError;

/// The columns of findings, in order. Of a text that was not read to its end there is a line without a rule.
const COLUMNS: &[(&str, DataType)] = &[
    ("row", DataType::Int64),
    ("rule", DataType::Utf8),
    ("category", DataType::Utf8),
    ("severity", DataType::Utf8),
    ("start", DataType::Int64),
    ("end", DataType::Int64),
    ("text", DataType::Utf8),
    ("message", DataType::Utf8),
    ("suggestions", DataType::Utf8),
    ("basis", DataType::Utf8),
    ("confidence", DataType::Utf8),
    ("fingerprint", DataType::Utf8),
];

/// Findings as a table that polars, pandas, pyarrow, DuckDB and others read, as often as they like.
#[pyclass(frozen, module = "yishen._yishen")]
pub(crate) struct ArrowTable {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

#[pymethods]
impl ArrowTable {
    /// The number of findings.
    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// The table by the Arrow C stream interface. A requested schema is not looked at, as the interface allows.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(&self, py: Python<'py>, requested_schema: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let batches = self.batches.clone().into_iter().map(Ok);
        let stream = FFI_ArrowArrayStream::new(Box::new(RecordBatchIterator::new(batches, self.schema.clone())));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }
}

/// Screens a column of strings, its rows in parallel; only the batch at work is in memory, and what was found.
pub(crate) fn screen(
    py: Python<'_>,
    engine: &Engine,
    data: &Bound<'_, PyAny>,
    column: Option<&str>,
    key: Option<&str>,
    masked: bool,
    threads: usize,
) -> PyResult<ArrowTable> {
    let (of, chunks) = open(data)?;
    let key_field = key.map(|key| field_of(&of, key)).transpose()?;
    let fields = key_field.into_iter().chain(COLUMNS.iter().map(|(name, of)| Field::new(*name, of.clone(), true)));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    py.detach(|| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(|error| YishenError::new_err(error.to_string()))?;
        let mut first = 0;
        let mut batches = Vec::new();
        for chunk in chunks {
            let chunk = chunk.map_err(refused)?;
            let text = text_column(&chunk, column)?;
            let texts = texts_of(&text)?;
            let lines: Vec<Vec<Line>> =
                pool.install(|| texts.par_iter().map(|text| text.map_or_else(Vec::new, |text| lines_of(engine, text, masked))).collect());
            let keys = key.map(|key| column_of(&chunk, key)).transpose()?;
            let batch = batch_of(&schema, keys.as_ref(), first, &lines).map_err(refused)?;
            if batch.num_rows() > 0 {
                batches.push(batch);
            }
            first += texts.len();
        }
        Ok(ArrowTable { schema, batches })
    })
}

/// A finding, or the remark that a text was not read to its end.
enum Line {
    Found(Box<wire::Finding>),
    Unread(String),
}

fn lines_of(engine: &Engine, text: &str, masked: bool) -> Vec<Line> {
    let (report, draft) = engine.screen_text(text);
    let unread = report.not_checked().iter().filter(|entry| entry.kind.leaves_text_unread()).map(|entry| Line::Unread(entry.note.clone()));
    let unread: Vec<Line> = unread.collect();
    if report.findings().is_empty() {
        return unread;
    }
    report.to_wire(&draft, OffsetUnit::Codepoint, masked).findings.into_iter().map(|f| Line::Found(Box::new(f))).chain(unread).collect()
}

/// One batch of findings from one batch of texts, whose first is row `first`.
fn batch_of(schema: &SchemaRef, keys: Option<&ArrayRef>, first: usize, lines: &[Vec<Line>]) -> Result<RecordBatch, ArrowError> {
    let (mut rows, mut starts, mut ends) = (Int64Builder::new(), Int64Builder::new(), Int64Builder::new());
    let mut words: [StringBuilder; 9] = Default::default();
    let keys = keys.map(|keys| keys.to_data());
    let mut kept = keys.as_ref().map(|keys| MutableArrayData::new(vec![keys], false, lines.len()));
    for (row, line) in lines.iter().enumerate().flat_map(|(row, lines)| lines.iter().map(move |line| (row, line))) {
        if let Some(kept) = &mut kept {
            kept.try_extend(0, row, row + 1)?;
        }
        rows.append_value((first + row) as i64);
        let (offsets, strings) = match line {
            Line::Found(f) => {
                let suggestions: Vec<&str> = f.suggestions.iter().map(|s| s.text.as_str()).collect();
                let basis: Vec<String> =
                    f.basis.iter().map(|b| format!("《{}》（{}）{}", b.title, b.version, b.article.as_deref().unwrap_or_default())).collect();
                let strings: [Option<String>; 9] = [
                    Some(f.rule.clone()),
                    Some(f.category.id().to_owned()),
                    Some(f.severity.id().to_owned()),
                    Some(f.text.clone()),
                    Some(f.message.clone()),
                    Some(suggestions.join("；")),
                    Some(basis.join("；")),
                    Some(f.confidence.id().to_owned()),
                    Some(f.fingerprint.clone()),
                ];
                (Some((f.start as i64, f.end as i64)), strings)
            }
            Line::Unread(note) => {
                let severity = Some(yishen::Severity::Review.id().to_owned());
                (None, [None, None, severity, None, Some(note.clone()), None, None, None, None])
            }
        };
        starts.append_option(offsets.map(|(start, _)| start));
        ends.append_option(offsets.map(|(_, end)| end));
        words.iter_mut().zip(strings).for_each(|(column, string)| column.append_option(string));
    }
    let [rule, category, severity, text, message, suggestions, basis, confidence, fingerprint] = words.map(|mut column| Arc::new(column.finish()) as ArrayRef);
    let own: [ArrayRef; 12] = [
        Arc::new(rows.finish()),
        rule,
        category,
        severity,
        Arc::new(starts.finish()),
        Arc::new(ends.finish()),
        text,
        message,
        suggestions,
        basis,
        confidence,
        fingerprint,
    ];
    RecordBatch::try_new(schema.clone(), kept.map(|kept| make_array(kept.freeze())).into_iter().chain(own).collect())
}

type Chunks = Box<dyn Iterator<Item = Result<ArrayRef, ArrowError>> + Send>;

/// The type of what another library holds, and its chunks.
#[expect(unsafe_code, reason = "the Arrow C data interface hands over structures by pointers")]
fn open(data: &Bound<'_, PyAny>) -> PyResult<(DataType, Chunks)> {
    if data.hasattr("__arrow_c_stream__")? {
        let capsule = data.call_method0("__arrow_c_stream__")?;
        let pointer = capsule.cast::<PyCapsule>()?.pointer_checked(Some(c"arrow_array_stream"))?;
        // SAFETY: a capsule of this name holds a stream, and taking it over leaves a released one behind, as the interface demands.
        let stream = unsafe { FFI_ArrowArrayStream::from_raw(pointer.as_ptr().cast()) };
        let reader = ArrayStreamReader::try_new(stream).map_err(refused)?;
        return Ok((reader.field().data_type().clone(), Box::new(reader)));
    }
    if data.hasattr("__arrow_c_array__")? {
        let (schema, array): (Bound<'_, PyCapsule>, Bound<'_, PyCapsule>) = data.call_method0("__arrow_c_array__")?.extract()?;
        let schema = schema.pointer_checked(Some(c"arrow_schema"))?;
        let array = array.pointer_checked(Some(c"arrow_array"))?;
        // SAFETY: capsules of these names hold a schema and an array of it; taking them over leaves released ones behind.
        let data = unsafe {
            let schema = FFI_ArrowSchema::from_raw(schema.as_ptr().cast());
            from_ffi(FFI_ArrowArray::from_raw(array.as_ptr().cast()), &schema)
        };
        let array = make_array(data.map_err(refused)?);
        return Ok((array.data_type().clone(), Box::new(std::iter::once(Ok(array)))));
    }
    let kind = data.get_type().name()?;
    Err(pyo3::exceptions::PyTypeError::new_err(format!("{kind} 没有 Arrow 接口（__arrow_c_stream__、__arrow_c_array__）")))
}

fn refused(error: ArrowError) -> PyErr {
    YishenError::new_err(format!("表格读不出：{error}"))
}

/// The column of this name in a type of tables.
fn field_of(of: &DataType, name: &str) -> PyResult<Field> {
    let DataType::Struct(fields) = of else {
        return Err(YishenError::new_err(format!("只有一列，没有名为“{name}”的列")));
    };
    let names: Vec<&str> = fields.iter().map(|field| field.name().as_str()).collect();
    let field = fields.iter().find(|field| field.name() == name).ok_or_else(|| crate::errors::unknown("列", name, &names))?;
    if COLUMNS.iter().any(|(own, _)| *own == name) {
        return Err(YishenError::new_err(format!("结果里另有“{name}”一列，请先把键列改名")));
    }
    Ok(Field::new(name, field.data_type().clone(), true))
}

fn column_of(chunk: &ArrayRef, name: &str) -> PyResult<ArrayRef> {
    let table = chunk.as_struct_opt().ok_or_else(|| YishenError::new_err(format!("只有一列，没有名为“{name}”的列")))?;
    table.column_by_name(name).cloned().ok_or_else(|| crate::errors::unknown("列", name, &table.column_names()))
}

/// The column to be screened: the one named, or the whole of what is no table.
fn text_column(chunk: &ArrayRef, column: Option<&str>) -> PyResult<ArrayRef> {
    match (column, chunk.as_struct_opt()) {
        (Some(name), _) => column_of(chunk, name),
        (None, None) => Ok(chunk.clone()),
        (None, Some(table)) => Err(YishenError::new_err(format!("请用 column 指定一列；有：{}", table.column_names().join("、")))),
    }
}

/// The strings of a column; nulls are no drafts.
fn texts_of(column: &ArrayRef) -> PyResult<Vec<Option<&str>>> {
    match column.data_type() {
        DataType::Utf8 => Ok(column.as_string::<i32>().iter().collect()),
        DataType::LargeUtf8 => Ok(column.as_string::<i64>().iter().collect()),
        DataType::Utf8View => Ok(column.as_string_view().iter().collect()),
        other => Err(YishenError::new_err(format!("要检查的列是 {other}，不是字符串；请先转换"))),
    }
}
