// For reading: a source or a word opens where it is, and the reader's own area comes first. Nothing is stored:
// the chosen area travels in the address (?area=kirklees) from page to page.

// --- Notes: links marked data-note lead to the foot of the page; here their text opens beside them ------------------
(() => {
  const note = document.createElement("div");
  note.className = "note-open";
  note.id = "note-open";
  note.setAttribute("role", "tooltip");
  note.hidden = true;
  /** @type {HTMLAnchorElement | null} The link whose note is open. */
  let link = null;
  /** @type {number | undefined} */
  let leaving;

  const close = () => {
    link?.removeAttribute("aria-describedby");
    note.hidden = true;
    link = null;
  };

  /** @param {Element} target */
  const copyOf = (target) => {
    const copy = /** @type {Element} */ (target.cloneNode(true));
    for (const each of copy.querySelectorAll("[id]")) each.removeAttribute("id");
    for (const each of copy.querySelectorAll("a")) each.replaceWith(each.textContent);
    return copy.childNodes;
  };

  // Below the link, or above it where there is no space, and never beyond the right edge.
  /** @param {DOMRect} at */
  const place = (at) => {
    const { clientWidth } = document.documentElement;
    const left = Math.max(8, Math.min(at.left, clientWidth - note.offsetWidth - 8));
    const below = at.bottom + note.offsetHeight + 8 < innerHeight || at.top < note.offsetHeight + 8;
    note.style.left = `${left + scrollX}px`;
    note.style.top = `${(below ? at.bottom + 4 : at.top - note.offsetHeight - 4) + scrollY}px`;
  };

  /** @param {HTMLAnchorElement} from */
  const show = (from) => {
    clearTimeout(leaving);
    const target = document.getElementById(decodeURIComponent(from.hash.slice(1)));
    if (!target || from === link) return;
    close();
    link = from;
    note.replaceChildren(...copyOf(target));
    document.body.append(note);
    note.hidden = false;
    link.setAttribute("aria-describedby", note.id);
    place(link.getBoundingClientRect());
  };

  /** @param {Event} event */
  const linkOf = ({ target }) => {
    const found = target instanceof Element ? target.closest("[data-note]") : null;
    return found instanceof HTMLAnchorElement ? found : null;
  };
  /** @param {Event} event */
  const isInNote = ({ target }) => target instanceof Node && note.contains(target);

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const from = linkOf(event);
    if (isInNote(event)) clearTimeout(leaving);
    else if (from) show(from);
  });
  document.addEventListener("pointerout", (event) => {
    if (!link || event.pointerType === "touch" || document.activeElement === link) return;
    leaving = setTimeout(close, 300);
  });
  document.addEventListener("focusin", (event) => {
    const from = linkOf(event);
    if (from) show(from);
    else if (!isInNote(event)) close();
  });
  // A tap opens the note; on one that is open already, a tap, a click or Enter goes on to the foot of the page.
  /** @type {HTMLAnchorElement | null} The link whose note was open when the pointer went down. */
  let wasOpen = null;
  document.addEventListener("pointerdown", (event) => {
    wasOpen = link;
    if (!linkOf(event) && !isInNote(event)) close();
  });
  document.addEventListener("click", (event) => {
    const from = linkOf(event);
    if (!from || event.detail === 0 || wasOpen === from) return;
    event.preventDefault();
    show(from);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  addEventListener("resize", close);
})();

