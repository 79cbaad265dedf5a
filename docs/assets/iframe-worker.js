// Lets Material's search worker run where the page was opened from disk: there a browser refuses real workers.
// Does what npm's iframe-worker does, but writes no inline script, so that a strict content security policy holds.
// A worker from a data: address is a real one: Python's.
if (location.protocol === "file:") {
  const RealWorker = window.Worker;
  window.IFrameWorker = window.Worker = class extends EventTarget {
    constructor(url, options) {
      super();
      if (String(url).startsWith("data:")) return new RealWorker(url, options);
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

    postMessage(data) {
      this.ready.then(() => this.inside.dispatchEvent(new MessageEvent("message", { data })));
    }
  };
}
