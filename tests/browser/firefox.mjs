// Drives Firefox for drivers.py: each line in is [action, …values], each line out {value} or {error}.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

// From the working directory, browser/, where the npm packages are.
const find = createRequire(pathToFileURL(`${process.cwd()}/`)).resolve;
const { default: puppeteer } = await import(pathToFileURL(find("puppeteer-core")));

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

const say = (reply) => process.stdout.write(`${JSON.stringify(reply)}\n`);

async function attempt(action) {
  try {
    say({ value: (await action()) ?? null });
    return true;
  } catch (error) {
    say({ error: String(error?.message ?? error) });
    return false;
  }
}

let browser;
let page;

// Puppeteer also sets the screen's orientation at the same time, which a Firefox older than itself does not know.
async function setViewport(width, height) {
  try {
    await page.setViewport({ width, height });
  } catch (error) {
    if (!String(error?.message).includes("setScreenOrientationOverride")) throw error;
    await page.waitForFunction(`innerWidth === ${width} && innerHeight === ${height}`);
  }
}

const requested = [];
const actions = {
  open: async (url) => void (await page.goto(url)),
  evaluate: (expression) => page.evaluate(`(async () => (${expression}))()`),
  screenshot: async (path) => void (await page.screenshot({ path })),
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
  page = await browser.newPage();
  page.setDefaultTimeout(90_000);
  page.on("request", (request) => requested.push(request.url()));
  await setViewport(...viewport);
});
if (started) {
  for await (const line of createInterface({ input: process.stdin })) {
    const [action, ...values] = JSON.parse(line);
    await attempt(() => actions[action](...values));
  }
}
await browser?.close();
process.exit();
