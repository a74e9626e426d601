//! The time axis of a host, read as far as it is needed: where copies know the seconds of their rows, only the ticks behind
//! them are read.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::fs::File;
use std::io;

use daytona_domain::clock::Timestamp;
use daytona_domain::layout::TICKS;

use crate::columnar::{Fingerprint, Origin};
use crate::elapsed::{Axis, Head};
use crate::format::plt::Place;
use crate::series::SeriesError;
use crate::series::folder::Folder;
use crate::series::placing::Placing;
use crate::series::source::{Source, reader};

#[derive(Debug)]
pub struct Times {
    ticks: Option<File>,
    exec: Option<Timestamp>,
    head: OnceCell<Head>,
    whole: OnceCell<Axis>,
}

impl Times {
    /// `exec` is the script's, on the server's clock.
    pub fn open(folder: &Folder, exec: Option<Timestamp>) -> Result<Self, SeriesError> {
        let ticks = match folder.file(TICKS) {
            Ok(file) => Some(file),
            Err(SeriesError::NoFile { .. }) => None,
            Err(error) => return Err(error),
        };
        Ok(Self {
            ticks,
            exec,
            head: OnceCell::new(),
            whole: OnceCell::new(),
        })
    }

    /// What the seconds of all rows count from.
    pub fn origin(&self) -> io::Result<Origin> {
        let zero = match &self.ticks {
            Some(file) => self.head(file)?.zero,
            None => Head::default().zero,
        };
        Ok(Origin {
            exec_us: self.exec_us(),
            zero,
        })
    }

    pub fn exec_us(&self) -> Option<i64> {
        self.exec.map(Timestamp::as_micros)
    }

    pub fn fingerprint(&self) -> io::Result<Option<Fingerprint>> {
        self.ticks.as_ref().map(Fingerprint::of).transpose()
    }

    /// All ticks from a place on; an empty axis if there are none.
    pub fn axis(&self, from: Place) -> io::Result<Cow<'_, Axis>> {
        let Some(file) = &self.ticks else {
            return Ok(Cow::Owned(Axis::default()));
        };
        if from == Place::default() {
            return self.whole(file).map(Cow::Borrowed);
        }
        let head = self.head(file)?;
        Axis::read_behind(head, reader(file, from), from, TICKS).map(Cow::Owned)
    }

    /// How the rows of a file are placed on an axis.
    pub fn placing<'a>(
        &self,
        axis: &'a Axis,
        source: &Source,
        notes: &mut Vec<String>,
    ) -> io::Result<Placing<'a>> {
        if axis.is_empty() {
            notes.push(format!(
                "{TICKS} has no ticks, so {} is placed by its own times, on its host's clock",
                source.name
            ));
            let first = source.first_time()?.map_or(0, |first| first.as_millis() * 1000);
            let zero = self.exec.unwrap_or(Timestamp::from_micros(first));
            return Ok(Placing::Time { zero });
        }
        Ok(if source.is_of_agent() {
            Placing::Tick(axis)
        } else {
            Placing::Clock(axis)
        })
    }

    fn head(&self, file: &File) -> io::Result<&Head> {
        if let Some(head) = self.head.get() {
            return Ok(head);
        }
        let head = Head::read(reader(file, Place::default()), TICKS, self.exec)?;
        Ok(self.head.get_or_init(|| head))
    }

    fn whole(&self, file: &File) -> io::Result<&Axis> {
        if let Some(axis) = self.whole.get() {
            return Ok(axis);
        }
        let axis = Axis::read(reader(file, Place::default()), TICKS, self.exec)?;
        Ok(self.whole.get_or_init(|| axis))
    }
}
