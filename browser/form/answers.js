// What is written in the boxes: read for Python and for a draft, and filled in from one.
"use strict";
const formAnswers = (() => {
  const { body, boxes, find } = formPage;
  const empty = body.innerHTML; // As it came, to begin again from.
  let begun = 0; // An answer about what was there before is not shown.

  const pairs = () => [...new FormData(body)].map(([name, value]) => [name, String(value)]);
  const answers = () => {
    const found = /** @type {Record<string, string>} */ ({});
    for (const [name, value] of pairs()) {
      if (value.trim() !== "") found[name] = name in found ? `${found[name]}\n${value}` : value;
    }
    return found;
  };
  const isWritten = () => Object.keys(answers()).length > 0;
  const written = () => JSON.stringify(pairs()); // To see whether anything was typed while something was awaited.

  // Only what was really written is saved: words that were typed meanwhile are not.
  function markSaved(what = written()) {
    if (what === written()) formPage.markUnsaved(false);
  }

  /** @param {string} name @param {string} text */
  function put(name, text) {
    for (const box of boxes(name)) {
      if (box.type === "radio") box.checked = box.value === text;
      else if (box.type === "checkbox") box.checked = text.split("\n").includes(box.value);
      else box.value = text;
      if (box.localName === "select" && box.value !== text) box.add(new Option(text, text, true, true));
      countCharacters(box);
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
        while (repeat && formRows.items(repeat).length < Number(step) && formRows.add(repeat));
      }
      put(path, text);
    }
  }

  function begin() {
    begun += 1;
    body.innerHTML = empty;
    formRows.prepare();
  }

  /** @param {any} box */
  function countCharacters(box) {
    const place = box.parentElement.querySelector(":scope > [data-count]");
    if (!place) return;
    place.hidden = !box.value;
    place.textContent = place.dataset.count.replace("{count}", box.value.length.toLocaleString("en-GB"));
    const isOver = box.value.length > Number(place.dataset.most);
    if (isOver && !("over" in place.dataset)) formPage.showMessage("too-long"); // Said once, when it is passed.
    place.toggleAttribute("data-over", isOver);
  }

  return { pairs, answers, isWritten, written, markSaved, put, fill, begin, countCharacters, get begun() { return begun; } };
})();
