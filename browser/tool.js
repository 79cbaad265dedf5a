// Joins a tool's form to Python: what is typed goes out as pairs, what comes back is shown where it belongs.
// No rule, no date and no message is made here. Every tool on a page works the same way:
//   [data-tool][data-call]  the tool; its form's answer is the reply to that call
//   [data-output]           where the reply's HTML goes        [data-error-for]  a field's message
//   [data-for]              only for these partnerships        [data-fold]       filled in when it is opened
//   [data-start=pressed]    Python starts, and is loaded, only when the form is sent for the first time
//   [data-address=none]     what is entered does not go into the page's address
//   [data-megabytes]        is told how much that loads
"use strict";

for (const tool of document.querySelectorAll("[data-tool]")) join(tool);

function join(tool) {
  const form = tool.querySelector("form");
  const find = (selector) => tool.querySelector(selector);
  const output = find("[data-output]");
  const call = tool.dataset.call;
  const addressed = tool.dataset.address !== "none";
  let typed = false; // Something was entered before Python was ready: the address must not overwrite it.
  let complaining = new Set(); // Fields with a message on show.
  let asked = 0; // An answer to what has since been changed is not shown: it would undo the change.

  const fields = () => [
    ...[...new FormData(form)].map(([name, value]) => [name, String(value)]),
    ...[...output.querySelectorAll("[data-fold][open]")].map((fold) => ["open", fold.id]),
  ];

  // --- Showing -------------------------------------------------------------------------------------

  function showErrors(errors) {
    if (!errors.length && !complaining.size) return;
    complaining = new Set(errors.map((error) => error.field));
    for (const place of tool.querySelectorAll("[data-error-for]")) {
      const error = errors.find((each) => each.field === place.dataset.errorFor);
      place.textContent = error ? error.message : "";
      place.hidden = !error;
      place.closest("fieldset").classList.toggle("has-error", Boolean(error));
      for (const input of place.closest("fieldset").querySelectorAll("input")) {
        if (error) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    }
    find("[data-error-list]").replaceChildren(...errors.map(errorLine));
    find("[data-error-summary]").hidden = !errors.length;
  }

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
      for (let fold = input.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
      input.focus();
    });
    return line;
  }

  function firstInput(field) {
    const own = document.getElementById(`${field}-error`)?.closest("fieldset") ?? document.getElementById(`${field}-field`);
    return own?.querySelector("input");
  }

  function show({ html, count, address }) {
    const active = output.contains(document.activeElement) ? document.activeElement : undefined;
    const selection = active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : undefined;
    const open = [...output.querySelectorAll("[data-fold][open]")].map((fold) => fold.id);
    output.innerHTML = html;
    // What was opened while the answer was on its way stays open; its "toggle" asks for what belongs in it.
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    const again = active?.id && document.getElementById(active.id);
    again?.focus({ preventScroll: true });
    if (selection) again?.setSelectionRange?.(...selection);
    stale(false);
    find("[data-takeaway]").hidden = !count;
    const { one, many } = find("[data-announce]").dataset;
    announce(count === 1 ? one : many.replace("{n}", count));
    if (!addressed) return;
    history.replaceState(null, "", `#${address}`);
    guidePage.unsaved(false); // Loading the page again brings it all back.
  }

  function stale(is) {
    output.toggleAttribute("data-stale", is && output.childElementCount > 0);
    find("[data-stale-note]").hidden = !output.hasAttribute("data-stale");
  }

  function announce(text) {
    find("[data-announce]").textContent = text;
  }

  // --- Asking --------------------------------------------------------------------------------------

  // Where Python has failed there is no answer, and the tool says so.
  function ask(name, input, options) {
    return guidePython.call(name, input, options).catch(() => {
      tool.dataset.state = "failed";
      return { superseded: true };
    });
  }

  // Messages for what is still being typed wait until it is sent; those on show go as soon as they are mended.
  async function update({ sent = false, reopened = false, more = [] } = {}) {
    if (guidePython.state === "idle") {
      if (!sent) return;
      start();
      announce(find("[data-when=loading]").textContent);
    }
    const mine = (asked += 1);
    const reply = await ask(call, { fields: [...fields(), ...more] }, { latest: true });
    if (reply.superseded || mine !== asked) return;
    if (reply.errors) {
      showErrors(sent || reopened ? reply.errors : reply.errors.filter((error) => complaining.has(error.field)));
      stale(true);
      if (sent) find("[data-error-summary]").focus();
      return;
    }
    showErrors([]);
    show(reply.result);
    if (sent) output.querySelector("h2")?.focus();
  }

  async function openAddress() {
    const address = location.hash.slice(1);
    if (!address.includes("=")) return;
    const reply = await ask(`${call}_address`, address);
    if (reply.superseded) return;
    if (reply.errors) return showErrors(reply.errors);
    clear();
    for (const [name, value] of reply.result.fields) fill(name, value);
    choosePartnership();
    // Some boxes are in the result and will be there only with it.
    const more = reply.result.fields.filter(([name]) => !form.elements.namedItem(name));
    await update({ reopened: true, more });
  }

  function fill(name, value) {
    const [, repeated, number] = /^(.+)\.(\d+)\.[a-z]+$/.exec(name) ?? [];
    const repeat = repeated && find(`[data-repeat="${CSS.escape(repeated)}"]`);
    while (repeat && repeat.querySelectorAll(".repeat-item").length < Number(number)) addRepeat(repeat);
    const input = form.elements.namedItem(name);
    if (!input) return;
    input.value = value;
    if (input instanceof Element && value) openAround(input);
  }

  function openAround(input) {
    const fold = input.closest("details.form-more");
    if (fold) fold.open = true;
  }

  async function take(button) {
    const reply = await ask(`${call}_export`, { fields: fields(), kind: button.dataset.export });
    if (reply.superseded) return;
    if (reply.errors) {
      showErrors(reply.errors);
      return find("[data-error-summary]").focus();
    }
    const { filename, type, bytes } = reply.result;
    if ("copy" in button.dataset) return copy(new TextDecoder().decode(bytes));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type }));
    link.download = filename;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

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

  // --- The form ------------------------------------------------------------------------------------

  function addRepeat(repeat) {
    const number = repeat.querySelectorAll(".repeat-item").length + 1;
    const made = document.createElement("template");
    made.innerHTML = repeat.querySelector("template").innerHTML.replaceAll("__n__", number);
    const item = made.content.firstElementChild;
    repeat.querySelector("[data-repeat-add]").before(item);
    return item;
  }

  // A question that does not matter to the chosen partnership is put away with what was typed in it.
  function choosePartnership() {
    const chosen = form.elements.namedItem("partnership")?.value;
    for (const each of form.querySelectorAll("[data-for], [data-only-for]")) {
      const areas = (each.dataset.for ?? each.dataset.onlyFor).split(" ");
      each.hidden = chosen ? !areas.includes(chosen) : "onlyFor" in each.dataset;
      for (const input of each.querySelectorAll("input")) input.disabled = each.hidden;
    }
  }

  function clear() {
    form.reset();
    guidePage.unsaved(false);
    output.replaceChildren();
    for (const extra of form.querySelectorAll(".repeat-item:not(:first-child)")) extra.remove();
    showErrors([]);
    stale(false);
    find("[data-takeaway]").hidden = true;
    announce("");
    choosePartnership();
  }

  form.addEventListener("input", ({ target }) => {
    typed = true;
    guidePage.unsaved(true);
    if (target.name === "partnership") choosePartnership();
    update();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    update({ sent: true });
  });
  form.addEventListener("click", ({ target }) => {
    const repeat = target.closest("[data-repeat-add]")?.closest("[data-repeat]");
    if (repeat) addRepeat(repeat).querySelector("input").focus();
    if (target.closest("[data-export]")) take(target.closest("[data-export]"));
    if (target.closest("[data-print]")) print();
    if (target.closest("[data-clear]")) {
      clear();
      if (addressed) history.replaceState(null, "", location.pathname + location.search);
    }
  });
  output.addEventListener(
    "toggle",
    ({ target }) => {
      if (target.matches("[data-fold][open]") && target.childElementCount === 1) update();
    },
    true,
  );
  if (addressed) addEventListener("hashchange", openAddress);

  // --- Starting ------------------------------------------------------------------------------------

  function start() {
    tool.dataset.state = "loading";
    guidePython.start().then(
      () => {
        tool.dataset.state = "ready";
        if (addressed && !typed) openAddress();
      },
      () => {
        tool.dataset.state = "failed";
      },
    );
  }

  choosePartnership();
  for (const place of tool.querySelectorAll("[data-megabytes]")) place.textContent = guidePython.megabytes;
  if (tool.dataset.start !== "pressed") start();
}
