// Ranking: options move between two lists by buttons and by typed places. The focus stays on what was pressed.
import { say, tally } from "./ballot-tally.js";

const button = (mark, step) => mark.querySelector(`button[value^="${step}:"]`);

export const rank = (form) => {
  const ranked = form.querySelector("[data-ranked]");
  const rest = form.querySelector("[data-rest]");

  const number = () => {
    const marks = [...ranked.children];
    marks.forEach((mark, at) => {
      mark.querySelector("[name=order]").disabled = false;
      mark.querySelector("[name^=place-]").value = at + 1;
      button(mark, "up").setAttribute("aria-disabled", String(at === 0));
      button(mark, "down").setAttribute("aria-disabled", String(at === marks.length - 1));
    });
    for (const mark of rest.children) {
      mark.querySelector("[name=order]").disabled = true;
      mark.querySelector("[name^=place-]").value = "";
    }
    form.querySelector("[data-none]").hidden = marks.length > 0;
    form.querySelector("[data-all]").hidden = rest.children.length > 0;
    tally(form);
  };

  // Put an option on a place (from 1), or back among the rest (0), where the order of the ballot is kept.
  const put = (mark, place) => {
    if (place > 0) {
      mark.remove();
      ranked.insertBefore(mark, ranked.children[place - 1] ?? null);
    } else {
      const later = [...rest.children].find((other) => Number(other.dataset.option) > Number(mark.dataset.option));
      rest.insertBefore(mark, later ?? null);
    }
    number();
    const values = { name: mark.dataset.name, place: [...ranked.children].indexOf(mark) + 1, number: ranked.children.length };
    say(form, place > 0 ? "moved" : "removed", values);
  };

  const steps = { add: () => ranked.children.length + 1, remove: () => 0, up: (at) => at - 1, down: (at) => at + 1 };
  const after = { add: "up", remove: "add" };

  form.addEventListener("click", (event) => {
    const pressed = event.target.closest("button[name=do]");
    const [step, option] = (pressed?.value ?? "").split(":");
    if (!(step in steps)) return;
    event.preventDefault();
    const mark = form.querySelector(`[data-option="${option}"]`);
    const place = steps[step]([...ranked.children].indexOf(mark) + 1);
    if (step === "remove" || (place > 0 && place <= ranked.children.length + (step === "add" ? 1 : 0))) put(mark, place);
    button(mark, after[step] ?? step).focus();
  });

  form.addEventListener("change", (event) => {
    if (!event.target.matches("[name^=place-]")) return;
    const typed = event.target.value.trim();
    if (/^\d*$/.test(typed)) put(event.target.closest("[data-option]"), Number(typed));
    event.target.focus();
  });

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("[name^=place-]")) return;
    event.preventDefault(); // the place is taken over at once; nothing is sent
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
  });
};
