// Asks Python for a tool: for its answer, for what an address or a file holds, and for files to take away.
"use strict";
const toolPython = (() => {
  const { tool, output, addressed, find, showErrors, pointToErrors, markStale, announce, showWhetherRules } = toolPage;
  const LATE = 1000; // Milliseconds without an answer after which the old one is marked as such.
  const call = tool.dataset.call ?? "";
  let typed = false; // Something was entered before Python was ready: the address must not overwrite it.
  /** @type {Promise<unknown>} The last answer that was asked for. */
  let answering = Promise.resolve();
  let asked = 0; // An answer to what has since been changed is not shown: it would undo the change.
  let cleared = 0; // Nor is one to what has since been cleared.

  // Where Python has failed there is no answer, and the tool says so.
  /**
   * @param {string} name
   * @param {unknown} input
   * @param {{ latest?: boolean, pressed?: boolean }} [options]
   * @returns {Promise<Reply & { failed?: boolean }>}
   */
  async function ask(name, input, { latest, pressed } = {}) {
    const before = cleared;
    try {
      const reply = await guidePython.call(name, input, { latest });
      return before === cleared ? reply : { superseded: true };
    } catch {
      showFailure(pressed);
      return { superseded: true, failed: true };
    }
  }

  // A reader who pressed a button is shown why nothing comes of it; one who goes on typing is left in peace.
  /** @param {boolean} [pressed] */
  function showFailure(pressed) {
    const known = tool.dataset.state === "failed";
    tool.dataset.state = "failed";
    if (pressed || !known) find("[data-when=failed]").scrollIntoView({ block: "nearest" });
  }

  /** @param {{ areas?: string[], pressed?: boolean }} [options] @returns {Promise<boolean>} Whether Python has their rules. */
  async function loadRules({ areas = toolBoxes.chosenAreas(), pressed } = {}) {
    const have = await Promise.all(areas.map(guidePython.rules)).then(() => true, () => false);
    if (guidePython.state === "failed") showFailure(pressed);
    return have;
  }

  // --- The answer ----------------------------------------------------------------------------------

  // Messages for what is still being typed wait until it is sent; those on show go as soon as it is corrected.
  /** @param {{ sent?: boolean, reopened?: boolean, more?: [string, string][] }} [options] */
  function update(options) {
    answering = answer(options);
    return answering;
  }
  // An answer that is on its way would take away what is said of a file meanwhile.
  const answered = () => answering.catch(() => undefined);
  /** @param {{ sent?: boolean, reopened?: boolean, more?: [string, string][] }} [options] */
  async function answer({ sent = false, reopened = false, more = [] } = {}) {
    if (!startIfWanted(sent)) return;
    asked += 1;
    const mine = asked;
    const late = setTimeout(() => markStale(true), LATE);
    const have = await loadRules({ pressed: sent });
    if (sent) await Promise.all([...tool.querySelectorAll(".date-field")].map(spreadDate));
    const input = { fields: [...toolBoxes.pairs(), ...more] };
    const reply = have && mine === asked ? await ask(call, input, { latest: true, pressed: sent }) : { superseded: true, failed: !have };
    clearTimeout(late);
    if (mine !== asked) return;
    showWhetherRules(have);
    if (reply.failed) markStale(true);
    if (!reply.superseded) showReply(reply, sent, reopened);
  }
  /** @param {boolean} sent @returns {boolean} Whether Python has been started. */
  function startIfWanted(sent) {
    if (guidePython.state !== "idle") return true;
    if (!sent) return false;
    start();
    announce(find("[data-when=loading]").textContent);
    return true;
  }
  /** @param {Reply} reply @param {boolean} sent @param {boolean} reopened */
  function showReply({ errors, result }, sent, reopened) {
    if (errors) {
      showErrors(sent || reopened ? errors : errors.filter(({ field }) => !field || toolPage.isComplaining(field)));
      markStale(true);
      if (sent) toolPage.putResultAway(errors);
      return pointToErrors(sent, reopened);
    }
    showErrors([]);
    toolPage.showResult(result);
    if (sent) output.querySelector("h2")?.focus();
  }

  // --- An address, or a file -----------------------------------------------------------------------

  async function openAddress() {
    const address = location.hash.slice(1);
    if (!address.includes("=")) return;
    await reopen(await ask(`${call}_address`, address));
  }

  // Python is given no more of a file than it needs to see that it is too large; and first the rules of its area.
  /** @param {any} input */
  async function openSaved({ files: [file], dataset }) {
    if (!file) return;
    typed = true;
    await answered();
    const text = await file.slice(0, Number(dataset.largest) + 1).text();
    const { result: area, errors, failed } = await ask(`${call}_area`, text, { pressed: true });
    if (errors) return reopen({ errors }, { sent: true });
    if (failed) return;
    const have = !area || !(await toolBoxes.offersArea(area)) || (await loadRules({ areas: [area], pressed: true }));
    showWhetherRules(have);
    if (have) await reopen(await ask(`${call}_saved`, text, { pressed: true }), { sent: true });
  }

  // What is typed stays; only what the file says of its entries, and the case's reference, are kept for the next file.
  /** @param {any} input */
  async function openEarlier({ files: [file], dataset }) {
    if (!file) return;
    startIfWanted(true);
    await answered();
    const reply = await ask(`${call}_earlier`, await file.slice(0, Number(dataset.largest) + 1).text(), { pressed: true });
    if (reply.superseded) return;
    showErrors(reply.errors ?? []);
    find("[data-earlier-says]").textContent = reply.errors ? "" : reply.result.says;
    if (reply.errors) return pointToErrors(true, false);
    toolPage.setValues(reply.result.keeps);
    await update();
  }

  // A whole date in one box is spread over the three, and a short year written in full: what is read is shown.
  /** @param {any} field @returns {Promise<boolean>} Whether the boxes have changed. */
  async function spreadDate(field) {
    const boxes = [...(field?.querySelectorAll(".date-box input") ?? [])];
    const values = () => JSON.stringify(boxes.map((box) => box.value));
    const typed = values();
    if (guidePython.state === "idle" || !boxes.some((box) => box.value)) return false;
    const { result } = await ask("date_boxes", Object.fromEntries(boxes.map((box) => [box.name.split(".").pop(), box.value])));
    if (typed !== values()) return false;
    showDateRead(field, boxes, result);
    return Boolean(result);
  }
  /** @param {any} field @param {any[]} boxes @param {any} read */
  function showDateRead(field, boxes, read) {
    if (read) for (const box of boxes) box.value = read[box.name.split(".").pop()];
    if (read || !boxes.every((box) => box.value)) field.querySelector("[data-read-as]").textContent = read?.says ?? "";
  }

  /** @param {Reply} reply @param {{ sent?: boolean }} [options] */
  async function reopen({ superseded, errors, result }, { sent = false } = {}) {
    if (superseded) return;
    if (errors) {
      showErrors(errors);
      return pointToErrors(sent, true);
    }
    clear();
    // Some boxes are in the result and will be there only with it; a partnership may be one that there is not.
    const more = await toolBoxes.fillAll(result.fields);
    await update({ sent, reopened: true, more });
  }

  function clear() {
    cleared += 1;
    asked += 1; // An answer that is on its way is no longer wanted.
    toolBoxes.clear();
    toolPage.clearResult();
    guidePage.unsaved(false);
  }

  // --- Files to take away --------------------------------------------------------------------------

  /** @param {HTMLElement} button */
  async function exportFile(button) {
    if (!(await loadRules({ pressed: true }))) return update();
    await answered();
    const reply = await ask(`${call}_export`, { fields: toolBoxes.pairs(), kind: button.dataset.export }, { pressed: true });
    if (reply.superseded) return;
    if (reply.errors) {
      showErrors(reply.errors);
      return pointToErrors(true, false);
    }
    showErrors([]);
    if ("copy" in button.dataset) return copy(new TextDecoder().decode(reply.result.bytes));
    download(reply.result);
    const made = find("[data-made]");
    made.textContent = made.dataset.says.replace("{name}", reply.result.filename);
  }
  /** @param {string} text */
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      announce(find("[data-announce]").dataset.copied);
    } catch {
      const fallback = find("[data-copy-fallback]");
      fallback.hidden = false;
      fallback.querySelector("textarea").value = text;
      fallback.querySelector("textarea").select();
    }
  }

  // --- Starting ------------------------------------------------------------------------------------

  async function start() {
    tool.dataset.state = "loading";
    // The rules are on their way while Python starts.
    if (addressed) loadRules({ areas: toolBoxes.chosenAreas(new URLSearchParams(location.hash.slice(1))) });
    try {
      await guidePython.start();
    } catch {
      return showFailure();
    }
    tool.dataset.state = "ready";
    if (addressed && !typed) openAddress();
  }

  async function restart() {
    window.guidePython?.restart();
    find("[type=submit]").focus();
    await start();
    if (tool.dataset.state === "ready" && (typed || !addressed)) update({ sent: true });
  }

  function noteTyping() {
    typed = true;
    toolPage.showCleared(undefined);
    announce(""); // What was said of the dates before is no longer there to be read.
    guidePage.unsaved(true);
  }

  return { update, reopen, openAddress, openSaved, openEarlier, spreadDate, clear, exportFile, start, restart, noteTyping };
})();
