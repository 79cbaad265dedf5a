// For families' pages: read aloud, larger text, only the own area. reader.js takes the choices from page to page.

// --- Area, text size, spacing ---------------------------------------------------------------------------------------
(() => {
  /** @type {HTMLFormElement | null} */
  const form = document.querySelector("[data-reader]");
  if (!form) return;
  const show = () => {
    const chosen = new FormData(form);
    guideReader.choose(chosen);
    const area = chosen.get("area");
    /** @type {NodeListOf<HTMLElement>} */
    const marked = document.querySelectorAll(".areas > [data-area]");
    for (const each of marked) {
      each.hidden = Boolean(area) && ![area, "national"].includes(each.dataset.area ?? "");
      each.toggleAttribute("data-own", Boolean(area) && each.dataset.area === area);
    }
  };
  for (const select of form.querySelectorAll("select")) {
    const value = guideReader.choices.get(select.name) ?? "";
    if ([...select.options].some((option) => option.value === value)) select.value = value;
  }
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  if (String(guideReader.choices)) show();
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
