// What an auditor does with the page, by clicking alone.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { api, close, deliver, faults, input, open, RUN, settled, signIn, URL_OF_SERVER, visit } from "./harness.mjs";
import { ADA, CHANGED, DAY, GRACE, IMPERSONATED, MINUTE, NOW, ORGANIZATION, populate, SESSION, sessionOf,
  userOf } from "./people.mjs";

/** @type {import("playwright-core").Page} */
let page;

before(async () => {
  await populate();
  page = await open();
});
after(async () => {
  await close();
  assert.deepEqual(faults, []);
});

/** @param {string} name */
async function navigate(name) {
  await page.getByRole("navigation", { name: "Pages of Gatelog" }).getByRole("link", { name, exact: true }).click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
  await settled(page);
}

/** @param {string} filter @param {string} value @param {"fill" | "selectOption"} how */
async function addFilter(filter, value, how) {
  await page.getByLabel("Filter", { exact: true }).selectOption({ label: filter });
  await page.getByLabel("Value", { exact: true })[how](value);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await settled(page);
}

/** @param {string} text */
async function search(text) {
  await page.getByRole("searchbox").fill(text);
  await page.getByRole("button", { name: "Search" }).click();
  await settled(page);
}

/** What the chart says of a series. @param {string} series */
const counted = (series) => page.locator("figcaption .key").filter({ hasText: series }).locator("b").innerText();

test("a wrong key is refused, and a right one opens the place that was asked for", async () => {
  await page.goto(`${URL_OF_SERVER}/#/organizations?q=${RUN}`);
  await page.getByLabel("API key").fill("gatelog_wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").waitFor();
  await signIn(page, `#/organizations?q=${RUN}`);
  await page.getByRole("link", { name: ORGANIZATION.name }).waitFor();
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage,
    ...sessionStorage }) + document.cookie + location.href);
  assert.ok(!stored.includes(process.env.GATELOG_API_KEY ?? "?"), "the key is kept nowhere that a script can read");
});

test("an impersonation of last month and its duration", async () => {
  await navigate("Reports");
  await page.getByRole("link", { name: "Who acted as another user, when, and for how long?" }).click();
  await page.getByLabel("Since").fill(input(IMPERSONATED.at - DAY));
  await page.getByLabel("Until").fill(input(IMPERSONATED.at + DAY));
  await page.getByRole("button", { name: "Answer" }).click();
  const row = page.getByRole("row").filter({ hasText: `${ADA.first} ${ADA.last}` });
  await row.waitFor();
  assert.match(await row.innerText(), /Impersonated[\s\S]*13 min 34 s/);
  await row.getByRole("link").first().click();
  await page.getByRole("heading", { level: 1, name: /Session of/ }).waitFor();
  await page.getByText(GRACE.id).first().waitFor();
});

test("who was signed in at an instant", async () => {
  await navigate("Sessions");
  await addFilter("Signed in at", input(SESSION.at + 20 * MINUTE), "fill");
  await addFilter("Country", "AT", "fill");
  await page.getByRole("link", { name: `${ADA.first} ${ADA.last}` }).waitFor();
  await page.getByRole("link", { name: /^Remove Signed in at/ }).click();
  await addFilter("Signed in at", input(SESSION.end + MINUTE), "fill");
  assert.equal(await page.getByRole("link", { name: `${ADA.first} ${ADA.last}` }).count(), 0);
});

test("a report is signed off, with the digest of its file", async () => {
  await navigate("Reports");
  await page.getByRole("link", { name: "Who acted as another user, when, and for how long?" }).click();
  await page.getByLabel("Since").fill(input(IMPERSONATED.at - DAY));
  await page.getByLabel("Until").fill(input(IMPERSONATED.at + DAY));
  await page.getByRole("button", { name: "Answer" }).click();
  await settled(page);
  await page.getByText("Sign off", { exact: true }).click();
  await page.getByLabel("Your name").fill(`Ann Li ${RUN}`);
  await page.getByLabel("Note (optional)").fill("No finding.");
  const [download] = await Promise.all([page.waitForEvent("download"),
    page.getByRole("button", { name: "Export and sign off" }).click()]);
  const signed = page.locator(".signed");
  await signed.getByText(`Signed off by Ann Li ${RUN}`).waitFor();
  const file = await readFile(await download.path());
  const digest = createHash("sha256").update(file).digest("hex");
  const text = await signed.innerText();
  assert.ok(text.includes(digest) && text.includes(download.suggestedFilename()), text);
  assert.ok(text.includes(new Date().toISOString().slice(0, 10)), text);
  const { data } = await api(`/v1/activity?source=system&type=system.reviewed&since=${new Date(NOW).toISOString()}`);
  assert.ok(data.some((/** @type {any} */ row) => row.summary.includes(`Ann Li ${RUN}`)), JSON.stringify(data));

  // Another list is not the one that was read.
  await page.getByLabel("User ID", { exact: true }).fill(ADA.id);
  await page.getByRole("button", { name: "Answer" }).click();
  await settled(page);
  assert.equal(await signed.count(), 0);
});

