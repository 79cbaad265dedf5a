// Sheets: what is typed is printed in full, rows come and go; print, save, clear. Every word stands in the page.
// Nothing is stored: when the page is left, what was typed is gone, also for whoever goes back to it.
(() => {
  const sheet = document.querySelector("[data-sheet]");
  if (!sheet) return;
  const lists = new Map([...sheet.querySelectorAll("[data-rows]")].map((rows) => [rows, rows.innerHTML]));
  const fields = () => sheet.querySelectorAll("input:not([data-large]), textarea");
  const isWritten = (field) => field.matches("input[type=text], textarea");
  const isFilled = (field) => (isWritten(field) ? field.value.trim() !== "" : field.checked);
  const words = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const button = (within, does) => within.querySelector(`[data-do=${does}]`);
  let unsaved = false;
  let made = 0;

  // --- What is typed: on paper a copy stands for the field, since a field ends with its page --------------------------
  const growsAlone = CSS.supports("field-sizing", "content");
  const typed = (field) => {
    let copy = field.nextElementSibling;
    if (!copy.matches(".sheet-copy")) {
      copy = document.createElement("div");
      copy.className = "sheet-copy";
      copy.setAttribute("aria-hidden", "true");
      field.after(copy);
    }
    copy.textContent = field.value;
    if (growsAlone || !field.matches("textarea")) return;
    field.style.height = "";
    if (field.scrollHeight > field.clientHeight) field.style.height = `${field.scrollHeight + 6}px`;
  };

  // --- Rows -----------------------------------------------------------------------------------------------------------
  const number = (rows) => {
    const all = [...rows.querySelectorAll("[data-row]")];
    for (const [index, row] of all.entries()) {
      for (const each of row.querySelectorAll("[data-number]")) each.textContent = String(index + 1);
      button(row, "remove").hidden = all.length === 1;
    }
    button(rows, "add").hidden = all.length >= Number(rows.dataset.most);
  };
  const add = (rows) => {
    const pattern = rows.querySelector("template");
    const holder = document.createElement("template");
    made += 1;
    holder.innerHTML = pattern.innerHTML.replaceAll("{n}", `new-${made}`);
    const row = holder.content.querySelector("[data-row]");
    pattern.before(row);
    number(rows);
    row.querySelector("input, textarea").focus();
  };
  const remove = (row) => {
    const rows = row.closest("[data-rows]");
    row.remove();
    number(rows);
    say("remove");
    button(rows, "add").focus();
  };

  // --- Save, clear ----------------------------------------------------------------------------------------------------
  const asText = () => {
    const lines = [words(document.querySelector("h1"))];
    let under = "";
    for (const field of [...fields()].filter(isFilled)) {
      const row = field.closest("[data-row]");
      const heading = [words(field.closest("section").querySelector("h2")), ...(row ? [words(row.querySelector("legend"))] : [])];
      if (heading.join() !== under) lines.push("", heading.join(", "));
      under = heading.join();
      const label = words(field.labels[0]);
      const asked = (question, answer) => `${question}${/[?:]$/.test(question) ? "" : ":"} ${answer}`;
      if (isWritten(field)) lines.push(asked(label, field.value.trim()));
      else if (field.type === "radio") lines.push(asked(words(field.closest("fieldset").querySelector("legend")), label));
      else lines.push(`[x] ${label}`);
    }
    return `${lines.join("\n").replace(/\r?\n/g, "\r\n")}\r\n`;
  };
  const save = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([asText()], { type: "text/plain;charset=utf-8" }));
    link.download = "sheet.txt";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    unsaved = false;
    guidePage.unsaved(false);
    say("save");
  };
  const begin = () => {
    for (const [rows, html] of lists) rows.innerHTML = html;
    for (const field of fields()) {
      if (!isWritten(field)) field.checked = false;
      else if (field.value) { field.value = ""; typed(field); }
    }
    for (const each of sheet.querySelectorAll("[data-sure]")) each.hidden = true;
    for (const rows of lists.keys()) number(rows);
    unsaved = false;
    guidePage.unsaved(false);
  };

  // --- Buttons --------------------------------------------------------------------------------------------------------
  const say = (what) => {
    for (const each of sheet.querySelectorAll("[data-said]")) each.hidden = each.dataset.said !== what;
  };
  const ask = (place) => {
    const panel = place.querySelector(":scope > [data-sure]");
    panel.hidden = false;
    button(panel, "no").focus();
  };
  const does = {
    print: () => print(),
    save,
    add: (from) => add(from.closest("[data-rows]")),
    remove: (from) => {
      const row = from.closest("[data-row]");
      if ([...row.querySelectorAll("input, textarea")].some(isFilled)) ask(row); else remove(row);
    },
    "remove-yes": (from) => remove(from.closest("[data-row]")),
    clear: (from) => ask(from.parentElement),
    "clear-yes": () => {
      begin();
      say("clear");
      button(sheet, "clear").focus();
    },
    no: (from) => {
      const panel = from.closest("[data-sure]");
      panel.hidden = true;
      button(panel.parentElement, panel.parentElement.matches("[data-row]") ? "remove" : "clear").focus();
    },
  };

  for (const each of sheet.querySelectorAll("[data-needs-script]")) each.hidden = false;
  for (const rows of lists.keys()) number(rows);
  sheet.addEventListener("submit", (event) => event.preventDefault());
  sheet.addEventListener("click", (event) => {
    const from = event.target.closest("[data-do]");
    if (!from) return;
    say("");
    does[from.dataset.do](from);
  });
  sheet.addEventListener("input", (event) => {
    if (event.target.matches("[data-large]")) return;
    unsaved = true;
    guidePage.unsaved(true);
    if (isWritten(event.target)) typed(event.target);
  });

  // "Leave this page" does not come here (leave.js): whoever must leave quickly is not asked.
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  addEventListener("pagehide", begin);
})();
