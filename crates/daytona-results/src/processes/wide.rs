//! The second pass: a row for every tick, a column for each process that used much, and one for all others.

use std::collections::HashMap;
use std::fs::{File, Permissions};
use std::io::{self, BufReader, BufWriter, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::NamedTempFile;

use crate::format::plt::{Lines, Place, Row};
use crate::format::row_time::RowTime;
use crate::processes::long::{Entry, Heading};
use crate::processes::totals::{Total, name};
use crate::series::source::{ReadAt, reader};

/// More columns than this aren't drawn; the processes that used least are added up in one.
const MOST_COLUMNS: usize = 200;
/// A process has an entry at least every 60 ticks while it lives. After so many without one it counts as gone.
const LONGEST_QUIET: u64 = 90;
const OTHER: &str = "other";

/// One of the wide tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wide {
    /// Percent of one processor.
    Cpu,
    /// Percent of the host's memory.
    Memory,
    /// Resident KiB.
    Resident,
}

impl Wide {
    pub const ALL: [Self; 3] = [Self::Cpu, Self::Memory, Self::Resident];

    /// Relative to a host's results.
    pub fn file(self) -> &'static str {
        match self {
            Self::Cpu => "sar/cpu_usage.plt",
            Self::Memory => "sar/memory_usage.plt",
            Self::Resident => "sar/res_memory_usage.plt",
        }
    }

    pub fn of_file(file: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wide| wide.file() == file)
    }

    pub fn unit(self) -> &'static str {
        match self {
            Self::Cpu | Self::Memory => "%",
            Self::Resident => "kB",
        }
    }

    fn at(self) -> usize {
        match self {
            Self::Cpu => 0,
            Self::Memory => 1,
            Self::Resident => 2,
        }
    }

    fn decimals(self) -> usize {
        match self {
            Self::Cpu | Self::Memory => 2,
            Self::Resident => 0,
        }
    }
}

/// Writes all three tables. They appear when they are whole.
pub(super) fn write(long: &File, ticks: Option<&File>, totals: &[Total], derived: &Path) -> io::Result<()> {
    let mut tables = Vec::new();
    for wide in Wide::ALL {
        tables.push(Table::begin(wide, totals, derived)?);
    }
    let mut lines = Lines::new(reader(long, Place::default()));
    let heading = lines.next_line()?.and_then(Heading::parse);
    let mut present = Present::new(totals);
    let mut ticks = Ticks::new(ticks)?;
    let mut time = None;
    if let Some(heading) = heading {
        while let Some(line) = lines.next_line()? {
            let Some(entry) = heading.entry(line) else {
                continue;
            };
            if time != Some(entry.time) {
                if let Some(time) = time.replace(entry.time) {
                    rows(&mut tables, &mut present, time)?;
                }
                // Ticks at which no process had anything to tell.
                while let Some(between) = ticks.before(entry.time)? {
                    rows(&mut tables, &mut present, between)?;
                }
            }
            present.see(entry);
        }
    }
    if let Some(time) = time {
        rows(&mut tables, &mut present, time)?;
    }
    while let Some(behind) = ticks.rest()? {
        rows(&mut tables, &mut present, behind)?;
    }
    tables.into_iter().try_for_each(|table| table.finish(derived))
}

fn rows(tables: &mut [Table], present: &mut Present, time: RowTime) -> io::Result<()> {
    for table in tables {
        table.row(present, time)?;
    }
    present.next_tick();
    Ok(())
}

/// The processes as they are at one tick.
struct Present {
    /// Positions in the totals.
    positions: HashMap<String, usize>,
    states: Vec<Option<State>>,
    /// Those that the totals have forgotten.
    forgotten: HashMap<String, State>,
    tick: u64,
}

#[derive(Clone, Copy)]
struct State {
    values: [f64; 3],
    seen: u64,
}

impl Present {
    fn new(totals: &[Total]) -> Self {
        let positions = totals
            .iter()
            .enumerate()
            .map(|(at, total)| (total.name.clone(), at));
        Self {
            positions: positions.collect(),
            states: vec![None; totals.len()],
            forgotten: HashMap::new(),
            tick: 0,
        }
    }

    fn see(&mut self, entry: Entry<'_>) {
        let state = (!entry.has_ended).then_some(State {
            values: entry.values,
            seen: self.tick,
        });
        let name = name(entry.command, entry.pid);
        if let Some(of_name) = self.positions.get(&name).and_then(|at| self.states.get_mut(*at)) {
            *of_name = state;
        } else if let Some(state) = state {
            self.forgotten.insert(name, state);
        } else {
            self.forgotten.remove(&name);
        }
    }

    fn next_tick(&mut self) {
        self.tick += 1;
        if self.tick.is_multiple_of(LONGEST_QUIET) {
            let tick = self.tick;
            self.forgotten
                .retain(|_, state| tick - state.seen <= LONGEST_QUIET);
        }
    }

