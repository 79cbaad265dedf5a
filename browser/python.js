// Starts Python in a worker and passes calls to it: window.guidePython.
//
// A page on a disk may not fetch its neighbours, but may include classic scripts. So every asset is such a
// script, which holds text; here it becomes bytes, and the worker, made from a data: URL, gets them.
(() => {
  "use strict";
  const folder = new URL(".", /** @type {HTMLScriptElement} */ (document.currentScript).src);
  // pack.py fills these in: the worker's source; each asset's file, and the folder of the areas' rules, named by their
  // content (docs/builder/release/addresses.py), so that a host's caches never mix two builds; what each asset holds;
  // the size of the memory that the snapshot was taken of; and what starting loads, compressed.
  const workerSource = "{{ worker }}";
  const files = /** @type {Record<string, string>} */ (/** @type {unknown} */ ("{{ files }}"));
  const rulesFolder = "{{ rules }}";
  const parts = /** @type {Record<string, string[]>} */ (/** @type {unknown} */ ("{{ parts }}"));
  /** @type {any} A number. */
  const memory = "{{ memory }}";

  // Milliseconds after which a call without an answer means that the worker has gone: a browser that is short of
  // memory ends one without a word. They pass in ticks, of which a machine that sleeps misses all but one: it must
  // not take an hour of its own sleep for silence. To start may take longer, counted from what came last.
  const patience = window.guidePythonOptions?.patience ?? 60_000;
  const TICKS = 60;
  const STARTING = 3;

  /** @type {number | undefined} */
  let watch;
  let retrying = false; // Whether something had failed: what a cache of the browser's holds is then not good enough.
  /** @type {Worker | undefined} */
  let worker;
  /** @type {{ resolve: () => void, reject: (failure: unknown) => void }} */
  let settle;
  /** @type {(step: string) => void} */
  let onstep = () => undefined;
  /** @typedef {Call & { latest: boolean, resolve: (reply: Reply) => void, reject: (failure: unknown) => void }} Waiting */
  /** @type {Waiting | null} */
  let running = null;
  /** @type {Waiting[]} */
  let waiting = [];
  let numbered = 0;
  const received = /** @type {Set<string>} */ (new Set()); // Parts of assets that have come,
  const expected = /** @type {Set<string>} */ (new Set()); // and assets that are on their way.
  /** @type {Map<string, (text: string) => void>} */
  const awaitedTexts = new Map(); // What waits for the text of a script, by its name.
  /** @type {Map<string, Promise<void>>} */
  const areas = new Map(); // For each area, the promise that Python has its rules.

  /** @param {number} times */
  function watchOver(times) {
    clearInterval(watch);
    let left = TICKS * times;
    watch = setInterval(() => {
      left -= 1;
      if (!left) fail("worker", "no answer");
    }, patience / TICKS);
  }

  /** @param {string} reason @param {string} detail */
  function fail(reason, detail) {
    if (guidePython.state === "failed") return;
    guidePython.state = "failed";
    guidePython.failure = { reason, detail };
    giveUp();
    settle.reject(guidePython.failure);
  }

  function giveUp() {
    clearInterval(watch);
    if (worker) worker.onmessage = worker.onerror = null;
    worker?.terminate();
    const left = running ? [running, ...waiting] : waiting;
    [running, waiting, worker] = [null, [], undefined];
    areas.clear();
    for (const each of left) each.reject(guidePython.failure);
  }

  // A policy that forbids WebAssembly stops some engines at the module, others at the instance.
  function webAssemblyAllowed() {
    try {
      const empty = new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
      return Boolean(new WebAssembly.Instance(empty));
    } catch {
      return false;
    }
  }

  // Nothing of a file that is cut short on a disk runs, and a host may send something else in its place.
  /** @param {string} name */
  async function include(name) {
    const asking = worker;
    clearInterval(watch);
    expected.add(name);
    await loadScript(new URL(files[name], folder));
    if (worker !== asking) return;
    expected.delete(name);
    parts[name].filter((part) => !received.has(part)).forEach(reportMissing);
    if (worker && !expected.size) watchOver(STARTING);
  }

  // Resolves when the page has what a script holds, or cannot have it.
  /** @param {string | URL} address */
  async function loadScript(address) {
    if (folder.protocol === "file:" || !(await loadAsText(address))) await runScript(address);
  }

  // On a host the same files are read as text, which spares the browser from parsing megabytes as program.
  /** @param {string | URL} address */
  async function loadAsText(address) {
    try {
      const response = await fetch(address, { cache: retrying ? "reload" : "default" });
      if (!response.ok) return false;
      const text = await response.text();
      for (const [, asset, content] of text.matchAll(/^guidePython\.receive\("([^"]+)", "([^"]*)"\);$/gm)) receive(asset, content);
      return true;
    } catch {
      return false;
    }
  }

  /** @param {string | URL} address */
  async function runScript(address) {
    const script = document.createElement("script");
    script.src = String(address);
    script.dataset.asked = ""; // So edition.js leaves it to us.
    await new Promise((resolve) => {
      script.onload = script.onerror = resolve;
      document.head.append(script);
    });
    script.remove();
  }

  // There is a way on without the snapshot, and none without the others.
  /** @param {string} asset */
  function reportMissing(asset) {
    if (asset === "snapshot") worker?.postMessage({ asset, content: null });
    else {
      fail("asset", asset);
      window.guideEdition?.look(); // Files of this page's edition that are gone may mean that there is a newer one.
    }
  }

  // Resolves with the text that a script holds under this name; rejects where the script or the text is missing.
  /** @param {string} name @param {string | URL} address @returns {Promise<string>} */
  function loadText(name, address) {
    return new Promise((resolve, reject) => {
      awaitedTexts.set(name, resolve);
      loadScript(address).then(() => reject(new Error(name)));
    });
  }

  // "Another area…" is no choice yet: no tool sees it chosen.
  /** @param {any} event */
  async function offerOtherAreas(event) {
    const { target } = event;
    const chosen = target.selectedOptions?.[0];
    if (!chosen?.matches("[data-more]")) return;
    event.stopImmediatePropagation();
    try {
      await guidePython.offer(target);
      target.value = "";
      target.showPicker?.();
    } catch {
      if (chosen.isConnected) chosen.textContent = chosen.dataset.missing;
      window.guideEdition?.look();
    }
  }

  /** @param {string} area */
  async function loadRules(area) {
    if (!/^[\w-]+$/.test(area)) throw new Error("no area has such a name");
    const text = await loadText(`rules/${area}`, new URL(`../rules/${rulesFolder}/${area}.js`, folder));
    const reply = await guidePython.call("rules_load", text);
    if (reply.errors) throw new Error(reply.detail);
  }

  /** @param {string} text @returns {Uint8Array<ArrayBuffer>} */
  function bytesOf(text) {
    return Uint8Array.fromBase64?.(text) ?? Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  }

  /** @param {Uint8Array<ArrayBuffer>} bytes */
  async function inflate(bytes) {
    const stream = /** @type {ReadableStream} */ (new Response(bytes).body).pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  // The snapshot is inflated here while the worker, on another core, inflates and compiles the runtime. To inflate
  // is also to check: no byte of Python's own that has changed gets through.
  /** @param {string} asset @param {string} text */
  async function receive(asset, text) {
    const waitsForText = awaitedTexts.get(asset);
    if (waitsForText) return waitsForText(text);
    received.add(asset);
    if (text.startsWith("data:")) return worker?.postMessage({ asset, content: text });
    try {
      const bytes = bytesOf(text);
      const content = [...parts.snapshot, ...parts.library].includes(asset) ? await inflate(bytes) : bytes;
      worker?.postMessage({ asset, content }, [content.buffer]);
    } catch {
      reportMissing(asset);
    }
  }

  function sendNext() {
    if (running || guidePython.state !== "ready" || !waiting.length) return;
    const [{ id, call, input }] = waiting;
    running = waiting.shift() ?? null;
    watchOver(1);
    worker?.postMessage({ id, call, input });
  }

  /** @param {MessageEvent<FromWorker>} event */
  function receiveMessage({ data }) {
    if ("failed" in data) return fail(data.failed, data.detail);
    if ("want" in data) return include(data.want);
    if ("step" in data) {
      if (!expected.size) watchOver(STARTING);
      if (data.step === "ready") {
        clearInterval(watch);
        guidePython.state = "ready";
        guidePython.booted = data.booted;
        settle.resolve();
      }
      onstep(data.step);
    } else {
      clearInterval(watch);
      running?.resolve(data);
      running = null;
    }
    sendNext();
  }

  /** @type {GuidePython} */
  const guidePython = {
    state: "idle", // then "loading", then "ready" or "failed"
    megabytes: /** @type {number} */ (/** @type {unknown} */ ("{{ megabytes }}")), // What `start` loads from a host.
    failure: null, // {reason: "webassembly" | "worker" | "asset" | "boot", detail}

    // Resolves when calls are answered; rejects with `failure`. Calling it again starts nothing more.
    start(options = {}) {
      if (guidePython.started) return guidePython.started;
      onstep = options.onstep ?? onstep;
      guidePython.started = new Promise((resolve, reject) => {
        settle = { resolve, reject };
      });
      guidePython.started.catch(() => undefined);
      guidePython.state = "loading";
      const snapshot = window.guidePythonOptions?.snapshot ?? true;
      try {
        if (!webAssemblyAllowed()) throw "webassembly";
        worker = new Worker(`data:text/javascript,${encodeURIComponent(workerSource)}`, { type: "module" });
      } catch (error) {
        fail(error === "webassembly" ? error : "worker", String(error));
        return guidePython.started;
      }
      worker.onmessage = receiveMessage;
      worker.onerror = (event) => fail("worker", event.message);
      worker.postMessage({ begin: { memory: snapshot ? memory : 0 } });
      include("runtime");
      include("wasm");
      if (snapshot) include("snapshot");
      return guidePython.started;
    },

    // Resolves with {id, result} or {id, errors}. With `latest`, a call that still waits gives way to this
    // one of the same name, and resolves with {superseded: true}.
    call(call, input, { latest = false } = {}) {
      if (guidePython.state === "failed") return Promise.reject(guidePython.failure);
      return new Promise((resolve, reject) => {
        /** @param {Waiting} each */
        const stays = (each) => !(latest && each.latest && each.call === call);
        for (const each of waiting.filter((each) => !stays(each))) each.resolve({ superseded: true });
        waiting = waiting.filter(stays);
        numbered += 1;
        waiting.push({ id: numbered, call, input, latest, resolve, reject });
        sendNext();
      });
    },

    // After a failure: what was there is given up, and `start` starts anew.
    restart() {
      giveUp();
      received.clear();
      expected.clear();
      retrying = true;
      Object.assign(guidePython, { state: "idle", failure: null, started: undefined });
      return guidePython.start();
    },

    // Resolves when Python has an area's rules. Rejects where their script is missing or damaged: then ask again.
    rules(area) {
      const known = areas.get(area);
      if (known) return known;
      const had = loadRules(area);
      areas.set(area, had);
      had.catch(() => {
        retrying = true;
        window.guideEdition?.look();
        if (areas.get(area) === had) areas.delete(area);
      });
      return had;
    },

    // Puts the areas that no page lists into a list to choose from, in place of its "Another area…".
    async offer(select) {
      const more = select.querySelector("[data-more]");
      if (!more) return;
      const text = await loadText("areas", new URL("../areas.js", folder));
      const areas = JSON.parse(new TextDecoder().decode(bytesOf(text)));
      /** @param {[string, string]} area */
      const option = ([id, name]) => Object.assign(new Option(name, id), { className: "other-area" });
      more.replaceWith(...areas.map(option));
    },

    loadText,
    receive, // For the scripts that hold text.
  };
  window.guidePython = guidePython;
  addEventListener("input", offerOtherAreas, true);
  if ("start" in /** @type {HTMLScriptElement} */ (document.currentScript).dataset) guidePython.start();
})();
