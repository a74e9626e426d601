//! Writing one columnar copy: rows come in, a Parquet file comes out. Needs one block and one column of memory, whatever
//! the number of rows.

use std::fs::Permissions;
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, Encoding, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel};
use parquet::column::writer::ColumnWriter;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnPath, Type, TypePtr};

use crate::columnar::CopyError;
use crate::columnar::about::About;
use crate::columnar::kind::{Kind, Shape, to_whole};
use crate::columnar::spill::{Part, Spill, Spilled, Stretch};
use crate::format::cell::Cell;
use crate::series::block::Block;

/// The key of what the copy knows of itself.
pub const KEY: &str = "daytona";
/// Rows that stand together, column by column: a day and a half of seconds.
const ROWS_A_GROUP: usize = 1 << 17;
const TIME: &str = "Time";
const ELAPSED: &str = "elapsed_s";
/// Digits behind the point of `elapsed_s`.
const MICROSECONDS: i32 = 6;
/// The most digits that a decimal of 64 bits holds.
const PRECISION: i32 = 18;

#[derive(Debug)]
pub struct Writer {
    spill: Spill,
    block: Block,
    shapes: Vec<Shape>,
}

impl Writer {
    /// `folder` has room for the rows until the copy is written.
    pub fn new(folder: &Path, columns: usize) -> io::Result<Self> {
        Ok(Self {
            spill: Spill::new(folder)?,
            block: Block::new(columns),
            shapes: vec![Shape::new(); columns],
        })
    }

    /// Adds a row. Rows come in the order of time.
    pub fn push(&mut self, time: i64, micros: i64, cells: &[Option<Cell>]) -> io::Result<()> {
        for (shape, cell) in self.shapes.iter_mut().zip(cells) {
            shape.see(*cell);
        }
        self.block.push(time, micros, cells);
        if self.block.is_full() {
            self.spill.append(&self.block)?;
            self.block.clear();
        }
        Ok(())
    }

    /// Writes the copy. It appears at `path` when it is whole, in place of what was there.
    pub fn finish(mut self, about: &About, path: &Path) -> Result<(), CopyError> {
        if self.block.rows() > 0 {
            self.spill.append(&self.block)?;
        }
        let Self { spill, shapes, block } = self;
        drop(block);
        let spilled = spill.finish()?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut file = tempfile::Builder::new()
            .permissions(Permissions::from_mode(0o640))
            .tempfile_in(folder)?;
        write(&spilled, &shapes, about, file.as_file_mut())?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }
}

fn write(
    spilled: &Spilled,
    shapes: &[Shape],
    about: &About,
    file: impl Write + Send,
) -> Result<(), CopyError> {
    let names = names(&about.columns);
    let properties = properties(&names, shapes);
    let mut writer = SerializedFileWriter::new(file, schema(&names, shapes)?, Arc::new(properties))?;
    for group in groups(&spilled.stretches) {
        let mut row_group = writer.next_row_group()?;
        whole_numbers(spilled, group, Part::Times, &mut row_group)?;
        whole_numbers(spilled, group, Part::Micros, &mut row_group)?;
        for (column, shape) in shapes.iter().enumerate() {
            values(spilled, group, column, *shape, &mut row_group)?;
        }
        row_group.close()?;
    }
    let text = serde_json::to_string(about).map_err(io::Error::from)?;
    writer.append_key_value_metadata(KeyValue::new(KEY.to_owned(), text));
    writer.close()?;
    Ok(())
}

/// The blocks of each row group.
fn groups(stretches: &[Stretch]) -> Vec<&[Stretch]> {
    let mut groups = Vec::new();
    let (mut begin, mut rows) = (0, 0);
    for (at, stretch) in stretches.iter().enumerate() {
        if rows > 0 && rows + stretch.rows() > ROWS_A_GROUP {
            groups.extend(stretches.get(begin..at));
            (begin, rows) = (at, 0);
        }
        rows += stretch.rows();
    }
    groups.extend(stretches.get(begin..).filter(|group| !group.is_empty()));
    groups
}

fn whole_numbers<W: Write + Send>(
    spilled: &Spilled,
    group: &[Stretch],
    part: Part,
    row_group: &mut SerializedRowGroupWriter<'_, W>,
) -> Result<(), CopyError> {
    let mut numbers = Vec::new();
    for stretch in group {
        spilled.read(*stretch, part, i64::from_le_bytes, &mut numbers)?;
    }
    column(row_group, Numbers::Whole(&numbers), None)
}

