// A family reader's choices (area, text size, spacing, Shift) go along from page to page. Nothing is stored and nothing is
// put into the address: they are in the window's name only while a link inside the guide is followed, since every site
// that opens in the window can read its name. The entry in the tab's own history has them for Back and Forward.
// Runs before the page is drawn. data-family: a page for families; data-title, data-icon: what says nothing of the subject.
const guideReader = (() => {
  const MARK = "view:";
  const { dataset } = /** @type {HTMLScriptElement} */ (document.currentScript);
  const root = document.documentElement;
  const words = window.name.startsWith(MARK) ? window.name : history.state?.view;
  const isReader = "family" in dataset || words !== undefined;
  let choices = new URLSearchParams(words?.slice(MARK.length));

  const empty = () => { window.name = ""; };
  const show = () => {
    for (const name of ["size", "spacing", "shift"]) root.dataset[name] = choices.get(name) ?? "";
    try { history.replaceState({ ...history.state, view: MARK + choices }, ""); } catch { /* Back then begins afresh. */ }
  };
  empty();
  if (isReader) {
    show();
    // Anyone who came from a families' page, by search for example, finds no title in the history that names the subject.
    document.title = dataset.title ?? document.title;
    document.querySelector("link[rel=icon]")?.setAttribute("href", dataset.icon ?? "");
  }

  // A press that no script has taken for something else, on a link to another page of the guide in this window.
  /** @param {MouseEvent} event */
  const leadsInside = (event) => {
    const { target } = event;
    if (!(target instanceof Element) || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return false;
    /** @type {HTMLAnchorElement | null} */
    const link = target.closest("a[href]");
    if (link?.target || link?.hasAttribute("download")) return false;
    const to = link?.href ?? target.closest("[data-do=leave]")?.closest("[data-to]")?.getAttribute("data-to");
    /** @param {string} address */
    const page = (address) => address.split("#")[0];
    return Boolean(to?.startsWith(guidePage.root)) && page(to ?? "") !== page(location.href);
  };
  addEventListener("click", (event) => { window.name = isReader && leadsInside(event) ? MARK + choices : ""; });
  // A link that led nowhere, after all: the reader is still here, or is writing another address.
  for (const name of ["pointerdown", "keydown", "blur", "pageshow"]) addEventListener(name, empty);

  return {
    get choices() { return choices; },
    /** @param {FormData} chosen */
    choose(chosen) {
      choices = new URLSearchParams([...chosen].map(([name, value]) => [name, String(value)]).filter(([, value]) => value));
      show();
    },
  };
})();
