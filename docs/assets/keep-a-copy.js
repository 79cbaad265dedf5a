// A copy of the whole guide on this device: kept, brought up to date and removed only when the reader presses a button.
// kept-copy.js serves it. Every word is in the page (partials/kept-copy.html, partials/newer-edition.html):
//   [data-kept-copy]  a place for it          [data-kept-when="kept newer"]  shown in these states
//   [data-kept-do]    the buttons             [data-kept-said]               shown after something was done
//   [data-kept-fact]  shows a size or day   [data-kept-progress]           how much is copied
"use strict";
{
  const { root } = guidePage;
  const COPIES = `conference-guide ${root} `;
  const MARK = `${root}kept-copy`; // Put in last: a copy without it is not finished, and is never used.
  const HEADERS = ["content-type", "content-security-policy", "x-content-type-options", "x-frame-options"];
  const AT_ONCE = 6;
  /** @type {(selector: string) => any[]} */
  const all = (selector) => [...document.querySelectorAll(selector)];
  /** @type {(work: (lock: Lock | null) => any, options?: LockOptions) => Promise<any>} */
  const alone = (work, options = {}) => navigator.locks.request(`${root} copying`, options, work);
  /** @type {AbortController} */
  let stopping; // Ends the copying, and says why.

  // --- What is shown -----------------------------------------------------------------------------------------------

  /** @param {string} state @param {string} [said] */
  function show(state, said = "") {
    for (const each of all("[data-kept-when]")) each.hidden = !each.dataset.keptWhen.split(" ").includes(state);
    for (const each of all("[data-kept-said]")) each.hidden = each.dataset.keptSaid !== said;
  }
  /** @param {any} copy @param {any} list */
  function stateOf(copy, list) {
    if (!copy) return list ? "none" : "missing";
    return list && list.edition !== copy.edition ? "newer" : "kept";
  }
  /** @param {string} [said] */
  async function showState(said) {
    const [copy, list] = [await kept(), await onTheHost().catch(() => undefined)];
    const day = copy && new Date(copy.day).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
    const facts = { day, ...list };
    for (const each of all("[data-kept-fact]")) each.textContent = facts[each.dataset.keptFact] ?? each.textContent;
    show(stateOf(copy, list), said);
  }

  // --- What there is -----------------------------------------------------------------------------------------------

  const names = async () => (await caches.keys()).filter((name) => name.startsWith(COPIES)).reverse();
  /** @returns {Promise<any>} */
  async function kept() {
    for (const name of await names()) {
      const mark = await caches.match(MARK, { cacheName: name });
      if (mark) return { name, ...(await mark.json()) };
    }
  }
  const onTheHost = async () => (await fetch(`${root}kept-copy.json`, { cache: "no-store" })).json();
  // What an edition before this one has left, or a browser that ended while it copied.
  const tidy = () => alone(async (lock) => {
    const copy = await kept();
    for (const name of lock ? await names() : []) if (name !== copy?.name) await caches.delete(name);
  }, { ifAvailable: true });

  // --- Copying: all or nothing -------------------------------------------------------------------------------------

  /** @param {ArrayBuffer} bytes */
  const asHex = (bytes) => Array.from(new Uint8Array(bytes), (each) => each.toString(16).padStart(2, "0")).join("");
  // Only the very file that the edition lists will do, whatever the network or the host made of it.
  /** @param {string} path @param {string} hash */
  async function load(path, hash) {
    const response = await fetch(`${root}${path}?copy=${hash}`, { cache: "no-store", signal: stopping.signal });
    const bytes = await response.arrayBuffer();
    if (asHex(await crypto.subtle.digest("SHA-256", bytes)) !== hash) throw new Error("another file");
    const headers = new Headers({ "content-hash": hash, "content-length": String(bytes.byteLength) });
    for (const name of HEADERS) if (response.headers.has(name)) headers.set(name, response.headers.get(name) ?? "");
    return new Response(bytes, { headers });
  }
  /** @param {string} path @param {string} hash @param {any} old */
  async function unchanged(path, hash, old) {
    const file = old && (await caches.match(root + path, { cacheName: old.name }));
    return file?.headers.get("content-hash") === hash ? file : undefined;
  }
  /** @param {any} list @param {Cache} cache @param {any} old */
  async function copyFiles(list, cache, old) {
    const left = Object.entries(list.files).values(); // One iterator, from which each loader takes its next file.
    let copied = 0;
    const loader = async () => {
      for (const [path, hash] of left) {
        stopping.signal.throwIfAborted();
        const file = (await unchanged(path, hash, old)) ?? (await load(path, hash).catch(() => { throw "lost"; }));
        copied += Number(file.headers.get("content-length"));
        await cache.put(root + path, file);
        for (const each of all("[data-kept-progress]")) each.value = copied / list.bytes;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, loader));
  }
  /** @param {any} old */
  async function copy(old) {
    const list = await onTheHost().catch(() => { throw "lost"; });
    if (list.edition === old?.edition) return;
    const name = COPIES + list.edition;
    const drop = () => caches.delete(name);
    stopping = new AbortController();
    addEventListener("pagehide", drop); // Who leaves in a hurry leaves nothing behind.
    try {
      const cache = await caches.open(name);
      await copyFiles(list, cache, old);
      const finish = () => cache.put(MARK, new Response(JSON.stringify({ edition: list.edition, day: new Date() })));
      if (old) {
        await withNothingUnsaved(finish);
        return;
      }
      await navigator.serviceWorker.register(`${root}kept-copy.js`, { scope: root });
      await navigator.serviceWorker.ready;
      await finish();
    } catch (error) {
      stopping.abort(error); // The other loaders stop too. What stopped it first has said why.
      await (old ? drop() : remove());
      throw stopping.signal.reason;
    } finally {
      removeEventListener("pagehide", drop);
    }
  }

  // --- What the buttons do -----------------------------------------------------------------------------------------

  // Every page with unsaved text has this lock (page.js): an update reloads the open pages, which would lose the text.
  /** @param {() => Promise<any>} [work] */
  const withNothingUnsaved = (work) => navigator.locks.request(`${root} unsaved`, { ifAvailable: true }, async (lock) => {
    if (!lock) throw "unsaved";
    await work?.();
  });
  async function remove() {
    const registration = await navigator.serviceWorker.getRegistration(root);
    if (registration?.scope === root) await registration.unregister();
    for (const name of await names()) await caches.delete(name);
    return "removed";
  }
  /** @type {Record<string, () => Promise<string | undefined>>} */
  const actions = {
    keep: async () => { await copy(await kept()); return "done"; },
    update: async () => {
      await withNothingUnsaved();
      await copy(await kept());
      guidePage.reloadAll();
    },
    remove,
  };
  document.addEventListener("click", async ({ target }) => {
    const button = /** @type {any} */ (target).closest?.("[data-kept-do]");
    const action = button?.dataset.keptDo;
    if (action === "stop") stopping?.abort("stopped");
    if (!(action in actions)) return;
    const focusOn = () => button.closest("[data-kept-copy]").querySelector("[data-kept-do]:not([hidden])")?.focus();
    if (action !== "remove") show("copying");
    focusOn();
    const said = await alone(actions[action]).catch((error) => (typeof error === "string" ? error : "full"));
    await showState(said);
    focusOn();
  });

  const possible = location.protocol.startsWith("http") && navigator.serviceWorker && navigator.locks && window.caches;
  const start = () => {
    if (!possible) return show(location.protocol === "file:" ? "disk" : "refused");
    return tidy().then(() => showState()).catch(() => show("refused"));
  };
  const place = document.querySelector("[data-kept-copy=offered]");
  if (place?.localName === "details") place.addEventListener("toggle", start, { once: true }); // on a families' page
  else if (place || navigator.serviceWorker?.controller) start();
}
