// Sheets: what is typed is printed in full, rows come and go; print, save, clear. Every word is in the page.
// Nothing is stored: when the page is left, what was typed is gone, also for anyone who goes back to it.
(() => {
  /** @typedef {HTMLInputElement | HTMLTextAreaElement} Field */
  const page = document.querySelector("[data-sheet]");
  if (!(page instanceof HTMLElement)) return;
  const sheet = page;
  guidePage.unsaved(false); // Without page.js no button may seem to work.
  /** Each list of rows with its HTML as it came. @type {Map<HTMLElement, string>} */
  const lists = new Map();
  for (const rows of sheet.querySelectorAll("[data-rows]"))
    if (rows instanceof HTMLElement) lists.set(rows, rows.innerHTML);
  let unsaved = false;
  let rowsMade = 0;

  /** @returns {NodeListOf<Field>} */
  const fields = () => sheet.querySelectorAll("input:not([data-large]), textarea");
  /** @param {Field} field */
  const isWritten = (field) => field.matches("input[type=text], textarea");
  /** @param {Field} field */
  const isFilled = (field) =>
    field instanceof HTMLTextAreaElement || isWritten(field) ? field.value.trim() !== "" : field.checked;
  /** @param {Element | null | undefined} element */
  const words = (element) => (element?.textContent ?? "").replace(/\s+/g, " ").trim();
  /**
   * Return the one element that the page always has.
   * @param {ParentNode} within
   * @param {string} selector
   */
  const find = (within, selector) => /** @type {HTMLElement} */ (within.querySelector(selector));
  /** @param {ParentNode} within @param {string} action */
  const button = (within, action) => find(within, `[data-do=${action}]`);
  /** @param {Element} from @param {string} selector */
  const around = (from, selector) => /** @type {HTMLElement} */ (from.closest(selector));
  /** @param {boolean} is */
  const setUnsaved = (is) => {
    unsaved = is;
    guidePage.unsaved(is);
  };

  // --- What is typed: a field ends with its page, so on paper a copy of its text is printed instead -------------------
  const growsAlone = CSS.supports("field-sizing", "content");
  /** @param {Field} field */
  const copyOf = (field) => {
    const after = field.nextElementSibling;
    if (after?.matches(".sheet-copy")) return after;
    const copy = document.createElement("div");
    copy.className = "sheet-copy";
    copy.setAttribute("aria-hidden", "true");
    field.after(copy);
    return copy;
  };
  /** @param {Field} field */
  const showTyped = (field) => {
    copyOf(field).textContent = field.value;
    if (growsAlone || !field.matches("textarea")) return;
    field.style.height = "";
    if (field.scrollHeight > field.clientHeight) field.style.height = `${field.scrollHeight + 6}px`;
  };

  // --- Rows -----------------------------------------------------------------------------------------------------------
  /** @param {HTMLElement} rows */
  const numberRows = (rows) => {
    const all = [...rows.querySelectorAll("[data-row]")];
    for (const [index, row] of all.entries()) {
      for (const each of row.querySelectorAll("[data-number]")) each.textContent = String(index + 1);
      button(row, "remove").hidden = all.length === 1;
    }
    button(rows, "add").hidden = all.length >= Number(rows.dataset.most);
  };
  /** @param {HTMLElement} rows */
  const addRow = (rows) => {
    const pattern = find(rows, "template");
    const holder = document.createElement("template");
    rowsMade += 1;
    holder.innerHTML = pattern.innerHTML.replaceAll("{n}", `new-${rowsMade}`);
    const row = find(holder.content, "[data-row]");
    pattern.before(row);
    numberRows(rows);
    find(row, "input, textarea").focus();
  };
  /** @param {HTMLElement} row */
  const removeRow = (row) => {
    const rows = around(row, "[data-rows]");
    row.remove();
    numberRows(rows);
    showMessage("remove");
    button(rows, "add").focus();
  };

  // --- Save, clear ----------------------------------------------------------------------------------------------------
  /** @param {Field} field */
  const headingOf = (field) => {
    const row = field.closest("[data-row]");
    const section = words(field.closest("section")?.querySelector("h2"));
    return row ? `${section}, ${words(row.querySelector("legend"))}` : section;
  };
  /** @param {string} question @param {string} answer */
  const answered = (question, answer) => `${question}${/[?:]$/.test(question) ? "" : ":"} ${answer}`;
  /** @param {Field} field */
  const lineOf = (field) => {
    const label = words(field.labels?.[0]);
    if (isWritten(field)) return answered(label, field.value.trim());
    if (field.type === "radio") return answered(words(field.closest("fieldset")?.querySelector("legend")), label);
    return `[x] ${label}`;
  };
  const asText = () => {
    const lines = [words(document.querySelector("h1"))];
    let under = "";
    for (const field of [...fields()].filter(isFilled)) {
      const heading = headingOf(field);
      if (heading !== under) lines.push("", heading);
      under = heading;
      lines.push(lineOf(field));
    }
    return `${lines.join("\n").replace(/\r?\n/g, "\r\n")}\r\n`;
  };
  const save = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([asText()], { type: "text/plain;charset=utf-8" }));
    link.download = "sheet.txt";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    setUnsaved(false);
    showMessage("save");
  };
  /** @param {Field} field */
  const emptyField = (field) => {
    if (field instanceof HTMLInputElement && !isWritten(field)) field.checked = false;
    else if (field.value) {
      field.value = "";
      showTyped(field);
    }
  };
  const begin = () => {
    for (const [rows, html] of lists) rows.innerHTML = html;
    for (const field of fields()) emptyField(field);
    for (const each of sheet.querySelectorAll("[data-sure]")) /** @type {HTMLElement} */ (each).hidden = true;
    for (const rows of lists.keys()) numberRows(rows);
    setUnsaved(false);
  };

  // --- Buttons --------------------------------------------------------------------------------------------------------
  /** @param {string} name The message to show; with none of that name, all are put away. */
  const showMessage = (name) => {
    for (const each of sheet.querySelectorAll("[data-said]"))
      if (each instanceof HTMLElement) each.hidden = each.dataset.said !== name;
  };
  /** @param {Element} place A row or the whole sheet: whether to empty it is asked first. */
  const askWhetherSure = (place) => {
    const panel = find(place, ":scope > [data-sure]");
    panel.hidden = false;
    button(panel, "no").focus();
  };
  /** What each button does. @type {Record<string, (from: HTMLElement) => void>} */
  const actions = {
    print: () => print(),
    save,
    add: (from) => addRow(around(from, "[data-rows]")),
    remove: (from) => {
      const row = around(from, "[data-row]");
      /** @type {NodeListOf<Field>} */
      const inRow = row.querySelectorAll("input, textarea");
      if ([...inRow].some(isFilled)) askWhetherSure(row);
      else removeRow(row);
    },
    "remove-yes": (from) => removeRow(around(from, "[data-row]")),
    clear: (from) => askWhetherSure(/** @type {Element} */ (from.parentElement)),
    "clear-yes": () => {
      begin();
      showMessage("clear");
      button(sheet, "clear").focus();
    },
    no: (from) => {
      const panel = around(from, "[data-sure]");
      const place = /** @type {HTMLElement} */ (panel.parentElement);
      panel.hidden = true;
      button(place, place.matches("[data-row]") ? "remove" : "clear").focus();
    },
  };

  for (const each of sheet.querySelectorAll("[data-needs-script]")) /** @type {HTMLElement} */ (each).hidden = false;
  for (const rows of lists.keys()) numberRows(rows);
  sheet.addEventListener("submit", (event) => event.preventDefault());
  sheet.addEventListener("click", ({ target }) => {
    const from = target instanceof Element ? target.closest("[data-do]") : null;
    if (!(from instanceof HTMLElement)) return;
    showMessage("");
    actions[from.dataset.do ?? ""]?.(from);
  });
  sheet.addEventListener("input", ({ target }) => {
    const field = /** @type {Field} */ (target);
    if (field.matches("[data-large]")) return;
    setUnsaved(true);
    if (isWritten(field)) showTyped(field);
  });

  // "Leave this page" does not come here (leave.js): anyone who must leave quickly is not asked.
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  addEventListener("pagehide", begin);
})();
