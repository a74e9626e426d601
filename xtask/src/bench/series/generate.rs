//! Metric files of a day: the same ones every time.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result};

pub(super) const ROWS: u64 = 86_400;
pub(super) const COLUMNS: usize = 200;
/// Seconds for which a process of the sparse file lives: from a minute to half an hour.
const LIVES: std::ops::Range<u64> = 60..1_800;

/// The name of a column of the noisy file.
pub(super) fn column(at: usize) -> String {
    format!("c{at}")
}

/// Columns as a busy host has them: percentages and rates with two digits, sizes in KiB, and one of four that is nothing but
/// noise.
pub(super) fn noisy(path: &Path) -> Result<()> {
    let names: Vec<_> = (0..COLUMNS).map(column).collect();
    let mut noise = Noise::new();
    write(path, &names, |_, at| match at % 4 {
        0 => format!("{:.2}", (40.0 + 12.0 * noise.normal()).clamp(0.0, 100.0)),
        1 => format!("{:.2}", (12_000.0 + 900.0 * noise.normal()).max(0.0)),
        2 => format!("{:.0}", 1_500_000.0 + 4_000.0 * noise.normal()),
        _ => format!("{:.2}", 100.0 * noise.uniform()),
    })
}

/// Columns as processes have them: each lives for a while, and uses a processor for some of its seconds.
pub(super) fn sparse(path: &Path) -> Result<()> {
    let names: Vec<_> = (0..COLUMNS)
        .map(|at| format!("worker - {}", 1_000 + at))
        .collect();
    let mut noise = Noise::new();
    let lives: Vec<_> = (0..COLUMNS)
        .map(|_| {
            let begin = noise.below(ROWS);
            begin..begin + LIVES.start + noise.below(LIVES.end - LIVES.start)
        })
        .collect();
    write(path, &names, |row, at| {
        let lives = lives.get(at).is_some_and(|lives| lives.contains(&row));
        if !lives {
            "0.0".to_owned()
        } else if noise.uniform() < 0.7 {
            "0.00".to_owned()
        } else {
            format!("{:.2}", 100.0 * noise.uniform())
        }
    })
}

fn write(path: &Path, names: &[String], mut cell: impl FnMut(u64, usize) -> String) -> Result<()> {
    let file = File::create(path).with_context(|| format!("can't create {}", path.display()))?;
    let mut file = BufWriter::new(file);
    writeln!(file, "Time,{}", names.join(","))?;
    for row in 0..ROWS {
        write!(
            file,
            "2026-01-31T{:02}:{:02}:{:02}.000Z",
            row / 3600,
            row / 60 % 60,
            row % 60
        )?;
        for at in 0..names.len() {
            write!(file, ",{}", cell(row, at))?;
        }
        writeln!(file)?;
    }
    file.flush()?;
    Ok(())
}

/// Numbers that look like chance (xorshift64; Marsaglia, "Xorshift RNGs", 2003).
#[derive(Debug)]
struct Noise(u64);

impl Noise {
    fn new() -> Self {
        Self(88_172_645_463_325_252)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// From 0 up to 1.
    fn uniform(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Nearly normal, with mean 0 and deviation 1: the sum of twelve uniform numbers less six.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_has_the_mean_and_the_spread_that_it_says() {
        let mut noise = Noise::new();
        let values: Vec<f64> = (0..10_000).map(|_| noise.normal()).collect();
        let mean = values.iter().sum::<f64>() / 10_000.0;
        let spread = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / 10_000.0;
        assert!(mean.abs() < 0.05, "{mean}");
        assert!((spread - 1.0).abs() < 0.05, "{spread}");
    }
}
