// The connection itself: opens, comes back with growing pauses, says when it is down. Knows nothing of pages.
import { delay } from "./backoff.js";

const STILL_THERE = 25_000;
// The server's last words: signed out, or a frame it will never take. Coming back would not help.
const FINAL = new Set([4400, 4401, 4413, 4429]);

export class Socket {
  /** `on` = {message(object), open(), down(attempts), refused()}. */
  constructor(url, on, make = (u) => new WebSocket(u)) {
    Object.assign(this, { url, on, make, attempts: 0, ws: null, timer: null, closed: false });
  }

  connect() {
    clearTimeout(this.timer);
    if (this.closed || (this.ws && this.ws.readyState <= 1)) return;
    try {
      this.ws = this.make(this.url);
    } catch {
      return this.retry();
    }
    this.ws.onopen = () => this.opened();
    this.ws.onmessage = (event) => this.received(event.data);
    this.ws.onclose = (event) => (FINAL.has(event.code) ? this.refused() : this.retry());
  }

  opened() {
    clearInterval(this.pings);
    this.pings = setInterval(() => this.send({ op: "ping" }), STILL_THERE);
    this.on.open();
  }

  received(text) {
    let message = null;
    try {
      message = JSON.parse(text);
    } catch {
      return;
    }
    // Only an answer shows that the server wants us: a door that opens and shuts at once must not be hammered.
    if (message?.op === "synced") this.attempts = 0;
    this.on.message(message);
  }

  refused() {
    this.close();
    this.on.refused?.();
  }

  retry() {
    clearInterval(this.pings);
    if (this.closed) return;
    this.on.down(this.attempts + 1);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), delay(this.attempts++));
  }

  /** Try at once: the page came to the front, or the network came back. */
  wake() {
    this.attempts = 0;
    this.connect();
  }

  get open() {
    return this.ws?.readyState === 1;
  }

  send(message) {
    if (this.open) this.ws.send(JSON.stringify(message));
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    clearInterval(this.pings);
    this.ws?.close();
  }
}
