// The basket: projects go in and out without a reload. Every project has a line in the basket, seen when it is chosen.
import { say, tally } from "./ballot-tally.js";

export const fillBasket = (form) => {
  const basket = form.querySelector("[data-basket]");

  const put = (option, chosen) => {
    const mark = form.querySelector(`[data-option="${option}"]`);
    const line = basket.querySelector(`[data-line="${option}"]`);
    mark.classList.toggle("samenspel-mark--marked", chosen);
    line.hidden = !chosen;
    line.querySelector("[name=chosen]").disabled = !chosen;
    form.querySelector("[data-none]").hidden = basket.querySelector("[data-line]:not([hidden])") !== null;
    tally(form);
    say(form, chosen ? "added" : "removed", { name: mark.dataset.name });
  };

  form.addEventListener("click", (event) => {
    const pressed = event.target.closest("button[name=do]");
    const [step, option] = (pressed?.value ?? "").split(":");
    if (step !== "add" && step !== "remove") return;
    event.preventDefault();
    put(option, step === "add");
    if (pressed.closest("[data-basket]")) form.querySelector("#basket").focus({ preventScroll: true });
    else form.querySelector(`[data-option="${option}"] button[value^="${step === "add" ? "remove" : "add"}:"]`).focus();
  });
};
