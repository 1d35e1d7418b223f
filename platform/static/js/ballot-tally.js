// What is chosen and what is left on a ballot, in numbers: shown while somebody chooses, and said to who listens.

const language = document.documentElement.lang || "nl";
const amounts = { style: "currency", currency: "EUR" };
const whole = new Intl.NumberFormat(language, { ...amounts, maximumFractionDigits: 0 });
const exact = new Intl.NumberFormat(language, amounts);

export const euros = (cents) => (cents % 100 ? exact : whole).format(cents / 100);

export const marks = (form) => [...form.querySelectorAll("[data-option]")];

export const isMarked = (mark) => {
  const field = mark.querySelector("input[name=choice], input[name=chosen], input[name=order]");
  if (field) return field.type === "hidden" ? !field.disabled : field.checked;
  return mark.classList.contains("samenspel-mark--marked");
};

const show = (form, name, text) => {
  const place = form.querySelector(`[data-${name}]`);
  if (place) place.textContent = text;
};

const when = (form, name, shown) => {
  const place = form.querySelector(`[data-when="${name}"]`);
  if (place) place.hidden = !shown;
};

const tallyMoney = (form, cost) => {
  const limit = Number(form.dataset.costLimit);
  show(form, "money-chosen", euros(cost));
  show(form, "money-left", euros(Math.max(0, limit - cost)));
  show(form, "money-over", euros(Math.max(0, cost - limit)));
  when(form, "money-left", cost <= limit);
  when(form, "money-over", cost > limit);
  form.querySelector("[data-money-share]")?.setAttribute("width", Math.min(100, Math.floor((cost * 100) / limit)));
};

const tallyPoints = (form) => {
  const given = [...form.querySelectorAll("input[name^=points-]")].reduce((sum, field) => sum + (Number(field.value) || 0), 0);
  const left = Number(form.dataset.total) - given;
  show(form, "points-left", Math.max(0, left));
  show(form, "points-over", Math.max(0, -left));
  when(form, "left", left >= 0);
  when(form, "over", left < 0);
};

// Count anew and show it.
export const tally = (form) => {
  const chosen = marks(form).filter(isMarked);
  const most = Number(form.dataset.most);
  show(form, "number", chosen.length);
  show(form, "number-over", chosen.length - most);
  when(form, "too-many", most > 0 && chosen.length > most);
  tallyMoney(form, chosen.reduce((sum, mark) => sum + (Number(mark.dataset.cost) || 0), 0));
  tallyPoints(form);
};

// Say a sentence of the page to who listens, with the tally behind it; `key` names it, `values` fill its braces.
export const say = (form, key, values) => {
  const place = form.querySelector("[data-said]");
  const sentence = place.dataset[key].replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const counted = [...form.querySelectorAll("[data-tally] p")].filter((line) => !line.hidden).map((line) => line.innerText);
  place.textContent = [sentence, ...counted].join(" ");
};
