// What is on the page: frames change it in place; new contributions wait behind a bar until the reader asks for them.

const parse = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.querySelector("[data-contribution]");
};

const LONGEST_TIMER = 86_400_000; // a browser counts no further than 24 days

const number = (article, name) => Number(article.dataset[name]);

export class List {
  constructor(talk, words, say) {
    Object.assign(this, { talk, words, say });
    this.root = talk.querySelector("[data-list]");
    this.button = talk.querySelector("[data-show-news]");
    this.news = new Map();
    this.held = []; // frames that came while an own contribution was on its way
    this.waiting = 0;
    this.touched = new Set();
    const gone = talk.querySelectorAll("[data-state=hidden], [data-state=withdrawn]");
    this.gone = new Set([...gone].map((article) => number(article, "contribution")));
    this.button.addEventListener("click", () => this.showNews());
    this.openAt(talk.dataset.opensAt);
  }

  // Own posts: their frame may come before the answer to the form.
  expectOwn() {
    this.waiting += 1;
  }

  gotOwn() {
    this.waiting -= 1;
    if (this.waiting === 0) this.held.splice(0).forEach((frame) => this.show(frame));
  }

  find(id) {
    return document.getElementById(`contribution-${id}`);
  }

  take(frame) {
    if (frame.kind.startsWith("room.")) return this.roomChanged(frame);
    this.count(frame);
    return this.show(frame);
  }

  show(frame) {
    const article = parse(frame.html);
    if (!article) return undefined;
    const shown = this.find(frame.id);
    if (shown) return this.update(shown, article);
    if (this.waiting) return this.held.push(frame);
    return this.announce(frame, article);
  }

  // Every frame comes once and in order, so counting along keeps the total right.
  count({ kind, id }) {
    const total = this.talk.querySelector("[data-total]");
    const comesIn = kind === "contribution.posted" || kind === "contribution.restored";
    const goesOut = kind === "contribution.hidden" || kind === "contribution.withdrawn";
    if (!total || !(comesIn || goesOut) || (goesOut && this.gone.has(id))) return;
    if (comesIn) this.gone.delete(id);
    else this.gone.add(id);
    const number = Number(total.dataset.total) + (comesIn ? 1 : -1);
    const sentence = number === 1 ? this.words.totalOne : this.words.totalMany.replace("{count}", number);
    total.dataset.total = number;
    total.textContent = sentence;
    document.querySelectorAll("[data-total-copy]").forEach((copy) => {
      copy.textContent = number ? sentence : this.words.totalNone;
    });
    if (number) this.talk.querySelector("[data-sorts]")?.removeAttribute("hidden");
  }

  roomChanged(frame) {
    const fresh = document.createElement("template");
    fresh.innerHTML = frame.html;
    fresh.content.querySelectorAll("[data-room-part]").forEach((part) => {
      document.querySelectorAll(`[data-room-part="${part.dataset.roomPart}"]`).forEach((shown) => {
        if (shown.innerHTML.trim() !== part.innerHTML.trim()) shown.innerHTML = part.innerHTML;
      });
    });
    const state = fresh.content.querySelector('[data-room-part="state"]');
    if (!state) return;
    this.showComposer(state.dataset.open === "yes");
    this.openAt(state.dataset.opensAt);
    const sentence = this.words[frame.kind.replace(/[._](.)/g, (_, letter) => letter.toUpperCase())];
    if (sentence) this.say(sentence.replace("{stage}", state.dataset.stage));
  }

  // Nobody loses sight of what they are typing: a form with words in it stays, and the server says why it waits.
  showComposer(isOpen) {
    document.querySelectorAll("[data-composer-place]").forEach((place) => {
      const isBusy = place.contains(document.activeElement) || Boolean(place.querySelector("textarea")?.value);
      place.toggleAttribute("hidden", !isOpen && !isBusy);
    });
  }

  // A pause ends by itself.
  openAt(moment) {
    clearTimeout(this.openTimer);
    const wait = moment ? new Date(moment) - Date.now() : NaN;
    if (!(wait < LONGEST_TIMER)) return;
    this.openTimer = setTimeout(() => {
      const state = document.querySelector("[data-talk-state]");
      if (state) state.textContent = this.words.roomOpened;
      this.showComposer(true);
      this.say(this.words.roomOpened);
    }, Math.max(wait, 0));
  }

  announce(frame, article) {
    const isGone = article.dataset.state !== "published";
    if (isGone || !this.belongsHere(frame, article)) {
      this.news.delete(frame.id);
    } else if (this.news.has(frame.id) || frame.kind !== "reaction.changed") {
      this.news.set(frame.id, frame);
    }
    this.showBar();
  }

