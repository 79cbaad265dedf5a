// Runs Python. The page sends {begin}, every asset as {asset, content}, and then calls as {id, call, input};
// it is sent {step}, {want: an asset}, {failed: reason} and, one for each call, {id, result} or {id, errors}.

const REHEARSALS = 20;
const PAUSE = 50; // Milliseconds between them, for calls to come in.
const HOME = "memory:/"; // An address of nothing: what Pyodide asks for under it comes out of `assets`.

/** @typedef {(options: object) => Promise<import("pyodide").PyodideAPI>} Load Starts Pyodide. */

/** @type {Map<string, { arrived: Promise<any>, arrive: (content: unknown) => void }>} */
const assets = new Map();
/** @type {(message: FromWorker) => void} */
const tell = (message) => postMessage(message);

/** @type {any} Python's own function, once it is ready. */
let answer;

/** @param {string} name */
function asset(name) {
  const known = assets.get(name);
  if (known) return known;
  /** @type {(content: unknown) => void} */
  let arrive = () => undefined;
  const arrived = new Promise((resolve) => {
    arrive = resolve;
  });
  const made = { arrived, arrive };
  assets.set(name, made);
  return made;
}

globalThis.fetch = async (address) => {
  const name = String(address);
  if (!name.startsWith(HOME)) throw new TypeError("nothing is fetched from outside");
  return new Response(await asset(name.slice(HOME.length)).arrived);
};

// Begins as soon as the bytes are here, long before Pyodide asks for the module.
async function compile() {
  const packed = /** @type {ReadableStream} */ (new Response(await asset("pyodide.asm.wasm").arrived).body);
  const headers = { "Content-Type": "application/wasm" };
  return WebAssembly.compileStreaming(new Response(packed.pipeThrough(new DecompressionStream("gzip")), { headers }));
}

/** @returns {Promise<Load>} */
async function decode() {
  const names = ["pyodide.mjs", "pyodide.asm.mjs"];
  const [{ loadPyodide }, { default: createPyodideModule }] = await Promise.all(
    names.map(async (name) => import(await asset(name).arrived)),
  );
  const lockFileContents = new TextDecoder().decode(await asset("pyodide-lock.json").arrived);
  const addresses = { indexURL: HOME, packageBaseUrl: HOME, stdLibURL: `${HOME}python_stdlib.zip` };
  return (options) => loadPyodide({ createPyodideModule, lockFileContents, ...addresses, ...options });
}

// A module that exports a function and a table with that function in it.
const TWINS = "0061736d010000000104016000000302010004040170000207090201660000017401000907010041000b01000a040102000b";

// In WebKit an exported function and the same function in the table are two objects, so Emscripten would give
// it a second place in the table, and the places noted in a snapshot would be wrong. Where that is so, this
// returns the exports with the table's own objects. A function's name is its number in the module.
/** @param {any} exports */
function canonical(exports) {
  const bytes = Uint8Array.from(TWINS.match(/../g) ?? [], (each) => Number.parseInt(each, 16));
  const { f: exported, t: two } = /** @type {any} */ (new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports);
  if (two.get(0) === exported) return exports;
  const known = new Map();
  const table = exports.__indirect_function_table;
  for (let place = 0; place < table.length; place += 1) {
    const each = table.get(place);
    if (each) known.set(each.name, each);
  }
  /** @param {any} each */
  const same = (each) => {
    if (typeof each !== "function") return each;
    if (!known.has(each.name)) known.set(each.name, each);
    return known.get(each.name);
  };
  return Object.fromEntries(Object.entries(exports).map(([name, each]) => [name, same(each)]));
}

// Lets Pyodide start before the module is compiled, for its own start takes as long; `memory` is awaited last.
// Pyodide would wait for ever when it cannot instantiate; this rejects instead.
/**
 * @param {Promise<WebAssembly.Module>} compiled
 * @param {Promise<void> | null} memory
 * @param {() => Promise<import("pyodide").PyodideAPI>} load
 * @returns {Promise<import("pyodide").PyodideAPI>}
 */
