// Pictures of every view in both themes, for a desk and a telephone, of a log that `gatelog
// simulate` filled: for a person to look at. GATELOG_SHOTS is the folder; arguments choose views,
// `--docs` those of the documentation. Asserts nothing. tests/drills/pictures.sh runs it.
import { api, close, KEY, open, settled, signIn, URL_OF_SERVER, visit } from "./harness.mjs";

const FOLDER = process.env.GATELOG_SHOTS ?? ".";

/** Of a page longer than this, the rest repeats. */
const MAX_HEIGHT = 2400;

const SIZES = { desk: { width: 1440, height: 900 }, phone: { width: 360, height: 740 } };

/** What the pictures show: objects about which the log has much to say. */
async function places() {
  const sessions = (await api("/v1/sessions?impersonated=true&limit=1")).data;
  const bans = (await api("/v1/activity?action=user_banned&limit=1")).data;
  const changes = (await api("/v1/activity?action=email_changed&limit=1")).data;
  const members = (await api("/v1/memberships?active=true&limit=1")).data;
  const { user_id: user, occurred_at: changed } = changes[0] ?? bans[0];
  const before = new Date(Date.parse(changed) - 60_000).toISOString();
  const { organization_id: organization } = members[0];
  const { session_id: session } = sessions[0];
  return {
    overview: "#/?last=30d",
    "overview-day": "#/?last=24h",
    "overview-year": "#/?last=1y",
    activity: "#/activity?last=30d",
    filtered: "#/activity?action=signed_in&action=signed_out&country=!US&last=30d",
    row: `#/activity?last=30d&row=${changes[0]?.svix_id}`,
    "row-page": `#/activity/${bans[0]?.svix_id}`,
    nothing: "#/activity?country=XX",
    refused: "#/activity?ip=nonsense",
    users: "#/users",
    "users-found": "#/users?q=an&mfa=true",
    user: `#/users/${user}`,
    "user-then": `#/users/${user}?as_of=${before}`,
    "user-compared": `#/users/${user}?from=${before}&to=${new Date().toISOString()}`,
    sessions: "#/sessions",
    session: `#/sessions/${session}`,
    organizations: "#/organizations",
    organization: `#/organizations/${organization}`,
    reports: "#/reports",
    report: "#/reports/impersonations",
    "report-chart": "#/reports/sign-ins-per-day",
    "report-unfilled": "#/reports/signed-in-at",
    system: "#/system",
    "not-found": "#/users/user_nobody",
    "no-page": "#/nothing",
  };
}

/** The pictures of docs/guides/page.md: file, view, theme, size, and what begins them if not the page itself.
 * @type {[string, string, "light" | "dark", { width: number, height: number }, string?][]} */
const DOCS = [
  ["activity", "filtered", "light", { width: 1280, height: 800 }],
  ["row", "row", "light", { width: 1280, height: 560 }, ".beside"],
  ["user", "user", "dark", { width: 1280, height: 860 }],
  ["report", "signed-off", "light", { width: 1280, height: 620 }],
  ["telephone", "activity", "light", { width: 360, height: 740 }, ".list"],
];

/** @param {import("playwright-core").Page} page */
async function signOff(page) {
  await visit(page, "#/reports/impersonations");
  await page.getByText("Sign off", { exact: true }).click();
  await page.getByLabel("Your name").fill("Ann Li, Security");
  await page.getByLabel("Note (optional)").fill("No finding.");
}

/** @param {import("playwright-core").Page} page */
async function signedOff(page) {
  await page.getByRole("button", { name: "Export and sign off" }).click();
  await page.getByText("Signed off by").waitFor();
}

/** @param {import("playwright-core").Page} page @param {string} name */
async function picture(page, name) {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  const { width } = page.viewportSize() ?? SIZES.desk;
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${FOLDER}/${name}.png`, fullPage: true,
    clip: { x: 0, y: 0, width, height: Math.min(height, MAX_HEIGHT) } });
}

const only = process.argv.slice(2);
const all = Object.entries(await places());

if (only[0] === "--docs") {
  for (const [file, name, colorScheme, viewport, part] of DOCS) {
    const page = await open({ viewport, colorScheme, reducedMotion: "reduce" });
    await signIn(page, "#/", KEY);
    await visit(page, all.find(([one]) => one === name)?.[1] ?? "#/");
    if (name === "signed-off") await signOff(page).then(() => signedOff(page));
    await page.locator(part ?? "body").evaluate((element) => scrollTo(0, element.getBoundingClientRect().top - 16));
    await page.mouse.move(0, 0);
    await page.screenshot({ path: `${FOLDER}/${file}.png` });
    await page.context().close();
  }
  await close();
  process.exit();
}

const { key: weak } = await api("/v1/keys", { method: "POST",
  body: JSON.stringify({ name: `pictures-${Date.now()}`, scopes: ["views:read"] }) });

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    /** @param {string} name */
    const file = (name) => `${name}-${size}-${colorScheme}`;
    /** @param {string} name */
    const wanted = (name) => only.length === 0 || only.includes(name);
    const page = await open({ viewport, colorScheme, reducedMotion: "reduce" });
    await page.goto(URL_OF_SERVER);
    await page.getByLabel("API key").waitFor();
    if (wanted("sign-in")) await picture(page, file("sign-in"));
    if (wanted("sign-in-refused")) {
      await page.getByLabel("API key").fill("gatelog_wrong");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").waitFor();
      await picture(page, file("sign-in-refused"));
    }
    await signIn(page, "#/", KEY);
    for (const [name, place] of all) {
      if (!wanted(name)) continue;
      await visit(page, place);
      await picture(page, file(name));
    }
    if (wanted("menu")) {
      await visit(page, "#/activity?last=30d");
      await page.locator("button.value").first().click();
      await page.getByRole("menu").waitFor();
      await picture(page, file("menu"));
    }
    if (wanted("versions")) {
      await visit(page, all.find(([name]) => name === "user-compared")?.[1] ?? "");
      await page.getByRole("region", { name: "Versions", exact: true }).screenshot({
        path: `${FOLDER}/${file("versions")}.png` });
    }
    if (wanted("sign-off")) {
      await signOff(page);
      await picture(page, file("sign-off"));
      await signedOff(page);
      await picture(page, file("signed-off"));
    }
    await page.context().close();
    if (!wanted("no-permission")) continue;
    const other = await open({ viewport, colorScheme, reducedMotion: "reduce" });
    await signIn(other, "#/system", weak);
    await settled(other);
    await picture(other, file("no-permission"));
    await other.context().close();
  }
}
await close();