  belongsHere(frame, article) {
    const thread = this.talk.dataset.threadOf;
    if (thread) return String(frame.parent) === thread && !this.talk.querySelector("[data-next]");
    if (frame.parent) return Boolean(this.find(frame.parent)) || this.news.has(frame.parent);
    return this.talk.dataset.sort !== "unanswered" || article.dataset.stance === "question";
  }

  showBar() {
    const count = this.news.size;
    this.button.hidden = count === 0;
    const sentence = count === 1 ? this.words.newOne : this.words.newMany.replace("{count}", count);
    if (count && this.button.textContent !== sentence) this.button.textContent = sentence;
  }

  showNews() {
    if (this.talk.dataset.page === "later") {
      location.assign(`?sort=${this.talk.dataset.sort}#talk`);
      return;
    }
    const frames = [...this.news.values()].sort((one, other) => one.sequence - other.sequence);
    this.news.clear();
    this.showBar();
    const inserted = frames.map((frame) => this.insert(parse(frame.html), frame.parent)).filter(Boolean);
    const first = inserted.find((article) => !article.matches(".samenspel-contribution--reply")) ?? inserted[0];
    first?.focus();
    this.touch(inserted);
  }

  // Put an article where the chosen order wants it; `onTop` is for the reader's own words.
  insert(article, parent, { onTop = false } = {}) {
    if (this.find(article.dataset.contribution)) return null;
    this.talk.querySelector("[data-empty]")?.remove();
    if (parent) return this.insertReply(article, parent);
    const item = document.createElement("li");
    item.className = "samenspel-talk__thread";
    item.dataset.thread = "";
    const replies = document.createElement("ol");
    replies.className = "samenspel-talk__replies";
    replies.dataset.replies = "";
    item.append(article, replies);
    this.root.insertBefore(item, onTop ? this.root.firstElementChild : this.placeFor(article));
    return article;
  }

  insertReply(article, parent) {
    const above = this.find(parent);
    const replies = above?.closest("[data-thread]")?.querySelector("[data-replies]");
    if (!replies) return null;
    const item = document.createElement("li");
    item.append(article);
    replies.append(item);
    this.markAnswered(article, above);
    return article;
  }

  markAnswered(article, above) {
    if ("answers" in article.dataset && article.dataset.state === "published") {
      above.querySelector("[data-answered]")?.removeAttribute("hidden");
    }
  }

  placeFor(article) {
    if (this.talk.dataset.sort !== "supported") return this.root.firstElementChild;
    const comesAfter = (other) =>
      number(other, "agreeCount") < number(article, "agreeCount") ||
      (number(other, "agreeCount") === number(article, "agreeCount") &&
        number(other, "contribution") < number(article, "contribution"));
    const items = [...this.root.children];
    return items.find((item) => comesAfter(item.querySelector("[data-contribution]"))) ?? null;
  }

  update(shown, article) {
    if (number(article, "version") < number(shown, "version")) return;
    const hadFocus = shown.contains(document.activeElement);
    const changedState = shown.dataset.state !== article.dataset.state;
    ["head", "body", ...(changedState ? ["foot"] : [])].forEach((name) => {
      const [old, fresh] = [shown, article].map((side) => side.querySelector(`[data-part="${name}"]`));
      if (old.innerHTML !== fresh.innerHTML) old.innerHTML = fresh.innerHTML;
    });
    article.querySelectorAll("[data-count]").forEach((fresh) => {
      const old = shown.querySelector(`[data-count="${fresh.dataset.count}"]`);
      if (old && old.textContent !== fresh.textContent) old.textContent = fresh.textContent;
    });
    Object.assign(shown.dataset, article.dataset);
    if (hadFocus && !shown.contains(document.activeElement)) shown.focus({ preventScroll: true });
    if (changedState) this.touch([shown]);
  }

  // Ask later what only this reader may do with these.
  touch(articles) {
    if (this.talk.dataset.signedIn !== "yes") return;
    articles.forEach((article) => this.touched.add(article.dataset.contribution));
    clearTimeout(this.touchTimer);
    this.touchTimer = setTimeout(() => this.askMine(), 300);
  }

  async askMine() {
    const ids = [...this.touched].slice(0, 200);
    ids.forEach((id) => this.touched.delete(id));
    const response = await fetch(`${this.talk.dataset.mine}?ids=${ids.join(",")}`).catch(() => null);
    if (!response?.ok) return;
    const answer = await response.json();
    ids.forEach((id) => {
      const article = this.find(id);
      if (!article) return;
      article.querySelector("[data-own]").innerHTML = answer.own[id] ?? "";
      article.querySelectorAll("[data-react] button").forEach((button) => {
        press(button, (answer.reactions[id] ?? []).includes(button.name));
      });
    });
  }
}

export const press = (button, isPressed) => {
  button.setAttribute("aria-pressed", String(isPressed));
  button.value = isPressed ? "no" : "yes";
};

export { parse };
