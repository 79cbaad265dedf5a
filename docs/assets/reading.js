// For reading: a source or a word opens where it stands, and the reader's own area comes first. Nothing is stored:
// the chosen area travels in the address (?area=kirklees) from page to page.

// --- Notes: links marked data-note lead to the foot of the page; here their text opens beside them ------------------
(() => {
  const note = document.createElement("div");
  note.className = "note-open";
  note.id = "note-open";
  note.setAttribute("role", "tooltip");
  note.hidden = true;
  let link = null;
  let leaving;

  const close = () => {
    link?.removeAttribute("aria-describedby");
    note.hidden = true;
    link = null;
  };
  const show = (from) => {
    clearTimeout(leaving);
    const target = document.getElementById(decodeURIComponent(from.hash.slice(1)));
    if (!target || from === link) return;
    close();
    link = from;
    note.replaceChildren(...target.cloneNode(true).childNodes);
    for (const each of note.querySelectorAll("[id]")) each.removeAttribute("id");
    for (const each of note.querySelectorAll("a")) each.replaceWith(each.textContent);
    document.body.append(note);
    note.hidden = false;
    link.setAttribute("aria-describedby", note.id);
    const at = link.getBoundingClientRect();
    const room = document.documentElement.clientWidth;
    const left = Math.max(8, Math.min(at.left, room - note.offsetWidth - 8));
    const below = at.bottom + note.offsetHeight + 8 < innerHeight || at.top < note.offsetHeight + 8;
    note.style.left = `${left + scrollX}px`;
    note.style.top = `${(below ? at.bottom + 4 : at.top - note.offsetHeight - 4) + scrollY}px`;
  };
  const noteOf = (event) => event.target.closest?.("[data-note]");

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    if (note.contains(event.target)) clearTimeout(leaving);
    else if (noteOf(event)) show(noteOf(event));
  });
  document.addEventListener("pointerout", (event) => {
    if (!link || event.pointerType === "touch" || document.activeElement === link) return;
    leaving = setTimeout(close, 300);
  });
  document.addEventListener("focusin", (event) => {
    if (noteOf(event)) show(noteOf(event));
    else if (!note.contains(event.target)) close();
  });
  // A tap opens the note; on one that is open already, a tap, a click or Enter goes on to the foot of the page.
  let pressed = null;
  document.addEventListener("pointerdown", (event) => { pressed = { link }; if (!noteOf(event) && !note.contains(event.target)) close(); });
  document.addEventListener("click", (event) => {
    const from = noteOf(event);
    if (!from || event.detail === 0 || pressed?.link === from) return;
    event.preventDefault();
    show(from);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  addEventListener("resize", close);
})();

// --- The reader's own area ------------------------------------------------------------------------------------------
(() => {
  const form = document.querySelector("[data-area-choice]");
  const select = form?.querySelector("select");
  let area = new URLSearchParams(location.search).get("area") ?? "";
  if (select && ![...select.options].some((option) => option.value === area)) area = "";

  const lists = [...document.querySelectorAll(".areas")].map((list) => [list, [...list.children]]);
  const arrange = () => {
    for (const [list, areas] of lists) {
      const own = (each) => area && each.dataset.area === area;
      list.append(...areas.filter(own), ...areas.filter((each) => !own(each)));
      for (const each of areas) each.toggleAttribute("data-own", Boolean(own(each)));
    }
    for (const link of document.querySelectorAll("a[data-for-area]")) {
      link.dataset.forAll ??= link.getAttribute("href");
      link.setAttribute("href", area ? link.dataset.forArea.replace("{area}", area) : link.dataset.forAll);
    }
  };
  const remember = () => {
    const address = new URL(location.href);
    if (area) address.searchParams.set("area", area); else address.searchParams.delete("area");
    try { history.replaceState(null, "", address); } catch { /* The choice then holds for this page alone. */ }
  };

  if (form) {
    select.value = area;
    select.addEventListener("change", () => { area = select.value; remember(); arrange(); });
    form.addEventListener("submit", (event) => event.preventDefault());
    if (area) arrange();
  }
  // Pages of the procedures hand the choice on to each other; no other page is told.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!area || !link || !/\/procedures\/[^?#]*\.html$/.test(link.pathname)) return;
    if (link.pathname === location.pathname) return;
    const address = new URL(link.href);
    address.searchParams.set("area", area);
    link.href = address.href;
  }, true);
})();

// --- Search comes when the reader goes to it; what was typed by then is searched for at once ---------------------------
(() => {
  const box = document.querySelector("[data-md-component=search-query]");
  const results = document.querySelector(".md-search-result__list");
  const toggle = document.querySelector("[data-md-toggle=search]");

  // Material makes each result a link around an article, with headings and a navigation for the page's search words.
  // Such a link has no name, and ten results bring ten main headings: here a result is a link that is called by its title.
  const simplify = (link) => {
    const title = link.querySelector("h1, h2");
    if (!title) return;
    link.setAttribute("aria-label", title.textContent);
    title.classList.add("md-search-result__title");
    for (const tag of link.querySelectorAll(".md-tag + .md-tag")) tag.before(", ");
    for (const each of link.querySelectorAll("article, nav, h1, h2")) {
      const plain = document.createElement("div");
      plain.className = each.className;
      plain.append(...each.childNodes);
      each.replaceWith(plain);
    }
  };
  if (results) new MutationObserver(() => results.querySelectorAll("a").forEach(simplify)).observe(results, { childList: true, subtree: true });

  // Material closes the results at Escape and lets go of the focus: it goes back to the box, without opening them again.
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !document.activeElement.closest(".site-search")) return;
    setTimeout(() => {
      const quietly = (focus) => focus.stopImmediatePropagation();
      addEventListener("focus", quietly, true);
      box.focus();
      removeEventListener("focus", quietly, true);
    });
  });
  box?.addEventListener("input", () => { if (!toggle.checked) toggle.click(); });

  const load = () => {
    const waiting = document.querySelector("template[data-search-scripts]");
    waiting?.remove();
    for (const { attributes } of waiting?.content.querySelectorAll("script[src]") ?? []) {
      const script = document.createElement("script");
      script.async = false;
      script.src = attributes.src.value;
      script.addEventListener("load", () => {
        if (document.activeElement !== box) return;
        box.blur();
        box.focus();
        box.dispatchEvent(new KeyboardEvent("keyup"));
      });
      document.body.append(script);
    }
  };
  box?.addEventListener("focus", load);
  box?.addEventListener("pointerenter", load);
  if (document.activeElement === box) load();
})();
