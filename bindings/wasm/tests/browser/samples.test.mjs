// The package as people get it: packed, installed, and used by the samples.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { build } from "vite";

import { launch, serveFolder } from "./chromium.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const samples = path("../../../../target/npm/samples/");
const npm = (folder, ...args) => execFileSync("npm", [...args, "--silent"], { cwd: folder, encoding: "utf8" });

let browser;
let packed;
before(async () => {
  rmSync(samples, { recursive: true, force: true });
  mkdirSync(samples, { recursive: true });
  cpSync(path("../../examples/"), samples, { recursive: true });
  [packed] = JSON.parse(npm(path("../.."), "pack", "--json", "--pack-destination", samples));
  for (const sample of ["vite", "script"]) {
    npm(`${samples}${sample}`, "install", "--no-save", "--omit=dev", "--prefer-offline", "--no-audit", "--no-fund", `${samples}${packed.filename}`);
  }
  browser = await launch();
});
after(() => browser?.close());

test("the package holds what is run, its types, and nothing else", () => {
  const files = packed.files.map((file) => file.path);
  const expected = /^(package\.json|README(\.zh-CN)?\.md|LICENSE-(MIT|APACHE)|dist\/([\w.-]+|(adapters|chunks)\/[\w-]+\.js|types\/(?!page\/)[\w/.-]+\.d\.ts))$/;
  assert.deepEqual(files.filter((file) => !expected.test(file)), []);
  const { exports } = JSON.parse(readFileSync(path("../../package.json"), "utf8"));
  const named = Object.values(exports).flatMap((target) => (typeof target === "string" ? [target] : Object.values(target)));
  assert.deepEqual(named.filter((target) => !target.includes("*") && !files.includes(target.slice(2))), []);
});

/** Writes a draft that may not be sent into a sample's page, and tries to send it; then one that may. */
async function tried(folder) {
  const { origin, close } = await serveFolder(folder);
  const page = await browser.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(origin);
  await page.fill("textarea", "我院保证根治糖尿病。");
  await page.locator("yishen-panel h2", { hasText: "禁止发布" }).waitFor({ timeout: 10_000 });
  await page.click("form > button");
  const kept = !page.url().includes("?");
  await page.fill("textarea", "门诊时间照常。");
  await page.locator("yishen-panel h2", { hasText: "未命中" }).waitFor();
  await page.click("form > button");
  await page.waitForURL(/\?body=/);
  await page.close();
  close();
  assert.deepEqual(errors, []);
  assert.equal(kept, true, "what forbids publication was sent");
}

test("the Vite sample builds, and its form keeps back what may not be published", async () => {
  await build({ root: `${samples}vite`, logLevel: "error" });
  await tried(new URL("vite/dist/", `file://${samples}`));
});

test("the sample with a plain script tag runs as it is", () => tried(new URL("script/", `file://${samples}`)));
