// Drafts: saved as a file and opened again; nothing that is written is replaced unasked.
"use strict";
const formDrafts = (() => {
  const { page, find, hide, showMessage } = formPage;
  const { isWritten, markSaved } = formAnswers;
  const { form, version, title, format, largest } = page.dataset;
  const CHUNK = 0x8000; // Bytes that become text at once: more are too many arguments.
  let replace = () => undefined; // What is done when the reader agrees that what is written may be replaced.

  /** @param {Uint8Array} bytes */
  function base64(bytes) {
    let text = "";
    for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
    return btoa(text);
  }
  const draft = () => JSON.stringify({ format, form, version: Number(version), title, answers: formAnswers.answers(), counted: formDates.counted }, null, 1);
  function save() {
    download({ filename: `${form}.draft.json`, type: "application/json", bytes: draft() });
    markSaved();
    showMessage("saved");
  }

  /** @param {Blob} file */
  async function openFile(file) {
    if (file.size > Number(largest)) showRefusal([{ field: "open", message: find("#open-error").dataset.tooLarge }]);
    else await open(new Uint8Array(await file.arrayBuffer()));
  }
  // What is said of the last file is no longer so, and why this one is not opened is heard.
  /** @param {FieldError[]} errors */
  function showRefusal(errors) {
    showMessage("");
    hide(find("[data-replace]"), true);
    formPage.showErrors(errors, page);
    find("#open-error").focus();
  }
  /** @param {() => any} agreed */
  function askFirst(agreed) {
    replace = agreed;
    showMessage("");
    hide(find("[data-replace]"), false);
    find("[data-do=replace-no]").focus();
  }
  /** @param {Uint8Array} bytes */
  async function open(bytes) {
    showMessage(page.dataset.state === "loading" ? "opening" : "");
    hide(find("[data-replace]"), true);
    formPage.showErrors([], page);
    const reply = await formPython.ask("form_open", () => base64(bytes));
    showMessage("");
    // An unexpected error names no box: it is said at the file.
    if (reply.errors) return showRefusal(reply.errors.map((each) => ({ ...each, field: each.field ?? "open" })));
    if (!reply.result) return;
    // Only a file that can be opened is worth a question; words that were typed meanwhile count as well.
    if (formPage.isUnsaved && isWritten()) askFirst(() => show(reply.result));
    else await show(reply.result);
  }
  /** @param {any} result */
  async function show(result) {
    hide(find("[data-replace]"), true);
    formAnswers.fill(result.answers);
    find("[data-opened]").innerHTML = result.html;
    hide(find("[data-export-box]"), true);
    find("[data-review]").replaceChildren();
    formPage.markOutdated(false);
    markSaved();
    await formDates.reopen(result.counted);
    showMessage("opened");
    find("#opened-title").focus();
    formPython.askForAdvice();
  }
  /** @param {any} radio Which of two answers to one question the writer keeps. */
  function choose(radio) {
    const difference = radio.closest("[data-difference]");
    formAnswers.put(difference.dataset.difference, find(`[data-side=${radio.value}]`, difference).value);
  }
  /** @param {string} side */
  function chooseAll(side) {
    for (const radio of formPage.all(`[data-difference] [value=${side}]`)) {
      radio.checked = true;
      choose(radio);
    }
    showMessage(`took-${side}`);
  }

  return { chooseAll, base64, draft, save, openFile, choose, replace: () => replace(), forgetFile: () => { replace = () => undefined; } };
})();
