// An organization: its members at an instant, its invitations, and what happened in it.
import { html } from "../lib.js";
import { useAnswer } from "../api.js";
import { List } from "../list.js";
import { LISTS } from "../lists.js";
import { ActivityOf, AsOf, instant, Unknown, Versions } from "../object.js";
import { Answered, Badge, Facts, Id, Section, Text, Time } from "../ui.js";

const PATH = "/v1/organizations/{organization_id}";

/** @param {{ title: string, path: "/v1/memberships" | "/v1/invitations", part: string, query: object }} props */
function ListOf({ title, path, part, query }) {
  const { columns, id } = LISTS[path];
  return html`<${Section} title=${title}><${List} path=${path} part=${part} query=${query} columns=${columns} id=${id}
    caption=${title} /><//>`;
}

/** @param {{ id: string }} props */
export function OrganizationPage({ id }) {
  const at = instant();
  const answer = useAnswer(PATH, { as_of: at }, { organization_id: id });
  if (answer.error && !answer.loading && !instant()) {
    return html`<${Unknown} id=${id} answer=${answer} filter="organization_id" />`;
  }
  return html`<${Answered} answer=${answer}>${(/** @type {import("../api.js").Schemas["Organization"]} */ row) => html`
      <h1><${Text}>${row.name ?? id}<//> ${row.deleted_at && html`<${Badge} tone="warn">Deleted<//>`}</h1>`}<//>
    <p><${Id} id=${id} /></p>
    <${AsOf} position=${answer.position} from=${answer.data?.created_at} query=${{ organization_id: [id] }} />
    ${answer.data && html`<${Section} title="Identity"><div class="columns">
      <${Facts} rows=${[["Slug", answer.data.slug], ["Created",
        html`<${Time} at=${answer.data.created_at} to="minute" />`],
        ["Created by", answer.data.created_by && html`<${Id} id=${answer.data.created_by} page="users" />`]]} />
      <${Facts} rows=${[["Members allowed", answer.data.max_allowed_memberships === 0 ? "no limit"
        : answer.data.max_allowed_memberships],
        ["Deleted", answer.data.deleted_at && html`<${Time} at=${answer.data.deleted_at} to="minute" />`],
          ["Instance", answer.data.instance_id]]} />
    </div><//>`}
    <${ListOf} title=${at ? "Members then" : "Members"} path="/v1/memberships" part="members_"
      query=${{ organization_id: id, ...(at ? { active_at: at } : { active: true }) }} />
    <${ListOf} title="Invitations" path="/v1/invitations" part="invitations_" query=${{ organization_id: id }} />
    <${ActivityOf} query=${{ organization_id: id }} />
    <${Versions} path=${PATH} id=${id} />`;
}
