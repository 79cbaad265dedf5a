// Asks Python: the page brings its form, then gets advice while the reader writes, checks and copies.
"use strict";
const formPython = (() => {
  const { page, body, find, all, hide } = formPage;
  const { pairs, written } = formAnswers;
  const LATER = 500; // Milliseconds after the last key before advice is asked for.
  /** @type {Promise<void> | undefined} */
  let loading;
  /** @type {number | undefined} */
  let asking;

  function changed() {
    formPage.markUnsaved(true);
    formPage.markOutdated(Boolean(find(".form-review .review")));
    clearTimeout(asking);
    asking = setTimeout(askForAdvice, LATER);
  }

  /** @type {() => Promise<void>} */
  const ready = () => (loading ??= load());
  async function load() {
    const data = await guidePython.loadText("form", page.dataset.script);
    await guidePython.start();
    const reply = await guidePython.call("form_load", data);
    if (reply.errors) throw new Error("form");
    page.dataset.state = "ready";
    hide(find("[data-waits]"), true);
  }
  function start() {
    page.dataset.state = "loading";
    ready().then(askForAdvice, () => { page.dataset.state = "failed"; });
  }
  function restart() {
    loading = undefined;
    window.guidePython?.restart();
    start();
  }

  /**
   * @param {string} call
   * @param {() => unknown} input
   * @param {{ latest?: boolean, quietly?: boolean }} [options]
   * @returns {Promise<Reply>}
   */
  async function ask(call, input, { latest, quietly } = {}) {
    const { begun } = formAnswers;
    const { arrangement } = formRows;
    try {
      const asked = input();
      await ready();
      const reply = await guidePython.call(call, asked, { latest });
      if (reply.superseded || begun !== formAnswers.begun) return { superseded: true };
      return arrangement === formRows.arrangement ? reply : ask(call, input, { latest, quietly });
    } catch {
      page.dataset.state = "failed";
      if (!quietly) find(".tool-status[data-when=failed]").scrollIntoView({ block: "nearest" });
      return { superseded: true };
    }
  }

  async function askForAdvice() {
    const reply = await ask("form_look", () => ({ fields: pairs(), counted: formDates.counted }), { latest: true, quietly: true });
    if (reply.superseded) return;
    formPage.showProblem(reply.errors ?? []);
    if (!reply.result) return;
    const { advice, mistakes, progress, offers, when } = reply.result;
    formDates.offer(offers);
    formDates.countFrom(when);
    for (const place of all("[data-advice-for]", body)) {
      const notes = advice[place.dataset.adviceFor] ?? [];
      place.hidden = !notes.length;
      place.replaceChildren(...notes.map((/** @type {string} */ note) => Object.assign(document.createElement("li"), { textContent: note })));
    }
    formPage.clearCorrected(mistakes);
    for (const place of all("[data-progress]")) place.textContent = progress[place.dataset.progress] ?? "";
  }

  async function review({ quietly = false } = {}) {
    hide(find("[data-waits]"), page.dataset.state !== "loading");
    const before = written();
    const reply = await ask("form_review", () => ({ fields: pairs(), area: find("[data-area]")?.value ?? "", counted: formDates.counted }));
    if (reply.errors) return formPage.showErrors(reply.errors);
    if (!reply.result) return;
    formPage.showErrors([]);
    find("[data-review]").innerHTML = reply.result.html;
    hide(find("[data-export-box]"), false);
    formPage.markOutdated(before !== written());
    if (!quietly) find("#review-title").focus();
    return true;
  }
  // What is printed is what is in the form now, checked; with no Python, the form itself.
  async function printChecked() {
    if (page.dataset.state !== "ready" || (await review({ quietly: true }))) print();
  }

  // What the writer chose for the copies that are made, by the names that Python has for it.
  const chosenForCopies = () => Object.fromEntries(all("[data-option]")
    .filter((box) => box.type !== "radio" || box.checked)
    .map((box) => [box.dataset.option, box.type === "checkbox" ? box.checked : box.value]));

  /** @param {string} kind */
  async function exportCopy(kind) {
    const before = written();
    const reply = await ask("form_export", () => ({ fields: pairs(), kind, counted: formDates.counted, ...chosenForCopies() }));
    if (reply.errors) return formPage.showErrors(reply.errors);
    if (!reply.result) return;
    download(reply.result);
    if (reply.result.saved) formAnswers.markSaved(before);
    formPage.showMessage("exported");
  }

  return { changed, start, restart, ask, askForAdvice, review, printChecked, exportCopy };
})();
