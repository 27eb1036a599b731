// What holds for every page: accessible in both themes, text is text, the keyboard reaches
// everything, a telephone shows it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { close, faults, KEY, open, RUN, settled, signIn, URL_OF_SERVER, visit } from "./harness.mjs";
import { ADA, CHANGED, DAY, EVE, IMPERSONATED, ORGANIZATION, populate } from "./people.mjs";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const BEFORE = new Date(CHANGED - DAY).toISOString();

/** Every page and each state of one. @type {Record<string, string>} */
const PLACES = {
  overview: "#/",
  activity: "#/activity",
  filtered: "#/activity?action=signed_in&country=!US&last=30d",
  counted: "#/activity?q=ada&last=1y",
  row: `#/activity?user_id=${ADA.id}&last=90d`,
  nothing: "#/activity?country=XX",
  refused: "#/activity?ip=nonsense",
  users: "#/users?q=ada",
  user: `#/users/${ADA.id}`,
  "user-then": `#/users/${ADA.id}?as_of=${BEFORE}&from=${BEFORE}&to=${new Date(CHANGED + DAY).toISOString()}`,
  sessions: "#/sessions?impersonated=true",
  session: `#/sessions/${IMPERSONATED.id}`,
  organizations: "#/organizations",
  organization: `#/organizations/${ORGANIZATION.id}`,
  reports: "#/reports",
  report: "#/reports/impersonations",
  "report-chart": "#/reports/sign-ins-per-day",
  "sign-off": "#/reports/impersonations",
  system: "#/system",
  "not-found": "#/users/user_nobody",
};

before(populate);
after(async () => {
  await close();
  assert.deepEqual(faults, []);
});

/**
 * Opens a place, and a row of it where the place is named so.
 * @param {import("playwright-core").Page} page
 * @param {string} name
 */
async function show(page, name) {
  await visit(page, PLACES[name] ?? "");
  if (name === "sign-off") await page.getByText("Sign off", { exact: true }).click();
  if (name !== "row") return;
  await page.locator("a.row-link").first().click();
  await page.getByRole("complementary").getByText("Commitment").waitFor();
}

/** @param {import("playwright-core").Page} page @param {string} where */
async function assertAccessible(page, where) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    // @ts-expect-error: axe is what the line above defines.
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations
      .filter((/** @type {any} */ one) => ["serious", "critical"].includes(one.impact))
      .map((/** @type {any} */ one) => `${one.id}: ${one.nodes.slice(0, 3).map((/** @type {any} */ node) =>
        node.html.slice(0, 160)).join(" | ")}`);
  });
  assert.deepEqual(found, [], where);
}

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  test(`axe has no serious finding, ${colorScheme}`, async (context) => {
    const page = await open({ colorScheme, reducedMotion: "reduce" });
    await page.goto(URL_OF_SERVER);
    await page.getByLabel("API key").waitFor();
    await assertAccessible(page, "sign-in");
    await signIn(page);
    for (const name of Object.keys(PLACES)) {
      await context.test(name, async () => {
        await show(page, name);
        await assertAccessible(page, name);
        const folder = process.env.GATELOG_SHOTS;
        if (folder) await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png` });
      });
    }
  });
}

test("no page scrolls sideways at 360 pixels", async (context) => {
  const page = await open({ viewport: { width: 360, height: 740 } });
  await signIn(page);
  for (const name of Object.keys(PLACES)) {
    await context.test(name, async () => {
      await show(page, name);
      const { whole, seen } = await page.evaluate(() =>
        ({ whole: document.documentElement.scrollWidth, seen: innerWidth }));
      assert.ok(whole <= seen, `${name} is ${whole} pixels wide`);
    });
  }
});

test("markup and control characters are text everywhere", async () => {
  const page = await open();
  await signIn(page);
  const places = ["#/users?q=hostile", `#/users/${EVE.id}`, `#/activity?user_id=${EVE.id}`,
    `#/sessions?user_id=${EVE.id}`, `#/sessions/sess_Eve${RUN}`, `#/activity?q=hostile${RUN}`];
  for (const place of places) {
    await visit(page, place);
    assert.equal(await page.locator('img[src="x"], body script').count(), 0, place);
    const text = await page.locator("main").innerText();
    assert.ok(text.includes("<img src=x onerror=alert(1)>"), `${place} shows the name as it is`);
    assert.ok(text.includes("\\u{202E}") && text.includes("\\u{200B}"), `${place} shows what is invisible`);
    assert.ok(!/[\u202E\u200B]/.test(text), `${place} lets nothing invisible through`);
  }
  await visit(page, `#/activity?user_id=${EVE.id}&action=signed_in`);
  await page.locator("a.row-link").first().click();
  await page.getByText(`<script>alert(2)</script>${RUN}`).first().waitFor();
  await visit(page, `#/activity?user_id=${EVE.id}&action=user_created`);
  await page.locator("a.row-link").first().click();
  await page.getByRole("button", { name: "Show all of it" }).click();
  await settled(page);
  await page.getByLabel("Payload").getByText("<img src=x onerror=alert(1)>").nth(1).waitFor();
});

test("the keyboard alone signs in, filters, opens a row and closes it", async () => {
  const page = await open();
  await page.goto(`${URL_OF_SERVER}/#/activity?user_id=${ADA.id}&last=90d`);
  await page.getByLabel("API key").waitFor();
  await page.keyboard.type(KEY);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Activity" }).waitFor();
  await settled(page);

  /** Tabs until the element with the focus matches. @param {string} selector */
  const tabTo = async (selector) => {
    for (let presses = 0; presses < 120; presses += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    }
    assert.fail(`the keyboard does not reach ${selector}`);
  };
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Skip to the content");
  await page.keyboard.press("Enter");
  for (const selector of [".segments a", ".search input", ".add select", ".chip a", ".numbers summary",
    ".bar button", ".export a", ".drop summary", "button.value"]) await tabTo(selector);
  const outline = await page.evaluate(() =>
    getComputedStyle(/** @type {Element} */ (document.activeElement)).outlineStyle);
  assert.equal(outline, "solid", "the focus is visible");

  await page.keyboard.press("Enter");
  await page.getByRole("menu").waitFor();
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Leave this out");
  await page.keyboard.press("Escape");
  await page.getByRole("menu").waitFor({ state: "hidden" });
  assert.ok(await page.evaluate(() => document.activeElement?.matches("button.value")),
    "the focus is back at the value");

  await tabTo("a.row-link");
  await page.keyboard.press("Enter");
  await page.getByRole("complementary").getByText("Commitment").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("complementary").waitFor({ state: "detached" });
  // The focus is back at the row; where the panel is gone, it may not have moved yet.
  await page.waitForFunction(() => document.activeElement?.matches("a.row-link"));
});

test("the first rows are there soon", async () => {
  const page = await open();
  await signIn(page, "#/activity");
  await page.locator(".rows tbody tr").first().waitFor();
  const began = Date.now();
  await page.reload({ waitUntil: "commit" });
  await page.locator(".rows tbody tr").first().waitFor();
  console.log(`first rows: ${Date.now() - began} ms`);
});
