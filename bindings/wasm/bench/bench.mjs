// Opens the bench's page in Chromium, and prints what it measured beside what the engine itself took for the same drafts.

import { readFileSync } from "node:fs";
import { cpus } from "node:os";

import { build } from "esbuild";

import { launch, serve } from "../tests/browser/chromium.mjs";

const articles = JSON.parse(readFileSync(new URL("../../../target/npm/articles.json", import.meta.url), "utf8"));
const page = readFileSync(new URL("page.html", import.meta.url));
const mint = await build({ entryPoints: ["mint-filter"], bundle: true, format: "esm", write: false });
const server = await serve({ "/": page, "/mint.js": Buffer.from(mint.outputFiles[0].contents), "/articles.json": JSON.stringify(articles) });
const browser = await launch();

const round = (ms) => `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
const [article, long] = articles;
/** Each in a browser's context of its own, which has compiled nothing yet. */
const ready = [];
for (let i = 0; i < 5; i += 1) {
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.goto(server.origin);
  ready.push(await tab.evaluate(() => globalThis.ready()));
  await context.close();
}
const tab = await browser.newPage();
await tab.goto(server.origin);
const { screened, filtered, keystrokes, screenedLong } = await tab.evaluate(() => globalThis.measure());
await browser.close();
server.close();

const middle = (all) => all.toSorted((a, b) => a - b)[all.length >> 1];
const p95 = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length * 0.95)];
console.log(`${cpus().length} × ${cpus()[0]?.model}, Chromium ${browser.version()}`);
console.log(`ready after download, with the first draft: ${round(middle(ready))} (median of ${ready.length})`);
console.log(`3,000 characters: ${round(middle(screened))} (median), ${(middle(screened) / article.native_ms).toFixed(1)} × the engine itself (${round(article.native_ms)})`);
console.log(`  mint-filter with 5,000 words: ${round(middle(filtered))}, ${(middle(filtered) / middle(screened)).toFixed(1)} × yishen`);
console.log(`20,000 characters: ${round(middle(screenedLong))} (median), ${(middle(screenedLong) / long.native_ms).toFixed(1)} × the engine itself (${round(long.native_ms)})`);
console.log(`keystroke in 20,000 characters, read, screened and painted: ${round(middle(keystrokes))} (median), ${round(p95(keystrokes))} (p95)`);
