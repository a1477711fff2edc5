//! Tests of procedures.
