// Is this page of the edition that is on the host, or in the folder, now? Every page has its edition's mark in
// meta[name=edition]; this file has the mark of the edition that it came with. It is the first script of every page, and
// the only one whose address never changes, so it may be of another edition than the page: the names that it uses of a
// page must stay. Every word is in the page (partials/edition.html):
//   [data-edition-box]   the box for them     [data-edition-when="newer"]   shown in these states
//   [data-edition-do]    its buttons          [data-edition-missing]        names the files that are missing or damaged
//   script[data-does]    what a page loses without that script
//   guide-missing        an event that has such a file's address, for the part of a page that waits for it
//   [data-state]         a tool, "failed" unless its own script says by [data-joined] that it runs
(() => {
  "use strict";
  const CAME_WITH = "{{ edition }}";
  if (window.guideEdition) {
    window.guideEdition.hear(CAME_WITH); // This file was run again, to learn which edition is in the folder now.
    return;
  }
  const script = /** @type {HTMLScriptElement} */ (document.currentScript).src;
  const mine = /** @type {HTMLMetaElement | null} */ (document.querySelector("meta[name=edition]"))?.content;
  const onAHost = location.protocol.startsWith("http");
  // A page that was loaded again and is still the old one does not do so again by itself: there would be no end.
  const loadedAgain = /** @type {PerformanceNavigationTiming | undefined} */ (performance.getEntriesByType("navigation")[0])?.type === "reload";
  const BY_THE_WAY = "[role=search], [data-colour-choice], [data-area-choice], [data-reader]"; // no words of the reader's
  let written = false;
  let thrown = false; // Something went wrong just now in a script.
  /** @type {((edition?: string) => void) | undefined} Takes the edition that is in the folder. */
  let heard;
  /** @type {Promise<string | undefined> | undefined} */
  let looking;

  // Only then is there a box to say it in.
  const parsed = new Promise((resolve) => { addEventListener("DOMContentLoaded", resolve, { once: true }); });

  const mayLose = () => written || (typeof guidePage !== "undefined" && guidePage.isUnsaved);

  /** @param {string} state One of those in partials/edition.html; none hides the box. */
  function show(state) {
    /** @type {HTMLElement | null} */
    const box = document.querySelector("[data-edition-box]");
    if (!box) return;
    for (const each of /** @type {NodeListOf<HTMLElement>} */ (box.querySelectorAll("[data-edition-when]"))) {
      each.hidden = !each.dataset.editionWhen?.split(" ").includes(state);
    }
    showMissing(state === "incomplete");
    box.hidden = !state;
  }

  // --- What is there now -------------------------------------------------------------------------------------------

  // A host is asked past every cache. From disk nothing can be read, but this file can be run again.
  async function onTheHost() {
    const response = await fetch(script, { cache: "no-store" });
    return response.ok ? /CAME_WITH = "(\w+)"/.exec(await response.text())?.[1] : undefined;
  }
  const inTheFolder = () => new Promise((/** @type {(edition?: string) => void} */ resolve) => {
    heard = resolve;
    const again = Object.assign(document.createElement("script"), { src: `${script}?${Date.now()}`, onerror: () => resolve() });
    again.dataset.asked = "";
    document.head.append(again);
    again.addEventListener("load", () => again.remove());
  });
  const there = () => (looking ??= (onAHost ? onTheHost() : inTheFolder())
    .catch(() => undefined)
    .finally(() => { looking = undefined; }));

  async function look({ missing = false } = {}) {
    const [now] = await Promise.all([there(), parsed]);
    if (mine && now && now !== mine) return loadedAgain || mayLose() ? show("newer") : load();
    if (missing) show("incomplete");
  }

  // --- What did not come, or came damaged --------------------------------------------------------------------------

  const root = new URL(".", script).href;
  const named = /** @type {Set<string>} */ (new Set());
  /** @param {HTMLElement & { src?: string, href?: string }} element */
  function miss(element) {
    const file = decodeURI((element.src ?? element.href ?? "").replace(root, ""));
    const { does } = element.dataset;
    named.add(does ? `${file} (${does})` : file);
    dispatchEvent(new CustomEvent("guide-missing", { detail: element.src }));
    look({ missing: true });
  }
  // A tool that reports a failure of its own names no file.
  /** @param {boolean} incomplete */
  function showMissing(incomplete) {
    /** @type {HTMLElement | null} */
    const place = document.querySelector("[data-edition-missing]");
    if (!place) return;
    place.hidden = !incomplete || !named.size;
    place.querySelector("ul")?.replaceChildren(...[...named].map((text) => {
      const line = document.createElement("li");
      line.textContent = text;
      return line;
    }));
  }

  // --- Loading the whole of it -------------------------------------------------------------------------------------

  // What a browser or its host takes for unchanged is loaded again too: first the page itself, past every cache.
  async function load({ pressed = false } = {}) {
    show("loading");
    if (onAHost) {
      const [now, page] = await Promise.all([there(), fetch(location.href, { cache: "reload" }).catch(() => undefined)]);
      const gone = page?.status === 404;
      if (!gone && !(now && (await page?.text())?.includes(`content="${now}"`))) return show("mixed");
      if (!pressed && mayLose()) return show("newer"); // Something was written by now.
    }
    if (mayLose()) show("newer"); // The browser may ask, and the reader stay.
    location.reload();
  }

  /** @type {Record<string, () => unknown>} */
  const actions = { load: () => load({ pressed: true }), later: () => show("") };
  document.addEventListener("click", ({ target }) => {
    /** @type {HTMLElement | null} */
    const button = target instanceof Element ? target.closest("[data-edition-do]") : null;
    actions[button?.dataset.editionDo ?? ""]?.();
  });

  // --- When to look ------------------------------------------------------------------------------------------------

  for (const name of ["input", "drop"]) {
    addEventListener(name, ({ target }) => { written ||= !(target instanceof Element && target.closest(BY_THE_WAY)); }, true);
  }
  // A file of the page's own that does not come. Tools report what they load later: they call `look`.
  addEventListener("error", ({ target }) => {
    if (target instanceof HTMLElement && target.matches("script:not([data-asked]), link, img")) miss(target);
    else thrown = true;
    setTimeout(() => { thrown = false; }); // What goes wrong while no script comes is no script's damage.
  }, true);
  // From disk an error does not say in which script it was; but the script in which it was is the next to have come.
  document.addEventListener("load", ({ target }) => {
    if (thrown && !named.size && target instanceof HTMLScriptElement && target.src.startsWith(root)) miss(target);
    thrown = false;
  }, true);
  // A tool whose scripts are missing or cut short would say for ever that it is getting ready.
  addEventListener("DOMContentLoaded", () => {
    for (const tool of document.querySelectorAll("[data-state]:not([data-joined])")) tool.setAttribute("data-state", "failed");
  });
  addEventListener("pageshow", ({ persisted }) => { if (onAHost || persisted) look(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") look(); });
  window.guideEdition = { look, hear: (edition) => heard?.(edition) };
})();
