// The page keeps itself up to date. The socket only says "stream x is at seq n"; what to show comes over HTTP,
// with the same permission checks as the page. Without a socket the page asks every 30 seconds.
import { Coalescer } from "./coalesce.js";
import { refetch } from "./refetch.js";
import { inUse, regions } from "./regions.js";
import { Socket } from "./socket.js";

const POLL = 30_000;
const AGAIN = 5_000;
const BLOCKED_AFTER = 2; // failed attempts before the page asks by itself
const BADGE_AFTER = 1500; // a short hiccup is not worth a word

const streams = new Map(); // stream -> Coalescer
const over = new Set(); // streams we may no longer follow
let socket = null;
let polling = null;
let badge = null;

const show = (id, visible) => {
  const el = document.getElementById(id);
  if (el) el.hidden = !visible;
};

const following = (stream) => regions().filter((r) => r.stream === stream);

function count(el) {
  const note = el.querySelector("[data-count]");
  if (!note) return;
  const number = note.querySelector("[data-number]");
  if (number) number.textContent = String(Number(number.textContent || 0) + 1);
  note.hidden = false;
}

/** Every part that follows the stream, one after the other. The lowest seq shown; null when one was put off. */
async function fetchAll(stream, asked) {
  let lowest = asked;
  for (const { el } of following(stream)) {
    if (el.dataset.live === "count") {
      count(el);
      continue;
    }
    const shown = await refetch(el, stream);
    if (shown === null) {
      if (!inUse(el)) setTimeout(nudge, AGAIN); // the server was busy, not the reader
      return null;
    }
    lowest = Math.min(lowest, shown);
  }
  return lowest;
}

function subscribe() {
  for (const { stream, seq } of regions()) {
    if (over.has(stream) || streams.has(stream)) continue;
    streams.set(stream, new Coalescer(seq, (asked) => fetchAll(stream, asked)));
    socket?.send({ op: "sub", stream, last: seq });
  }
  for (const stream of [...streams.keys()].filter((s) => !following(s).length)) {
    streams.delete(stream);
    socket?.send({ op: "unsub", stream });
  }
}

function ended(stream) {
  over.add(stream);
  streams.delete(stream);
  show("connection-ended", true);
  if (!streams.size) socket?.close();
}

/** The server will not have this page any more: signed out, most likely. */
function refused() {
  clearTimeout(badge);
  show("connection-lost", false);
  show("connection-ended", true);
}

const handlers = {
  ev: ({ stream, seq }) => streams.get(stream)?.heard(Number(seq) || 0),
  synced: ({ stream, seq }) => seq !== undefined && seq !== null && streams.get(stream)?.heard(Number(seq) || 0),
  denied: ({ stream }) => ended(stream),
  gone: ({ stream }) => ended(stream),
};

function message(incoming) {
  if (Object.hasOwn(handlers, incoming?.op)) handlers[incoming.op](incoming);
}

function open() {
  clearTimeout(badge);
  badge = null;
  clearInterval(polling);
  polling = null;
  show("connection-lost", false);
  for (const [stream, { have }] of streams) socket.send({ op: "sub", stream, last: have });
}

function down(attempts) {
  badge ??= setTimeout(() => show("connection-lost", true), BADGE_AFTER);
  if (attempts >= BLOCKED_AFTER) polling ??= setInterval(poll, POLL);
}

/** Ask for what may be new. Counted lists are left alone: they reload when the reader wants. */
function poll() {
  if (document.visibilityState === "hidden") return;
  for (const coalescer of streams.values()) {
    coalescer.wanted = Math.max(coalescer.wanted, coalescer.have + 1);
    coalescer.nudge();
  }
}

function nudge() {
  for (const coalescer of streams.values()) coalescer.nudge();
}

function wake() {
  if (document.visibilityState === "hidden" || !socket) return;
  if (!socket.open) socket.wake();
  nudge();
}

function start() {
  subscribe();
  if (!streams.size) return;
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  socket = new Socket(`${scheme}//${location.host}/ws/live/`, { message, open, down, refused });
  socket.connect();
  document.addEventListener("htmx:afterSettle", subscribe);
  document.addEventListener("visibilitychange", wake);
  window.addEventListener("online", wake);
  window.addEventListener("pagehide", () => socket.close());
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  // What was put off while a person typed is fetched when they leave the field with nothing unsent.
  document.addEventListener("focusout", () => setTimeout(() => regions().some((r) => !inUse(r.el)) && nudge(), 50));
}

start();
