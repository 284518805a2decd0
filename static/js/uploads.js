// Files are sent as they are chosen, two at a time, each with its own progress. A file that failed keeps its tile with
// the reason and can be sent again alone; its key makes sure that it never arrives twice. Without this the form works.
import { delay } from "./backoff.js";

const AT_ONCE = 2;
const TRIES = 4; // by itself, before the person is asked
const MB = 1024 * 1024;

const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

class Uploads {
  constructor(place) {
    Object.assign(this, { place, form: place.closest("form"), queue: [], active: new Set(), later: new Set(), button: null });
    this.words = place.dataset;
    this.list = place.querySelector("[data-files]");
    this.status = place.querySelector("[data-status]");
    this.input = place.querySelector("input[type=file]");
    this.limits = new Map(this.words.limits.split(" ").map((one) => one.split(":")).map(([kind, mb]) => [kind, Number(mb)]));
    place.querySelector(".chooser").classList.add("ready");
    this.input.addEventListener("change", () => this.chosen());
    this.form.addEventListener("submit", (event) => this.held(event));
    window.addEventListener("online", () => this.online());
    window.addEventListener("beforeunload", (event) => this.busy && event.preventDefault());
  }

  get busy() {
    return this.queue.length + this.active.size + this.later.size > 0;
  }

  chosen() {
    const files = [...this.input.files];
    this.input.value = "";
    for (const file of files) this.add(file);
    this.pump();
  }

  add(file) {
    const tile = this.place.querySelector("template").content.firstElementChild.cloneNode(true);
    const one = { file, tile, key: newKey(), tries: 0, request: null };
    tile.querySelector("[data-name]").textContent = file.name;
    tile.querySelector("[data-retry]").addEventListener("click", () => this.again(one));
    tile.querySelector("[data-remove]").addEventListener("click", () => this.remove(one));
    const full = this.list.querySelectorAll("[data-file], [data-sending]").length >= Number(this.words.most);
    this.list.append(tile);
    if (full) return this.fail(one, this.words.tooMany, false);
    const limit = this.limits.get(file.type.split("/")[0]);
    if (limit && file.size > limit * MB) {
      const size = Math.ceil(file.size / MB).toLocaleString();
      return this.fail(one, this.words.tooLarge.replace("{size}", size).replace("{limit}", limit), false);
    }
    tile.dataset.sending = "";
    this.queue.push(one);
  }

  pump() {
    while (this.active.size < AT_ONCE && this.queue.length && navigator.onLine) this.send(this.queue.shift());
    if (!navigator.onLine) for (const one of this.queue) this.say(one, this.words.offline);
    this.tell();
  }

  send(one) {
    const body = new FormData();
    body.append("draft", this.form.elements.draft.value);
    body.append("key", one.key);
    body.append("file", one.file);
    const request = new XMLHttpRequest();
    one.request = request;
    this.active.add(one);
    this.say(one, "");
    request.open("POST", this.words.url);
    request.setRequestHeader("X-CSRFToken", this.form.elements.csrfmiddlewaretoken.value);
    request.upload.addEventListener("progress", (event) => this.moved(one, event));
    request.addEventListener("load", () => this.answered(one, request));
    request.addEventListener("error", () => this.lost(one));
    request.addEventListener("timeout", () => this.lost(one));
    request.addEventListener("abort", () => this.active.delete(one));
    request.send(body);
  }

  moved(one, { loaded, total, lengthComputable }) {
    const bar = one.tile.querySelector("progress");
    if (lengthComputable) bar.value = Math.round((loaded / total) * 100);
  }

  answered(one, request) {
    this.active.delete(one);
    const { status } = request;
    if (status === 200 || status === 422) this.draw(one, request.responseText, status === 200);
    else if (status === 503 || status === 502 || status === 504) return this.lost(one);
    else if (status === 403 || status === 404) this.fail(one, this.words.signedOut, false);
    else this.fail(one, this.words.failed, true);
    this.pump();
  }

  /** The tile as the server draws it; of a refusal only its words, so that it can be tried again. */
  draw(one, html, taken) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const tile = holder.content.querySelector("li");
    if (taken && tile) {
      one.tile.replaceWith(tile);
      return;
    }
    this.fail(one, tile?.querySelector(".error span")?.textContent || this.words.failed, true);
  }

  /** The network went away: wait for it, or try again a little later, and ask the person in the end. */
  lost(one) {
    this.active.delete(one);
    one.tries += 1;
    if (navigator.onLine && one.tries >= TRIES) {
      this.fail(one, this.words.failed, true);
    } else {
      this.say(one, this.words.offline);
      this.later.add(one);
      if (navigator.onLine) setTimeout(() => this.back(one), delay(one.tries));
    }
    this.pump();
  }

  back(one) {
    if (!this.later.delete(one)) return;
    this.queue.push(one);
    this.pump();
  }

  online() {
    for (const one of [...this.later]) this.back(one);
    this.pump();
  }

  again(one) {
    one.tries = 0;
    one.tile.dataset.sending = "";
    one.tile.querySelector("progress").hidden = false;
    one.tile.querySelector("[data-retry]").hidden = true;
    one.tile.querySelector(".fault")?.classList.replace("fault", "shot");
    this.queue.push(one);
    this.pump();
  }

  remove(one) {
    this.queue = this.queue.filter((other) => other !== one);
    this.later.delete(one);
    one.request?.abort();
    one.tile.remove();
    this.pump();
    this.input.focus();
  }

  fail(one, words, retry) {
    delete one.tile.dataset.sending;
    one.tile.querySelector("progress").hidden = true;
    one.tile.querySelector("[data-retry]").hidden = !retry;
    one.tile.querySelector(".shot")?.classList.replace("shot", "fault");
    this.say(one, words);
  }

  say(one, words) {
    const line = one.tile.querySelector("[data-words]");
    line.hidden = !words;
    line.querySelector("span").textContent = words;
  }

  /** What is on its way, for everybody; a form that was sent meanwhile goes on by itself once all is there. */
  tell() {
    const waiting = this.queue.length + this.active.size + this.later.size;
    if (waiting) this.status.textContent = this.words.progress.replace("{n}", waiting);
    else this.summarise();
    if (waiting || !this.button) return;
    const button = this.button;
    this.button = null;
    if (!this.place.querySelector("[data-retry]:not([hidden])")) this.form.requestSubmit(button);
  }

  summarise() {
    const faults = this.list.querySelectorAll(".fault").length;
    if (faults) this.status.textContent = this.words.faults.replace("{n}", faults);
    else if (this.status.textContent) this.status.textContent = this.words.done;
  }

  held(event) {
    if (!this.busy) return;
    event.preventDefault();
    this.button = event.submitter;
    this.status.scrollIntoView({ block: "center" });
  }
}

document.querySelectorAll("[data-uploads]").forEach((place) => new Uploads(place));
