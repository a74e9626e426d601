//! Finite numbers, the input of everything here.

/// The largest magnitude that is judged. Below it no difference, spread or interval leaves the range of a double.
pub const LARGEST: f64 = 1e300;

/// At least one number, all finite and none beyond [`LARGEST`].
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    values: Vec<f64>,
}

/// Numbers that can't be judged.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum InvalidSample {
    #[error("there is no value")]
    Empty,
    #[error("value {index} is {value}, which is no finite number")]
    NotFinite { index: usize, value: f64 },
    #[error("value {index} is {value:e}, and numbers beyond {LARGEST:e} aren't judged")]
    TooLarge { index: usize, value: f64 },
}

impl Sample {
    pub fn new(values: Vec<f64>) -> Result<Self, InvalidSample> {
        if values.is_empty() {
            return Err(InvalidSample::Empty);
        }
        for (index, value) in values.iter().copied().enumerate() {
            if !value.is_finite() {
                return Err(InvalidSample::NotFinite { index, value });
            }
            if value.abs() > LARGEST {
                return Err(InvalidSample::TooLarge { index, value });
            }
        }
        Ok(Self { values })
    }

    /// In the order in which they were given.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// How many; never 0.
    pub fn n(&self) -> usize {
        self.values.len()
    }

    /// In ascending order.
    pub fn sorted(&self) -> Vec<f64> {
        let mut sorted = self.values.clone();
        sorted.sort_by(f64::total_cmp);
        sorted
    }
}
