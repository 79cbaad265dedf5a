// Leaving in a hurry, on every page of the guide: at the first touch, with the keyboard, or by three presses of Shift.
// Afterwards Back shows no page of the guide. Without script "Leave this page" is a plain link.
// Runs before the page is drawn. data-page: "start", "family" or "" for the others; data-away: the page to go to.
(() => {
  const WORD = "measures"; // The only thing that the guide stores unasked; it names nothing of the guide.
  const WITHIN = 2000; // Milliseconds that three presses of Shift may take.
  const HELD = 500; // Milliseconds after which a press of Shift is one to hold it.
  const GAP = 8; // Pixels between what has the focus and the button.
  const root = document.documentElement;
  const { page, away = "" } = /** @type {HTMLScriptElement} */ (document.currentScript).dataset;
  const address = new URL(away, location.href).href;
  let leaving = false;
  root.dataset.leaves = ""; // What the page says of Shift and of Back is true from here on.

  // --- Leaving, and what is left -------------------------------------------------------------------------------------
  const go = () => {
    root.hidden = true;
    window.name = "";
    location.replace(address);
  };
  const leave = () => {
    if (leaving) return;
    leaving = true;
    try { sessionStorage.setItem(WORD, ""); } catch { /* Storage is off: Back can then show earlier pages. */ }
    window.speechSynthesis?.cancel(); // Some browsers inside other programs have none.
    document.title = "";
    stop(); // What is still on its way, such as a copy to keep, would hold the next page up.
    go();
  };
  const hasLeft = () => { try { return sessionStorage.getItem(WORD) !== null; } catch { return false; } };
  const navigation = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  const cameBack = navigation[0]?.type === "back_forward";
  if (hasLeft()) {
    if (cameBack || page === "family") go();
    else sessionStorage.removeItem(WORD); // Anyone who opens the start, or a page for professionals, wants the guide again.
  }
  // A page that the browser keeps whole for Back is put away hidden, so that nothing of it shows before this is known.
  addEventListener("pagehide", () => { root.dataset.away = ""; });
  addEventListener("pageshow", (event) => {
    if (event.persisted && hasLeft()) go();
    else if (event.persisted) delete root.dataset.away;
  });
  // Firefox gives a page that it kept whole the storage as it was when the page was left. So there none is kept.
  if ("mozInnerScreenX" in window) addEventListener("unload", () => undefined);
  // What asks whether to leave with unsaved words is not asked here.
  addEventListener("beforeunload", (event) => { if (leaving) event.stopImmediatePropagation(); });

  // --- The button: before any other script, which might take the press for a link to ask about -----------------------
  /** @param {Event} event */
  const isButton = ({ target }) => target instanceof Element && Boolean(target.closest("[data-leave]"));
  addEventListener("pointerdown", (event) => { if (!event.button && isButton(event)) leave(); }, true);
  addEventListener("click", (event) => {
    if (!isButton(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    leave();
  }, true);

  // --- Shift: pressed and let go three times, with no other key and no press of a pointer ----------------------------
  /** @type {number[]} When Shift went down for a short press. */
  let presses = [];
  /** @type {number | undefined} When Shift went down, while nothing else has been pressed since. */
  let pressed;
  let silence = 0;
  /** @param {number} count */
  const showPresses = (count) => {
    /** @type {HTMLElement | null} */
    const place = document.querySelector("[data-leave-said]");
    if (place) place.textContent = place.dataset[`after${count}`] ?? "";
  };
  const begin = () => {
    presses = [];
    pressed = undefined;
    showPresses(0);
  };
  /** @param {number} at */
  const letGo = (at) => {
    const down = pressed;
    if (down === undefined || at - down > HELD) return begin();
    presses = [...presses.filter((before) => down - before < WITHIN), down];
    pressed = undefined;
    if (presses.length === 3) return leave();
    showPresses(presses.length);
    clearTimeout(silence);
    silence = setTimeout(begin, WITHIN);
    return undefined;
  };
  if (page === "family") {
    const isOn = () => typeof guideReader === "undefined" || guideReader.choices.get("shift") !== "off";
    addEventListener("keydown", (event) => {
      if (!isOn() || event.key !== "Shift" || event.repeat) begin();
      else pressed = event.timeStamp;
    }, true);
    addEventListener("keyup", (event) => { if (event.key === "Shift") letGo(event.timeStamp); }, true);
    for (const name of ["pointerdown", "blur"]) addEventListener(name, begin);
  }

  // --- Room for the button: nothing that has the focus is under it, and no dialog lies over it ------------------------
  addEventListener("DOMContentLoaded", () => {
    /** @type {HTMLAnchorElement | null} */
    const button = document.querySelector("[data-leave]");
    const box = button?.closest("aside");
    const home = box?.parentElement;
    if (!button || !box || !home) return;
    const measure = () => root.style.setProperty("--leave-room", `${box.offsetHeight}px`);
    new ResizeObserver(measure).observe(box);
    for (const dialog of document.querySelectorAll("dialog")) {
      const follow = () => (dialog.open ? dialog : home).append(box);
      new MutationObserver(follow).observe(dialog, { attributeFilter: ["open"] });
    }
    // The browser scrolls to what has the focus, but not to the rest of a box of which it sees the first line.
    let byKeyboard = false;
    /** @param {Element} element */
    const clear = (element) => {
      const [own, under] = [element.getBoundingClientRect(), box.getBoundingClientRect()];
      const apart = own.bottom <= under.top || own.top >= under.bottom || own.right <= under.left || own.left >= under.right;
      if (!apart) scrollBy({ top: Math.min(own.bottom - under.top + GAP, own.top - GAP), behavior: "instant" });
    };
    addEventListener("keydown", () => { byKeyboard = true; }, true);
    addEventListener("pointerdown", () => { byKeyboard = false; }, true);
    addEventListener("focusin", ({ target }) => {
      if (byKeyboard && target instanceof Element && !box.contains(target)) requestAnimationFrame(() => clear(target));
    });
    // Without a mark in the address, where the calculator has its dates.
    document.querySelector("[data-to-leave]")?.addEventListener("click", (event) => {
      event.preventDefault();
      button.focus();
    });
  });
})();
