//! Finite numbers, the input of everything here.

/// At least one number, all finite.
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
}

impl Sample {
    pub fn new(values: Vec<f64>) -> Result<Self, InvalidSample> {
        if values.is_empty() {
            return Err(InvalidSample::Empty);
        }
        match values.iter().position(|value| !value.is_finite()) {
            Some(index) => Err(InvalidSample::NotFinite {
                index,
                value: values.get(index).copied().unwrap_or(f64::NAN),
            }),
            None => Ok(Self { values }),
        }
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
