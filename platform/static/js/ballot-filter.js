// Searching among options while typing. What is chosen stays chosen, also when it is not shown.
import { marks } from "./ballot-tally.js";

export const filter = (form) => {
  const here = form.querySelector("[data-filter]");
  if (!here) return;
  const area = here.querySelector("[name=area]");
  const words = here.querySelector("[name=q]");

  const apply = () => {
    const asked = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const all = marks(form);
    for (const mark of all) {
      const text = `${mark.textContent} ${mark.dataset.area}`.toLowerCase();
      const fits = (!area?.value || mark.dataset.area === area.value) && asked.every((word) => text.includes(word));
      mark.hidden = !fits && !mark.closest("[data-ranked]");
    }
    const found = form.querySelector("[data-said]").dataset.found;
    const number = all.filter((mark) => !mark.hidden).length;
    here.querySelector("[data-found-here]").textContent = found.replace("{number}", number).replace("{all}", all.length);
  };

  here.addEventListener("input", apply);
  here.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === words) event.preventDefault();
  });
  here.querySelector("button").addEventListener("click", (event) => {
    event.preventDefault();
    apply();
  });
};