test("a list that is cut is not signed off", async () => {
  await visit(page, `#/activity?user_id=${ADA.id}&last=90d`);
  await page.route(/format=csv/, (route) => route.fulfill({ status: 503, contentType: "application/problem+json",
    body: JSON.stringify({ detail: "the export was cut" }) }));
  await page.getByText("Sign off", { exact: true }).click();
  await page.getByLabel("Your name").fill("Ann Li");
  await page.getByRole("button", { name: "Export and sign off" }).click();
  await page.getByText("Nothing was signed off. the export was cut").waitFor();
  await page.unroute(/format=csv/);
});

test("the documentation of the API is one click away where it is served", async () => {
  await visit(page, "#/");
  await page.getByRole("link", { name: "Documentation of the API" }).click();
  await page.waitForURL(/\/docs$/);
  assert.equal(await page.title(), "Gatelog API");
  await page.route(`${URL_OF_SERVER}/`, async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(/<link rel="service-doc"[^>]*>/, "");
    await route.fulfill({ response, body });
  });
  await visit(page, "#/");
  assert.equal(await page.getByRole("link", { name: "Documentation of the API" }).count(), 0);
  await page.unroute(`${URL_OF_SERVER}/`);
});

test("what changed of a user in a period", async () => {
  await navigate("Users");
  await search(`ada ${ADA.last}`);
  await page.getByRole("link", { name: `${ADA.first} ${ADA.last}` }).click();
  await page.getByLabel("What changed from").fill(input(CHANGED - DAY));
  await page.getByLabel("to", { exact: true }).fill(input(CHANGED + DAY));
  await page.getByRole("button", { name: "Compare" }).click();
  const row = page.locator(".diff").getByRole("row").filter({ hasText: "primary email" });
  await row.waitFor();
  assert.match(await row.innerText(), new RegExp(`${ADA.email}[\\s\\S]*${ADA.later}`));
});

test("the activity of an organization as a file", async () => {
  await navigate("Organizations");
  await search(ORGANIZATION.name);
  await page.getByRole("link", { name: ORGANIZATION.name }).click();
  const section = page.getByRole("region", { name: "Activity", exact: true });
  await section.getByText("became a member").waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"),
    section.getByRole("link", { name: "CSV" }).click()]);
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\r\n");
  assert.match(lines[0] ?? "", /summary/);
  assert.equal(lines.length, 3, "the header, the organization and its member");
  assert.ok(lines.every((line, index) => index === 0 || line.includes(ORGANIZATION.name)));
});

test("a user as of a date by permalink, and what changed since it was made", async () => {
  const asOf = new Date(CHANGED - DAY).toISOString();
  await visit(page, `#/users/${ADA.id}?as_of=${asOf}`);
  const identity = page.getByRole("region", { name: "Identity" });
  await identity.getByText(ADA.email).waitFor();
  assert.equal(await page.getByText(ADA.later).count(), 0, "nothing of later is shown");
  await page.getByRole("button", { name: "Copy permalink" }).click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.goto("about:blank");
  await page.goto(link);
  await page.getByText("Nothing was recorded since that belongs here.").waitFor();
  await identity.getByText(ADA.email).waitFor();

  await deliver("user.updated", CHANGED - 2 * DAY, { ...userOf(ADA, NOW - 40 * DAY, CHANGED - 2 * DAY),
    username: `late${RUN}` });
  await page.goto("about:blank");
  await page.goto(link);
  await page.getByText(/was recorded since: 1\./).waitFor();
});

