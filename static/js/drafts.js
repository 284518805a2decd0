// What is typed on a page of filing is kept in its draft while it is written: a closed tab loses nothing.
// Only the server keeps it; nothing personal stays in the browser.

const IDLE = 3000;
const AGAIN = 8000;

const form = document.querySelector("form[data-draft]");
const note = form?.querySelector("[data-draft-note]");
const at_rest = note?.textContent ?? "";
let dirty = false;
let sending = null;
let timer = null;
let over = false; // the form itself was sent, or the server does not take it any more

const say = (words) => {
  if (note && note.textContent !== words) note.textContent = words;
};

/** What stands on the page, without files: those have their own way. */
function typed() {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  data.set("do", "keep");
  return data;
}

function later(wait) {
  clearTimeout(timer);
  if (!over) timer = setTimeout(keep, wait);
}

async function keep() {
  if (!dirty || over || sending) return;
  dirty = false;
  sending = new AbortController();
  try {
    const answer = await fetch(form.action, { method: "POST", body: typed(), signal: sending.signal, redirect: "manual" });
    over = answer.status !== 204;
    say(over ? note.dataset.stopped : note.dataset.saved);
  } catch (error) {
    if (error.name === "AbortError") return;
    dirty = true;
    say(note.dataset.lost);
    later(AGAIN);
  } finally {
    sending = null;
  }
  if (dirty) later(IDLE);
}

function written() {
  if (over) return;
  dirty = true;
  if (note.textContent === note.dataset.saved) say(at_rest);
  later(IDLE);
}

function leave() {
  if (!dirty || over) return;
  dirty = false;
  fetch(form.action, { method: "POST", body: typed(), keepalive: true, redirect: "manual" }).catch(() => {});
}

if (form && note) {
  form.addEventListener("input", written);
  form.addEventListener("change", written);
  form.addEventListener("submit", () => {
    over = true; // what is sent now is newer than anything still on its way
    clearTimeout(timer);
    sending?.abort();
  });
  window.addEventListener("online", () => later(0));
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
}

// Back from elsewhere: a page out of the browser's memory may be somebody else's by now.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
