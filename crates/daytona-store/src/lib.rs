//! daytona-store
