// For pressing.py: finds what can be pressed, watches one press, and says what was wrong with it.
(() => {
  const CONTROLS = "a[href], button, summary, select, label:has(input), input:not([type=hidden]), textarea";
  const CHOICE = "input[type=radio], input[type=checkbox]";
  const PATIENCE = 3000; // Milliseconds that a press may take to arrive.
  const tried = new WeakSet();
  /** @type {HTMLInputElement | null} */
  const search = document.querySelector("#__search");
  const searching = search?.checked;
  /** @type {any} The control that is being pressed. */
  let now;
  /** @type {any} What was known of it before. */
  let record;

  /** @param {number[]} point */
  const controlAt = ([x, y]) => document.elementFromPoint(x, y)?.closest(CONTROLS);
  /** @param {any} element */
  const middle = (element) => {
    const box = [...element.getClientRects()].find((each) => each.width > 1 && each.height > 1);
    return box && [Math.round(box.left + box.width / 2), Math.round(box.top + box.height / 2)];
  };
  /** @param {number[] | undefined} point */
  const isInView = (point) => point && point[0] >= 0 && point[1] >= 0 && point[0] < innerWidth && point[1] < innerHeight;
  /** @param {any} element */
  const place = (element) => {
    const { x, y } = element.getBoundingClientRect();
    return [x, y].map(Math.round).join();
  };
  /** @param {any} element */
  const about = (element) => {
    const words = element?.getAttribute("aria-label") || element?.textContent || element?.name || "";
    return element ? `${element.localName} ${words.trim().slice(0, 40)}` : "nothing";
  };
  /** @param {any} element */
  const choice = (element) => (element.matches(CHOICE) ? element : element.querySelector(CHOICE));
  /** @param {any} element */
  const canBePressed = (element) =>
    !tried.has(element) && !element.matches("[data-leave], :disabled") && element.checkVisibility({ visibilityProperty: true });
  // What a press at this point reaches: the control, or the label around its box; nothing where another lies over it.
  /** @param {any} element @param {number[]} point */
  const hit = (element, point) => {
    const under = isInView(point) && controlAt(point);
    return under === element || (element.localName === "input" && under && under.contains(element)) ? under : null;
  };
  // What a press has changed is laid out; a window that nobody looks at draws no frames.
  const frame = () => new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, 500);
  });
  const happened = () => {
    const box = choice(now);
    if (now.localName === "summary") return now.parentElement.open !== record.open;
    if (now.matches("select, textarea, input") && !box) return document.activeElement === now;
    if (box?.type === "checkbox") return box.checked !== record.checked;
    if (box) return box.checked;
    return record.clicked === now;
  };

  /** @type {any} */ (globalThis).pressing = {
    // The next one that was not pressed yet, and where; it must be what is under its own middle.
    async next() {
      for (const element of /** @type {NodeListOf<any>} */ (document.querySelectorAll(CONTROLS))) {
        if (!canBePressed(element) || !hit(element, middle(element))) continue;
        tried.add(element);
        await frame(); // What the press before has set in motion has come to rest.
        const point = middle(element);
        const under = hit(element, point);
        if (!under) continue;
        now = under;
        record = { at: place(now), open: now.parentElement.open, checked: choice(now)?.checked };
        return { point, about: about(element), kind: element.localName === "input" ? element.type : element.localName };
      }
      return null;
    },
    // Between press and release: the same thing in the same place.
    /** @param {number[]} point */
    async pressed(point) {
      await frame();
      const under = controlAt(point);
      if (under !== now) record.moved = `under the finger is now ${about(under)}`;
      else if (place(now) !== record.at) record.moved = `it went from ${record.at} to ${place(now)}`;
    },
    async released() {
      const until = performance.now() + PATIENCE;
      while (!happened() && performance.now() < until) await frame();
      const instead = record.clicked ? `, but of ${about(record.clicked)}` : "";
      const wrong = record.moved ?? (happened() ? null : `nothing came of it${instead}`);
      if (now.localName === "summary") now.parentElement.open = record.open;
      /** @type {any} */ (document.activeElement)?.blur();
      if (search) search.checked = Boolean(searching);
      return wrong;
    },
  };

  // What links and buttons would do is not done: it is enough that they are asked to, and the page stays as it is.
  addEventListener("click", (event) => {
    if (!record) return;
    const control = /** @type {any} */ (event.target).closest?.(CONTROLS);
    record.clicked = control;
    if (!control?.matches("a, button")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
})();
