// Serves the copy of the guide that a reader keeps on the device, and does nothing else: assets/keep-a-copy.js makes
// the copy, replaces it and removes it, each time because a button was pressed. It is at the site's root, since a
// service worker serves only what is below it. Browsers may take a newer one of these at any time: it must go on
// serving the copies that are there already (one cache each, complete once its mark is in it, each file with its hash).
"use strict";
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (globalThis));
const ROOT = worker.registration.scope;
const COPIES = `conference-guide ${ROOT} `;
const MARK = `${ROOT}kept-copy`;
const COPYING = "?copy="; // So ends every address by which a copy is made: those go to the host.
/** @type {Map<string, Promise<Cache | undefined>>} */
const editions = new Map(); // For each open page its copy: what belongs to one page comes from one edition.

/** @returns {Promise<Cache | undefined>} */
async function newest() {
  const names = (await caches.keys()).filter((name) => name.startsWith(COPIES));
  for (const name of names.reverse()) {
    if (await caches.match(MARK, { cacheName: name })) return caches.open(name);
  }
}

/** @param {string} page */
function copyFor(page) {
  if (!page) return newest();
  const copy = editions.get(page) ?? newest();
  editions.set(page, copy);
  return copy;
}

/** @param {FetchEvent} event */
async function fileFor({ request, clientId, resultingClientId }) {
  const { origin, pathname, search } = new URL(request.url);
  const copy = await copyFor(resultingClientId || clientId).catch(() => undefined);
  const file = await copy?.match(`${origin}${pathname.replace(/\/$/, "/index.html")}`);
  if (!file) return fetch(request);
  // A page takes any query (?area=, ?q=). That of any other file begins its content's hash: another is another edition.
  const sameEdition = request.mode === "navigate" || file.headers.get("content-hash")?.startsWith(search.slice(1));
  return sameEdition ? file : Response.error();
}

worker.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(ROOT) && !url.includes(COPYING)) event.respondWith(fileFor(event));
});
