// Points: − and + change the number beside them, and what is left is shown.
import { tally } from "./ballot-tally.js";

export const givePoints = (form) => {
  const update = (field) => {
    field.closest("[data-option]").classList.toggle("samenspel-mark--marked", Number(field.value) > 0);
    tally(form);
  };

  form.addEventListener("click", (event) => {
    const [step, option] = (event.target.closest("button[name=do]")?.value ?? "").split(":");
    if (step !== "more" && step !== "less") return;
    event.preventDefault();
    const field = form.elements[`points-${option}`];
    field.value = Math.max(0, (Number(field.value) || 0) + (step === "more" ? 1 : -1));
    update(field);
    const said = form.querySelector("[data-said]");
    const left = [...form.querySelectorAll("[data-tally] p")].filter((line) => !line.hidden).map((line) => line.innerText);
    said.textContent = [field.value, ...left].join(". ");
  });

  form.addEventListener("input", (event) => {
    if (event.target.matches("[name^=points-]")) update(event.target);
  });
};
