// Placing, answering and reacting without leaving the page. What is typed is kept until the server says it is placed.

import { parse, press } from "./discussion-list.js";

const token = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};

const csrf = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

const send = (address, body) =>
  fetch(address, {
    method: "POST",
    body,
    headers: { Accept: "application/json", "X-CSRFToken": csrf() },
    redirect: "error",
  });

const read = async (response) => {
  try {
    return await response.json();
  } catch {
    return null;
  }
};

export class Forms {
  constructor(talk, list, words, say) {
    Object.assign(this, { talk, list, words, say });
    document.querySelectorAll("form[data-composer]").forEach((form) => this.prepare(form));
    document.addEventListener("submit", (event) => this.submitted(event));
    talk.addEventListener("click", (event) => this.clicked(event));
  }

  prepare(form) {
    const text = form.elements.text;
    const key = form.dataset.draft && `samenspel-draft-${form.dataset.draft}`;
    if (!text || !key) return;
    this.restore(form, key);
    form.addEventListener("input", () => {
      const { stance, name } = form.elements;
      const draft = { text: text.value, stance: stance?.value, name: name?.value };
      if (text.value) sessionStorage.setItem(key, JSON.stringify(draft));
      else sessionStorage.removeItem(key);
    });
  }

  restore(form, key) {
    const draft = JSON.parse(sessionStorage.getItem(key) ?? "null");
    if (!draft || form.elements.text.value) return;
    form.elements.text.value = draft.text;
    if (draft.stance && form.elements.stance) form.elements.stance.value = draft.stance;
    if (draft.name && form.elements.name instanceof HTMLInputElement) form.elements.name.value = draft.name;
  }

  submitted(event) {
    const form = event.target;
    if (form.matches("[data-composer]")) {
      event.preventDefault();
      this.place(form);
    } else if (form.matches("[data-react]") && event.submitter) {
      event.preventDefault();
      this.react(form, event.submitter);
    }
  }

  async place(form) {
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    this.list.expectOwn();
    this.fail(form, "");
    this.say("");
    try {
      const response = await send(form.getAttribute("action"), new FormData(form)).catch(() => null);
      const answer = response && (await read(response));
      if (response?.status === 201 && answer) this.placed(form, answer);
      else this.refused(form, response, answer);
    } finally {
      form.removeAttribute("aria-busy");
      this.list.gotOwn();
    }
  }

  placed(form, answer) {
    const article = parse(answer.html);
    if (form.dataset.draft) sessionStorage.removeItem(`samenspel-draft-${form.dataset.draft}`);
    form.elements.text.value = "";
    form.querySelectorAll("[name=stance]").forEach((choice) => {
      choice.checked = choice.defaultChecked;
    });
    form.elements.form_token.value = token();
    this.removeNameField(form);
    this.talk.dataset.signedIn = "yes";
    if (!this.list.insert(article, answer.parent, { onTop: true })) this.list.update(this.list.find(answer.id), article);
    if (form.matches(".samenspel-composer--reply")) form.remove();
    this.say(answer.held ? this.words.held : this.words.placed);
    this.list.find(answer.id)?.focus();
  }

  // A visitor who gave a name is a guest from now on.
  removeNameField(form) {
    const name = form.elements.name;
    if (name instanceof HTMLInputElement) name.closest(".utrecht-form-field")?.remove();
  }

  refused(form, response, answer) {
    if (answer?.started && form.elements.started) form.elements.started.value = answer.started;
    const sentence = answer?.errors?.join(" ") ?? (response && response.status < 500 ? this.words.refused : this.words.failed);
    this.fail(form, sentence);
  }

  fail(form, sentence) {
    const place = form.querySelector("[data-failure]");
    place.hidden = !sentence;
    place.textContent = sentence;
  }

  async react(form, button) {
    const body = new FormData();
    body.set(button.name, button.value);
    const response = await send(form.getAttribute("action"), body).catch(() => null);
    const answer = response && (await read(response));
    if (response?.ok && answer) {
      press(button, button.value === "yes");
      Object.entries(answer.counts).forEach(([kind, count]) => {
        form.querySelector(`[data-count="${kind}"]`).textContent = count;
      });
    } else if (response?.status === 403 && this.talk.dataset.signedIn !== "yes") {
      location.assign(this.talk.dataset.login);
    } else {
      this.say(answer?.errors?.join(" ") ?? this.words.noReaction);
    }
  }

  clicked(event) {
    const link = event.target.closest("a[data-reply]");
    const cancel = event.target.closest("[data-cancel]");
    if (cancel) this.closeReply(cancel.closest("form"));
    const template = this.talk.querySelector("template[data-reply-form]");
    if (!link || !template || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const onPage = document.querySelector("section#reply form[data-composer]");
    event.preventDefault();
    if (onPage) onPage.elements.text.focus();
    else this.openReply(link, template);
  }

  openReply(link, template) {
    const open = this.talk.querySelector(".samenspel-composer--reply");
    const article = link.closest("[data-contribution]");
    if (open?.previousElementSibling === article) {
      open.elements.text.focus();
      return;
    }
    open?.remove(); // what was typed in it is kept as its draft
    const form = template.content.querySelector("form").cloneNode(true);
    form.setAttribute("action", `${new URL(link.href).pathname}replies/`);
    form.dataset.draft = `reply-${article.dataset.contribution}`;
    form.elements.form_token.value = token();
    article.after(form);
    this.prepare(form);
    form.elements.text.focus();
  }

  closeReply(form) {
    const article = form.previousElementSibling;
    form.remove();
    article.querySelector("a[data-reply]")?.focus();
  }
}
