//! A table for filtering and for signing off in Excel or WPS: one sheet with a row a finding, one with a row a draft.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use yishen_engine::{Date, NotChecked};

use super::{Reviewed, card};

/// The columns of findings: title, and width in characters.
const FINDINGS: [(&str, f64); 10] = [
    ("稿件", 26.0),
    ("位置", 18.0),
    ("原文", 28.0),
    ("级别", 12.0),
    ("问题", 30.0),
    ("为什么", 40.0),
    ("依据", 40.0),
    ("建议", 40.0),
    ("须由谁批", 24.0),
    ("规则", 28.0),
];
/// The columns of drafts.
const DRAFTS: [(&str, f64); 5] = [("稿件", 26.0), ("结论", 20.0), ("问题", 8.0), ("须由谁批", 40.0), ("没有检查", 60.0)];
/// The most characters that a cell holds.
const MOST: usize = 32_767;

/// The findings of some drafts as an Excel file. Drafts without findings, and those that could not be screened, stand on the
/// second sheet, with what was not looked at. Private words are masked where the reports mask them. `date` is the day that
/// the file bears, between 1900 and 9999.
///
/// # Errors
/// More findings than a sheet has rows, or another date.
pub fn xlsx_report(drafts: &[Reviewed], date: Date) -> Result<Vec<u8>, XlsxError> {
    let mut findings: Vec<[String; 10]> = Vec::new();
    let mut rows: Vec<[String; 5]> = Vec::new();
    for Reviewed { name, outcome, .. } in drafts {
        let report = match outcome {
            Ok(report) => report,
            Err(error) => {
                rows.push([name.clone(), "没有审查".to_owned(), String::new(), String::new(), format!("{}。{}", error.message, error.hint)]);
                continue;
            }
        };
        findings.extend(report.findings.iter().map(|finding| {
            [
                name.clone(),
                card::place(finding),
                finding.text.clone(),
                card::severity(finding),
                finding.message.clone(),
                finding.why.clone(),
                card::basis(finding).join("\n"),
                card::suggestions(finding).join("\n"),
                card::approvers(report, finding).join("\n"),
                finding.rule.clone(),
            ]
        }));
        let verdict = format!("{} {}", report.verdict.sign(), report.verdict.title());
        let approvers: Vec<String> = report.route.iter().map(card::approver).collect();
        let unchecked: Vec<String> = report.not_checked.iter().map(not_checked).collect();
        rows.push([name.clone(), verdict, report.findings.len().to_string(), approvers.join("\n"), unchecked.join("\n")]);
    }
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(date.year(), date.month(), date.day())?;
    workbook.set_properties(&DocProperties::new().set_author("医审").set_creation_datetime(&created));
    fill(workbook.add_worksheet().set_name("问题清单")?, &FINDINGS, &findings)?;
    fill(workbook.add_worksheet().set_name("稿件")?, &DRAFTS, &rows)?;
    workbook.save_to_buffer()
}

/// Writes a head and rows, with the head frozen and a filter on it.
fn fill<const N: usize>(sheet: &mut Worksheet, columns: &[(&str, f64); N], rows: &[[String; N]]) -> Result<(), XlsxError> {
    let head = Format::new().set_bold().set_align(FormatAlign::VerticalCenter).set_border_bottom(FormatBorder::Thin);
    let cell = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (column, (title, width)) in (0..).zip(columns) {
        sheet.set_column_width(column, *width)?.write_string_with_format(0, column, *title, &head)?;
    }
    for (row, texts) in (1..).zip(rows) {
        for (column, text) in (0..).zip(texts) {
            // Written as a string: what begins with = is no formula.
            sheet.write_string_with_format(row, column, text.chars().take(MOST).collect::<String>(), &cell)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, rows.len().max(1) as u32, (N - 1) as u16)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

fn not_checked(entry: &NotChecked) -> String {
    let place = entry.place.as_ref().map(|place| format!("（{place}）")).unwrap_or_default();
    format!("{}{place}", entry.note)
}
