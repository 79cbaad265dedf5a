// A draft that is kept on this device, locked with a passphrase: off unless it is switched on, and only from a host.
"use strict";
const formKept = (() => {
  const { find, hide, showMessage } = formPage;
  const place = `conference-guide.form.${formPage.page.dataset.form}`;
  let own = /** @type {string | null} */ (null); // What this page has kept or opened, and so may replace.

  const stored = () => { try { return localStorage.getItem(place); } catch { return null; } };
  const toBytes = (/** @type {string} */ text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  /** @param {string} passphrase @param {BufferSource} salt */
  async function keyFrom(passphrase, salt) {
    const raw = await crypto.subtle.importKey("raw", new TextEncoder().encode(passphrase), "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: 600_000 };
    return crypto.subtle.deriveKey(how, raw, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  }
  /** @param {string} passphrase @param {string} text */
  async function lock(passphrase, text) {
    const [salt, iv] = [crypto.getRandomValues(new Uint8Array(16)), crypto.getRandomValues(new Uint8Array(12))];
    const hidden = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyFrom(passphrase, salt), new TextEncoder().encode(text));
    const { base64 } = formDrafts;
    return JSON.stringify({ salt: base64(salt), iv: base64(iv), locked: base64(new Uint8Array(hidden)) });
  }

  async function keep() {
    const { value: passphrase, minLength } = find("[data-passphrase]");
    if (passphrase.length < minLength) return showMessage("short");
    showMessage(""); // To lock takes a while, and what was said of the last time is no longer so.
    showButtons();
    if (stored() && stored() !== own) return showMessage("another");
    const before = formAnswers.written();
    try {
      const made = await lock(passphrase, formDrafts.draft());
      localStorage.setItem(place, made);
      own = made;
    } catch {
      return showMessage("full");
    }
    formAnswers.markSaved(before);
    showMessage("kept");
    showButtons();
  }
  async function unlock() {
    let bytes;
    const kept = stored();
    try {
      const { salt, iv, locked } = JSON.parse(kept ?? "");
      const key = await keyFrom(find("[data-passphrase]").value, toBytes(salt));
      bytes = new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: toBytes(iv) }, key, toBytes(locked)));
    } catch {
      return showMessage("wrong");
    }
    own = kept;
    await formDrafts.openFile(new Blob([bytes]));
  }
  function forget() {
    try { localStorage.removeItem(place); } catch { /* There is nothing, then. */ }
    showMessage("forgotten");
    showButtons();
  }
  function showButtons() {
    hide(find("[data-do=unlock]"), !stored());
    hide(find("[data-do=forget]"), !stored());
  }
  function offer() {
    if (location.protocol !== "https:" || !window.crypto?.subtle) return;
    hide(find("[data-keep]"), false);
    if (stored()) find("[data-keep]").open = true;
    showButtons();
  }
  function disown() {
    find("[data-passphrase]").value = "";
    own = null;
  }
  return { offer, keep, unlock, forget, disown };
})();
