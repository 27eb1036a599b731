// A value that filters: its menu shows or leaves out such rows, opens its page, copies.
import { html, signal, useEffect, useRef } from "./lib.js";
import { go, link, route } from "./route.js";
import { None, Text } from "./ui.js";

/** @typedef {{ name: string, value: string, label: string, page?: string, x: number, y: number }} Open */

const open = signal(/** @type {Open | null} */ (null));

/** The page of each parameter that names an object. */
const PAGES = /** @type {Record<string, string>} */ ({
  user_id: "users",
  actor_id: "users",
  session_id: "sessions",
  organization_id: "organizations",
});

/** @param {string} name @param {string} value @param {boolean} excluded */
function filter(name, value, excluded) {
  const others = route.value.params.getAll(name).filter((one) => one.replace(/^!/, "") !== value);
  go({ [name]: [...others, excluded ? `!${value}` : value] });
}

/**
 * @param {{ name: string, value?: string | null, title?: string, page?: string, children?: any }} props
 */
export function Value({ name, value, title, page = PAGES[name], children }) {
  if (value === null || value === undefined || value === "") return html`<${None} />`;
  /** @param {MouseEvent & { currentTarget: HTMLElement }} event */
  const click = (event) => {
    event.stopPropagation();
    if (event.altKey) return filter(name, value, true);
    const box = event.currentTarget.getBoundingClientRect();
    open.value = { name, value, label: title ?? value, page, x: box.left, y: box.bottom };
  };
  return html`<button type="button" class="value" onClick=${click} aria-haspopup="menu"
    title=${`${value}\nClick: filter, open or copy. Alt-click: leave out.`}>
    <${Text}>${children ?? value}<//></button>`;
}

/** The menu itself, once on the page. */
export function Menu() {
  const element = useRef(/** @type {HTMLElement | null} */ (null));
  const at = open.value;
  useEffect(() => {
    if (!at || !element.current) return;
    element.current.showPopover();
    element.current.querySelector("button")?.focus();
  }, [at]);
  if (!at) return null;
  /** @param {() => void} act */
  const choose = (act) => () => {
    element.current?.hidePopover();
    act();
  };
  /** @param {KeyboardEvent & { currentTarget: HTMLElement }} event */
  const move = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const items = /** @type {HTMLElement[]} */ ([...event.currentTarget.querySelectorAll("button")]);
    const now = items.findIndex((item) => item === document.activeElement);
    items[(now + step + items.length) % items.length]?.focus();
  };
  const style = { left: `${Math.max(8, Math.min(at.x, innerWidth - 268))}px`,
    top: `${Math.min(at.y + 4, innerHeight - 190)}px` };
  /** @param {string} label @param {() => void} act */
  const item = (label, act) =>
    html`<button type="button" role="menuitem" onClick=${choose(act)}>${label}</button>`;
  return html`<div class="menu" popover="auto" role="menu" aria-label=${`${at.name} ${at.label}`} ref=${element}
    style=${style} onKeyDown=${move} onToggle=${(/** @type {any} */ event) => event.newState === "closed" &&
      (open.value = null)}>
    <p><span class="faint">${at.name}</span> <${Text}>${at.label}<//></p>
    ${item("Only this", () => filter(at.name, at.value, false))}
    ${item("Leave this out", () => filter(at.name, at.value, true))}
    ${at.page && item("Open its page", () => { location.hash = link(at.page ?? "", at.value); })}
    ${item("Copy", () => void navigator.clipboard?.writeText(at.value))}
  </div>`;
}