fn values<W: Write + Send>(
    spilled: &Spilled,
    group: &[Stretch],
    position: usize,
    shape: Shape,
    row_group: &mut SerializedRowGroupWriter<'_, W>,
) -> Result<(), CopyError> {
    let mut values = Vec::new();
    for stretch in group {
        spilled.read(*stretch, Part::Values(position), f64::from_le_bytes, &mut values)?;
    }
    let levels: Option<Vec<i16>> = shape
        .has_unknown()
        .then(|| values.iter().map(|value| i16::from(!value.is_nan())).collect());
    values.retain(|value| !value.is_nan());
    match shape.kind() {
        Kind::Decimal { digits } => {
            let whole: Vec<_> = values.iter().map(|value| to_whole(*value, digits)).collect();
            column(row_group, Numbers::Whole(&whole), levels.as_deref())
        }
        Kind::Floating => column(row_group, Numbers::Floating(&values), levels.as_deref()),
    }
}

#[derive(Clone, Copy)]
enum Numbers<'a> {
    Whole(&'a [i64]),
    Floating(&'a [f64]),
}

fn column<W: Write + Send>(
    row_group: &mut SerializedRowGroupWriter<'_, W>,
    numbers: Numbers<'_>,
    levels: Option<&[i16]>,
) -> Result<(), CopyError> {
    let other = || ParquetError::General("the schema has another column here".to_owned());
    let mut column = row_group.next_column()?.ok_or_else(other)?;
    match (column.untyped(), numbers) {
        (ColumnWriter::Int64ColumnWriter(writer), Numbers::Whole(numbers)) => {
            writer.write_batch(numbers, levels, None)?;
        }
        (ColumnWriter::DoubleColumnWriter(writer), Numbers::Floating(numbers)) => {
            writer.write_batch(numbers, levels, None)?;
        }
        _ => return Err(other().into()),
    }
    column.close()?;
    Ok(())
}

/// The names of all columns in the copy. A name that is taken gets its number behind it.
fn names(columns: &[String]) -> Vec<String> {
    let mut names = vec![TIME.to_owned(), ELAPSED.to_owned()];
    let mut taken: std::collections::HashSet<String> = names.iter().cloned().collect();
    for column in columns {
        let mut name = column.clone();
        let mut number = 2;
        while !taken.insert(name.clone()) {
            name = format!("{column} ({number})");
            number += 1;
        }
        names.push(name);
    }
    names
}

fn schema(names: &[String], shapes: &[Shape]) -> Result<TypePtr, ParquetError> {
    let of_rows = [
        (LogicalType::timestamp(true, TimeUnit::MILLIS), None),
        (LogicalType::decimal(MICROSECONDS, PRECISION), Some(MICROSECONDS)),
    ];
    let mut fields = Vec::with_capacity(names.len());
    for (name, (logical, scale)) in names.iter().zip(of_rows) {
        fields.push(whole(name, Repetition::REQUIRED, Some(logical), scale)?);
    }
    for (name, shape) in names.iter().skip(fields.len()).zip(shapes) {
        let repetition = if shape.has_unknown() {
            Repetition::OPTIONAL
        } else {
            Repetition::REQUIRED
        };
        fields.push(match shape.kind() {
            Kind::Decimal { digits: 0 } => whole(name, repetition, None, None)?,
            Kind::Decimal { digits } => {
                let digits = i32::from(digits);
                let logical = LogicalType::decimal(digits, PRECISION);
                whole(name, repetition, Some(logical), Some(digits))?
            }
            Kind::Floating => {
                let floating = Type::primitive_type_builder(name, Physical::DOUBLE);
                Arc::new(floating.with_repetition(repetition).build()?)
            }
        });
    }
    Ok(Arc::new(
        Type::group_type_builder("series").with_fields(fields).build()?,
    ))
}

fn whole(
    name: &str,
    repetition: Repetition,
    logical: Option<LogicalType>,
    scale: Option<i32>,
) -> Result<TypePtr, ParquetError> {
    let mut builder = Type::primitive_type_builder(name, Physical::INT64)
        .with_repetition(repetition)
        .with_logical_type(logical);
    if let Some(scale) = scale {
        builder = builder.with_precision(PRECISION).with_scale(scale);
    }
    Ok(Arc::new(builder.build()?))
}

fn properties(names: &[String], shapes: &[Shape]) -> WriterProperties {
    let mut properties = WriterProperties::builder()
        .set_created_by(concat!("daytona ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_dictionary_enabled(false)
        .set_encoding(Encoding::DELTA_BINARY_PACKED)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .set_max_row_group_row_count(None);
    for (name, shape) in names.iter().skip(2).zip(shapes) {
        if shape.kind() == Kind::Floating {
            let path = ColumnPath::new(vec![name.clone()]);
            properties = properties.set_column_encoding(path, Encoding::BYTE_STREAM_SPLIT);
        }
    }
    properties.build()
}
