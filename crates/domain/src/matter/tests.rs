//! Tests of the matter.
