// Measures what people use in Node beside yishen's package, over the same articles: `peers.mjs TASK.json`.
// Rounds are interleaved, so that a machine that slows down slows them all.

import { readFileSync } from "node:fs";

import mint from "mint-filter";
import { SensitiveWordTool } from "sensitive-word-tool";

import { createScreener } from "../../bindings/wasm/dist/node.js";

const ROUNDS = 3;

const { articles, literals } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const screener = await createScreener();
const filter = new mint.Mint(literals);
const tool = new SensitiveWordTool({ wordList: literals });
const engines = {
  "yishen, full screening": (text) => screener.screen(text).findings.length,
  "mint-filter": (text) => filter.filter(text, { replace: false }).words.length,
  "sensitive-word-tool": (text) => tool.match(text).length,
};

/** The microseconds an article, and what is counted in all. */
const run = (count) => {
  const start = performance.now();
  const found = articles.reduce((sum, text) => sum + count(text), 0);
  return { microseconds: ((performance.now() - start) * 1e3) / articles.length, found };
};
const rounds = Array.from({ length: ROUNDS }, () => Object.values(engines).map(run));
const median = (all) => all.toSorted((a, b) => a - b)[all.length >> 1];
const took = Object.keys(engines).map((_, i) => median(rounds.map((round) => round[i].microseconds)));
const whole = (number) => Math.round(number).toLocaleString("en");

console.log(`Node ${process.versions.node}: ${articles.length} articles, ${literals.length} literals, medians of ${ROUNDS} interleaved rounds\n`);
console.log("| engine | µs an article | times as long as yishen | found |\n| --- | --- | --- | --- |");
Object.keys(engines).forEach((name, i) => {
  console.log(`| ${name} | ${whole(took[i])} | ${(took[i] / took[0]).toFixed(2)} | ${whole(rounds[0][i].found)} |`);
});
