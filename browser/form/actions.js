// What the buttons of a form's page do, and what happens when the reader types, drops a file, prints or leaves.
"use strict";
{
  const { page, body, find, all, hide, boxes, showMessage } = formPage;
  const { changed } = formPython;
  const dialog = find("[data-leaving]");
  const MAKES = ["save", "calendar"]; // Those that make a file.
  let leaving = false;

  // --- Buttons -------------------------------------------------------------------------------------------

  /** @type {Record<string, (button: any) => unknown>} */
  const rowActions = {
    add: (button) => {
      const item = formRows.add(button.closest("[data-repeat]"));
      if (!item) return;
      changed();
      showMessage("added");
      formRows.firstBox(item).focus();
    },
    up: (button) => move(button, false),
    down: (button) => move(button, true),
    remove: (button) => {
      const item = button.closest("[data-item]");
      if (!formRows.hasAnswer(item)) return remove(button);
      const sure = item.querySelector(":scope > [data-sure]");
      sure.hidden = false;
      find("[data-do=remove-no]", sure).focus();
    },
    "remove-yes": (button) => remove(button),
    "remove-no": (button) => {
      const item = button.closest("[data-item]");
      hide(button.closest("[data-sure]"), true);
      find(":scope > .form-item-actions [data-do=remove]", item).focus();
    },
  };
  /** @param {any} button @param {boolean} forward */
  function move(button, forward) {
    if (formRows.move(button.closest("[data-item]"), forward)) {
      changed();
      showMessage("moved");
    }
    // A button that has become disabled loses the focus: its twin takes it.
    const twin = find(`[data-do=${forward ? "up" : "down"}]`, button.parentElement);
    (button.disabled ? twin : button).focus();
  }
  /** @param {any} button */
  function remove(button) {
    const next = formRows.remove(button.closest("[data-item]"));
    changed();
    showMessage("removed");
    next?.focus();
  }

  /** @type {Record<string, (button: any) => unknown>} */
  const actions = {
    ...rowActions,
    unset: (button) => {
      const choices = button.closest("fieldset");
      for (const box of all("input", choices)) box.checked = false;
      button.hidden = true;
      changed();
      find("input", choices).focus();
    },
    "use-date": (button) => {
      const box = button.parentElement.querySelector("input");
      box.value = formDates.dayOf(button.dataset.topic);
      changed();
      box.focus();
    },
    save: () => { formDrafts.save(); if (dialog.open) dialog.close(); },
    review: () => formPython.review(),
    print: formPython.printChecked,
    calendar: formDates.makeCalendar,
    restart: () => {
      formPython.restart();
      find(".form-files [data-do=save]").focus();
    },
    "replace-yes": formDrafts.replace,
    "replace-no": () => { hide(find("[data-replace]"), true); find("[data-open]").focus(); },
    "take-found": () => { formDrafts.chooseAll("found"); changed(); },
    "take-saved": () => { formDrafts.chooseAll("saved"); changed(); },
    keep: formKept.keep,
    unlock: formKept.unlock,
    forget: formKept.forget,
    stay: () => dialog.close(),
    leave: () => { leaving = true; location.href = dialog.dataset.to; },
  };

  page.addEventListener("click", (/** @type {any} */ event) => {
    const button = event.target.closest("[data-do]");
    const act = actions[button?.dataset.do];
    if (button) return MAKES.includes(button.dataset.do) ? makeOnce(event, button, () => act(button)) : act?.(button);
    const exporting = event.target.closest("[data-export]");
    if (exporting) return makeOnce(event, exporting, () => formPython.exportCopy(exporting.dataset.export));
    const go = event.target.closest("[data-go]");
    if (!go) return;
    event.preventDefault();
    const box = boxes(go.dataset.go)[0];
    box?.scrollIntoView({ block: "center" });
    box?.focus({ preventScroll: true });
  });

  // --- Writing, and files --------------------------------------------------------------------------------

  body.addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());
  body.addEventListener("input", (/** @type {any} */ { target }) => {
    formAnswers.countCharacters(target);
    if (target.type === "radio") hide(find("[data-do=unset]", target.closest("fieldset")), false);
    changed();
  });
  // A date without its whole year is written in full, so that it is always read as it was meant.
  page.addEventListener("change", async (/** @type {any} */ { target }) => {
    if (!target.matches(".day-box")) return;
    const typed = target.value;
    const { result, errors } = await formPython.ask("form_day", () => typed);
    if (errors) formPage.showErrors(errors);
    if (!result || result === typed || target.value !== typed) return;
    target.value = result;
    if (body.contains(target)) changed();
  });
  find("[data-opened]").addEventListener("change", (/** @type {any} */ { target }) => {
    formDrafts.choose(target);
    changed();
  });
  formDates.form?.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    return formDates.countEntered();
  });
  const spelling = find("[data-spelling]");
  const checkSpelling = () => { body.spellcheck = spelling.checked; };
  spelling.addEventListener("change", checkSpelling);
  find("[data-area]")?.addEventListener("change", () => formPython.review({ quietly: true }));
  find("[data-open]").addEventListener("change", async (/** @type {any} */ { target }) => {
    const [file] = target.files;
    if (file) await formDrafts.openFile(file);
    target.value = ""; // The same file can be chosen again.
  });
  const drop = find("[data-drop]");
  for (const name of ["dragover", "drop"]) {
    addEventListener(name, (/** @type {any} */ event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault(); // A file that misses its place must not take the page away.
      if (name === "drop" && drop.contains(event.target)) formDrafts.openFile(event.dataTransfer.files[0]);
    });
  }
  addEventListener("beforeprint", () => {
    for (const box of all("textarea", body)) if (box.scrollHeight > box.clientHeight) box.style.height = `${box.scrollHeight + 6}px`;
  });

  // --- Leaving with unsaved text: a link asks in the page's own words, everything else in the browser's ----

  /** @param {any} link @param {any} event */
  const opensElsewhere = (link, event) => link.hasAttribute("download") || link.target || event.ctrlKey || event.metaKey || event.shiftKey;
  /** @param {any} link */
  const staysHere = (link) => link.origin + link.pathname === location.origin + location.pathname && link.protocol === location.protocol;
  document.addEventListener("click", (/** @type {any} */ event) => {
    const link = event.target.closest?.("a[href]");
    if (!formPage.isUnsaved || !link || opensElsewhere(link, event) || staysHere(link)) return;
    event.preventDefault();
    dialog.dataset.to = link.href;
    dialog.showModal();
  }, true);
  addEventListener("beforeunload", (event) => { if (formPage.isUnsaved && !leaving) event.preventDefault(); });
  // Anyone who goes back to the page finds it empty, as it said: a browser may have kept it as it was.
  addEventListener("pagehide", () => {
    formAnswers.begin();
    formDates.clear();
    formDrafts.forgetFile();
    formKept.disown();
    spelling.checked = false;
    checkSpelling();
    for (const each of all("[data-review], [data-opened]")) each.replaceChildren();
    for (const each of all("[data-export-box], [data-replace], [data-problem]")) each.hidden = true;
    for (const each of all("[data-export-box] input")) each.checked = each.defaultChecked;
    for (const each of all("[data-export-box] select")) each.selectedIndex = 0;
    formPage.markOutdated(false);
    formAnswers.markSaved();
  });

  formKept.offer();
  formRows.prepare();
  formPython.start();
  page.dataset.joined = "";
}
