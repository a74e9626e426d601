//! Reading one columnar copy: of its columns only the asked ones, of its rows only those of a range.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetStatisticsPolicy;
use parquet::file::reader::{FileReader, RowGroupReader};
use parquet::file::serialized_reader::{ReadOptionsBuilder, SerializedFileReader};
use parquet::file::statistics::Statistics;

use crate::columnar::CopyError;
use crate::columnar::about::{About, FORMAT};
use crate::columnar::kind::from_whole;
use crate::columnar::writer::KEY;
use crate::series::reduce::Reduction;

/// Position of `elapsed_s`, and of the first column of the file.
const ELAPSED: usize = 1;
const COLUMNS: usize = 2;

/// An opened copy.
pub struct Copy {
    reader: SerializedFileReader<File>,
    pub about: About,
}

impl Copy {
    /// The copy at a path; nothing if there is none, or one that is to be made again, because it is damaged or of another
    /// version.
    pub fn open(path: &Path) -> io::Result<Option<Self>> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        // Only the times are looked for by their extremes.
        let extremes = ParquetStatisticsPolicy::SkipExcept(Arc::new([ELAPSED].into()));
        let options = ReadOptionsBuilder::new()
            .with_column_stats_policy(extremes)
            .with_size_stats_policy(ParquetStatisticsPolicy::SkipAll)
            .with_encoding_stats_policy(ParquetStatisticsPolicy::SkipAll)
            .build();
        let Ok(reader) = SerializedFileReader::new_with_options(file, options) else {
            return Ok(None);
        };
        let about = about(&reader).filter(|about| {
            let columns = reader.metadata().file_metadata().schema_descr().num_columns();
            about.format == FORMAT && about.columns.len() + COLUMNS == columns
        });
        Ok(about.map(|about| Self { reader, about }))
    }

    /// Hands the rows between two microseconds, both included, to a reduction, which has these columns.
    pub fn read(
        &self,
        chosen: &[usize],
        from: i64,
        to: i64,
        reduction: &mut Reduction,
    ) -> Result<(), CopyError> {
        let mut scratch = Scratch::default();
        for group in 0..self.reader.num_row_groups() {
            let group = self.reader.get_row_group(group)?;
            if is_outside(group.as_ref(), from, to) {
                continue;
            }
            let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
            scratch.whole(group.get_column_reader(ELAPSED)?, 0, rows)?;
            let first = scratch.whole.partition_point(|row| *row < from);
            let count = scratch
                .whole
                .partition_point(|row| *row <= to)
                .saturating_sub(first);
            reduction.begin(scratch.whole.get(first..first + count).unwrap_or_default());
            for (at, column) in chosen.iter().enumerate() {
                scratch.values(group.as_ref(), COLUMNS + column, first, count)?;
                reduction.column(at, &scratch.values);
            }
        }
        Ok(())
    }
}

impl std::fmt::Debug for Copy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { reader: _, about } = self;
        f.debug_struct("Copy")
            .field("about", about)
            .finish_non_exhaustive()
    }
}

fn about(reader: &SerializedFileReader<File>) -> Option<About> {
    let metadata = reader.metadata().file_metadata().key_value_metadata()?;
    let text = metadata.iter().find(|entry| entry.key == KEY)?.value.as_ref()?;
    serde_json::from_str(text).ok()
}

fn is_outside(group: &dyn RowGroupReader, from: i64, to: i64) -> bool {
    let extremes = match group.metadata().column(ELAPSED).statistics() {
        Some(Statistics::Int64(of_rows)) => of_rows.min_opt().zip(of_rows.max_opt()),
        Some(_) | None => None,
    };
    extremes.is_some_and(|(first, last)| *last < from || *first > to)
}

/// What is used again for each column.
#[derive(Default)]
struct Scratch {
    whole: Vec<i64>,
    levels: Vec<i16>,
    values: Vec<f64>,
}

impl Scratch {
    fn whole(&mut self, reader: ColumnReader, first: usize, count: usize) -> Result<(), ParquetError> {
        #[expect(clippy::wildcard_enum_match_arm, reason = "a copy has no other types")]
        match reader {
            ColumnReader::Int64ColumnReader(mut reader) => {
                read(&mut reader, first, count, &mut self.levels, &mut self.whole)
            }
            _ => Err(ParquetError::General("a column has another type".to_owned())),
        }
    }

    fn values(
        &mut self,
        group: &dyn RowGroupReader,
        column: usize,
        first: usize,
        count: usize,
    ) -> Result<(), ParquetError> {
        let described = group.metadata().column(column).column_descr_ptr();
        let digits = u8::try_from(described.type_scale()).unwrap_or(0);
        let has_unknown = described.max_def_level() > 0;
        self.values.clear();
        #[expect(clippy::wildcard_enum_match_arm, reason = "a copy has no other types")]
        match group.get_column_reader(column)? {
            ColumnReader::DoubleColumnReader(mut reader) => {
                read(&mut reader, first, count, &mut self.levels, &mut self.values)?;
            }
            reader => {
                self.whole(reader, first, count)?;
                self.values
                    .extend(self.whole.iter().map(|whole| from_whole(*whole, digits)));
            }
        }
        if has_unknown && self.values.len() < count {
            self.values = spread(&self.values, &self.levels);
        }
        if self.values.len() == count {
            Ok(())
        } else {
            Err(ParquetError::General("a column has too few rows".to_owned()))
        }
    }
}

fn read<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    first: usize,
    count: usize,
    levels: &mut Vec<i16>,
    into: &mut Vec<T::T>,
) -> Result<(), ParquetError> {
    levels.clear();
    into.clear();
    reader.skip_records(first)?;
    reader.read_records(count, Some(levels), None, into)?;
    Ok(())
}

/// The values at the rows that have one, NaN at the others.
fn spread(values: &[f64], levels: &[i16]) -> Vec<f64> {
    let mut values = values.iter();
    levels
        .iter()
        .map(|level| match level {
            0 => f64::NAN,
            _ => values.next().copied().unwrap_or(f64::NAN),
        })
        .collect()
}
