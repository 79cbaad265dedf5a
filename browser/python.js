// Starts Python in a worker and carries calls to it: window.guidePython.
//
// A page on a disk may not fetch its neighbours, but may include classic scripts. So every asset is such a
// script, which hands over text; here it becomes bytes, and the worker, made from a data: URL, gets them.
(() => {
  "use strict";
  const folder = new URL(".", document.currentScript.src);
  // pack.py fills these in: the worker's source; each asset's content hash, so that a host's caches never
  // mix two builds; the size of the memory that the snapshot was taken of; and what starting loads, compressed.
  const workerSource = "{{ worker }}";
  const editions = "{{ editions }}";
  const memory = "{{ memory }}";

  // Milliseconds after which a call without an answer means that the worker has gone: a browser that is short of
  // memory ends one without a word.
  const patience = window.guidePythonOptions?.patience ?? 60_000;

  let watch;
  let worker;
  let settle;
  let onstep = () => undefined;
  let running = null;
  let waiting = [];
  let numbered = 0;

  function fail(reason, detail) {
    if (guidePython.state === "failed") return;
    guidePython.state = "failed";
    guidePython.failure = { reason, detail };
    giveUp();
    settle.reject(guidePython.failure);
  }

  function giveUp() {
    clearTimeout(watch);
    worker?.terminate();
    const left = running ? [running, ...waiting] : waiting;
    [running, waiting, worker] = [null, [], undefined];
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

  // On a host the same files are read as text, which spares the browser from parsing megabytes as program.
  function include(name, onerror = () => fail("asset", name)) {
    const address = `${new URL(`${name}.js`, folder)}?${editions[name]}`;
    if (folder.protocol === "file:") return run(address, onerror);
    fetch(address)
      .then((response) => (response.ok ? response.text() : Promise.reject(response.status)))
      .then((text) => {
        for (const [, asset, content] of text.matchAll(/^guidePython\.take\("([^"]+)", "([^"]*)"\);$/gm)) take(asset, content);
      })
      .catch(() => run(address, onerror));
  }

  function run(address, onerror) {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => script.remove();
    script.onerror = onerror;
    document.head.append(script);
  }

  function bytesOf(text) {
    return Uint8Array.fromBase64?.(text) ?? Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  }

  async function inflate(bytes) {
    const stream = new Response(bytes).body.pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  // The snapshot is inflated here while the worker, on another core, inflates and compiles the runtime.
  async function take(asset, text) {
    if (text.startsWith("data:")) return worker?.postMessage({ asset, content: text });
    const bytes = bytesOf(text);
    const content = asset === "snapshot" ? await inflate(bytes).catch(() => null) : bytes;
    worker?.postMessage({ asset, content }, content ? [content.buffer] : []);
  }

  function next() {
    if (running || guidePython.state !== "ready" || !waiting.length) return;
    running = waiting.shift();
    watch = setTimeout(() => fail("worker", "no answer"), patience);
    worker.postMessage({ id: running.id, call: running.call, input: running.input });
  }

  function hear({ data }) {
    if ("failed" in data) return fail(data.failed, data.detail);
    if ("want" in data) return include(data.want);
    if ("step" in data) {
      if (data.step === "ready") {
        guidePython.state = "ready";
        guidePython.booted = data.booted;
        settle.resolve();
      }
      onstep(data.step);
    } else {
      clearTimeout(watch);
      running.resolve(data);
      running = null;
    }
    next();
  }

  const guidePython = {
    state: "idle", // then "loading", then "ready" or "failed"
    megabytes: "{{ megabytes }}", // What `start` loads from a host.
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
      worker.onmessage = hear;
      worker.onerror = (event) => fail("worker", event.message);
      worker.postMessage({ begin: { memory: snapshot ? memory : 0 } });
      include("runtime");
      include("wasm");
      if (snapshot) include("snapshot", () => worker?.postMessage({ asset: "snapshot", content: null }));
      return guidePython.started;
    },

    // Resolves with {id, result} or {id, errors}. With `latest`, a call that still waits gives way to this
    // one of the same name, and resolves with {superseded: true}.
    call(call, input, { latest = false } = {}) {
      if (guidePython.state === "failed") return Promise.reject(guidePython.failure);
      return new Promise((resolve, reject) => {
        const stays = (each) => !(latest && each.latest && each.call === call);
        for (const each of waiting.filter((each) => !stays(each))) each.resolve({ superseded: true });
        waiting = waiting.filter(stays);
        waiting.push({ id: (numbered += 1), call, input, latest, resolve, reject });
        next();
      });
    },

    // After a failure: what was there is given up, and `start` starts anew.
    restart() {
      giveUp();
      Object.assign(guidePython, { state: "idle", failure: null, started: undefined });
      return guidePython.start();
    },

    take, // For the asset scripts.
  };
  window.guidePython = guidePython;
  if ("start" in document.currentScript.dataset) guidePython.start();
})();
