//! daytona-metrics
