// The dates that matter for the form, counted by Python from one that the reader knows.
"use strict";
const formDates = (() => {
  const { find, all, hide } = formPage;
  const form = find("[data-when-form]");
  let topics = /** @type {any} */ ({}); // The date of each subject.
  let counted = {}; // What the dates on show were counted from: a draft keeps it, so as to say when they move.

  // The area that is chosen for the dates is also that of the copies, until another is chosen there.
  /** @param {any} area */
  function chooseArea(area) {
    const list = find("[data-area]");
    const listed = new Set([...(list?.options ?? [])].map((each) => each.value));
    const value = listed.has(area) ? area : "other";
    if (area && listed.has(value)) list.value = value;
  }
  /** @param {Record<string, any>} asked */
  const areaOf = (asked) => asked[find("[data-chooses-area]", form).name];

  function countEntered() {
    const asked = Object.fromEntries(new FormData(form));
    chooseArea(areaOf(asked));
    return count(asked);
  }
  /** @param {Record<string, any>} asked @returns {Promise<string | undefined>} What has moved since a draft was made. */
  async function count(asked) {
    const area = areaOf(asked);
    const have = !area || (await guidePython.rules(area).then(() => true, () => false));
    hide(find("[data-no-rules]"), have || guidePython.state === "failed");
    if (!have && guidePython.state !== "failed") return;
    const reply = await formPython.ask("form_dates", () => asked);
    const place = find("[data-when-errors]");
    hide(place, !reply.errors);
    if (reply.errors) place.textContent = reply.errors.map((each) => each.message).join(" ");
    if (!reply.result) return;
    find("[data-dates]").innerHTML = reply.result.html;
    topics = reply.result.topics;
    counted = reply.result.counted;
    show();
    return reply.result.moved;
  }
  function show() {
    for (const place of all("[data-date-for]")) {
      const date = topics[place.dataset.dateFor];
      place.hidden = !date;
      place.textContent = date?.says ?? "";
    }
    for (const button of all("[data-do=use-date]")) button.hidden = !topics[button.dataset.topic];
  }
  // A draft's dates are counted anew, and the page says which have moved, where it says that the draft is open.
  /** @param {Record<string, string>} from */
  async function reopen(from) {
    show();
    if (!form || !Object.keys(from).length) return;
    counted = from;
    for (const box of form.elements) if (box.name in from && box.type !== "hidden") box.value = from[box.name];
    chooseArea(areaOf(from));
    const moved = await count(from);
    if (moved) find("[data-opened]").insertAdjacentHTML("beforeend", moved);
  }
  function clear() {
    form?.reset();
    [topics, counted] = [{}, {}];
    show();
    find("[data-dates]")?.replaceChildren();
  }
  return {
    form, countEntered, show, reopen, clear,
    /** @param {string} topic @returns {string} */
    dayOf: (topic) => topics[topic].day,
    get counted() { return counted; },
  };
})();