    /// What a process uses at this tick: of the processors only if it said so now, of the memory what it last had.
    fn value(&self, wide: Wide, state: &State) -> f64 {
        let quiet = self.tick - state.seen;
        let longest = match wide {
            Wide::Cpu => 0,
            Wide::Memory | Wide::Resident => LONGEST_QUIET,
        };
        let value = state.values.get(wide.at()).copied().unwrap_or_default();
        if quiet <= longest { value } else { 0.0 }
    }
}

/// One table while it is written.
struct Table {
    wide: Wide,
    /// Positions of its columns in the totals.
    columns: Vec<usize>,
    /// Positions of all that go into one.
    others: Vec<usize>,
    file: BufWriter<NamedTempFile>,
}

impl Table {
    fn begin(wide: Wide, totals: &[Total], derived: &Path) -> io::Result<Self> {
        let sum = |at: &usize| totals.get(*at).map_or(0.0, |total| total.sums[wide.at()]);
        let mut by_sum: Vec<usize> = (0..totals.len()).collect();
        by_sum.sort_by(|a, b| sum(b).total_cmp(&sum(a)));
        let others = by_sum.split_off(by_sum.len().min(MOST_COLUMNS));
        let mut columns = by_sum;
        columns.sort_unstable();
        let folder = derived.join(wide.file());
        let file = tempfile::Builder::new()
            .permissions(Permissions::from_mode(0o640))
            .tempfile_in(folder.parent().unwrap_or(derived))?;
        let mut file = BufWriter::with_capacity(64 << 10, file);
        file.write_all(b"Time")?;
        for name in columns
            .iter()
            .filter_map(|at| totals.get(*at))
            .map(|total| &total.name)
        {
            write!(file, ",{name}")?;
        }
        if !others.is_empty() {
            write!(file, ",{OTHER}")?;
        }
        writeln!(file)?;
        Ok(Self {
            wide,
            columns,
            others,
            file,
        })
    }

    fn row(&mut self, present: &Present, time: RowTime) -> io::Result<()> {
        let wide = self.wide;
        let decimals = wide.decimals();
        write!(self.file, "{time}")?;
        for at in &self.columns {
            match present.states.get(*at).and_then(Option::as_ref) {
                Some(state) => write!(self.file, ",{:.decimals$}", present.value(wide, state))?,
                // A process that doesn't live uses nothing, as such tables have always said it.
                None => self.file.write_all(b",0.0")?,
            }
        }
        if self.others.is_empty() {
            return writeln!(self.file);
        }
        let listed = self
            .others
            .iter()
            .filter_map(|at| present.states.get(*at)?.as_ref());
        let others = listed.chain(present.forgotten.values());
        let sum: f64 = others.map(|state| present.value(wide, state)).sum();
        writeln!(self.file, ",{sum:.decimals$}")
    }

    fn finish(self, derived: &Path) -> io::Result<()> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.persist(derived.join(self.wide.file()))
            .map_err(|error| error.error)?;
        Ok(())
    }
}

/// The times of the ticks, beside the entries.
struct Ticks<'a> {
    file: Option<&'a File>,
    lines: Option<Lines<BufReader<ReadAt<'a>>>>,
    next: Option<RowTime>,
    /// The tick up to which those before it are given.
    until: Option<RowTime>,
}

impl<'a> Ticks<'a> {
    fn new(file: Option<&'a File>) -> io::Result<Self> {
        let mut lines = file.map(|file| Lines::new(reader(file, Place::default())));
        Ok(Self {
            file,
            next: next(&mut lines)?,
            lines,
            until: None,
        })
    }

    /// The next tick that comes before this one, one at each call, and nothing once it is reached. Of a time that is of no
    /// tick nothing comes before.
    fn before(&mut self, time: RowTime) -> io::Result<Option<RowTime>> {
        if self.next == Some(time) {
            self.rest()?;
            return Ok(None);
        }
        if self.until != Some(time) && !self.has(time)? {
            return Ok(None);
        }
        self.until = Some(time);
        self.rest()
    }

    /// The next tick.
    fn rest(&mut self) -> io::Result<Option<RowTime>> {
        let following = next(&mut self.lines)?;
        Ok(std::mem::replace(&mut self.next, following))
    }

    fn has(&self, time: RowTime) -> io::Result<bool> {
        let place = self.lines.as_ref().map(Lines::place).unwrap_or_default();
        let mut ahead = self.file.map(|file| Lines::from(reader(file, place), place));
        while let Some(tick) = next(&mut ahead)? {
            if tick == time {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn next(lines: &mut Option<Lines<BufReader<ReadAt<'_>>>>) -> io::Result<Option<RowTime>> {
    let Some(lines) = lines else { return Ok(None) };
    while let Some(line) = lines.next_line()? {
        if let Ok(row) = Row::parse(line) {
            return Ok(Some(row.time));
        }
    }
    Ok(None)
}
