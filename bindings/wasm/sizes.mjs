// What a browser downloads, in KB of 1,000 bytes, compressed with brotli as servers do it ahead of time.

import { readFile, readdir } from "node:fs/promises";
import { brotliCompressSync, constants } from "node:zlib";

const dist = new URL("dist/", import.meta.url);
const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 } };
const kb = (bytes) => Math.round(brotliCompressSync(bytes, options).length / 100) / 10;
const read = (name) => readFile(new URL(name, dist));

/** A module with the chunks that it imports, as one download. */
async function script(name) {
  const all = new Map();
  const visit = async (name) => {
    if (all.has(name)) return;
    const text = await read(name);
    all.set(name, text);
    for (const [, path] of text.toString().matchAll(/(?:from|import)\s*"(\.[^"]+)"/g)) {
      await visit(new URL(path, new URL(name, "file:///")).pathname.slice(1));
    }
  };
  await visit(name);
  return kb(Buffer.concat([...all.values()]));
}

const parts = {
  "yishen.wasm": kb(await read("yishen.wasm")),
  "yishen-documents.wasm": kb(await read("yishen-documents.wasm")),
  "index.js": await script("index.js"),
  "documents.js": await script("documents.js"),
  "dom.js": await script("dom.js"),
  "panel.js": await script("panel.js"),
};
for (const name of await readdir(new URL("adapters/", dist))) parts[`adapters/${name}`] = await script(`adapters/${name}`);
const sum = (...names) => Math.round(names.reduce((all, name) => all + parts[name], 0) * 10) / 10;
const sizes = {
  core_brotli_kb: sum("yishen.wasm", "index.js", "dom.js"),
  documents_brotli_kb: sum("yishen-documents.wasm", "documents.js"),
  parts_brotli_kb: parts,
};
if (process.argv.includes("--json")) console.log(JSON.stringify(sizes));
else console.log(sizes);
