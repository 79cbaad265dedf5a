// Gives the reader a file. Part of every page that makes files.
"use strict";
/** @param {{ filename: string, type: string, bytes: BlobPart }} file */
function download({ filename, type, bytes }) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = filename;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
