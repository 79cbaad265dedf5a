// What happens on a tool's page when the reader types, presses a button, opens a fold or a file, or leaves.
"use strict";
{
  const { tool, form, output, addressed, find } = toolPage;
  const { update } = toolPython;

  form.addEventListener("input", (/** @type {any} */ { target }) => {
    if (target.matches("[type=file]")) return;
    toolPython.noteTyping();
    if (target.name === toolBoxes.ownArea) toolBoxes.hideWhatDoesNotMatter();
    update();
  });
  form.addEventListener("input", async (/** @type {any} */ { target, inputType }) => {
    if (inputType === "insertFromPaste" && (await toolPython.spreadDate(target.closest(".date-field")))) update();
  });
  form.addEventListener("change", async (/** @type {any} */ { target }) => {
    if (target.matches(".date-box input") && (await toolPython.spreadDate(target.closest(".date-field")))) update();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    update({ sent: true });
  });
  /** @type {[string, (pressed: any, event: Event) => unknown][]} What is pressed, and what it does. */
  const actions = [
    ["[data-repeat-add]", (button) => toolBoxes.addRepeat(button.closest("[data-repeat]")).querySelector("input").focus()],
    ["[data-child-add]", () => toolBoxes.addChildren().querySelector("input").focus()],
    ["[data-child-remove]", (button) => putChildAway(button, true)],
    ["[data-child-back]", (button) => putChildAway(button, false)],
    ["[data-export]", (button, event) => makeOnce(event, button, () => toolPython.exportFile(button))],
    ["[data-print]", () => print()],
    ["[data-go-to]", (link, event) => {
      event.preventDefault(); // The page's address holds the case, and no place on the page.
      document.getElementById(link.dataset.goTo)?.focus();
    }],
    ["[data-accept]", () => {
      toolBoxes.forgetEarlier();
      update({ sent: true });
    }],
    ["[data-clear]", () => {
      const before = toolBoxes.pairs();
      toolPython.clear();
      if (addressed) history.replaceState(history.state, "", location.pathname + location.search);
      toolPage.showCleared(before);
    }],
    ["[data-put-back]", () => {
      toolPython.reopen({ result: { fields: toolPage.before } }, { sent: true });
    }],
  ];
  /** @param {HTMLElement} button @param {boolean} away */
  function putChildAway(button, away) {
    toolBoxes.putChildAway(button.closest("[data-child]"), away);
    toolPython.noteTyping();
    update();
  }
  form.addEventListener("click", (/** @type {any} */ event) => {
    for (const [selector, act] of actions) {
      const pressed = event.target.closest(selector);
      if (pressed) act(pressed, event);
    }
  });
  find("[data-saved]")?.addEventListener("change", async (/** @type {any} */ { target }) => {
    await toolPython.openSaved(target);
    target.value = ""; // The same file can be chosen again.
  });
  find("[data-earlier]").addEventListener("change", async (/** @type {any} */ { target }) => {
    await toolPython.openEarlier(target);
    target.value = "";
  });
  output.addEventListener(
    "toggle",
    (/** @type {any} */ { target }) => {
      if (target.matches("[data-fold][open]") && target.childElementCount === 1) update();
    },
    true,
  );
  if (addressed) addEventListener("hashchange", toolPython.openAddress);
  // What is in no address is nowhere else: anyone who goes back finds the page empty, also one that the browser kept whole.
  else addEventListener("pagehide", toolPython.clear);
  find("[data-restart]").addEventListener("click", toolPython.restart);

  toolBoxes.hideWhatDoesNotMatter();
  for (const place of tool.querySelectorAll("[data-megabytes]")) place.textContent = String(guidePython.megabytes);
  if (tool.dataset.start !== "pressed") toolPython.start();
  for (const each of tool.querySelectorAll("[data-needs-script]")) /** @type {HTMLElement} */ (each).hidden = false;
  tool.dataset.joined = "";
}
