// A form's page: rows, drafts, checking, documents. What it means is Python's; every word is in the page.
// Names of boxes are the paths of answers (forms/draft.py): "children.2.harm.1.text". Nothing is stored or sent.
//   [data-repeat=path]   children or rows, each an [data-item=number]; [data-do] buttons act on what they are in
//   [data-said]          a message that is shown when it is true    [data-error-for]   a box's message
// The files of this folder become one script (SCRIPTS in browser/builder/pack.py). This one shows messages and errors.
"use strict";
const formPage = (() => {
  guidePage.unsaved(false); // Without page.js this ends here, and edition.js says that the form does not work.
  const page = /** @type {any} */ (document.querySelector("[data-form]"));
  const body = page.querySelector("[data-body]");
  /** @type {(selector: string, within?: ParentNode) => any} */
  const find = (selector, within = page) => within.querySelector(selector);
  /** @type {(selector: string, within?: ParentNode) => any[]} */
  const all = (selector, within = page) => [...within.querySelectorAll(selector)];
  /** @type {(element: any, hidden: unknown) => void} */
  const hide = (element, hidden) => { if (element) element.hidden = hidden; };
  /** @param {string} name */
  const boxes = (name) => all(`[name="${CSS.escape(name)}"]`, body);
  let unsaved = false;

  /** @param {string} name One of the messages in the page; with "" none is shown. */
  function showMessage(name) {
    for (const each of all("[data-said]")) each.hidden = each.dataset.said !== name;
  }

  // --- Errors ------------------------------------------------------------------------------------------

  /** @param {FieldError[]} errors @param {Element} [within] */
  function showErrors(errors, within = body) {
    for (const place of all("[data-error-for]:not([hidden])")) markBox(place.dataset.errorFor, "");
    for (const { field, message } of errors) markBox(field, message);
    if (within !== body) return;
    find("[data-error-list]").replaceChildren(...errors.map(errorLine));
    hide(find("[data-error-summary]"), !errors.length);
    if (errors.length) find("[data-error-summary]").focus();
  }
  /** @param {Record<string, string>} mistakes Those that are still there, by the name of the box. */
  function clearCorrected(mistakes) {
    for (const place of all("[data-error-for]:not([hidden])", body)) {
      if (!mistakes[place.dataset.errorFor]) markBox(place.dataset.errorFor, "");
    }
  }
  // What went wrong while the reader pressed nothing is said here.
  /** @param {FieldError[]} errors */
  function showProblem(errors) {
    find("[data-problem]").textContent = errors.map((each) => each.message).join(" ");
    hide(find("[data-problem]"), !errors.length);
  }
  /** @param {string | undefined} name @param {string} message */
  function markBox(name, message) {
    const place = find(`[data-error-for="${CSS.escape(name ?? "")}"]`);
    if (place) {
      place.textContent = message;
      place.hidden = !message;
    }
    for (const box of boxes(name ?? "")) box.setAttribute("aria-invalid", String(Boolean(message)));
  }
  /** @param {FieldError} error */
  function errorLine({ field, message }) {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#${field}`;
    link.dataset.go = field;
    link.textContent = message;
    line.append(field ? link : message);
    return line;
  }

  // --- Saved or not ------------------------------------------------------------------------------------

  /** @param {boolean} is */
  function markUnsaved(is) {
    if (unsaved === is) return;
    unsaved = is;
    guidePage.unsaved(is);
    hide(find("[data-unsaved]"), !is);
  }
  // On paper are the checked answers, unless something has been changed since.
  /** @param {boolean} is */
  function markOutdated(is) {
    page.toggleAttribute("data-outdated", is);
    hide(find("[data-outdated-note]"), !is);
  }

  return {
    page, body, find, all, hide, boxes, showMessage, showErrors, clearCorrected, showProblem, markUnsaved, markOutdated,
    get isUnsaved() { return unsaved; },
  };
})();
