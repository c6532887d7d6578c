//! Recognisers together.
