// For families' pages: leave quickly, read aloud, larger text, only the own area. Nothing is stored and nothing stands
// in the address: the choices travel in the window's own name, which ends with the tab and is emptied on leaving.

// --- Leave this page ------------------------------------------------------------------------------------------------
(() => {
  /** @type {HTMLAnchorElement | null} */
  const link = document.querySelector("[data-leave]");
  if (!link) return;
  const leave = () => {
    document.documentElement.hidden = true;
    window.speechSynthesis?.cancel(); // Some browsers inside other programs have none.
    window.name = "";
    document.title = "";
    location.replace(link.href);
  };
  link.addEventListener("click", (event) => { event.preventDefault(); leave(); });
  /** @type {number[]} */
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift" || event.repeat) {
      presses = [];
      return;
    }
    presses = [...presses.filter((at) => event.timeStamp - at < 3000), event.timeStamp];
    if (presses.length === 3) leave();
  });
  // Coming back by the browser's own button shows the page again.
  addEventListener("pageshow", () => { document.documentElement.hidden = false; });
})();

// --- Area, text size, spacing ---------------------------------------------------------------------------------------
(() => {
  /** @type {HTMLFormElement | null} */
  const form = document.querySelector("[data-reader]");
  if (!form) return;
  const MARK = "conference-guide:";
  const kept = new URLSearchParams(window.name.startsWith(MARK) ? window.name.slice(MARK.length) : "");
  const show = () => {
    const chosen = new FormData(form);
    for (const name of ["size", "spacing"]) document.documentElement.dataset[name] = String(chosen.get(name));
    const area = chosen.get("area");
    /** @type {NodeListOf<HTMLElement>} */
    const marked = document.querySelectorAll(".areas > [data-area]");
    for (const each of marked) {
      each.hidden = Boolean(area) && ![area, "national"].includes(each.dataset.area ?? "");
      each.toggleAttribute("data-own", Boolean(area) && each.dataset.area === area);
    }
    window.name = MARK + new URLSearchParams(/** @type {any} */ (chosen));
  };
  for (const select of form.querySelectorAll("select")) {
    const value = kept.get(select.name) ?? "";
    if ([...select.options].some((option) => option.value === value)) select.value = value;
  }
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  if ([...kept.values()].some(Boolean)) show();
})();

// --- Read aloud, part by part, where the browser has a voice ----------------------------------------------------------
(() => {
  if (!("speechSynthesis" in window)) return;
  const SILENT = "svg, .mark, .listen, .open__title span, button, [hidden], form, .visually-hidden";
  /** @type {any} The buttons beside the heading that is read. */
  let reading = null;

  const stop = () => {
    speechSynthesis.cancel();
    if (!reading) return;
    reading.querySelector("[data-stop]").hidden = true;
    reading.querySelector("[data-read]").hidden = false;
    reading = null;
  };
  /** @param {Element} heading */
  const part = (heading) => {
    const blocks = [heading];
    for (let next = heading.nextElementSibling; next && !/^H[12]$/.test(next.tagName) && !next.matches(".page-words"); next = next.nextElementSibling) blocks.push(next);
    return blocks.flatMap((block) => {
      const copy = /** @type {Element} */ (block.cloneNode(true));
      for (const each of copy.querySelectorAll(SILENT)) each.remove();
      const pieces = copy.querySelectorAll("p, li, dt, dd, td, th");
      return [...(pieces.length ? pieces : [copy])].map((piece) => piece.textContent.trim()).filter(Boolean);
    });
  };
  /** @param {any} controls @param {any} heading */
  const read = (controls, heading) => {
    stop();
    reading = controls;
    controls.querySelector("[data-read]").hidden = true;
    controls.querySelector("[data-stop]").hidden = false;
    const words = part(heading);
    words.forEach((text, index) => {
      const spoken = new SpeechSynthesisUtterance(text);
      spoken.lang = document.documentElement.lang;
      if (index === words.length - 1) spoken.addEventListener("end", () => reading === controls && stop());
      speechSynthesis.speak(spoken);
    });
  };
  for (const controls of /** @type {Iterable<any>} */ (document.querySelectorAll(".listen"))) {
    const [start, end] = ["[data-read]", "[data-stop]"].map((which) => controls.querySelector(which));
    start.addEventListener("click", () => { read(controls, controls.previousElementSibling); end.focus(); });
    end.addEventListener("click", () => { stop(); start.focus(); });
  }
  addEventListener("pagehide", stop);
})();