test("a permalink to a row says that the row was revised since", async () => {
  const { id } = await deliver("user.updated", NOW - 4 * DAY,
    { ...userOf(GRACE, NOW - 40 * DAY, NOW - 4 * DAY), username: `grace${RUN}` });
  await visit(page, `#/activity?user_id=${GRACE.id}&last=30d&row=${id}`);
  await page.getByRole("complementary").getByRole("button", { name: "Copy permalink" }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await deliver("user.updated", NOW - 6 * DAY, { ...userOf(GRACE, NOW - 40 * DAY, NOW - 6 * DAY),
    username: `other${RUN}` });
  await page.goto("about:blank");
  await page.goto(link);
  await page.getByText("This row was revised since the link was made").waitFor();
});

test("a value filters in and out by its menu", async () => {
  await visit(page, `#/activity?user_id=${ADA.id}&last=90d`);
  const rows = () => page.locator(".rows tbody tr");
  const all = await rows().count();
  await page.getByRole("button", { name: "Signed in", exact: true }).first().click();
  await page.getByRole("menuitem", { name: "Leave this out" }).click();
  await settled(page);
  assert.match(page.url(), /action=%21signed_in/);
  assert.equal(await page.getByRole("button", { name: "Signed in", exact: true }).count(), 0);
  assert.ok((await rows().count()) < all);
  await page.getByRole("link", { name: "Action signed_in: show only" }).click();
  await settled(page);
  assert.equal(await counted("Matching events"), String(await rows().count()));
  assert.equal(await rows().count(), await page.getByRole("button", { name: "Signed in", exact: true }).count());
});

test("the chart counts what every filter of the list leaves", async () => {
  await navigate("Activity");
  await page.getByRole("link", { name: "90 days" }).click();
  await addFilter("User", ADA.id, "fill");
  await addFilter("Country", "AT", "fill");
  await page.getByRole("button", { name: "Count" }).click();
  await page.getByText(/^\d+ rows$/).waitFor();
  const rows = await page.locator(".rows tbody tr").count();
  assert.ok(rows > 1);
  assert.equal(await counted("Matching events"), String(rows));
  assert.equal(await page.locator(".count").innerText(), `${rows} rows`);
  const bars = await page.locator(".chart svg > g").count();
  assert.ok(bars > 3 && bars <= 34, `${bars} bars and lines`);

  await page.getByRole("link", { name: "24 hours" }).click();
  await settled(page);
  assert.equal(await counted("Matching events"), "0");
  await page.getByRole("link", { name: "Remove all" }).click();
  await settled(page);
  await page.locator("figcaption").getByText("Sign-ins").waitFor();
});

test("the chart says which bars it could not count", async () => {
  const counts = /\/v1\/activity\?.*count=exact/;
  await page.route(counts, async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    delete answer.page.count;
    answer.notes = ["count: the list has more than 1234 rows, which were counted within 2 seconds"];
    await route.fulfill({ response, json: answer });
  });
  await visit(page, `#/activity?user_id=${ADA.id}&last=7d`);
  await page.getByText("8 of 8 bars are not fully counted").waitFor();
  await page.getByText("Numbers").click();
  await page.locator(".numbers").getByText("over 1,234").first().waitFor();
  await page.locator(".numbers").getByText("not counted").first().waitFor();
  await page.unroute(counts);
});

test("counts end when the filters change", async () => {
  const counts = /\/v1\/activity\?.*count=exact/;
  const ended = new Set();
  /** @param {import("playwright-core").Request} request */
  const note = (request) => counts.test(request.url()) && ended.add(request.url());
  page.on("requestfailed", note);
  let held = 0;
  await visit(page, "#/reports");
  await page.route(counts, () => { held += 1; });
  await page.goto(`${URL_OF_SERVER}/#/activity?user_id=${ADA.id}&last=30d`);
  while (held < 2) await page.waitForTimeout(20);
  await page.waitForTimeout(200);
  assert.equal(held, 2, "a few at a time");
  await page.getByRole("link", { name: /^Remove User/ }).click();
  await settled(page);
  assert.deepEqual([held, ended.size], [2, 2]);
  await page.unroute(counts);
  page.off("requestfailed", note);
});

test("dragging over the chart zooms, and the list follows", async () => {
  await visit(page, "#/activity?last=30d");
  const box = await page.locator("svg.zooms").boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width * 0.5, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + 60, { steps: 4 });
  const began = Date.now();
  const listed = page.waitForResponse((response) => /\/v1\/activity\?.*until=/.test(response.url()));
  await page.mouse.up();
  await (await listed).finished();
  await page.locator('.list .answered[aria-busy="false"]').waitFor();
  console.log(`zoom to list: ${Date.now() - began} ms`);
  await page.waitForURL(/since=.*until=/);
  await settled(page);
  const times = await page.locator(".rows tbody time").evaluateAll((all) => all
    .map((one) => one.getAttribute("datetime") ?? ""));
  const { searchParams } = new URL(page.url().replace("#/", ""));
  assert.ok(times.every((time) => time >= (searchParams.get("since") ?? "") &&
    time < (searchParams.get("until") ?? "")));
});

