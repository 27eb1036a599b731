// The libraries of the page, and what it uses of them.
import htm from "htm";
import { h } from "preact";

export { signal } from "@preact/signals";
export { Component, render } from "preact";
export { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

/** Markup in a template: `html\`<b>${name}</b>\``. It makes elements and never parses text as HTML. */
export const html = htm.bind(h);
