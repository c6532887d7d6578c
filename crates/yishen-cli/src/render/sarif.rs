//! SARIF 2.1.0, for code review tools: one log of one run, its results in the order of the drafts.
//!
//! `columnKind` says what columns and character offsets count: Unicode code points, or UTF-16 code units with `--offsets
//! utf16`; SARIF knows no bytes. Places in plain text, HTML and Markdown are regions of the file. A Word file has no lines:
//! its results name the part and the paragraph as a logical location.

use std::fmt::Write as _;

use serde_json::{Value, json};
use yishen::{Draft, NotChecked, OffsetUnit, Report, Screener, Severity, wire};

use super::text::{Origin, View, document_place};
use crate::fault::Fault;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The unit that a run counts in.
pub(crate) fn unit(asked: OffsetUnit) -> OffsetUnit {
    match asked {
        OffsetUnit::Utf16 => OffsetUnit::Utf16,
        _ => OffsetUnit::Codepoint,
    }
}

/// The log up to its first result.
pub(crate) fn head(screener: &Screener, asked: OffsetUnit) -> String {
    let kind = if unit(asked) == OffsetUnit::Utf16 { "utf16CodeUnits" } else { "unicodeCodePoints" };
    let rules: Vec<Value> = screener
        .rules()
        .map(|rule| {
            let basis: Vec<String> = rule.basis().iter().filter_map(|b| screener.cite(b)).map(|b| b.cite()).collect();
            json!({
                "id": rule.id(),
                "shortDescription": { "text": rule.title() },
                "fullDescription": { "text": rule.why() },
                "help": { "text": format!("{}\n{}", rule.suggestions().join("\n"), basis.join("\n")) },
                "defaultConfiguration": { "level": level(rule.severity()) },
                "properties": { "category": rule.category().id() },
            })
        })
        .collect();
    let driver = json!({ "name": "yishen", "version": env!("CARGO_PKG_VERSION"), "language": "zh-CN", "rules": rules });
    format!(
        "{{\"$schema\":{},\"version\":\"2.1.0\",\"runs\":[{{\"tool\":{},\"columnKind\":\"{kind}\",\"results\":[",
        json!(SCHEMA),
        json!({ "driver": driver })
    )
}

/// The log after its last result: what was not looked at, and what could not be screened.
pub(crate) fn tail(notifications: &[Value], whole: bool) -> String {
    format!("\n],\"invocations\":[{}]}}]}}\n", json!({ "executionSuccessful": whole, "toolExecutionNotifications": notifications }))
}

/// A draft's results, separated by commas.
pub(crate) fn results(view: View, origin: &Origin, draft: &Draft<'_>, report: &Report) -> String {
    let written = report.to_wire(draft, unit(view.unit), view.mask);
    let mut out = String::new();
    for finding in &written.findings {
        let separator = if out.is_empty() { "" } else { ",\n" };
        let _ = write!(out, "{separator}{}", result(view, origin, finding));
    }
    out
}

fn result(view: View, origin: &Origin, finding: &wire::Finding) -> Value {
    let (mut physical, region) = (json!({ "artifactLocation": { "uri": uri(origin.path()) } }), region(origin, finding));
    let mut location = json!({});
    if let Some(region) = &region {
        physical["region"] = region.clone();
    }
    location["physicalLocation"] = physical;
    let logical = match (&finding.place, origin) {
        (Some(place), _) => Some(document_place(place, view.lang)),
        (None, Origin::Line(_, _, id)) => Some(format!("{} {}:{}:{}", id.as_deref().unwrap_or_default(), finding.field, finding.line, finding.column)),
        _ => None,
    };
    if let Some(name) = logical {
        location["logicalLocations"] = json!([{ "fullyQualifiedName": name.trim_start() }]);
    }
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": { "text": format!("{}：{}", finding.message, finding.text) },
        "locations": [location],
        "partialFingerprints": { "yishen/v1": finding.fingerprint },
        "properties": { "severity": finding.severity, "confidence": finding.confidence, "preview": finding.preview },
    });
    if finding.whole {
        result["message"]["text"] = json!(finding.message);
    }
    // A fix needs a region of the file that holds the words and nothing else.
    let fixes: Vec<Value> = match (region, finding.place.is_none() && finding.ranges.is_empty() && matches!(origin, Origin::File(_))) {
        (Some(region), true) => finding.suggestions.iter().filter(|s| s.replaces).map(|s| fix(origin, &region, &s.text)).collect(),
        _ => Vec::new(),
    };
    if !fixes.is_empty() {
        result["fixes"] = json!(fixes);
    }
    result
}

fn fix(origin: &Origin, region: &Value, text: &str) -> Value {
    let mut deleted = region.clone();
    if let Some(region) = deleted.as_object_mut() {
        region.remove("snippet");
    }
    json!({
        "description": { "text": format!("改为：{text}") },
        "artifactChanges": [{
            "artifactLocation": { "uri": uri(origin.path()) },
            "replacements": [{ "deletedRegion": deleted, "insertedContent": { "text": text } }],
        }],
    })
}

fn region(origin: &Origin, finding: &wire::Finding) -> Option<Value> {
    match origin {
        Origin::Line(_, line, _) => Some(json!({ "startLine": line })),
        Origin::File(_) if finding.whole || finding.place.is_some() => None,
        Origin::File(_) => {
            let mut region = json!({
                "startLine": finding.line,
                "startColumn": finding.column,
                "charOffset": finding.start,
                "charLength": finding.end - finding.start,
                "snippet": { "text": finding.text },
            });
            if finding.ranges.is_empty() && !finding.text.contains(['\n', '\r']) {
                region["endColumn"] = json!(finding.column + finding.end - finding.start);
            }
            Some(region)
        }
    }
}

/// What a report did not look at.
pub(crate) fn unchecked(origin: &Origin, entry: &NotChecked) -> Value {
    let level = if entry.kind.leaves_text_unread() { "error" } else { "note" };
    let place = entry.place.as_ref().map(|p| format!("（{p}）")).unwrap_or_default();
    notification(origin.path(), level, entry.kind.id(), &format!("{}{place}", entry.note))
}

/// An input that could not be screened.
pub(crate) fn fault(fault: &Fault, view: View) -> Value {
    let wire = fault.to_wire(view.lang);
    notification(&fault.place, "error", &wire.code, &format!("{}。{}", wire.message, wire.hint))
}

fn notification(path: &str, level: &str, id: &str, text: &str) -> Value {
    json!({
        "descriptor": { "id": id },
        "level": level,
        "message": { "text": text },
        "locations": [{ "physicalLocation": { "artifactLocation": { "uri": uri(path) } } }],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Block => "error",
        Severity::Review => "warning",
        Severity::Advise => "note",
    }
}

/// A path as a relative reference: slashes, and what is no plain letter percent-encoded.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}
