// The types say what the engine writes: the reports of the parity files, a rule, a veto are compiled against them.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { createScreener } from "yishen/documents";

test("what the engine writes fits the types", async () => {
  const lines = readFileSync(new URL("../../../tests/parity/drafts.jsonl", import.meta.url), "utf8").trimEnd().split("\n");
  const drafts = lines.map((line) => JSON.parse(line).draft);
  const screener = await createScreener();
  const written = {
    "Draft[]": drafts,
    "Report[]": drafts.map((draft) => screener.screen(draft)),
    "Veto[]": drafts.flatMap((draft) => screener.explain(draft).vetoes),
    "Replacement[]": drafts.flatMap((draft) => screener.redact(draft).replacements),
    "Rule[]": [...screener.rules.values()],
  };
  const folder = new URL("../../../target/npm/types/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  const source = Object.entries(written).map(([type, values], index) => `export const v${index}: ${type} = ${JSON.stringify(values)};`);
  const from = JSON.stringify(fileURLToPath(new URL("../js/types.js", import.meta.url)));
  const file = fileURLToPath(new URL("written.ts", folder));
  writeFileSync(file, [`import type { Draft, Replacement, Report, Rule, Veto } from ${from};`, ...source].join("\n"));
  for (const [type, values] of Object.entries(written)) assert.ok(values.length > 0, `no ${type}`);
  const tsc = fileURLToPath(new URL("../node_modules/.bin/tsc", import.meta.url));
  const strict = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--ignoreConfig", "--types", "", "--module", "esnext", "--moduleResolution", "bundler", "--target", "es2022"];
  const { status, stdout } = spawnSync(tsc, [...strict, file], { encoding: "utf8" });
  assert.equal(status, 0, stdout.slice(0, 2000));
});
