//! daytona-testkit
