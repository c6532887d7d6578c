//! Reports in their wire form.

use yishen::{Draft, OffsetUnit, Report, wire};

use crate::fault::Fault;
use yishen::pack::Lang;

pub(crate) fn report(report: &Report, draft: &Draft<'_>, unit: OffsetUnit, mask: bool) -> String {
    to_line(&report.to_wire(draft, unit, mask))
}

pub(crate) fn fault(fault: &Fault, lang: Lang) -> String {
    let error: wire::Error = fault.to_wire(lang);
    to_line(&error)
}

/// Serialising the wire form cannot fail: its keys are strings and its writer is memory.
fn to_line(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
