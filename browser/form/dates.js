// The dates that matter for the form, counted by Python from one that the reader knows.
"use strict";
const formDates = (() => {
  const { find, all, hide } = formPage;
  const form = find("[data-when-form]");
  let topics = /** @type {any} */ ({}); // The date of each subject.
  let counted = /** @type {any} */ ({}); // What the dates on show were counted from: a draft keeps it, so as to say when they move.

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
    const asked = { reference: counted.reference ?? "", ...Object.fromEntries(new FormData(form)) };
    chooseArea(areaOf(asked));
    return count(asked, { fills: true });
  }
  /** @param {Record<string, any>} asked @param {{ fills?: boolean }} [options] @returns {Promise<string | undefined>} What has moved since a draft was made. */
  async function count(asked, { fills = false } = {}) {
    const area = areaOf(asked);
    const have = !area || (await guidePython.rules(area).then(() => true, () => false));
    hide(find("[data-no-rules]"), have || guidePython.state === "failed");
    if (!have && guidePython.state !== "failed") return;
    const reply = await formPython.ask("form_dates", () => ({ ...asked, fields: formAnswers.pairs() }));
    const place = find("[data-when-errors]");
    hide(place, !reply.errors);
    if (reply.errors) place.textContent = reply.errors.map((each) => each.message).join(" ");
    if (!reply.result) return;
    find("[data-dates]").innerHTML = reply.result.html;
    topics = reply.result.topics;
    counted = reply.result.counted;
    show();
    if (fills) fillForm(reply.result.fills);
    formPython.askForAdvice();
    return reply.result.moved;
  }
  // What was entered to count from is not asked again in the form. A draft that is opened stays as it was saved.
  /** @param {Record<string, string>} fills */
  function fillForm(fills) {
    for (const [name, day] of Object.entries(fills)) {
      if (formPage.boxes(name)[0]?.value !== "") continue;
      formAnswers.put(name, day);
      formPython.changed();
    }
  }
  // Nor is a date of the form asked again to count from.
  /** @param {{ events: string[], date: string } | null} known */
  function countFrom(known) {
    const day = form?.querySelector(".day-box");
    if (!known || !day || day.value) return;
    const list = form.querySelector("select:not([data-chooses-area])");
    const event = [list.value, ...[...list.options].map((each) => each.value)].find((each) => known.events.includes(each));
    if (event) [list.value, day.value] = [event, known.date];
  }
  /** @param {Record<string, any>} more Dates of subjects that Python offers for what is written. */
  function offer(more) {
    Object.assign(topics, more);
    show();
  }
  async function makeCalendar() {
    const past = find("[data-past]").checked ? "yes" : "";
    const reply = await formPython.ask("form_calendar", () => ({ ...counted, past }));
    hide(find("[data-when-errors]"), !reply.errors);
    if (reply.errors) find("[data-when-errors]").textContent = reply.errors.map((each) => each.message).join(" ");
    if (!reply.result) return;
    download(reply.result);
    formPage.showMessage("exported");
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
    form, countEntered, countFrom, offer, makeCalendar, show, reopen, clear,
    /** @param {string} topic @returns {string} */
    dayOf: (topic) => topics[topic].day,
    get counted() { return counted; },
  };
})();
