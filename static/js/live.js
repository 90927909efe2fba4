"use strict";

// The live page is drawn by the server. The stream says what changed and htmx
// fetches that part again. Where the stream is blocked, this asks every five
// seconds instead; without scripts the plain page loads itself again.

const EVERY = 5000;
const stream = { open: false, timer: null, seq: Number(document.body.dataset.seq || 0) };

const ask = async () => {
  if (stream.open || document.hidden) return;
  const address = `${document.body.dataset.state}?since=${stream.seq}`;
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const state = await answer.json();
    if (state.seq !== stream.seq && state.changed.length) {
      window.htmx.trigger(document.body, "live:change");
    }
    stream.seq = state.seq;
  } catch {
    // The line is down: the next question is in five seconds.
  }
};

document.addEventListener("htmx:sseOpen", () => {
  stream.open = true;
});

document.addEventListener("htmx:sseError", () => {
  stream.open = false;
});

document.addEventListener("htmx:sseClose", () => {
  stream.open = false;
});

if (document.body.dataset.state) stream.timer = window.setInterval(ask, EVERY);

// What somebody is using stays as it is while the list around it is drawn anew. Where the new list
// has no place for words that were typed, the old one stays: sending them says what happened.
let inHand = null;

const isTyped = (part) =>
  [...part.querySelectorAll("textarea, input:not([type=hidden])")].some((field) => field.value);

const isUsed = (part) =>
  part.open || part.contains(document.activeElement) || isTyped(part);

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  inHand = document.activeElement;
  const shown = new DOMParser().parseFromString(detail.serverResponse, "text/html");
  for (const part of detail.target.querySelectorAll("[hx-preserve]")) {
    if (!isUsed(part)) part.removeAttribute("id");
    else if (isTyped(part) && !shown.getElementById(part.id)) detail.shouldSwap = false;
  }
});

document.addEventListener("htmx:afterSwap", () => {
  // A browser that cannot move a field takes it out and puts it in again.
  if (inHand?.isConnected && inHand !== document.activeElement) inHand.focus();
});
