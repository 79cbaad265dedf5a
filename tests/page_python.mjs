// The page's Python under Node: restored from the very memory that ships, with no files beside it. It reads a line of
// base64 from its input for each thing to run, and answers with a line (tests/page_python.py).
//
//     node page_python.mjs FOLDER-OF-PYODIDE FOLDER-OF-THE-SITE'S-PYTHON EMPTY-FILE PYTHON-TO-RUN-FIRST

import { readdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";

const [pyodide, assets, nothing, first] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`).href);
// A script's name may hold the hash of what is in it.
/** @param {string} name @param {BufferEncoding} encoding */
const script = (name, encoding) => {
  const file = readdirSync(assets).find((each) => each.startsWith(`${name}.`) && each.endsWith(".js"));
  return readFileSync(`${assets}/${file}`, encoding);
};
/** @param {string} name @param {string} part */
const taken = (name, part) =>
  Buffer.from(script(name, "ascii").match(`receive\\("${part}", "([^"]*)"`)?.[1] ?? "", "base64");

// As in browser/worker.mjs: how many runs of bytes, where each goes and its length; then the runs.
const packed = new Uint8Array(gunzipSync(taken("snapshot", "snapshot")));
const memory = new Uint8Array(Number(script("python", "utf8").match(/const memory = "?(\d+)/)?.[1]));
const [count] = new Uint32Array(packed.buffer, 0, 1);
const runs = new Uint32Array(packed.buffer, 4, 2 * count);
let from = 4 + 8 * count;
for (let each = 0; each < runs.length; each += 2) {
  memory.set(packed.subarray(from, from + runs[each + 1]), runs[each]);
  from += runs[each + 1];
}

const python = await loadPyodide({
  _loadSnapshot: memory,
  lockFileContents: taken("runtime", "pyodide-lock.json").toString("utf8"),
  packageBaseUrl: `${pyodide}/`,
  stdLibURL: nothing,
});
python.pyimport("answer").wake();
python.runPython(readFileSync(first, "utf8"));
const run = python.globals.get("run");
console.log("ready");
for await (const line of createInterface({ input: process.stdin })) console.log(run(line));
