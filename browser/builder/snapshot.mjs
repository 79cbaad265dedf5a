// Boots Python under Node as a browser would, brings it to where it can answer, and writes its memory down.
//
//     node snapshot.mjs FOLDER-OF-WHEELS-AND-LOCK OUTPUT

import crypto from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { loadPyodide } from "pyodide";

const HEAP = 31_457_280; // What Pyodide starts with. A heap that has grown cannot be restored.
const PAGE = 4096;
const NOT_MERGED = 4; // Runs with fewer empty pages than this between them are written as one.

// The same inputs give the same bytes: no clock, no chance, no place and no language of the computer that builds get into the memory.
process.env.TZ = "UTC";
Date.now = () => 0;
performance.now = () => 0;
crypto.randomFillSync = (/** @type {any} */ bytes) => bytes.fill(1);

const [folder, output] = process.argv.slice(2).map((each) => resolve(each));
// Python would take the path of this script for the name of its program.
process.argv.splice(1, process.argv.length, "./this.program");
const python = await loadPyodide({
  _makeSnapshot: true,
  lockFileContents: readFileSync(`${folder}/pyodide-lock.json`, "utf8"),
  packageBaseUrl: `${folder}/`,
  packageCacheDir: `${folder}/`,
  // Docstrings would go to every reader.
  env: { LANG: "en_GB.UTF-8", PYTHONHASHSEED: "0", PYTHONOPTIMIZE: "2" },
});
await python.loadPackage("conference-guide", { messageCallback: () => undefined });
python.runPython(`
import answer, gc, linecache, re, sys, zipimport

answer.start()
# There are no files after a restore: better that a late import finds nothing than half an archive.
sys.path_importer_cache.clear()
zipimport._zip_directory_cache.clear()
linecache.clearcache()
re.purge()
gc.collect()
`);
/** @type {any} What Emscripten made: not part of what Pyodide promises. */
const { _module: emscripten } = /** @type {any} */ (python);
// A snapshot must not hold JavaScript objects other than Pyodide's own.
for (const name of Object.keys(python.loadedPackages)) delete python.loadedPackages[name];
zeroFreeMemory(emscripten);
const { length } = emscripten.HEAPU8;
if (length !== HEAP) {
  console.error(`the heap grew from ${HEAP} to ${length} bytes, so the snapshot could not be restored`);
  process.exit(1);
}
const snapshot = python.makeMemorySnapshot();
writeFileSync(output, packed(snapshot));
console.log(snapshot.length);

// What was freed is not empty, and would be in the snapshot: takes every free block, clears it, gives it back.
/** @param {any} module */
function zeroFreeMemory(module) {
  const end = module._sbrk(0);
  /** @type {number[]} */
  const taken = [];
  const isInside = (/** @type {number} */ block, /** @type {number} */ size) => block && block + size <= end;
  for (let size = 1 << 18; size >= 16; size -= Math.max(16, (size >> 3) & ~15)) {
    let block = module._malloc(size);
    while (isInside(block, size)) {
      module.HEAPU8.fill(0, block, block + size);
      taken.push(block);
      block = module._malloc(size);
    }
    module._free(block);
  }
  taken.forEach(module._free);
}

// The form is described where it is read, in worker.mjs.
/** @param {Uint8Array} bytes */
function packed(bytes) {
  /** @type {{ start: number, end: number }[]} */
  const runs = [];
  for (let start = 0; start < bytes.length; start += PAGE) {
    const end = Math.min(start + PAGE, bytes.length);
    if (!bytes.subarray(start, end).some(Boolean)) continue;
    const last = runs.at(-1);
    if (last && start - last.end < NOT_MERGED * PAGE) last.end = end;
    else runs.push({ start, end });
  }
  const header = Uint32Array.of(runs.length, ...runs.flatMap(({ start, end }) => [start, end - start]));
  return Buffer.concat([Buffer.from(header.buffer), ...runs.map(({ start, end }) => bytes.subarray(start, end))]);
}
