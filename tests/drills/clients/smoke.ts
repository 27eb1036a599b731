// What a TypeScript service does with Gatelog: follow the log, read sessions, handle a refusal.
import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./gatelog.js";

const [url, key] = [process.env.GATELOG_URL, process.env.GATELOG_API_KEY];
assert(url && key, "GATELOG_URL and GATELOG_API_KEY are set");
// Lists are also answered as NDJSON and CSV: this client takes JSON only.
const gatelog = createClient<paths, "application/json; charset=utf-8" | "application/problem+json">({ baseUrl: url, headers: { Authorization: `Bearer ${key}` } });

// All activity in order of arrival, page by page.
const rows: components["schemas"]["Activity"][] = [];
let after: string | undefined;
for (;;) {
  const query = { order_by: "position", order: "asc", limit: 100, after } as const;
  const { data, error } = await gatelog.GET("/v1/activity", { params: { query } });
  assert(data, `activity: ${error?.detail}`);
  rows.push(...data.data);
  if (!data.page.has_more) break;
  after = data.page.next ?? undefined;
}
const positions = rows.map((row) => row.position);
assert(positions.length > 100, `${positions.length} rows of activity`);
assert(positions.every((position, place) => place === 0 || position > (positions[place - 1] ?? -1)), "in order");

const sessions = await gatelog.GET("/v1/sessions", { params: { query: { limit: 1 } } });
const session = sessions.data?.data[0];
assert(session, "there is a session");
const one = await gatelog.GET("/v1/sessions/{session_id}", { params: { path: { session_id: session.session_id } } });
assert.equal(one.data?.session_id, session.session_id);
assert.equal(one.data?.user_id, session.user_id);

// A refusal has a type too.
const refused = await gatelog.GET("/v1/activity", { params: { query: { ip: ["not an address"] } } });
assert.equal(refused.response.status, 400);
assert.equal(refused.error?.parameter, "ip");

const alive = await gatelog.GET("/healthz");
assert.equal(alive.data?.status, "ok");
console.log(`${rows.length} rows of activity, session ${session.session_id}`);
