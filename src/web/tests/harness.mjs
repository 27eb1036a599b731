// A browser on the page of a running server, and deliveries signed as Clerk's are. A request to
// another host, a violation of the content security policy or an uncaught error fails the run.
import { createHmac, randomBytes } from "node:crypto";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

/** @param {string} name */
function needed(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run src/web/test.sh`);
  return value;
}

export const URL_OF_SERVER = needed("GATELOG_URL").replace(/\/$/, "");
export const KEY = needed("GATELOG_API_KEY");
const SECRET = needed("GATELOG_TEST_SECRET");

/** Tells the objects of this run from those of another on the same log. */
export const RUN = randomBytes(4).toString("hex");

/**
 * A request of the tests' own.
 * @param {string} path
 * @param {RequestInit} [options]
 */
export async function api(path, options) {
  const response = await fetch(URL_OF_SERVER + path, {
    ...options,
    headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
  });
  const text = await response.text();
  assert.ok(response.ok, `${path}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

/**
 * Delivers an event that happened at a time, and waits until no view lags behind it.
 * @param {string} type
 * @param {number} time
 * @param {object} data
 * @param {{ ip?: string, agent?: string }} [request]
 */
export async function deliver(type, time, data, { ip = "203.0.113.7", agent = "Test/1.0" } = {}) {
  const body = JSON.stringify({
    data,
    event_attributes: { http_request: { client_ip: ip, user_agent: agent } },
    object: "event",
    timestamp: time,
    type,
  });
  const id = `msg_${randomBytes(12).toString("hex")}`;
  const seconds = Math.floor(Date.now() / 1000);
  const key = Buffer.from((SECRET.split(",")[0] ?? "").trim().replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
  const response = await fetch(`${URL_OF_SERVER}/webhooks/clerk`, {
    method: "POST",
    headers: { "svix-id": id, "svix-timestamp": String(seconds), "svix-signature": `v1,${signature}` },
    body,
  });
  const answer = await response.json();
  assert.ok(response.ok, JSON.stringify(answer));
  await api(`/v1/activity?limit=1&min_position=${answer.position}`);
  return { id, position: answer.position };
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});

/** What must not happen in any page of the run. @type {string[]} */
export const faults = [];

/**
 * A page of a browser that nobody used before.
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
export async function open(options) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    timezoneId: "UTC",
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on("pageerror", (error) => faults.push(`uncaught: ${error.message}`));
  page.on("dialog", (dialog) => {
    faults.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(URL_OF_SERVER) &&
      !request.url().startsWith("data:")) faults.push(`another host: ${request.url()}`);
  });
  page.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) faults.push(message.text());
  });
  return page;
}

/**
 * Opens a place of the page and signs in there.
 * @param {import("playwright-core").Page} page
 * @param {string} [place]
 * @param {string} [key]
 */
export async function signIn(page, place = "#/", key = KEY) {
  await page.goto(`${URL_OF_SERVER}/${place}`);
  await page.getByLabel("API key").fill(key);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("navigation", { name: "Pages of Gatelog" }).waitFor();
}

/**
 * Opens another place and waits until it shows its answers.
 * @param {import("playwright-core").Page} page
 * @param {string} place
 */
export async function visit(page, place) {
  await page.goto(`${URL_OF_SERVER}/${place}`);
  await settled(page);
}

/** Longer than all of the page's requests take together on a busy machine. */
const SETTLED_MS = 60_000;

/** @param {import("playwright-core").Page} page */
export async function settled(page) {
  // One answer can lead to another request, so that nothing may be awaited twice in a row.
  const began = Date.now();
  for (let idle = 0; idle < 2;) {
    assert.ok(Date.now() - began < SETTLED_MS, `${page.url()} still waits for an answer`);
    await page.waitForTimeout(60);
    idle = (await page.locator('[aria-busy="true"]').count()) === 0 ? idle + 1 : 0;
  }
}

export const close = () => browser.close();

/** A time as `<input type="datetime-local">` takes it, in UTC. @param {number} time */
export const input = (time) => new Date(time).toISOString().slice(0, 16);
