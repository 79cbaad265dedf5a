// Runs before the page is drawn, so that nothing jumps: what needs script shows, and the colours are the reader's.
// It also holds what every open page must know of a copy of the guide that is kept on the device (keep-a-copy.js).
const guidePage = (() => {
  const root = new URL("..", /** @type {HTMLScriptElement} */ (document.currentScript).src).href;
  /** @type {(() => void) | undefined} Ends the lock that this page has. */
  let end;
  // A browser that keeps a copy serves this page from it: an update is for all open pages at once.
  const editions = navigator.serviceWorker?.controller && new BroadcastChannel(`${root} edition`);
  if (editions) editions.onmessage = () => location.reload();
  return {
    root,
    // To reload all open pages. A channel does not hear itself: a page that did would be reloaded twice.
    reloadAll() {
      (editions ?? new BroadcastChannel(`${root} edition`)).postMessage("newer");
      location.reload();
    },
    get isUnsaved() { return Boolean(end); },
    // While there is text that is not saved, this page has a lock, and no update is made. Locks are not stored.
    /** @param {boolean} is */
    unsaved(is) {
      if (is === Boolean(end)) return;
      end?.();
      end = undefined;
      const until = is && new Promise((resolve) => { end = () => resolve(undefined); });
      if (is) navigator.locks?.request(`${root} unsaved`, { mode: "shared" }, () => until).catch(() => undefined);
    },
  };
})();
(() => {
  const root = document.documentElement;
  root.classList.replace("no-js", "js");
  if ("speechSynthesis" in window) root.classList.add("can-speak");
  const key = "conference-guide.colours";
  const stored = () => { try { return localStorage.getItem(key); } catch { return null; } };
  /** @param {string | null} choice */
  const show = (choice) => {
    if (choice === "light" || choice === "dark") root.dataset.colours = choice;
    else delete root.dataset.colours;
  };
  show(stored());
  addEventListener("DOMContentLoaded", () => {
    /** @type {HTMLFormElement | null} */
    const form = document.querySelector("[data-colour-choice]");
    if (!form) return;
    const chosen = /** @type {RadioNodeList} */ (form.elements.namedItem("colours"));
    chosen.value = root.dataset.colours || "device";
    form.hidden = false;
    form.addEventListener("change", () => {
      show(chosen.value);
      if (document.querySelector("[data-reader]")) return; // families' pages keep nothing, not even this
      try {
        if (chosen.value === "device") localStorage.removeItem(key);
        else localStorage.setItem(key, chosen.value);
      } catch { /* Storage is off: the choice holds for this page. */ }
    });
  });
})();
