// While somebody types a proposal: shows proposals that look like it, and keeps what was typed in this tab.
// Markup: <form data-similar="address" data-draft="name"> with a field `title`, a hidden field `checked`, and
// an element with data-similar-here, a polite live region. Without this script the server shows them after the first press.

const WAIT = 300; // milliseconds after the last key
const SHORTEST = 4;
const KEPT = ["title", "text", "place"];

const parse = (html) => new DOMParser().parseFromString(html, "text/html").body;

const keepDraft = (form) => {
  const key = `samenspel-draft-${form.dataset.draft}`;
  const draft = JSON.parse(sessionStorage.getItem(key) ?? "{}");
  for (const name of KEPT) {
    const field = form.elements[name];
    if (field && !field.value && draft[name]) field.value = draft[name];
  }
  form.addEventListener("input", () => {
    const words = Object.fromEntries(KEPT.map((name) => [name, form.elements[name]?.value ?? ""]));
    sessionStorage.setItem(key, JSON.stringify(words));
  });
  form.addEventListener("submit", () => sessionStorage.removeItem(key)); // a refused form comes back with its words
};

const showSimilar = (form) => {
  const { title, checked } = form.elements;
  const place = form.querySelector("[data-similar-here]");
  let timer;
  let asked = 0;

  const ask = async () => {
    const number = (asked += 1);
    const words = title.value.trim();
    if (words.length < SHORTEST) return place.replaceChildren();
    const response = await fetch(`${form.dataset.similar}?q=${encodeURIComponent(words)}`).catch(() => null);
    if (!response?.ok || number !== asked) return undefined; // the server shows them after the press instead
    place.replaceChildren(...parse(await response.text()).childNodes);
    checked.value = "yes";
    return undefined;
  };

  title.addEventListener("input", () => {
    clearTimeout(timer);
    checked.value = "";
    timer = setTimeout(ask, WAIT);
  });
  title.closest(".utrecht-form-field")?.after(place); // right below the sentence it is about
  if (title.value && !checked.value) ask();
};

document.querySelectorAll("form[data-similar]").forEach((form) => {
  keepDraft(form);
  showSimilar(form);
});
