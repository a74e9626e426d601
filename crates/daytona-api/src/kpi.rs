//! The KPIs of a run.

use daytona_domain::kpi::Kpi;
use daytona_domain::name::KpiName;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Kpis {
    /// In the order of the results file.
    pub kpis: Vec<Kpi>,
    /// Declared by the framework and not found in the results.
    pub not_measured: Vec<KpiName>,
    pub notes: Vec<String>,
}
