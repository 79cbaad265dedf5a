// Drives Firefox for drivers.py: each line in is [action, …values], each line out {value} or {error}.
// From "begin" to "finish" there is one page, in a context of its own that stores nothing for the next.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

// From the working directory, browser/, where the npm packages are.
const find = createRequire(pathToFileURL(`${process.cwd()}/`)).resolve;
/** @type {{ default: import("puppeteer-core").PuppeteerNode }} */
const { default: puppeteer } = await import(pathToFileURL(find("puppeteer-core")).href);

/** @type {{ executable: string, viewport: [number, number], proxy?: string }} */
const { executable, viewport, proxy } = JSON.parse(process.argv[2]);
const [host, port] = proxy?.split(":") ?? [];
const cutOff = {
  "network.proxy.type": 1,
  "network.proxy.http": host,
  "network.proxy.http_port": Number(port),
  "network.proxy.ssl": host,
  "network.proxy.ssl_port": Number(port),
  "network.proxy.no_proxies_on": "",
  "network.proxy.allow_hijacking_localhost": true,
};

/** @param {{ value: unknown } | { error: string }} reply */
const send = (reply) => process.stdout.write(`${JSON.stringify(reply)}\n`);
/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error));

/** @param {() => unknown} action */
async function attempt(action) {
  try {
    send({ value: (await action()) ?? null });
    return true;
  } catch (error) {
    send({ error: messageOf(error) });
    return false;
  }
}

/** @type {import("puppeteer-core").Browser | undefined} */
let browser;
/** @type {import("puppeteer-core").BrowserContext} */
let context;
/** @type {import("puppeteer-core").Page} */
let page;
/** @type {string[]} */
let requested = [];

// Puppeteer also sets the screen's orientation at the same time, which a Firefox older than itself does not know.
/**
 * @param {number} width
 * @param {number} height
 */
async function setViewport(width, height) {
  try {
    await page.setViewport({ width, height });
  } catch (error) {
    if (!messageOf(error).includes("setScreenOrientationOverride")) throw error;
    await page.waitForFunction(`innerWidth === ${width} && innerHeight === ${height}`);
  }
}

/** @type {Record<string, (...values: any[]) => unknown>} */
const actions = {
  begin: async () => {
    requested = [];
    if (!browser) throw new Error("Firefox has not started");
    context = await browser.createBrowserContext();
    page = await context.newPage();
    page.setDefaultTimeout(90_000);
    page.on("request", (request) => requested.push(request.url()));
    await setViewport(...viewport);
  },
  finish: () => context.close(),
  open: async (url) => {
    await page.goto(url);
  },
  evaluate: (expression) => page.evaluate(`(async () => (${expression}))()`),
  screenshot: async (path) => {
    await page.screenshot({ path });
  },
  viewport: (width, height) => setViewport(width, height),
  press: async (x, y) => {
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.up();
  },
  requests: () => requested,
};

const started = await attempt(async () => {
  browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: executable,
    headless: true,
    defaultViewport: null,
    extraPrefsFirefox: proxy ? cutOff : {},
    protocolTimeout: 100_000,
  });
});
if (started) {
  for await (const line of createInterface({ input: process.stdin })) {
    const [action, ...values] = JSON.parse(line);
    await attempt(() => actions[action](...values));
  }
}
await browser?.close();
process.exit();
