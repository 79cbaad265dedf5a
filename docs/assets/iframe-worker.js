// Search. Material's worker gets what was typed as a query that finds more; from disk it also gets a place to run.

// --- What was typed, as a query: common words left out, endings cut, the words people use beside the field's ---------
const asQuery = (typed) => {
  const { ignored, same } = globalThis.searchWords;
  const words = typed.toLowerCase().replaceAll("’", "'").match(/[a-z0-9]+(?:'[a-z]+)?/g) ?? [];
  const plain = words.map((word) => word.replace(/'(s|t|m|re|ve|ll)?$/, ""));
  const telling = plain.filter((word) => !ignored.includes(word));
  const stem = (word) => word.length > 4 ? word.replace(/(?:ies|ing|ed|es|s|y)$/, "") : word;
  const asked = (word) => [
    `${word}^4`, // as it stands
    stem(word), // Material looks for every word that begins so
    ...(word.length > 5 ? [`${word}~${word.length > 7 ? 2 : 1}`] : []), // a slip of the pen
    ...(same[word] ?? []).map((other) => `${other}^2`),
  ];
  return (telling.length ? telling : plain).flatMap(asked).join(" ");
};

{
  const QUERY = 2; // Material's number for a message that asks
  const translated = (message) => message?.type === QUERY && typeof message.data === "string"
    ? { ...message, data: asQuery(message.data) } : message;
  const RealWorker = window.Worker;

  // From disk a browser refuses real workers: what npm's iframe-worker does, but with no inline script, so that a
  // strict content security policy holds. A worker from a data: address is a real one everywhere: Python's.
  class FrameWorker extends EventTarget {
    constructor(url) {
      super();
      const frame = document.createElement("iframe");
      frame.hidden = true;
      frame.title = "Search";
      this.ready = new Promise((loaded) => {
        frame.addEventListener("load", () => {
          const inside = frame.contentWindow;
          inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
          this.inside = inside;
          const script = inside.document.createElement("script");
          script.src = new URL(url, location.href);
          script.addEventListener("load", loaded);
          inside.document.body.append(script);
        }, { once: true });
      });
      document.body.append(frame);
    }

    postMessage(message) {
      const data = translated(message);
      this.ready.then(() => this.inside.dispatchEvent(new MessageEvent("message", { data })));
    }
  }

  class SearchWorker extends RealWorker {
    postMessage(message, ...more) { super.postMessage(translated(message), ...more); }
  }

  const ours = location.protocol === "file:" ? FrameWorker : SearchWorker;
  window.Worker = function Worker(url, options) {
    return String(url).startsWith("data:") ? new RealWorker(url, options) : new ours(url, options);
  };
  if (location.protocol === "file:") window.IFrameWorker = window.Worker;
}