test("what the log does not cover is not shown as zero", async () => {
  await visit(page, "#/?last=1y");
  await page.getByText("Numbers").click();
  const first = page.locator(".numbers tbody tr").first();
  assert.match(await first.innerText(), /not covered\s+not covered/);
});

test("the live tail shows a sign-in within two seconds, and can be paused", async () => {
  await visit(page, `#/activity?user_id=${GRACE.id}`);
  await page.getByRole("button", { name: "Live" }).click();
  await page.getByText("live, 0 new").waitFor();
  const began = Date.now();
  await deliver("session.created", began, sessionOf(`sess_Live${RUN}`, GRACE.id, began));
  await page.locator(".rows tbody tr").first().getByText(/Hopper.* signed in/)
    .waitFor({ timeout: 2000 });
  assert.ok(Date.now() - began < 2000);
  console.log(`delivery to row: ${Date.now() - began} ms`);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Live" }).waitFor();
  await page.locator(".rows tbody tr").first().getByText(/Hopper.* signed in/).waitFor();
});

test("the live tail revises a row that a late event changes", async () => {
  await visit(page, `#/activity?user_id=${GRACE.id}`);
  await page.getByRole("button", { name: "Live" }).click();
  await page.getByText(/^live, \d+ new$/).waitFor();
  const later = NOW - 60 * MINUTE;
  await deliver("user.updated", later, { ...userOf(GRACE, NOW - 40 * DAY, later), username: `second${RUN}` });
  const row = page.locator(".rows tbody tr").filter({ hasText: `second${RUN}` });
  await row.waitFor();
  const earlier = later - 30 * MINUTE;
  await deliver("user.updated", earlier, { ...userOf(GRACE, NOW - 40 * DAY, earlier), username: `first${RUN}` });
  await row.getByText(new RegExp(`first${RUN}[^]*second${RUN}`)).waitFor();
});

test("the slider restores an instant, and a version does", async () => {
  await visit(page, `#/users/${ADA.id}`);
  const identity = page.getByRole("region", { name: "Identity" });
  await identity.getByText(ADA.later).waitFor();
  await page.getByRole("slider").fill(String(CHANGED - 10 * DAY));
  await identity.getByText(ADA.email).waitFor();
  await page.getByRole("link", { name: "Now" }).click();
  await identity.getByText(ADA.later).waitFor();
  const version = page.getByRole("listitem").filter({ hasText: "user.created" });
  await version.locator("summary").click();
  await version.getByRole("link", { name: /as of then/ }).click();
  await identity.getByText(ADA.email).waitFor();
});

test("a view is rebuilt, and says how far it is", async () => {
  await visit(page, "#/system");
  await page.getByRole("button", { name: "Rebuild organizations" }).click();
  const views = page.getByRole("region", { name: "Views" }).first();
  await views.getByText("previous").waitFor({ timeout: 60_000 });
  assert.equal(await page.getByRole("alert").count(), 0);
});

test("a session that ended asks for the key, and goes on at the same place", async () => {
  await visit(page, `#/users/${ADA.id}`);
  await page.context().clearCookies();
  await page.getByRole("link", { name: "90 days" }).first().click();
  await page.getByLabel("API key").waitFor();
  await signInHere();
  await page.getByRole("heading", { level: 1, name: new RegExp(ADA.last) }).waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("API key").waitFor();
});

async function signInHere() {
  await page.getByLabel("API key").fill(process.env.GATELOG_API_KEY ?? "");
  await page.getByRole("button", { name: "Sign in" }).click();
}

test("what a key may not see is said, with the scope", async () => {
  const { key } = await api("/v1/keys", { method: "POST",
    body: JSON.stringify({ name: `page-${RUN}`, scopes: ["views:read"] }) });
  const other = await open();
  await signIn(other, "#/system", key);
  await other.getByText("It needs the scope keys:read.").waitFor();
  assert.equal(await other.getByRole("button", { name: /^Rebuild/ }).count(), 0);
  assert.equal(await other.getByText("Sign off", { exact: true }).count(), 0);
  await visit(other, `#/activity?user_id=${ADA.id}&last=90d`);
  await other.locator("a.row-link").first().click();
  await other.getByText("It needs the scope events:read.").waitFor();
});
