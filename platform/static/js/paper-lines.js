// Counts the ballots that were typed, one a line, and warns before a page with unkept lines is left.
for (const form of document.querySelectorAll("[data-paper-lines]")) {
  const lines = form.querySelector("textarea");
  const count = form.querySelector("[data-count]");
  const kept = lines.value;
  const typed = () => lines.value.split("\n").filter((line) => line.trim()).length;
  let leaving = false;

  lines.addEventListener("input", () => {
    count.textContent = `${typed()} / ${form.dataset.expected}`;
  });
  form.addEventListener("submit", () => {
    leaving = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && lines.value !== kept) event.preventDefault();
  });
  lines.focus();
  lines.setSelectionRange(lines.value.length, lines.value.length);
}
