// Joins a tool's form to Python: what is typed goes out as pairs, what comes back is shown where it belongs.
// No rule, no date and no message is made here. Every tool on a page works the same way:
//   [data-tool][data-call]  the tool; its form's answer is the reply to that call
//   [data-output]           where the reply's HTML goes        [data-error-for]  a field's message
//   [data-for]              only for these partnerships        [data-fold]       filled in when it is opened
//   [data-start=pressed]    Python starts, and is loaded, only when the form is sent for the first time
//   [data-address=none]     what is entered does not go into the page's address
//   [data-saved]            a file whose case is opened again   [data-accept]     forgets what it gave then ([data-then])
//   [data-earlier]          an earlier calendar file, which the next one goes on from
//   [data-megabytes]        is told how much that loads
//   [data-restart]          starts Python again after a failure, with what was entered
//   [data-no-rules]         is shown where an area's rules could not be loaded
"use strict";

const LATE = 1000; // Milliseconds without an answer after which the old one is marked as such.
for (const tool of document.querySelectorAll("[data-tool]")) join(/** @type {HTMLElement} */ (tool));

/** @param {HTMLElement} tool */
function join(tool) {
  const form = /** @type {HTMLFormElement} */ (tool.querySelector("form"));
  /** @type {(selector: string) => any} */
  const find = (selector) => tool.querySelector(selector);
  const output = find("[data-output]");
  const call = tool.dataset.call ?? "";
  const addressed = tool.dataset.address !== "none";
  let typed = false; // Something was entered before Python was ready: the address must not overwrite it.
  let complaining = new Set(); // Fields with a message on show.
  let asked = 0; // An answer to what has since been changed is not shown: it would undo the change.
  /** @type {Set<string>} */
  let heard = new Set(); // What was announced of the answer on show.
  let cleared = 0; // Nor is one to what has since been cleared.

  const fields = () => [
    ...[...new FormData(form)].map(([name, value]) => [name, String(value)]),
    ...[...output.querySelectorAll("[data-fold][open]")].map((fold) => ["open", fold.id]),
  ];

  // --- Showing -------------------------------------------------------------------------------------

  /** @param {FieldError[]} errors */
  function showErrors(errors) {
    if (!errors.length && !complaining.size) return;
    complaining = new Set(errors.map((error) => error.field));
    for (const place of /** @type {Iterable<any>} */ (tool.querySelectorAll("[data-error-for]"))) {
      const error = errors.find((each) => each.field === place.dataset.errorFor);
      place.textContent = error ? error.message : "";
      place.hidden = !error;
      place.closest("fieldset").classList.toggle("has-error", Boolean(error));
      for (const input of place.closest("fieldset").querySelectorAll("input, select")) {
        if (error) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    }
    find("[data-error-list]").replaceChildren(...errors.map(errorLine));
    find("[data-error-summary]").hidden = !errors.length;
  }

  // Whoever pressed a button is taken to what is wrong; what a link brought is read out; typing goes on in peace.
  /** @param {boolean} pressed @param {boolean} brought */
  function refused(pressed, brought) {
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
    return own?.querySelector("input, select");
  }

  /** @param {{ html: string, count: number, says: string[], address: string, keeps: Record<string, string> }} result */
  function show({ html, count, says, address, keeps }) {
    keep(keeps);
    const active = /** @type {any} */ (output.contains(document.activeElement) ? document.activeElement : undefined);
    const selection = active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : undefined;
    const open = [...output.querySelectorAll("[data-fold][open]")].map((fold) => fold.id);
    output.innerHTML = html;
    // What was opened while the answer was on its way stays open; its "toggle" asks for what belongs in it.
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    const again = /** @type {any} */ (active?.id ? document.getElementById(active.id) : undefined);
    again?.focus({ preventScroll: true });
    if (selection) again?.setSelectionRange?.(...selection);
    stale(false);
    find("[data-takeaway]").hidden = !count;
    find("[data-made]").textContent = "";
    announceNews([...says, output.querySelector("[data-moved]")?.textContent ?? ""].filter(Boolean));
    if (!addressed) return;
    history.replaceState(history.state, "", `#${address}`);
    guidePage.unsaved(false); // Loading the page again brings it all back.
  }

  // What Python made of this case and wants to be given again.
  /** @param {Record<string, string>} values */
  function keep(values) {
    for (const [name, value] of Object.entries(values)) find(`[name="${CSS.escape(name)}"]`).value = value;
  }

  /** @param {boolean} is */
  function stale(is) {
    output.toggleAttribute("data-stale", is && output.childElementCount > 0);
    find("[data-stale-note]").hidden = !output.hasAttribute("data-stale");
  }

  /** @param {string} text */
  function announce(text) {
    find("[data-announce]").textContent = text;
  }

  // Only what is new is spoken: not the same number of dates again at every key.
  /** @param {string[]} sentences */
  function announceNews(sentences) {
    announce(sentences.filter((sentence) => !heard.has(sentence)).join(" "));
    heard = new Set(sentences);
  }

  // --- Asking --------------------------------------------------------------------------------------

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
      failed(pressed);
      return { superseded: true, failed: true };
    }
  }

  // Whoever pressed a button is shown why nothing comes of it; whoever goes on typing is left in peace.
  /** @param {boolean} [pressed] */
  function failed(pressed) {
    const known = tool.dataset.state === "failed";
    tool.dataset.state = "failed";
    if (pressed || !known) find("[data-when=failed]").scrollIntoView({ block: "nearest" });
  }

  // Hands Python the rules of the areas that are chosen, and tells whether it has them.
  /** @param {{ chosen?: { get(name: string): unknown }, pressed?: boolean }} [options] */
  async function haveRules({ chosen = new FormData(form), pressed } = {}) {
    const areas = ["partnership", "compare"].map((name) => String(chosen.get(name) ?? "")).filter(Boolean);
    const have = await Promise.all(areas.map(guidePython.rules)).then(
      () => true,
      () => false,
    );
    if (guidePython.state === "failed") failed(pressed);
    return have;
  }

  // Messages for what is still being typed wait until it is sent; those on show go as soon as they are mended.
  /** @param {{ sent?: boolean, reopened?: boolean, more?: [string, string][] }} [options] */
  async function update({ sent = false, reopened = false, more = [] } = {}) {
    if (guidePython.state === "idle") {
      if (!sent) return;
      start();
      announce(find("[data-when=loading]").textContent);
    }
    asked += 1;
    const mine = asked;
    const late = setTimeout(() => stale(true), LATE);
    const have = await haveRules({ pressed: sent });
    if (sent) await Promise.all([...form.querySelectorAll(".date-field")].map(spread));
    const input = { fields: [...fields(), ...more] };
    const reply = have && mine === asked ? await ask(call, input, { latest: true, pressed: sent }) : { superseded: true, failed: !have };
    clearTimeout(late);
    if (mine !== asked) return;
    find("[data-no-rules]").hidden = have || guidePython.state === "failed";
    if (reply.failed) stale(true);
    if (reply.superseded) return;
    if (reply.errors) {
      showErrors(sent || reopened ? reply.errors : reply.errors.filter(({ field }) => !field || complaining.has(field)));
      stale(true);
      refused(sent, reopened);
      return;
    }
    showErrors([]);
    show(reply.result);
    if (sent) output.querySelector("h2")?.focus();
  }

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
    const text = await file.slice(0, Number(dataset.largest) + 1).text();
    const { result: area, errors, failed } = await ask(`${call}_area`, text, { pressed: true });
    if (errors) return reopen({ errors }, { sent: true });
    if (failed) return;
    const have = !area || !(await offers(area)) || (await haveRules({ chosen: new Map([["partnership", area]]), pressed: true }));
    find("[data-no-rules]").hidden = have || guidePython.state === "failed";
    if (have) await reopen(await ask(`${call}_saved`, text, { pressed: true }), { sent: true });
  }

  // What is typed stays; only what the file says of its entries, and the case's reference, are kept for the next file.
  /** @param {any} input */
  async function openEarlier({ files: [file], dataset }) {
    if (!file) return;
    const reply = await ask(`${call}_earlier`, await file.slice(0, Number(dataset.largest) + 1).text(), { pressed: true });
    if (reply.superseded) return;
    showErrors(reply.errors ?? []);
    find("[data-earlier-says]").textContent = reply.errors ? "" : reply.result.says;
    if (reply.errors) return find("[data-error-summary]").focus();
    keep(reply.result.keeps);
    await update();
  }

  /** @param {any} reply @param {{ sent?: boolean }} [options] */
  async function reopen(reply, { sent = false } = {}) {
    if (reply.superseded) return;
    if (reply.errors) {
      showErrors(reply.errors);
      refused(sent, true);
      return;
    }
    clear();
    for (const [name, value] of reply.result.fields) {
      await listed(name, value);
      fill(name, value);
    }
    choosePartnership();
    // Some boxes are in the result and will be there only with it; a partnership may be one that there is not.
    const more = reply.result.fields.filter((/** @type {[string, string]} */ [name, value]) => /** @type {any} */ (form.elements.namedItem(name))?.value !== value);
    await update({ sent, reopened: true, more });
  }

  // An area may be one that its list offers only when it is asked for.
  /** @param {string} name @param {string} value */
  async function listed(name, value) {
    const list = find(`select[name="${CSS.escape(name)}"]`);
    if (value && list && ![...list.options].some((each) => each.value === value)) await guidePython.offer(list).catch(() => undefined);
  }

  /** @param {string} area */
  async function offers(area) {
    await listed("partnership", area);
    return [.../** @type {Iterable<any>} */ (form.querySelectorAll('[name="partnership"], [name="partnership"] option'))].some((each) => each.value === area);
  }

  /** @param {string} name @param {string} value */
  function fill(name, value) {
    const [, repeated, number] = /^(.+)\.(\d+)\.[a-z]+$/.exec(name) ?? [];
    const repeat = repeated && find(`[data-repeat="${CSS.escape(repeated)}"]`);
    while (repeat && repeat.querySelectorAll(".repeat-item").length < Number(number)) addRepeat(repeat);
    const input = /** @type {any} */ (form.elements.namedItem(name));
    if (!input) return;
    input.value = value;
    if (input.selectedIndex === -1) input.value = ""; // The list has no such choice.
    if (input instanceof Element && value) openAround(input);
  }

  /** @param {Element} input */
  function openAround(input) {
    const fold = /** @type {HTMLDetailsElement | null} */ (input.closest("details.form-more"));
    if (fold) fold.open = true;
  }

  // A double click, or a second click while a file is being made, makes no second file.
  /** @param {MouseEvent} event @param {HTMLElement} button @param {(button: HTMLElement) => Promise<unknown>} make */
  async function once(event, button, make) {
    if (event.detail > 1 || button.ariaBusy === "true") return;
    button.ariaBusy = "true";
    await make(button).finally(() => button.removeAttribute("aria-busy"));
  }

  /** @param {HTMLElement} button */
  async function take(button) {
    if (!(await haveRules({ pressed: true }))) return update();
    const reply = await ask(`${call}_export`, { fields: fields(), kind: button.dataset.export }, { pressed: true });
    if (reply.superseded) return;
    if (reply.errors) {
      showErrors(reply.errors);
      return find("[data-error-summary]").focus();
    }
    showErrors([]);
    const { filename, type, bytes } = reply.result;
    if ("copy" in button.dataset) return copy(new TextDecoder().decode(bytes));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type }));
    link.download = filename;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    const made = find("[data-made]");
    made.textContent = made.dataset.says.replace("{name}", filename);
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

  // --- The form ------------------------------------------------------------------------------------

  // A whole date in one box is spread over the three, and a short year written in full: what is read is shown.
  /** @param {any} field */
  async function spread(field) {
    const boxes = [...(field?.querySelectorAll(".date-box input") ?? [])];
    const typed = JSON.stringify(boxes.map((box) => box.value));
    if (guidePython.state === "idle" || !boxes.some((box) => box.value)) return;
    const { result } = await ask("date_boxes", Object.fromEntries(boxes.map((box) => [box.name.split(".").pop(), box.value])));
    const place = field.querySelector("[data-read-as]");
    if (typed !== JSON.stringify(boxes.map((box) => box.value))) return;
    if (result) for (const box of boxes) box.value = result[box.name.split(".").pop()];
    if (result || !boxes.every((box) => box.value)) place.textContent = result?.says ?? "";
    return Boolean(result);
  }

  /** @param {any} repeat @returns {any} */
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
    const area = /** @type {any} */ (form.elements.namedItem("partnership"));
    const chosen = area?.selectedOptions?.[0]?.matches(".other-area") ? "" : area?.value; // Which matter there, no page knows.
    for (const each of /** @type {Iterable<any>} */ (form.querySelectorAll("[data-for], [data-only-for]"))) {
      const areas = (each.dataset.for ?? each.dataset.onlyFor).split(" ");
      const inputs = [...each.querySelectorAll("input")];
      const kept = "keep" in each.dataset && inputs.some((input) => input.value); // Counted in this area too, though not asked for.
      each.hidden = chosen ? !areas.includes(chosen) && !kept : "onlyFor" in each.dataset;
      for (const input of inputs) input.disabled = each.hidden;
    }
  }

  function clear() {
    cleared += 1;
    asked += 1; // An answer that is on its way is no longer wanted.
    form.reset();
    forget("[type=hidden]");
    for (const place of tool.querySelectorAll("[data-read-as]")) place.textContent = "";
    find("[data-earlier-says]").textContent = "";
    guidePage.unsaved(false);
    output.replaceChildren();
    for (const extra of form.querySelectorAll(".repeat-item:not(:first-child)")) extra.remove();
    showErrors([]);
    stale(false);
    for (const each of [find("[data-takeaway]"), find("[data-no-rules]")]) each.hidden = true;
    announceNews([]);
    choosePartnership();
  }

  // What a link or a file gave when it was made.
  function forget(which = "[data-then]") {
    for (const earlier of /** @type {Iterable<any>} */ (form.querySelectorAll(which))) earlier.value = "";
  }

  form.addEventListener("input", (/** @type {any} */ { target }) => {
    if (target.matches("[type=file]")) return;
    typed = true;
    announce(""); // What was said of the dates before is no longer there to be read.
    guidePage.unsaved(true);
    if (target.name === "partnership") choosePartnership();
    update();
  });
  form.addEventListener("input", async (/** @type {any} */ { target, inputType }) => {
    if (inputType === "insertFromPaste" && (await spread(target.closest(".date-field")))) update();
  });
  form.addEventListener("change", async (/** @type {any} */ { target }) => {
    if (target.matches(".date-box input") && (await spread(target.closest(".date-field")))) update();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    update({ sent: true });
  });
  form.addEventListener("click", (/** @type {any} */ event) => {
    const { target } = event;
    const repeat = target.closest("[data-repeat-add]")?.closest("[data-repeat]");
    if (repeat) addRepeat(repeat).querySelector("input").focus();
    if (target.closest("[data-export]")) once(event, target.closest("[data-export]"), take);
    if (target.closest("[data-print]")) print();
    const onward = target.closest("[data-go-to]");
    if (onward) {
      event.preventDefault(); // The page's address holds the case, and no place on the page.
      document.getElementById(onward.dataset.goTo)?.focus();
    }
    if (target.closest("[data-accept]")) {
      forget();
      update({ sent: true });
    }
    if (target.closest("[data-clear]")) {
      clear();
      if (addressed) history.replaceState(history.state, "", location.pathname + location.search);
    }
  });
  find("[data-saved]")?.addEventListener("change", async (/** @type {any} */ { target }) => {
    await openSaved(target);
    target.value = ""; // The same file can be chosen again.
  });
  find("[data-earlier]").addEventListener("change", async (/** @type {any} */ { target }) => {
    await openEarlier(target);
    target.value = "";
  });
  output.addEventListener(
    "toggle",
    (/** @type {any} */ { target }) => {
      if (target.matches("[data-fold][open]") && target.childElementCount === 1) update();
    },
    true,
  );
  if (addressed) addEventListener("hashchange", openAddress);
  // What is in no address is nowhere else: who goes back finds the page empty, also one that the browser kept whole.
  else addEventListener("pagehide", clear);
  find("[data-restart]").addEventListener("click", restart);

  // --- Starting ------------------------------------------------------------------------------------

  async function start() {
    tool.dataset.state = "loading";
    if (addressed) haveRules({ chosen: new URLSearchParams(location.hash.slice(1)) }); // They are on their way while Python starts.
    try {
      await guidePython.start();
    } catch {
      return failed();
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

  choosePartnership();
  for (const place of tool.querySelectorAll("[data-megabytes]")) place.textContent = String(guidePython.megabytes);
  if (tool.dataset.start !== "pressed") start();
  for (const each of tool.querySelectorAll("[data-needs-script]")) /** @type {HTMLElement} */ (each).hidden = false;
  tool.dataset.joined = "";
}
