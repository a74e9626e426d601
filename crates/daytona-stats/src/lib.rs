//! daytona-stats
