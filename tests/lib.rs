//! Whole drafts, rule examples, properties and regressions of yishen: see the test files beside this one.
