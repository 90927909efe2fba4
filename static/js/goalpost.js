"use strict";

// The site is whole without this file. It does two small things:
// a page with mistakes puts the focus on their summary, and words that
// were typed but not sent survive a lost connection.

// One page may have the same field for one thing after another: where it is sent tells them apart.
const kept = (area) => `unsent:${location.pathname}:${area.form?.action}:${area.name}`;

const focusSummary = (root) => {
  const summary = root.matches?.(".error-summary") ? root : root.querySelector(".error-summary");
  if (summary) summary.focus();
};

const restore = (root) => {
  for (const area of root.querySelectorAll("textarea[data-keep]")) {
    const words = sessionStorage.getItem(kept(area));
    if (words && !area.value) area.value = words;
  }
};

document.addEventListener("input", (event) => {
  if (event.target.matches("textarea[data-keep]")) {
    sessionStorage.setItem(kept(event.target), event.target.value);
  }
});

document.addEventListener("submit", (event) => {
  for (const area of event.target.querySelectorAll("textarea[data-keep]")) {
    if (navigator.onLine) sessionStorage.removeItem(kept(area));
  }
});

document.addEventListener("htmx:sendError", (event) => {
  for (const area of event.target.querySelectorAll("textarea[data-keep]")) {
    sessionStorage.setItem(kept(area), area.value);
  }
});

document.addEventListener("htmx:load", (event) => {
  focusSummary(event.target);
});

document.addEventListener("DOMContentLoaded", () => {
  focusSummary(document);
  restore(document);
});
