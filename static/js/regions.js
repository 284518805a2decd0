// The parts of a page that live: [data-stream][data-seq]. Reading them, and what must not be disturbed in them.

const FIELDS = "input:not([type=hidden]), textarea, select";

/** Every live part of the page with what it shows: `{el, stream, seq}`; one element may follow several streams. */
export function regions(root = document) {
  return [...root.querySelectorAll("[data-stream][data-seq]")].flatMap((el) => {
    const seqs = el.dataset.seq.split(/\s+/);
    return el.dataset.stream
      .split(/\s+/)
      .filter(Boolean)
      .map((stream, i) => ({ el, stream, seq: Number(seqs[i] ?? seqs[0]) || 0 }));
  });
}

function changed(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") return [...field.options].some((o) => o.selected !== o.defaultSelected);
  return field.value !== field.defaultValue;
}

/** Whether a person is at work inside: a field has the focus, or holds what is not sent yet. */
export function inUse(el) {
  const active = document.activeElement;
  if (active && active !== el && el.contains(active) && active.matches(FIELDS)) return true;
  return [...el.querySelectorAll(FIELDS)].some(changed);
}

/** The items shown inside, by their key. */
export function keys(el) {
  return new Set([...el.querySelectorAll("[data-item]")].map((item) => item.dataset.item));
}

/** Mark what was not there before, for two seconds. */
export function markFresh(el, before) {
  const fresh = [...el.querySelectorAll("[data-item]")].filter((item) => !before.has(item.dataset.item));
  for (const item of fresh) item.classList.add("fresh");
  setTimeout(() => fresh.forEach((item) => item.classList.remove("fresh")), 2000);
}
