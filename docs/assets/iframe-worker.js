// Search. Material's worker gets what was typed as a query that finds more; from disk it also gets a place to run.

// --- What was typed, as a query: common words left out, endings cut, the words people use beside the field's ---------
/** @param {string} typed */
const asQuery = (typed) => {
  const { ignored, same } = globalThis.searchWords;
  const words = typed.toLowerCase().replaceAll("’", "'").match(/[\p{L}\p{M}0-9]+(?:'[a-z]+)?/gu) ?? [];
  const plain = words.map((word) => word.replace(/'(s|t|m|re|ve|ll)?$/, ""));
  const telling = plain.filter((word) => !ignored.includes(word));
  /** @param {string} word */
  const stem = (word) => word.length > 4 ? word.replace(/(?:ies|ing|ed|es|s|y)$/, "") : word;
  /** @param {string} word */
  const termsFor = (word) => [
    `${word}^4`, // exactly this word
    stem(word), // Material looks for every word that begins so
    ...(word.length > 5 ? [`${word}~${word.length > 7 ? 2 : 1}`] : []), // a slip of the pen
    ...(same[word] ?? []).map((other) => `${other}^2`),
  ];
  return (telling.length ? telling : plain).flatMap(termsFor).join(" ");
};

{
  const QUERY = 2; // Material's number for a message that asks
  /** @param {any} message One of Material's, in whatever form it has. */
  const withQuery = (message) => message?.type === QUERY && typeof message.data === "string"
    ? { ...message, data: asQuery(message.data) } : message;
  const RealWorker = window.Worker;

  // On families' pages their own pages come first; otherwise the order is Material's.
  const RESULT = 3; // Material's number for a message that answers
  /** @param {any[]} item */
  const isForFamilies = ([page]) => page.location.startsWith("family/");
  /** @param {any} message */
  const inOrder = (message) => {
    if (message?.type !== RESULT || !document.querySelector("[data-reader]")) return;
    message.data.items.sort((/** @type {any[]} */ one, /** @type {any[]} */ other) => Number(isForFamilies(other)) - Number(isForFamilies(one)));
  };

  // reading.js says it.
  /** @param {string} address */
  const failed = (address) => dispatchEvent(new CustomEvent("guide-missing", { detail: address }));

  // From disk a browser refuses real workers, so Material's runs in a frame, with no inline script: a strict content
  // security policy holds. A worker from a data: address is a real one everywhere: Python's.
  class FrameWorker extends EventTarget {
    /** @param {string | URL} url */
    constructor(url) {
      super();
      const frame = document.createElement("iframe");
      frame.hidden = true;
      frame.title = "Search";
      /** @type {Promise<Window>} The frame's own window, once the worker's script runs in it. */
      this.ready = new Promise((resolve) => {
        frame.addEventListener("load", () => {
          const inside = /** @type {Window} */ (frame.contentWindow);
          inside.postMessage = (/** @type {unknown} */ data) => {
            inOrder(data);
            this.dispatchEvent(new MessageEvent("message", { data }));
          };
          const script = inside.document.createElement("script");
          script.src = new URL(url, location.href).href;
          script.addEventListener("load", () => resolve(inside));
          inside.addEventListener("error", () => failed(script.src));
          script.addEventListener("error", () => failed(script.src));
          inside.document.body.append(script);
        }, { once: true });
      });
      document.body.append(frame);
    }

    /** @param {unknown} message */
    async postMessage(message) {
      const data = withQuery(message);
      (await this.ready).dispatchEvent(new MessageEvent("message", { data }));
    }
  }

  class SearchWorker extends RealWorker {
    /**
     * @param {string | URL} url
     * @param {WorkerOptions} [options]
     */
    constructor(url, options) {
      super(url, options);
      this.addEventListener("error", () => failed(String(url)));
      this.addEventListener("message", ({ data }) => inOrder(data));
    }

    /**
     * @override
     * @param {unknown} message
     * @param {any} [more]
     */
    postMessage(message, more) { super.postMessage(withQuery(message), more); }
  }

  const fromDisk = location.protocol === "file:";
  const OurWorker = fromDisk ? FrameWorker : SearchWorker;
  /**
   * @param {string | URL} url
   * @param {WorkerOptions} [options]
   */
  function AnyWorker(url, options) {
    return String(url).startsWith("data:") ? new RealWorker(url, options) : new OurWorker(url, options);
  }
  window.Worker = /** @type {any} */ (AnyWorker);
  if (fromDisk) window.IFrameWorker = window.Worker;
}
