//! One line a finding: `file:line:column: severity rule 「words」 message`.

use std::fmt::Write as _;

use yishen::{Draft, Report};

use super::paint::clean;
use super::text::{Origin, View, severity_title};

/// The longest run of a finding's words that is repeated, in characters.
const MAX_WORDS: usize = 40;

pub(crate) fn report(view: View, origin: &Origin, draft: &Draft<'_>, report: &Report) -> String {
    let mut out = String::new();
    let written = report.to_wire(draft, view.unit, view.mask);
    for finding in &written.findings {
        let place = match finding.whole {
            true => origin.whole(view.lang),
            false => origin.at(finding, view.lang),
        };
        let severity = view.paint.severity(finding.severity, &format!("{} {}", finding.severity.sign(), severity_title(finding.severity, view.lang)));
        let words = clean(&finding.text);
        let mut short: String = words.chars().take(MAX_WORDS).collect();
        if short.len() < words.len() {
            short.push('…');
        }
        let _ = write!(out, "{}: {severity} {}", clean(&place), finding.rule);
        if !finding.whole {
            let _ = write!(out, " 「{short}」");
        }
        let _ = writeln!(out, " {}", clean(&finding.message));
    }
    out
}