function instantiating(compiled, memory, load) {
  return new Promise((resolve, reject) => {
    WebAssembly.instantiateStreaming = async (/** @type {unknown} */ _, /** @type {any} */ imports) => {
      try {
        const module = await compiled;
        const { exports } = await WebAssembly.instantiate(module, imports);
        await memory;
        tell({ step: "start" });
        return /** @type {any} */ ({ module, instance: { exports: canonical(exports) } });
      } catch (error) {
        reject(error);
        throw error;
      }
    };
    load().then(resolve, reject);
  });
}

// The snapshot leaves out the pages that hold nothing but zeros. It is, in 32-bit numbers: how many runs of
// bytes, and for each where it goes and its length; then the runs.
/** @param {Uint8Array} memory */
async function fill(memory) {
  const packed = await asset("snapshot").arrived;
  const [count] = new Uint32Array(packed.buffer, 0, 1);
  const runs = new Uint32Array(packed.buffer, 4, 2 * count);
  let from = 4 + 8 * count;
  for (let each = 0; each < runs.length; each += 2) {
    memory.set(packed.subarray(from, from + runs[each + 1]), runs[each]);
    from += runs[each + 1];
  }
}

/** @param {Load} load @param {Promise<WebAssembly.Module>} compiled @param {number} size */
async function restore(load, compiled, size) {
  const memory = new Uint8Array(size);
  asset("nothing").arrive(""); // Where the standard library would be fetched from: it is in the memory.
  const options = { _loadSnapshot: memory, stdLibURL: `${HOME}nothing` };
  const python = await instantiating(compiled, fill(memory), () => load(options));
  python.pyimport("answer").wake();
  return python;
}

/** @param {Load} load @param {Promise<WebAssembly.Module>} compiled */
async function boot(load, compiled) {
  tell({ want: "library" });
  const python = await instantiating(compiled, null, () => load({}));
  await python.loadPackage("conference-guide", { messageCallback: () => undefined });
  python.pyimport("answer").start();
  return python;
}

// Why a restore failed is reported, not shown: the ordinary boot gives the same Python, later.
/**
 * @param {Load} load
 * @param {Promise<WebAssembly.Module>} compiled
 * @param {number} memory
 * @returns {Promise<{ python: import("pyodide").PyodideAPI, booted: Booted }>}
 */
async function pythonFrom(load, compiled, memory) {
  if (!memory) return { python: await boot(load, compiled), booted: { from: "library" } };
  try {
    return { python: await restore(load, compiled, memory), booted: { from: "snapshot" } };
  } catch (error) {
    return { python: await boot(load, compiled), booted: { from: "library", because: String(error) } };
  }
}

// A browser compiles well what has run often. So Python goes through a call now and then before the reader
// has typed the next one; a real call waits for one rehearsal at the most.
/** @param {any} once Python's function that goes through a call. @param {number} times */
function rehearse(once, times) {
  if (!times) {
    once.destroy();
    return;
  }
  setTimeout(() => {
    once();
    rehearse(once, times - 1);
  }, PAUSE);
}

/** @param {{ memory: number }} options */
async function begin({ memory }) {
  tell({ step: "decode" });
  const compiled = compile();
  compiled.catch((error) => tell({ failed: "webassembly", detail: String(error) }));
  const load = await decode();
  tell({ step: "compile" });
  const { python, booted } = await pythonFrom(load, compiled, memory);
  answer = python.pyimport("answer").answer_text;
  tell({ step: "ready", booted });
  rehearse(python.pyimport("answer").rehearse, REHEARSALS);
}

/** @param {Call} call */
function reply({ id, call, input }) {
  const pair = answer(call, JSON.stringify(input ?? null));
  const [text, files] = pair.toJs();
  pair.destroy();
  const put = (/** @type {string} */ _, /** @type {any} */ value) =>
    value?.$bytes === undefined ? value : files[value.$bytes];
  tell({ id, ...JSON.parse(text, files.length ? put : undefined) });
}

addEventListener("message", (/** @type {MessageEvent<ToWorker>} */ { data }) => {
  if ("begin" in data) begin(data.begin).catch((error) => tell({ failed: "boot", detail: String(error) }));
  else if ("asset" in data) asset(data.asset).arrive(data.content);
  else reply(data);
});
