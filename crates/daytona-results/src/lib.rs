//! daytona-results
