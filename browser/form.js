// A form's page: rows, drafts, checking, documents. What it means is Python's; every word stands in the page.
// Names of boxes are the paths of answers (forms/draft.py): "children.2.harm.1.text". Nothing is stored or sent.
//   [data-repeat=path]   children or rows, each an [data-item]; [data-do] buttons act on what they stand in
//   [data-said]          a message that is shown when it is true    [data-error-for]   a box's message
"use strict";
{
  const page = /** @type {any} */ (document.querySelector("[data-form]"));
  const body = page.querySelector("[data-body]");
  /** @type {(selector: string, within?: ParentNode) => any} */
  const find = (selector, within = page) => within.querySelector(selector);
  /** @type {(selector: string, within?: ParentNode) => any[]} */
  const all = (selector, within = page) => [...within.querySelectorAll(selector)];
  /** @type {(element: any, hidden: unknown) => void} */
  const hide = (element, hidden) => { if (element) element.hidden = hidden; };
  const { form, version, title, format, largest } = page.dataset;
  const LATER = 500; // Milliseconds after the last key before advice is asked for.
  const empty = body.innerHTML; // As it came, to begin again from.
  let unsaved = false;
  let leaving = false;
  /** @type {number | undefined} */
  let looking;
  let replacing = () => undefined; // What is done when the reader says that what is written may be replaced.
  /** @type {string[]} */
  let complaining = [];
  let begun = 0; // An answer about what has been there before is not shown.

  // --- Answers -----------------------------------------------------------------------------------------

  const pairs = () => [...new FormData(body)].map(([name, value]) => [name, String(value)]);
  const answers = () => {
    const found = /** @type {Record<string, string>} */ ({});
    const paths = numbered();
    for (const [name, value] of pairs()) {
      if (value.trim() === "") continue;
      const path = paths.get(name) ?? name;
      found[path] = path in found ? `${found[path]}\n${value}` : value;
    }
    return found;
  };
  const isWritten = () => Object.keys(answers()).length > 0;
  const written = () => JSON.stringify(pairs()); // To tell whether anything was typed while something was awaited.
  /** @param {string} name */
  const boxes = (name) => all(`[name="${CSS.escape(name)}"]`, body);

  /** @param {string} name @param {string} text */
  function put(name, text) {
    for (const box of boxes(name)) {
      if (box.type === "radio") box.checked = box.value === text;
      else if (box.type === "checkbox") box.checked = text.split("\n").includes(box.value);
      else box.value = text;
      if (box.localName === "select" && box.value !== text) box.add(new Option(text, text, true, true));
      count(box);
    }
  }

  // Fills in a draft: first the children and rows that it needs, then their boxes.
  /** @param {Record<string, string>} draft */
  function fill(draft) {
    begin();
    for (const [path, text] of Object.entries(draft)) {
      const steps = path.split(".");
      for (const [at, step] of steps.entries()) {
        if (!/^\d+$/.test(step)) continue;
        const repeat = find(`[data-repeat="${CSS.escape(steps.slice(0, at).join("."))}"]`, body);
        while (repeat && items(repeat).length < Number(step) && add(repeat));
      }
      put(path, text);
    }
  }

  function begin() {
    begun += 1;
    body.innerHTML = empty;
    prepare();
  }

  // --- Children and rows -------------------------------------------------------------------------------

  const items = (/** @type {any} */ repeat) => [...repeat.children].filter((each) => "item" in each.dataset);
  /** @param {any} repeat */
  function add(repeat) {
    const there = items(repeat);
    if (there.length >= Number(repeat.dataset.most)) return null;
    const pattern = repeat.querySelector(":scope > template");
    const number = Math.max(repeat.made ?? 0, there.length) + 1;
    repeat.made = number;
    const holder = document.createElement("template");
    const token = repeat.localName === "section" ? "{n}" : "{m}";
    holder.innerHTML = pattern.innerHTML.replaceAll(token, number);
    const item = holder.content.querySelector("[data-item]");
    pattern.before(item);
    prepare(item);
    renumber(repeat);
    return item;
  }
  /** @param {any} repeat */
  function renumber(repeat) {
    const there = items(repeat);
    for (const [at, item] of there.entries()) {
      const own = (/** @type {string} */ selector) => all(selector, item).filter((each) => each.closest("[data-item]") === item);
      for (const each of own("[data-number]")) each.textContent = String(at + 1);
      for (const each of own("[data-do=up]")) each.disabled = at === 0;
      for (const each of own("[data-do=down]")) each.disabled = at === there.length - 1;
    }
    const more = all("[data-do=add]", repeat).find((each) => each.closest("[data-repeat]") === repeat);
    if (more) more.disabled = there.length >= Number(repeat.dataset.most);
  }
  /** @param {Element} item */
  const has = (item) => all("input, textarea, select", item).some((box) => (/radio|checkbox/.test(box.type) ? box.checked : box.value.trim()));
  /** @param {Element} item */
  const first = (item) => find("input:not([type=hidden]), textarea, select", item);

  /** @param {any} item @param {boolean} forward */
  function move(item, forward) {
    const other = forward ? item.nextElementSibling : item.previousElementSibling;
    if (!other || !("item" in other.dataset)) return;
    if (forward) other.after(item);
    else other.before(item);
    renumber(item.parentElement);
    changed();
    say("moved");
  }
  /** @param {any} item */
  function remove(item) {
    const repeat = item.closest("[data-repeat]");
    const next = item.nextElementSibling?.matches("[data-item]") ? item.nextElementSibling : item.previousElementSibling;
    item.remove();
    if (!items(repeat).length) add(repeat);
    renumber(repeat);
    changed();
    say("removed");
    (next?.matches?.("[data-item]") ? first(next) : first(repeat))?.focus();
  }

  // What a part of the form needs once it is there.
  function prepare(within = page) {
    for (const each of all("[data-needs-script]", within)) each.hidden = false;
    for (const each of all("[data-repeat]", within)) renumber(each);
  }

  // --- What is shown -----------------------------------------------------------------------------------

  /** @param {string} what */
  function say(what) {
    for (const each of all("[data-said]")) each.hidden = each.dataset.said !== what;
  }
  /** @param {any} box */
  function count(box) {
    const place = box.parentElement.querySelector(":scope > [data-count]");
    if (!place) return;
    place.hidden = !box.value;
    place.textContent = place.dataset.count.replace("{count}", box.value.length.toLocaleString("en-GB"));
    const isOver = box.value.length > Number(place.dataset.most);
    if (isOver && !("over" in place.dataset)) say("too-long"); // Said once, when it is passed.
    place.toggleAttribute("data-over", isOver);
  }
  function changed() {
    if (!unsaved) {
      unsaved = true;
      guidePage.unsaved(true);
      hide(find("[data-unsaved]"), false);
    }
    isOutdated(Boolean(find(".form-review .review")));
    clearTimeout(looking);
    looking = setTimeout(look, LATER);
  }
  // What stands on paper are the checked answers, unless something has been changed since.
  /** @param {boolean} is */
  function isOutdated(is) {
    page.toggleAttribute("data-outdated", is);
    hide(find("[data-outdated-note]"), !is);
  }
  // Only what was really written is saved: words that were typed meanwhile are not.
  function isSaved(what = written()) {
    if (what !== written()) return;
    unsaved = false;
    guidePage.unsaved(false);
    hide(find("[data-unsaved]"), true);
  }
  /** @param {FieldError[]} errors @param {Element} [within] */
  function showErrors(errors, within = body) {
    for (const name of complaining) mark(name, "");
    complaining = errors.map((each) => each.field);
    for (const { field, message } of errors) mark(field, message);
    if (within !== body) return;
    find("[data-error-list]").replaceChildren(...errors.map(errorLine));
    hide(find("[data-error-summary]"), !errors.length);
    if (errors.length) find("[data-error-summary]").focus();
  }
  // What went wrong while the reader pressed nothing is said here.
  /** @param {FieldError[]} errors */
  function problem(errors) {
    find("[data-problem]").textContent = errors.map((each) => each.message).join(" ");
    hide(find("[data-problem]"), !errors.length);
  }
  /** @param {string | undefined} name @param {string} message */
  function mark(name, message) {
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

  // --- Asking Python -----------------------------------------------------------------------------------

  /** @param {string} call @param {unknown} input @param {{ latest?: boolean }} [options] */
  async function ask(call, input, options) {
    const before = begun;
    try {
      await ready();
      const reply = await guidePython.call(call, input, options);
      return before === begun ? reply : { superseded: true };
    } catch {
      page.dataset.state = "failed";
      if (call !== "form_look") find(".tool-status[data-when=failed]").scrollIntoView({ block: "nearest" });
      return { superseded: true };
    }
  }

  let loaded;
  const ready = () => (loaded ??= load());
  async function load() {
    const carried = await guidePython.carry("form", page.dataset.carried);
    await guidePython.start();
    const reply = await guidePython.call("form_load", carried);
    if (reply.errors) throw new Error("form");
    page.dataset.state = "ready";
    hide(find("[data-waits]"), true);
  }
  function start() {
    page.dataset.state = "loading";
    ready().then(look, () => { page.dataset.state = "failed"; });
  }

  async function look() {
    const reply = await ask("form_look", { fields: pairs(), counted }, { latest: true });
    if (reply.superseded) return;
    problem(reply.errors ?? []);
    if (!reply.result) return;
    const { advice, mistakes, progress, offers, when } = reply.result;
    Object.assign(chosen, offers);
    showDates();
    countFrom(when);
    // The rows of the page may be numbered otherwise than Python counts them: its answer is by Python's numbers.
    const names = numbered();
    for (const place of all("[data-advice-for]", body)) {
      const notes = advice[names.get(place.dataset.adviceFor)] ?? [];
      place.hidden = !notes.length;
      place.replaceChildren(...notes.map((/** @type {string} */ note) => Object.assign(document.createElement("li"), { textContent: note })));
    }
    for (const name of complaining) if (names.has(name) && !mistakes[names.get(name)]) mark(name, "");
    for (const place of all("[data-progress]")) place.textContent = progress[place.dataset.progress] ?? "";
  }

  // Each box's name, and the path that Python has for it: rows without an answer are not counted.
  function numbered() {
    const paths = new Map();
    /** @type {(within: any, head: string, now: string) => void} */
    const walk = (within, head, now) => {
      for (const repeat of all("[data-repeat]", within).filter((each) => each.parentElement.closest("[data-item]") === (within === body ? null : within))) {
        const children = repeat.localName === "section";
        let number = 0;
        const rest = repeat.dataset.repeat.slice(head.length);
        const counts = items(repeat).filter((item) => children || has(item));
        for (const item of counts.length ? counts : items(repeat).slice(0, 1)) {
          number += 1;
          const own = first(item)?.name ?? "";
          const key = own.slice(repeat.dataset.repeat.length + 1).split(".")[0];
          const [from, to] = [`${repeat.dataset.repeat}.${key}.`, `${now}${rest}.${number}.`];
          for (const place of all("[data-advice-for]", item)) {
            const name = place.dataset.adviceFor;
            if (name.startsWith(from)) paths.set(name, to + name.slice(from.length));
          }
          if (children) walk(item, from, to);
        }
      }
    };
    for (const place of all("[data-advice-for]", body)) paths.set(place.dataset.adviceFor, place.dataset.adviceFor);
    walk(body, "", "");
    return paths;
  }
  /** @param {string} path */
  const pageName = (path) => [...numbered()].find(([, python]) => python === path)?.[0] ?? path;
  /** @type {(errors: FieldError[]) => FieldError[]} */
  const onThePage = (errors) => errors.map((each) => ({ ...each, field: each.field && pageName(each.field) }));

  // What the writer chose for the copies that are made.
  const chosenArea = () => find("[data-area]")?.value ?? "";
  const chosenCopy = () => ({
    ...Object.fromEntries(all("[data-option]").map((box) => [box.dataset.option, box.checked])),
    purpose: find("[data-purpose]:checked").value,
    partnership: find("[data-own-template]")?.value ?? "",
    area: chosenArea(),
  });

  async function review({ quietly = false } = {}) {
    hide(find("[data-waits]"), page.dataset.state !== "loading");
    const before = written();
    const reply = await ask("form_review", { fields: pairs(), area: chosenArea(), counted });
    if (reply.errors) return showErrors(onThePage(reply.errors));
    if (!reply.result) return;
    showErrors([]);
    find("[data-review]").innerHTML = reply.result.html;
    for (const each of all("[data-review] [data-go]")) each.dataset.go = pageName(each.dataset.go);
    hide(find("[data-export-box]"), false);
    isOutdated(before !== written());
    if (!quietly) find("#review-title").focus();
    return true;
  }
  // What is printed is what stands in the form now, checked; with no Python, the form itself.
  async function toPaper() {
    if (page.dataset.state !== "ready" || (await review({ quietly: true }))) print();
  }

  // A double click, or a second click while a file is being made, makes no second file.
  const MAKES = ["save", "calendar"];
  /** @param {MouseEvent} event @param {any} button */
  async function once(event, button) {
    if (event.detail > 1 || button.ariaBusy === "true") return;
    button.ariaBusy = "true";
    await take(button.dataset.export).finally(() => button.removeAttribute("aria-busy"));
  }
  /** @param {string} kind */
  async function take(kind) {
    const before = written();
    const copy = chosenCopy();
    const reply = await ask("form_export", { fields: pairs(), kind, counted, ...copy });
    if (reply.errors) return showErrors(onThePage(reply.errors));
    if (!reply.result) return;
    hand(reply.result);
    if (kind === "docx" && copy.purpose === "write") isSaved(before);
    say("exported");
  }

  /** @param {{ filename: string, type: string, bytes: BlobPart }} file */
  function hand({ filename, type, bytes }) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type }));
    link.download = filename;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  // The area that is chosen for the dates is also that of the copies, until another is chosen there.
  /** @param {any} area */
  function chooseArea(area) {
    const list = find("[data-area]");
    const listed = new Set([...(list?.options ?? [])].map((each) => each.value));
    const value = listed.has(area) ? area : "other";
    if (area && listed.has(value)) list.value = value;
  }
  /** @param {any} event */
  function dates(event) {
    event.preventDefault();
    chooseArea(new FormData(event.target).get("partnership"));
    return countDates({ reference: counted.reference ?? "", ...Object.fromEntries(new FormData(event.target)) }, true);
  }
  /** @param {any} asked @param {boolean} [filling] */
  async function countDates(asked, filling) {
    const have = !asked.partnership || (await guidePython.rules(asked.partnership).then(() => true, () => false));
    hide(find("[data-no-rules]"), have || guidePython.state === "failed");
    if (!have && guidePython.state !== "failed") return;
    const reply = await ask("form_dates", { ...asked, fields: pairs() });
    const place = find("[data-when-errors]");
    hide(place, !reply.errors);
    if (reply.errors) place.textContent = reply.errors.map((each) => each.message).join(" ");
    if (!reply.result) return;
    find("[data-dates]").innerHTML = reply.result.html;
    chosen = reply.result.topics;
    counted = reply.result.counted;
    showDates();
    // What was entered to count from is not asked again in the form. A draft that is opened stays as it was saved.
    for (const [name, day] of Object.entries(filling ? reply.result.fills : {})) {
      if (boxes(name)[0]?.value !== "") continue;
      put(name, day);
      changed();
    }
    look();
    return reply.result.moved;
  }
  // Nor is a date of the form asked again to count from.
  /** @param {{ events: string[], date: string } | null} known */
  function countFrom(known) {
    const when = find("[data-when-form]")?.elements;
    if (!known || !when || when.namedItem("date").value) return;
    const list = when.namedItem("event");
    const event = [list.value, ...[...list.options].map((each) => each.value)].find((each) => known.events.includes(each));
    if (event) [list.value, when.namedItem("date").value] = [event, known.date];
  }
  let chosen = /** @type {any} */ ({});
  let counted = /** @type {any} */ ({}); // What the dates on show were counted from: a draft keeps it, so as to say when they move.
  function showDates() {
    for (const place of all("[data-date-for]")) {
      const date = chosen[place.dataset.dateFor];
      place.hidden = !date;
      place.textContent = date?.says ?? "";
    }
    for (const button of all("[data-do=use-date]")) button.hidden = !chosen[button.dataset.topic];
  }

  // --- Drafts ------------------------------------------------------------------------------------------

  const draft = () => JSON.stringify({ format, form, version: Number(version), title, answers: answers(), counted }, null, 1);
  function save() {
    hand({ filename: `${form}.draft.json`, type: "application/json", bytes: draft() });
    isSaved();
    say("saved");
  }

  /** @param {Blob} file */
  async function openFile(file) {
    if (file.size > Number(largest)) notOpened([{ field: "open", message: find("#open-error").dataset.tooLarge }]);
    else await open(new Uint8Array(await file.arrayBuffer()));
  }
  // What is said of the last file is no longer so, and why this one is not opened is heard.
  /** @param {FieldError[]} errors */
  function notOpened(errors) {
    say("");
    hide(find("[data-replace]"), true);
    showErrors(errors, page);
    find("#open-error").focus();
  }
  /** @param {() => any} replace */
  function askFirst(replace) {
    replacing = replace;
    say("");
    hide(find("[data-replace]"), false);
    find("[data-do=replace-no]").focus();
  }
  /** @param {Uint8Array} bytes */
  async function open(bytes) {
    say(page.dataset.state === "loading" ? "opening" : "");
    hide(find("[data-replace]"), true);
    showErrors([], page);
    let text = "";
    for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    const reply = await ask("form_open", btoa(text));
    say("");
    // An unexpected error names no box: it is said at the file.
    if (reply.errors) return notOpened(reply.errors.map((each) => ({ ...each, field: each.field ?? "open" })));
    if (!reply.result) return;
    // Only a file that can be opened is worth a question; words that were typed meanwhile count as well.
    if (unsaved && isWritten()) askFirst(() => show(reply.result));
    else await show(reply.result);
  }
  /** @param {any} result */
  async function show(result) {
    hide(find("[data-replace]"), true);
    fill(result.answers);
    find("[data-opened]").innerHTML = result.html;
    hide(find("[data-export-box]"), true);
    find("[data-review]").replaceChildren();
    isOutdated(false);
    isSaved();
    showDates();
    await reopenDates(result.counted);
    say("opened");
    find("#opened-title").focus();
    look();
  }
  // A draft's dates are counted anew, and those that have moved are told where the draft's opening is.
  /** @param {any} from */
  async function reopenDates(from) {
    const when = find("[data-when-form]");
    if (!when || !from.date) return;
    counted = from;
    for (const name of ["partnership", "event", "date"]) {
      const box = when.elements.namedItem(name);
      if (box.type !== "hidden") box.value = from[name];
    }
    chooseArea(from.partnership);
    const moved = await countDates(from);
    if (moved) find("[data-opened]").insertAdjacentHTML("beforeend", moved);
  }
  /** @param {any} radio */
  function choose(radio) {
    const difference = radio.closest("[data-difference]");
    put(difference.dataset.difference, find(`[data-side=${radio.value}]`, difference).value);
    changed();
  }
  /** @param {string} side */
  function chooseAll(side) {
    for (const radio of all(`[data-difference] [value=${side}]`)) {
      radio.checked = true;
      choose(radio);
    }
    say(`took-${side}`);
  }

  // --- Kept on this device: off, and only from a host ------------------------------------------------------

  const place = `conference-guide.form.${form}`;
  let own = /** @type {string | null} */ (null); // What this page has kept or opened, and so may replace.
  const stored = () => { try { return localStorage.getItem(place); } catch { return null; } };
  const toText = (/** @type {Uint8Array} */ bytes) => btoa(String.fromCharCode(...bytes));
  const toBytes = (/** @type {string} */ text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  /** @param {string} passphrase @param {BufferSource} salt */
  async function keyFrom(passphrase, salt) {
    const raw = await crypto.subtle.importKey("raw", new TextEncoder().encode(passphrase), "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: 600_000 };
    return crypto.subtle.deriveKey(how, raw, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  }
  async function keep() {
    const { value: passphrase, minLength } = find("[data-passphrase]");
    if (passphrase.length < minLength) return say("short");
    say(""); // To lock takes a while, and what was said of the last time is no longer so.
    showKept();
    if (stored() && stored() !== own) return say("another");
    const before = written();
    try {
      const made = await locked(passphrase, draft());
      localStorage.setItem(place, made);
      own = made;
    } catch {
      return say("full");
    }
    isSaved(before);
    say("kept");
    showKept();
  }
  /** @param {string} passphrase @param {string} text */
  async function locked(passphrase, text) {
    const [salt, iv] = [crypto.getRandomValues(new Uint8Array(16)), crypto.getRandomValues(new Uint8Array(12))];
    const hidden = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyFrom(passphrase, salt), new TextEncoder().encode(text));
    const chunks = [];
    const bytes = new Uint8Array(hidden);
    for (let at = 0; at < bytes.length; at += 0x8000) chunks.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
    return JSON.stringify({ salt: toText(salt), iv: toText(iv), locked: btoa(chunks.join("")) });
  }
  async function unlock() {
    let bytes;
    const kept = stored();
    try {
      const { salt, iv, locked } = JSON.parse(kept ?? "");
      const key = await keyFrom(find("[data-passphrase]").value, toBytes(salt));
      bytes = new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: toBytes(iv) }, key, toBytes(locked)));
    } catch {
      return say("wrong");
    }
    own = kept;
    await openFile(new Blob([bytes]));
  }
  function showKept() {
    hide(find("[data-do=unlock]"), !stored());
    hide(find("[data-do=forget]"), !stored());
  }
  if (location.protocol === "https:" && window.crypto?.subtle) {
    hide(find("[data-keep]"), false);
    if (stored()) find("[data-keep]").open = true;
    showKept();
  }

  // --- What buttons do -----------------------------------------------------------------------------------

  const leave = find("[data-leaving]");
  /** @type {Record<string, (from: any) => unknown>} */
  const does = {
    add: (from) => {
      const item = add(from.closest("[data-repeat]"));
      if (!item) return;
      changed();
      say("added");
      first(item).focus();
    },
    up: (from) => { move(from.closest("[data-item]"), false); refocus(from, "down"); },
    down: (from) => { move(from.closest("[data-item]"), true); refocus(from, "up"); },
    remove: (from) => {
      const item = from.closest("[data-item]");
      if (!has(item)) return remove(item);
      const sure = item.querySelector(":scope > [data-sure]");
      sure.hidden = false;
      find("[data-do=remove-no]", sure).focus();
    },
    "remove-yes": (from) => remove(from.closest("[data-item]")),
    "remove-no": (from) => {
      const item = from.closest("[data-item]");
      hide(from.closest("[data-sure]"), true);
      find(":scope > .form-item-actions [data-do=remove]", item).focus();
    },
    unset: (from) => {
      for (const box of all("input", from.closest("fieldset"))) box.checked = false;
      from.hidden = true;
      changed();
      find("input", from.closest("fieldset")).focus();
    },
    "use-date": (from) => {
      const box = from.parentElement.querySelector("input");
      box.value = chosen[from.dataset.topic].day;
      changed();
      box.focus();
    },
    calendar: async () => {
      const reply = await ask("form_calendar", { ...counted, past: find("[data-past]").checked ? "yes" : "" });
      hide(find("[data-when-errors]"), !reply.errors);
      if (reply.errors) find("[data-when-errors]").textContent = reply.errors.map((each) => each.message).join(" ");
      if (!reply.result) return;
      hand(reply.result);
      say("exported");
    },
    save: () => { save(); if (leave.open) leave.close(); },
    review: () => review(),
    print: toPaper,
    restart: () => {
      loaded = undefined;
      window.guidePython?.restart();
      start();
      find(".form-files [data-do=save]").focus();
    },
    "replace-yes": () => replacing(),
    "replace-no": () => { hide(find("[data-replace]"), true); find("[data-open]").focus(); },
    "take-found": () => chooseAll("found"),
    "take-saved": () => chooseAll("saved"),
    keep,
    unlock,
    forget: () => {
      try { localStorage.removeItem(place); } catch { /* There is nothing, then. */ }
      say("forgotten");
      showKept();
    },
    stay: () => leave.close(),
    leave: () => { leaving = true; location.href = leave.dataset.to; },
  };
  // A button that has become disabled loses the focus: its twin takes it.
  /** @param {any} from @param {string} other */
  function refocus(from, other) {
    (from.disabled ? find(`[data-do=${other}]`, from.parentElement) : from).focus();
  }

  page.addEventListener("click", (/** @type {any} */ event) => {
    const button = event.target.closest("[data-do]");
    if (button && event.detail > 1 && MAKES.includes(button.dataset.do)) return;
    if (button) return does[button.dataset.do]?.(button);
    const exporting = event.target.closest("[data-export]");
    if (exporting) return once(event, exporting);
    const go = event.target.closest("[data-go]");
    if (!go) return;
    event.preventDefault();
    const box = boxes(go.dataset.go)[0];
    box?.scrollIntoView({ block: "center" });
    box?.focus({ preventScroll: true });
  });
  body.addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());
  body.addEventListener("input", (/** @type {any} */ { target }) => {
    count(target);
    if (target.type === "radio") hide(find("[data-do=unset]", target.closest("fieldset")), false);
    changed();
  });
  // A date without its whole year is written in full, so that it is always read as it was meant.
  page.addEventListener("change", async (/** @type {any} */ { target }) => {
    if (!target.matches(".day-box")) return;
    const typed = target.value;
    const { result } = await ask("form_day", typed);
    if (!result || result === typed || target.value !== typed) return;
    target.value = result;
    if (body.contains(target)) changed();
  });
  find("[data-opened]").addEventListener("change", (/** @type {any} */ { target }) => choose(target));
  find("[data-when-form]")?.addEventListener("submit", dates);
  find("[data-area]")?.addEventListener("change", () => review({ quietly: true }));
  find("[data-open]").addEventListener("change", async (/** @type {any} */ { target }) => {
    const [file] = target.files;
    if (file) await openFile(file);
    target.value = ""; // The same file can be chosen again.
  });
  const drop = find("[data-drop]");
  for (const name of ["dragover", "drop"]) {
    addEventListener(name, (/** @type {any} */ event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault(); // A file that misses its place must not take the page away.
      if (name === "drop" && drop.contains(event.target)) openFile(event.dataTransfer.files[0]);
    });
  }

  // Leaving with unsaved text: a link asks in the page's own words, everything else in the browser's.
  document.addEventListener("click", (/** @type {any} */ event) => {
    const link = event.target.closest?.("a[href]");
    if (!unsaved || !link || link.hasAttribute("download") || link.target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.origin + link.pathname === location.origin + location.pathname && link.protocol === location.protocol) return;
    event.preventDefault();
    leave.dataset.to = link.href;
    leave.showModal();
  }, true);
  addEventListener("beforeunload", (event) => { if (unsaved && !leaving) event.preventDefault(); });
  // Who goes back to the page finds it empty, as it said: a browser may have kept it as it was.
  addEventListener("pagehide", () => {
    begin();
    find("[data-when-form]")?.reset();
    find("[data-passphrase]").value = "";
    [chosen, counted, replacing, own] = [{}, {}, () => undefined, null];
    showDates();
    for (const each of all("[data-review], [data-opened], [data-dates]")) each.replaceChildren();
    for (const each of all("[data-export-box], [data-replace], [data-problem]")) each.hidden = true;
    for (const each of all("[data-export-box] input")) each.checked = each.defaultChecked;
    for (const each of all("[data-export-box] select")) each.selectedIndex = 0;
    isOutdated(false);
    isSaved();
  });
  addEventListener("beforeprint", () => {
    for (const box of all("textarea", body)) if (box.scrollHeight > box.clientHeight) box.style.height = `${box.scrollHeight + 6}px`;
  });

  prepare();
  start();
  page.dataset.joined = "";
}
