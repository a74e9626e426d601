//! Rows turned into columns on the disk: blocks are written one after the other into a file without a name, and read back
//! one column at a time. So a day of hundreds of columns takes no more memory than one block and one column.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;

use crate::series::block::Block;

const NUMBER: usize = 8;

#[derive(Debug)]
pub struct Spill {
    file: BufWriter<File>,
    written: u64,
    stretches: Vec<Stretch>,
}

/// Where one block lies.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    at: u64,
    rows: usize,
}

impl Stretch {
    pub fn rows(&self) -> usize {
        self.rows
    }
}

/// A column of the file: the times, the microseconds, or values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Times,
    Micros,
    Values(usize),
}

impl Spill {
    pub fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self {
            file: BufWriter::with_capacity(256 << 10, tempfile::tempfile_in(folder)?),
            written: 0,
            stretches: Vec::new(),
        })
    }

    pub fn append(&mut self, block: &Block) -> io::Result<()> {
        let (at, rows) = (self.written, block.rows());
        for number in block.times.iter().chain(&block.micros) {
            self.file.write_all(&number.to_le_bytes())?;
        }
        for value in block.columns.iter().flatten() {
            self.file.write_all(&value.to_le_bytes())?;
        }
        self.written += ((2 + block.columns.len()) * rows * NUMBER) as u64;
        self.stretches.push(Stretch { at, rows });
        Ok(())
    }

    /// Everything is written, and can be read.
    pub fn finish(self) -> io::Result<Spilled> {
        Ok(Spilled {
            file: self.file.into_inner().map_err(io::IntoInnerError::into_error)?,
            stretches: self.stretches,
        })
    }
}

#[derive(Debug)]
pub struct Spilled {
    file: File,
    pub stretches: Vec<Stretch>,
}

impl Spilled {
    /// One column of one block, appended as the numbers that `number` makes of the bytes.
    pub fn read<T>(
        &self,
        stretch: Stretch,
        part: Part,
        number: impl Fn([u8; NUMBER]) -> T,
        into: &mut Vec<T>,
    ) -> io::Result<()> {
        let column = match part {
            Part::Times => 0,
            Part::Micros => 1,
            Part::Values(column) => 2 + column,
        };
        let mut bytes = vec![0; stretch.rows * NUMBER];
        self.file
            .read_exact_at(&mut bytes, stretch.at + (column * stretch.rows * NUMBER) as u64)?;
        let (numbers, _) = bytes.as_chunks::<NUMBER>();
        into.extend(numbers.iter().map(|bytes| number(*bytes)));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::cell::Cell;

    #[test]
    fn columns_come_back_block_by_block() {
        let folder = tempfile::tempdir().unwrap();
        let mut spill = Spill::new(folder.path()).unwrap();
        let mut block = Block::new(2);
        for row in 0..5 {
            block.push(
                row,
                row * 10,
                &[Cell::parse(b"1.5"), Cell::parse(row.to_string().as_bytes())],
            );
            if row == 2 {
                spill.append(&block).unwrap();
                block.clear();
            }
        }
        spill.append(&block).unwrap();
        let spilled = spill.finish().unwrap();
        let (mut values, mut micros) = (Vec::new(), Vec::new());
        for stretch in spilled.stretches.clone() {
            spilled
                .read(stretch, Part::Values(1), f64::from_le_bytes, &mut values)
                .unwrap();
            spilled
                .read(stretch, Part::Micros, i64::from_le_bytes, &mut micros)
                .unwrap();
        }
        assert_eq!(values, [0.0, 1.0, 2.0, 3.0, 4.0]);
        assert_eq!(micros, [0, 10, 20, 30, 40]);
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            0,
            "the file has no name"
        );
    }
}
