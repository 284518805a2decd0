// Ask the server for a live part again, through htmx, and say when it is done.
/* global htmx */
import { inUse, keys, markFresh, regions } from "./regions.js";

const LONGEST = 20_000;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Resolves when htmx has settled the answer for `el`, true when it was shown. */
function settled(el) {
  return new Promise((done) => {
    const finish = (shown) => {
      clearTimeout(timer);
      document.removeEventListener("htmx:afterRequest", onEnd);
      document.removeEventListener("htmx:afterSettle", onSettle);
      el.removeEventListener("zq:put-off", onPutOff);
      done(shown);
    };
    const mine = (event) => event.detail.requestConfig?.elt === el;
    const onEnd = (event) => mine(event) && !event.detail.successful && finish(false);
    const onSettle = (event) => mine(event) && finish(true);
    const onPutOff = () => finish(false);
    const timer = setTimeout(() => finish(false), LONGEST);
    document.addEventListener("htmx:afterRequest", onEnd);
    document.addEventListener("htmx:afterSettle", onSettle);
    el.addEventListener("zq:put-off", onPutOff);
  });
}

/** Keep what the swap could lose: the place on the page, the focus on a link or button, opened details, inner scroll. */
function remember(el) {
  const focused = el.contains(document.activeElement) ? document.activeElement : null;
  const mark = focused && (focused.id ? `#${CSS.escape(focused.id)}` : focused.matches("a[href]") && `a[href="${CSS.escape(focused.getAttribute("href"))}"]`);
  // The same link may stand in a closed menu too, where nothing can have the focus.
  const place = mark ? [...el.querySelectorAll(mark)].indexOf(focused) : -1;
  const open = [...el.querySelectorAll("details")].map((d) => d.open);
  const { scrollX, scrollY } = window;
  return (now) => {
    [...now.querySelectorAll("details")].forEach((d, i) => open.length > i && (d.open = open[i]));
    const twins = mark ? [...now.querySelectorAll(mark)] : [];
    const again = twins[place]?.checkVisibility() ? twins[place] : twins.find((one) => one.checkVisibility());
    if (again && document.activeElement !== again) again.focus({ preventScroll: true });
    window.scrollTo({ left: scrollX, top: scrollY, behavior: "instant" });
  };
}

// One fetch at a time for the whole page: parts that follow several streams never overwrite each other.
let queue = Promise.resolve();

/** Refetch one part. The seq then shown, or null when it was put off or failed. */
export function refetch(el, stream) {
  const run = queue.then(() => once(el, stream));
  queue = run.catch(() => null);
  return run;
}

async function once(el, stream) {
  await pause(Math.random() * (Number(el.dataset.jitter) || 0));
  if (!el.isConnected || inUse(el)) return null;
  const before = keys(el);
  const restore = remember(el);
  const id = el.id;
  const end = settled(el);
  htmx.trigger(el, "zq:refresh");
  if (!(await end)) return null;
  const now = (id && document.getElementById(id)) || el;
  restore(now);
  markFresh(now, before);
  return regions().find((r) => r.el === now && r.stream === stream)?.seq ?? 0;
}

// The person may have begun to type while the answer was on its way: then it waits.
document.addEventListener("htmx:beforeSwap", (event) => {
  const el = event.detail.requestConfig?.elt;
  if (!el?.matches?.("[data-stream]") || !inUse(el)) return;
  event.detail.shouldSwap = false;
  el.dispatchEvent(new CustomEvent("zq:put-off"));
});
