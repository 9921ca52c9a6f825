"use strict";
// Puts the newest page in the place of the one that is shown, twice a minute, where nobody is typing.

const EVERY = 30_000; // milliseconds

async function renew() {
  const active = document.activeElement;
  if (document.hidden || active?.matches("input")) return;
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const open = new Set([...document.querySelectorAll("details")].flatMap((one, at) => (one.open ? [at] : [])));
  const href = active?.getAttribute("href");
  for (const part of ["main", "footer"]) {
    document.querySelector(part).replaceWith(page.querySelector(part));
  }
  document.querySelectorAll("details").forEach((one, at) => { one.open = open.has(at); });
  if (href) document.querySelector(`main a[href="${CSS.escape(href)}"]`)?.focus({ preventScroll: true });
}

setInterval(
  () => renew().catch(() => document.querySelector("footer").classList.add("stale")),
  EVERY,
);
