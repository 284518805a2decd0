// Forms: one click sends once (the server is the real guard), and after an error the reader starts at the summary.

const sent = new WeakSet();

function release(form) {
  sent.delete(form);
  for (const button of form.querySelectorAll("button[data-sent]")) {
    button.disabled = false;
    button.classList.remove("busy");
    delete button.dataset.sent;
  }
}

function hold(form) {
  for (const button of form.querySelectorAll("button:not([type=button])")) {
    if (button.disabled) continue;
    button.dataset.sent = "";
    button.classList.add("busy");
    button.disabled = true;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.matches("[hx-post]")) return;
  if (sent.has(form)) return event.preventDefault();
  sent.add(form);
  // A disabled button sends no value: wait until the browser has read the form.
  setTimeout(() => (event.defaultPrevented ? sent.delete(form) : hold(form)));
});

// Back from the next page: the buttons work again.
window.addEventListener("pageshow", () => document.querySelectorAll("form").forEach(release));

document.querySelector("[data-focus]")?.focus();

// A link in the summary leads into the control itself, with its label in sight.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".error-summary a[href^='#']");
  const control = link && document.getElementById(link.hash.slice(1));
  if (!control) return;
  event.preventDefault();
  control.closest(".field")?.scrollIntoView({ block: "start" });
  control.focus({ preventScroll: true });
});

// Characters written so far, beside the limit.
function tell(line) {
  const control = document.getElementById(line.dataset.countFor);
  if (!control) return;
  const number = document.createElement("span");
  const update = () => (number.textContent = `${[...control.value].length.toLocaleString()}`);
  control.addEventListener("input", update);
  update();
  line.append(number);
}

document.querySelectorAll("[data-count-for]").forEach(tell);
