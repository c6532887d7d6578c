// The drafts of the repository's parity files give the reports written there, in UTF-16 units.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { createScreener as core } from "yishen";
import { createScreener as documents } from "yishen/documents";

const root = new URL("../../../", import.meta.url);
const lines = (name) => readFileSync(new URL(`tests/parity/${name}`, root), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
const own = readFileSync(new URL("target/npm/hospital.yspack", root));
const reports = new Map(lines("reports.jsonl").map((expected) => [expected.name, expected]));

/** The report with offsets and columns in UTF-16 units instead of bytes. */
function utf16(report, draft) {
  const offset = (field, byte) => Buffer.from(draft[field]).subarray(0, byte).toString().length;
  for (const finding of report.findings) {
    const { field, start, end } = finding;
    const line = start - (finding.column - 1);
    finding.column = 1 + offset(field, start) - offset(field, line);
    [finding.start, finding.end] = [offset(field, start), offset(field, end)];
    if (finding.ranges) finding.ranges = finding.ranges.map((range) => range.map((byte) => offset(field, byte)));
    for (const evidence of finding.evidence) {
      if (evidence.start === undefined) continue;
      [evidence.start, evidence.end] = [offset(evidence.field, evidence.start), offset(evidence.field, evidence.end)];
    }
  }
  return { ...report, offset_unit: "utf16" };
}

for (const [name, createScreener] of Object.entries({ core, documents })) {
  const screeners = new Map([
    ["", await createScreener()],
    ["examples/hospital-pack", await createScreener({ packs: [own] })],
  ]);
  for (const { name: title, packs = [], draft } of lines("drafts.jsonl")) {
    const skip = name === "core" && (draft.format ?? "text") !== "text" && `${draft.format} is read by yishen/documents only`;
    test(`${name}: ${title}`, { skip }, () => {
      const screener = screeners.get(packs.join());
      assert.ok(screener, `no compiled form of ${packs}`);
      const expected = structuredClone(reports.get(title));
      const report = screener.screen(draft);
      assert.deepEqual({ ...report, packs: [], engine: "" }, utf16(expected.report, draft));
      const masked = screener.screen(draft, { masked: true }).findings.map(({ text, message, evidence }) => ({
        text,
        message,
        evidence: evidence.map((one) => one.text ?? null),
      }));
      assert.deepEqual(masked, expected.masked);
      if (!draft.format) for (const { field, start, end, text } of report.findings) assert.equal(draft[field].slice(start, end), text);
    });
  }
}
