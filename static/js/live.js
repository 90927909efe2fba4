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