// --- The reader's own area ------------------------------------------------------------------------------------------
(() => {
  /** @type {HTMLFormElement | null} */
  const form = document.querySelector("[data-area-choice]");
  const select = form?.querySelector("select");
  let area = new URLSearchParams(location.search).get("area") ?? "";
  if (select && ![...select.options].some((option) => option.value === area)) area = "";

  const lists = [...document.querySelectorAll(".areas")].map((list) => ({
    list,
    areas: /** @type {HTMLElement[]} */ ([...list.children]),
  }));
  /** @param {HTMLElement} element */
  const isOwn = ({ dataset }) => area !== "" && dataset.area === area;
  const arrange = () => {
    for (const { list, areas } of lists) {
      list.append(...areas.filter(isOwn), ...areas.filter((each) => !isOwn(each)));
      for (const each of areas) each.toggleAttribute("data-own", isOwn(each));
    }
    for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-for-area]"))) {
      const { dataset } = link;
      dataset.forAll ??= link.getAttribute("href") ?? "";
      link.setAttribute("href", area ? (dataset.forArea ?? "").replace("{area}", area) : dataset.forAll);
    }
  };
  const putIntoAddress = () => {
    const address = new URL(location.href);
    if (area) address.searchParams.set("area", area);
    else address.searchParams.delete("area");
    try { history.replaceState(history.state, "", address); } catch { /* The choice then holds for this page alone. */ }
  };

  if (form && select) {
    select.value = area;
    select.addEventListener("change", () => {
      area = select.value;
      putIntoAddress();
      arrange();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    if (area) arrange();
  }
  // Pages of the procedures pass the choice on to each other; no other page learns of it.
  document.addEventListener("click", ({ target }) => {
    const link = target instanceof Element ? target.closest("a[href]") : null;
    if (!area || !(link instanceof HTMLAnchorElement)) return;
    if (!/\/procedures\/[^?#]*\.html$/.test(link.pathname) || link.pathname === location.pathname) return;
    const address = new URL(link.href);
    address.searchParams.set("area", area);
    link.href = address.href;
  }, true);
})();

// --- Search comes when the reader goes to it; what was typed by then is searched for at once ---------------------------
(() => {
  /** @type {HTMLInputElement | null} */
  const box = document.querySelector("[data-md-component=search-query]");
  const results = document.querySelector(".md-search-result__list");
  /** @type {HTMLInputElement | null} */
  const toggle = document.querySelector("[data-md-toggle=search]");

  // Material's script reads the box when the box gets the focus.
  const searchAtOnce = () => {
    if (!box || document.activeElement !== box) return;
    box.blur();
    box.focus();
    box.dispatchEvent(new KeyboardEvent("keyup"));
  };

  // Material makes each result a link around an article, with headings and a navigation for the page's search words.
  // Such a link has no name, and ten results bring ten main headings: here a result is a link called by its title.
  /** @param {Element} link */
  const simplify = (link) => {
    const title = link.querySelector("h1, h2");
    if (!title) return;
    link.setAttribute("aria-label", title.textContent ?? "");
    title.classList.add("md-search-result__title");
    for (const tag of link.querySelectorAll(".md-tag + .md-tag")) tag.before(", ");
    for (const each of link.querySelectorAll("article, nav, h1, h2")) {
      const plain = document.createElement("div");
      plain.className = each.className;
      plain.append(...each.childNodes);
      each.replaceWith(plain);
    }
  };
  if (results) {
    const tidy = () => { for (const link of results.querySelectorAll("a")) simplify(link); };
    new MutationObserver(tidy).observe(results, { childList: true, subtree: true });
  }

  // Material closes the results at Escape and lets go of the focus: it goes back to the box, without opening them again.
  const backToTheBox = () => {
    /** @param {FocusEvent} event */
    const quietly = (event) => event.stopImmediatePropagation();
    addEventListener("focus", quietly, true);
    box?.focus();
    removeEventListener("focus", quietly, true);
  };
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.activeElement?.closest(".site-search")) setTimeout(backToTheBox);
  });
  box?.addEventListener("input", () => { if (toggle && !toggle.checked) toggle.click(); });

  // Without one of its files Material would say for ever that it is getting ready.
  /** @param {string} address */
  const showFailed = (address) => {
    /** @type {HTMLElement | null} */
    const place = document.querySelector("[data-search-failed]");
    const status = place?.nextElementSibling;
    if (!place?.hidden || !(status instanceof HTMLElement)) return;
    const name = place.querySelector("span");
    if (name) name.textContent = decodeURI(new URL(address, location.href).href.replace(guidePage.root, ""));
    place.hidden = false;
    status.hidden = true;
    if (toggle) toggle.checked = true;
  };
  /** @param {string} index */
  const checkIndex = async (index) => {
    const response = await fetch(index, { cache: "force-cache" }).catch(() => undefined);
    const whole = response?.ok && await response.json().then(() => true, () => false);
    if (!whole) showFailed(index);
  };
  const load = () => {
    /** @type {HTMLTemplateElement | null} */
    const waiting = document.querySelector("template[data-search-scripts]");
    if (!waiting) return;
    waiting.remove();
    for (const each of waiting.content.querySelectorAll("script[src]")) {
      const script = document.createElement("script");
      script.async = false;
      script.src = each.getAttribute("src") ?? "";
      script.dataset.does = "search";
      script.addEventListener("load", searchAtOnce);
      document.body.append(script);
    }
    const part = globalThis.searchWords ? Worker.name !== "AnyWorker" && "iframe-worker" : "search-words";
    /** @type {HTMLScriptElement | null} */
    const lacking = part ? document.querySelector(`script[src*="${part}"]`) : null;
    if (lacking) showFailed(lacking.src);
    if (location.protocol !== "file:") checkIndex(waiting.dataset.index ?? "");
  };
  // edition.js sees which script is missing or damaged; iframe-worker.js, whether the one that searches is.
  addEventListener("guide-missing", (event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    if (/\/(search|javascripts)\//.test(detail)) showFailed(detail);
  });
  // Under an open search on a phone Material holds the page, and scrolls it back afterwards: away from a finger, and
  // from what has the focus by then. Here the page is not held, so there is no place to go back to.
  new MutationObserver(() => { document.body.style.top = ""; }).observe(document.body, { attributeFilter: ["data-md-scrolllock"] });
  box?.addEventListener("focus", load);
  box?.addEventListener("pointerenter", load);
  if (document.activeElement === box) load();
})();
