//! daytona-server
