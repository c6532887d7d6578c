// Bundles the TypeScript with what `cargo xtask wasm` put into `target/npm/glue`.

import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const glue = fileURLToPath(new URL("../../target/npm/glue/", import.meta.url));
const dist = `${here}dist/`;

/** Resolves `#glue/NAME` to what wasm-bindgen wrote, and `#packed/NAME` to the compressed WebAssembly. */
const native = {
  name: "native",
  setup(build) {
    build.onResolve({ filter: /^#glue\// }, ({ path }) => ({ path: `${glue}${path.slice("#glue/".length)}.js` }));
    build.onResolve({ filter: /^#packed\// }, ({ path }) => ({ path: path.slice("#packed/".length), namespace: "packed" }));
    build.onLoad({ filter: /./, namespace: "packed" }, async ({ path }) => ({
      contents: gzipSync(await readFile(`${glue}${path}_bg.wasm`), { level: 9 }),
      loader: "binary",
    }));
  },
};

const common = { bundle: true, target: "es2022", minify: true, legalComments: "none", charset: "utf8", plugins: [native], logLevel: "warning" };
const source = (name) => `${here}js/${name}.ts`;

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
const adapters = (await readdir(`${here}js/adapters`)).map((file) => file.replace(/\.ts$/, ""));
const modules = ["index", "inline", "node", "documents", "documents-node", "panel"];
await build({
  ...common,
  format: "esm",
  splitting: true,
  outdir: dist,
  chunkNames: "chunks/[name]-[hash]",
  external: ["node:*"],
  entryPoints: [
    ...modules.map((name) => ({ in: source(name), out: name })),
    { in: source("dom/index"), out: "dom" },
    { in: source("worker/client"), out: "worker" },
    { in: source("worker/thread"), out: "worker-thread" },
    ...adapters.map((name) => ({ in: source(`adapters/${name}`), out: `adapters/${name}` })),
  ],
});
await build({ ...common, format: "iife", globalName: "Yishen", outfile: `${dist}yishen.global.js`, entryPoints: [source("global")] });
for (const licence of ["LICENSE-MIT", "LICENSE-APACHE"]) await cp(`${here}../../${licence}`, `${here}${licence}`);
await cp(`${glue}core_bg.wasm`, `${dist}yishen.wasm`);
await cp(`${glue}documents_bg.wasm`, `${dist}yishen-documents.wasm`);

const page = await build({ ...common, format: "iife", write: false, entryPoints: [source("page/app")] });
const css = await build({ ...common, plugins: [], write: false, entryPoints: [`${here}js/page/page.css`] });
const script = page.outputFiles[0].text.replaceAll("</script", "<\\/script");
const html = await readFile(`${here}js/page/page.html`, "utf8");
await writeFile(`${dist}yishen.html`, html.replace("/* style */", () => css.outputFiles[0].text).replace("/* script */", () => script));
