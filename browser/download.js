// Gives the reader a file. Part of every page that makes files.
"use strict";
// A double click, or a second click while a file is being made, makes no second file.
/** @param {any} event @param {any} button @param {() => unknown} make */
async function makeOnce(event, button, make) {
  if (event.detail > 1 || button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  try {
    await make();
  } finally {
    button.removeAttribute("aria-busy");
  }
}
/** @param {{ filename: string, type: string, bytes: BlobPart }} file */
function download({ filename, type, bytes }) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = filename;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
