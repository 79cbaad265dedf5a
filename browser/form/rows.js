// Children and rows: added, moved and removed. A box is named by the place of its child and row on the page.
"use strict";
const formRows = (() => {
  const { page, find, all } = formPage;
  const PATHS = new Set(["id", "name", "for", "href", "aria-describedby", "data-repeat", "data-error-for", "data-advice-for", "data-go", "data-difference"]);
  let arrangement = 0; // Goes up with every renaming: an answer by the names from before is asked for again.

  const items = (/** @type {any} */ repeat) => [...repeat.children].filter((each) => "item" in each.dataset);
  /** @param {Element} item */
  const hasAnswer = (item) => all("input, textarea, select", item).some((box) => (/radio|checkbox/.test(box.type) ? box.checked : box.value.trim()));
  /** @param {Element} item */
  const firstBox = (item) => find("input:not([type=hidden]), textarea, select", item);

  /** @param {any} repeat */
  function add(repeat) {
    const there = items(repeat);
    if (there.length >= Number(repeat.dataset.most)) return null;
    const pattern = repeat.querySelector(":scope > template");
    const holder = document.createElement("template");
    const token = repeat.localName === "section" ? "{n}" : "{m}";
    holder.innerHTML = pattern.innerHTML.replaceAll(token, there.length + 1);
    const item = holder.content.querySelector("[data-item]");
    pattern.before(item);
    prepare(item);
    renumber(repeat);
    return item;
  }

  /** @param {any} item @param {boolean} forward @returns {boolean} Whether there was somewhere to move it. */
  function move(item, forward) {
    const other = forward ? item.nextElementSibling : item.previousElementSibling;
    if (!other || !("item" in other.dataset)) return false;
    if (forward) other.after(item);
    else other.before(item);
    renumber(item.parentElement);
    return true;
  }

  /** @param {any} item @returns {any} The box to go on in. */
  function remove(item) {
    const repeat = item.closest("[data-repeat]");
    const next = item.nextElementSibling?.matches("[data-item]") ? item.nextElementSibling : item.previousElementSibling;
    item.remove();
    renumber(repeat, new Map([[item.dataset.item, "gone"]])); // A link to one of its boxes must not lead to another's.
    if (!items(repeat).length) add(repeat);
    return next?.matches?.("[data-item]") ? firstBox(next) : firstBox(repeat);
  }

  /** @param {any} repeat @param {Map<string, string>} [numbers] The new number of each that is not where it was. */
  function renumber(repeat, numbers = new Map()) {
    const there = items(repeat);
    for (const [at, item] of there.entries()) {
      const number = String(at + 1);
      if (item.dataset.item !== number) numbers.set(item.dataset.item, number);
      showPlace(item, number, at === 0, at === there.length - 1);
    }
    if (numbers.size) rename(repeat.dataset.repeat, numbers);
    const more = all("[data-do=add]", repeat).find((each) => each.closest("[data-repeat]") === repeat);
    if (more) more.disabled = there.length >= Number(repeat.dataset.most);
  }

  /** @param {any} item @param {string} number @param {boolean} isFirst @param {boolean} isLast */
  function showPlace(item, number, isFirst, isLast) {
    item.dataset.item = number;
    const own = (/** @type {string} */ selector) => all(selector, item).filter((each) => each.closest("[data-item]") === item);
    for (const each of own("[data-number]")) each.textContent = number;
    for (const each of own("[data-do=up]")) each.disabled = isFirst;
    for (const each of own("[data-do=down]")) each.disabled = isLast;
  }

  /** @param {string} path @param {Map<string, string>} numbers */
  function rename(path, numbers) {
    arrangement += 1;
    const numbered = new RegExp(`((?:^|[ #])${path.replaceAll(".", "\\.")}\\.)(\\d+)`, "g");
    const changes = [...pathsBelow(page, path)].map((attribute) => ({
      element: /** @type {Element} */ (attribute.ownerElement),
      name: attribute.name,
      value: attribute.value.replace(numbered, (_, head, number) => head + (numbers.get(number) ?? number)),
    }));
    // With no name for a moment: of two groups of choices that had one name, even shortly, one would lose its choice.
    for (const { element } of changes.filter((each) => each.name === "name")) element.removeAttribute("name");
    for (const { element, name, value } of changes) element.setAttribute(name, value);
  }

  /** @param {ParentNode} within @param {string} path @returns {Generator<Attr>} Also those in patterns of rows. */
  function* pathsBelow(within, path) {
    for (const element of all("*", within)) {
      yield* [...element.attributes].filter((each) => PATHS.has(each.name) && each.value.includes(`${path}.`));
      if (element.localName === "template") yield* pathsBelow(element.content, path);
    }
  }

  // What a part of the form needs once it is there.
  function prepare(within = page) {
    for (const each of all("[data-needs-script]", within)) each.hidden = false;
    for (const each of all("[data-repeat]", within)) renumber(each);
  }

  return { items, hasAnswer, firstBox, add, move, remove, prepare, get arrangement() { return arrangement; } };
})();
