// A button that prints the page; it stands in the page hidden, since without a script it would do nothing.

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
  for (const words of document.querySelectorAll("[data-print-words]")) words.hidden = true;
}
