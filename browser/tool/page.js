// Joins a tool's form to Python: what is typed goes out as pairs, what comes back is shown where it belongs.
// No rule, no date and no message is made here. A page has one tool, and every tool works the same way:
//   [data-tool][data-call]  the tool; its form's answer is the reply to that call
//   [data-output]           where the reply's HTML goes        [data-error-for]  a field's message
//   [data-chooses-area]     a box in which an area is chosen: "own", that of the case, or "other"
//   [data-for]              only for these partnerships        [data-fold]       filled in when it is opened
//   [data-start=pressed]    Python starts, and is loaded, only when the form is sent for the first time
//   [data-address=none]     what is entered does not go into the page's address
//   [data-saved]            a file whose case is opened again   [data-accept]     forgets what it gave then ([data-then])
//   [data-cleared]          says that everything is cleared [data-put-back]  puts it back
//   [data-earlier]          an earlier calendar file, which the next one goes on from
//   [data-child]            what is entered for one child; put away, it counts for nothing and can be put back
//   [data-megabytes]        shows how much that loads
//   [data-restart]          starts Python again after a failure, with what was entered
//   [data-no-rules]         is shown where an area's rules could not be loaded
// The files of this folder become one script (SCRIPTS in browser/builder/pack.py). This one shows answers and errors.
"use strict";
const toolPage = (() => {
  guidePage.unsaved(false); // Without page.js this ends here, and edition.js says that the tool does not work.
  const tool = /** @type {HTMLElement} */ (document.querySelector("[data-tool]"));
  const form = /** @type {HTMLFormElement} */ (tool.querySelector("form"));
  /** @type {(selector: string) => any} */
  const find = (selector) => tool.querySelector(selector);
  const output = find("[data-output]");
  const addressed = tool.dataset.address !== "none";
  let complaining = /** @type {Set<string>} */ (new Set()); // Fields with a message on show.
  let before = /** @type {any} */ (undefined); // What was in the boxes that were cleared last.
  let announced = /** @type {Set<string>} */ (new Set()); // What was said of the answer on show.

  // --- Errors --------------------------------------------------------------------------------------

  /** @param {FieldError[]} errors */
  function showErrors(errors) {
    if (!errors.length && !complaining.size) return;
    complaining = new Set(errors.map((error) => error.field));
    for (const place of /** @type {Iterable<any>} */ (tool.querySelectorAll("[data-error-for]"))) {
      markField(place, errors.find((each) => each.field === place.dataset.errorFor)?.message);
    }
    find("[data-error-list]").replaceChildren(...errors.map(errorLine));
    find("[data-error-summary]").hidden = !errors.length;
  }
  /** @param {any} place @param {string | undefined} message */
  function markField(place, message) {
    place.textContent = message ?? "";
    place.hidden = !message;
    const field = place.closest("fieldset");
    field.classList.toggle("has-error", Boolean(message));
    for (const input of field.querySelectorAll("input, select")) {
      if (message) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }

  // A reader who pressed a button is taken to what is wrong; what a link brought is read out; typing goes on in peace.
  /** @param {boolean} pressed @param {boolean} brought */
  function pointToErrors(pressed, brought) {
    if (pressed) find("[data-error-summary]").focus();
    else if (brought) announce(find("[data-error-list]").textContent);
  }

  /** @param {FieldError} error */
  function errorLine({ field, message }) {
    const line = document.createElement("li");
    const input = field && firstInput(field);
    if (!input) {
      line.textContent = message;
      return line;
    }
    const link = line.appendChild(document.createElement("a"));
    link.href = `#${input.id}`;
    link.textContent = message;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      for (let fold = input.closest("details"); fold; fold = /** @type {Element} */ (fold.parentElement).closest("details")) fold.open = true;
      input.focus();
    });
    return line;
  }
  /** @param {string} field @returns {HTMLElement | null | undefined} */
  function firstInput(field) {
    const own = document.getElementById(`${field}-error`)?.closest("fieldset") ?? document.getElementById(`${field}-field`);
    return own?.querySelector("input, select, button");
  }

  // --- Answers -------------------------------------------------------------------------------------

  /** @param {{ html: string, count: number, says: string[], address: string, keeps: Record<string, string> }} result */
  function showResult({ html, count, says, address, keeps }) {
    setValues(keeps);
    replaceOutput(html);
    output.hidden = false;
    markStale(false);
    find("[data-takeaway]").hidden = !count;
    find("[data-made]").textContent = "";
    announceNews([...says, output.querySelector("[data-moved]")?.textContent ?? ""].filter(Boolean));
    if (!addressed) return;
    history.replaceState(history.state, "", `#${address}`);
    guidePage.unsaved(false); // Loading the page again brings it all back.
  }
  // What Python made of this case and wants to be given again.
  /** @param {Record<string, string>} values */
  function setValues(values) {
    for (const [name, value] of Object.entries(values)) find(`[name="${CSS.escape(name)}"]`).value = value;
  }
  /** @param {string} html */
  function replaceOutput(html) {
    const active = /** @type {any} */ (output.contains(document.activeElement) ? document.activeElement : undefined);
    const selection = active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : undefined;
    const open = [...output.querySelectorAll("[data-fold][open]")].map((fold) => fold.id);
    output.innerHTML = html;
    // What was opened while the answer was on its way stays open; its "toggle" asks for what belongs in it.
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    const again = /** @type {any} */ (active?.id ? document.getElementById(active.id) : undefined);
    again?.focus({ preventScroll: true });
    if (selection) again?.setSelectionRange?.(...selection);
  }
  /** @param {boolean} is */
  function markStale(is) {
    output.toggleAttribute("data-stale", is && !output.hidden && output.childElementCount > 0);
    find("[data-stale-note]").hidden = !output.hasAttribute("data-stale");
  }
  // Dates that are not those of what was sent could be taken for them; but a box in need of correction stays in view.
  /** @param {{ field?: string | null }[]} errors */
  function putResultAway(errors) {
    if (errors.some(({ field }) => field && output.contains(document.getElementById(`${field}-error`)))) return;
    for (const each of [output, find("[data-takeaway]")]) each.hidden = true;
    markStale(false);
  }
  // What was cleared can be put back until something new is typed: on this page alone, and where the tool offers it.
  /** @param {string[][] | undefined} fields */
  function showCleared(fields) {
    const back = find("[data-put-back]");
    before = back ? fields : undefined; // Where nothing can be put back, nothing of it is kept.
    find("[data-cleared]").hidden = !fields;
    if (fields) back?.focus();
  }
  function clearResult() {
    showCleared(undefined);
    for (const place of tool.querySelectorAll("[data-read-as]")) place.textContent = "";
    find("[data-earlier-says]").textContent = "";
    output.replaceChildren();
    showErrors([]);
    markStale(false);
    for (const each of [find("[data-takeaway]"), find("[data-no-rules]")]) each.hidden = true;
    announceNews([]);
  }

  /** @param {string} text */
  function announce(text) {
    find("[data-announce]").textContent = text;
  }
  // Only what is new is spoken: not the same number of dates again at every key.
  /** @param {string[]} sentences */
  function announceNews(sentences) {
    announce(sentences.filter((sentence) => !announced.has(sentence)).join(" "));
    announced = new Set(sentences);
  }
  /** @param {boolean} have Whether Python has the rules of the areas that are chosen. */
  function showWhetherRules(have) {
    find("[data-no-rules]").hidden = have || guidePython.state === "failed";
  }

  return {
    tool, form, output, addressed, find, setValues, showErrors, pointToErrors, showResult, clearResult, markStale, putResultAway, showCleared, announce, showWhetherRules,
    get before() { return before; },
    /** @param {string} field */
    isComplaining: (field) => complaining.has(field),
  };
})();
