// The boxes of a tool: filled in, repeated, hidden where they do not matter, cleared.
"use strict";
const toolBoxes = (() => {
  const { tool, form, output, find } = toolPage;
  const ownArea = /** @type {string} */ (find("[data-chooses-area=own]").name);

  const pairs = () => [
    ...[...new FormData(form)].map(([name, value]) => [name, String(value)]),
    ...[...output.querySelectorAll("[data-fold][open]")].map((fold) => ["open", fold.id]),
  ];

  /** @param {{ get(name: string): unknown }} [chosen] @returns {string[]} */
  function chosenAreas(chosen = new FormData(form)) {
    const names = new Set([...tool.querySelectorAll("[data-chooses-area]")].map((each) => /** @type {any} */ (each).name));
    return [...names].map((name) => String(chosen.get(name) ?? "")).filter(Boolean);
  }

  /** @param {string} area @returns {Promise<boolean>} Whether it can be chosen here. */
  async function offersArea(area) {
    await listArea(ownArea, area);
    const name = CSS.escape(ownArea);
    return [.../** @type {Iterable<any>} */ (form.querySelectorAll(`[name="${name}"], [name="${name}"] option`))].some((each) => each.value === area);
  }

  // An area may be one that its list offers only when it is asked for.
  /** @param {string} name @param {string} value */
  async function listArea(name, value) {
    const list = find(`select[name="${CSS.escape(name)}"]`);
    if (value && list && ![...list.options].some((each) => each.value === value)) await guidePython.offer(list).catch(() => undefined);
  }

  // A question that does not matter to the chosen partnership is put away with what was typed in it.
  function hideWhatDoesNotMatter() {
    const area = /** @type {any} */ (form.elements.namedItem(ownArea));
    const chosen = area?.selectedOptions?.[0]?.matches(".other-area") ? "" : area?.value; // Which matter there, no page knows.
    for (const each of /** @type {Iterable<any>} */ (form.querySelectorAll("[data-for], [data-only-for]"))) {
      const areas = (each.dataset.for ?? each.dataset.onlyFor).split(" ");
      const inputs = [...each.querySelectorAll("input")];
      const counts = "keep" in each.dataset && inputs.some((input) => input.value); // In this area too, though not asked for.
      each.hidden = chosen ? !areas.includes(chosen) && !counts : "onlyFor" in each.dataset;
      for (const input of inputs) input.disabled = each.hidden;
    }
  }

  /** @param {[string, string][]} fields @returns {Promise<[string, string][]>} Those for which there is no such box, or no such choice, yet. */
  async function fillAll(fields) {
    for (const [name, value] of fields) {
      await listArea(name, value);
      fill(name, value);
    }
    hideWhatDoesNotMatter();
    return fields.filter(([name, value]) => /** @type {any} */ (form.elements.namedItem(name))?.value !== value);
  }

  /** @param {string} name @param {string} value */
  function fill(name, value) {
    makeRoomFor(name);
    const input = /** @type {any} */ (form.elements.namedItem(name));
    if (!input) return;
    input.value = value;
    if (input.selectedIndex === -1) input.value = ""; // The list has no such choice.
    if (value && input instanceof Element) openFoldsOf(input);
  }
  /** @param {string} name A field of a child, or of a date that can come again, may have no box yet. */
  function makeRoomFor(name) {
    const [, child] = /^child\.(\d+)\./.exec(name) ?? [];
    if (child && !form.querySelector(`[data-child="${CSS.escape(child)}"]`)) addChild(Number(child));
    const [, repeated, number] = /^(.+)\.(\d+)\.[a-z]+$/.exec(name) ?? [];
    const repeat = repeated && find(`[data-repeat="${CSS.escape(repeated)}"]`);
    while (repeat && repeat.querySelectorAll(".repeat-item").length < Number(number)) addRepeat(repeat);
  }
  /** @param {Element} input */
  function openFoldsOf(input) {
    for (let fold = input.closest("details.form-more"); fold; fold = /** @type {Element} */ (fold.parentElement).closest("details.form-more")) fold.setAttribute("open", "");
  }

  /** @param {any} repeat @returns {any} */
  function addRepeat(repeat) {
    const number = repeat.querySelectorAll(".repeat-item").length + 1;
    const item = madeFrom(repeat.querySelector("template"), "__n__", number);
    repeat.querySelector("[data-repeat-add]").before(item);
    return item;
  }
  /** @param {HTMLTemplateElement} template @param {string} placeholder @param {number} number @returns {any} */
  function madeFrom(template, placeholder, number) {
    const made = document.createElement("template");
    made.innerHTML = template.innerHTML.replaceAll(placeholder, String(number));
    return made.content.firstElementChild;
  }

  // --- Several children ------------------------------------------------------------------------------

  // A number is never given again while the page is open: a child who was removed can be put back.
  const childNumbers = () => [...form.querySelectorAll("[data-child]")].map((each) => Number(/** @type {any} */ (each).dataset.child));
  /** @param {number} [number] @returns {any} */
  function addChild(number = Math.max(0, ...childNumbers()) + 1) {
    const child = madeFrom(find("[data-child-template]"), "__child__", number);
    find("#children-field").before(child);
    hideWhatDoesNotMatter();
    return child;
  }
  // One child alone is no list of several.
  function addChildren() {
    const child = addChild();
    if (childNumbers().length === 1) addChild();
    return child;
  }
  /** @param {any} child @param {boolean} away */
  function putChildAway(child, away) {
    const own = child.querySelector("[data-child-own]");
    own.disabled = away;
    own.hidden = away;
    child.querySelector("[data-child-gone]").hidden = !away;
    child.querySelector(away ? "[data-child-back]" : "input").focus();
  }

  function clear() {
    form.reset();
    forgetEarlier("[type=hidden]");
    for (const extra of form.querySelectorAll(".repeat-item:not(:first-child), [data-child]")) extra.remove();
    hideWhatDoesNotMatter();
  }

  // What a link or a file gave when it was made.
  function forgetEarlier(which = "[data-then]") {
    for (const earlier of /** @type {Iterable<any>} */ (form.querySelectorAll(which))) earlier.value = "";
  }

  return { ownArea, pairs, chosenAreas, offersArea, hideWhatDoesNotMatter, fillAll, addRepeat, addChildren, putChildAway, clear, forgetEarlier };
})();
