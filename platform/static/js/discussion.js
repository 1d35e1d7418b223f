// Makes a talk live: without this script everything works by form and reload.

import { Connection } from "./discussion-connection.js";
import { Forms } from "./discussion-forms.js";
import { List } from "./discussion-list.js";

const talk = document.querySelector("[data-talk]");
const words = { ...talk.querySelector("[data-words]").dataset };
const state = talk.querySelector("[data-connection]");
const status = talk.querySelector("[data-status]");
const lost = talk.querySelector("[data-lost]");
const GRACE = 1_500; // a connection that is back sooner is no news
let lostTimer;

const say = (sentence) => {
  status.textContent = sentence;
};

const list = new List(talk, words, say);
new Forms(talk, list, words, say);
const show = (name, sentence) => {
  const place = talk.querySelector(`[data-${name}]`);
  if (!place) return;
  place.hidden = !sentence;
  if (place.textContent !== sentence) place.textContent = sentence;
};

// Alone is no news, and a count that changes all the time is not read aloud.
const showHere = ({ here, writing }) => {
  const sentence = here < 50 ? words.hereMany : words.hereAbout;
  show("here", here > 1 ? sentence.replace("{count}", here) : "");
  const writers = writing === 1 ? words.writingOne : words.writingMany.replace("{count}", writing);
  show("writing", writing ? writers : "");
};

// Said once, and taken away when it is over: how news comes in stands beside it and is not read aloud.
const showState = (name) => {
  if (name === "cut") {
    lostTimer ??= setTimeout(() => {
      state.hidden = true;
      lost.textContent = words.cut;
    }, GRACE);
    return;
  }
  clearTimeout(lostTimer);
  lostTimer = undefined;
  lost.textContent = "";
  state.hidden = false;
  state.dataset.connection = name;
  if (state.textContent !== words[name]) state.textContent = words[name];
};

const connection = new Connection({
  socket: talk.dataset.socket,
  events: talk.dataset.events,
  after: Number(talk.dataset.after),
  language: talk.dataset.language,
  onFrame: (frame) => list.take(frame),
  onState: showState,
  onHere: showHere,
});
connection.start();
document.addEventListener("input", (event) => {
  if (event.target.matches("form[data-composer] [name=text]")) connection.sayWriting();
});
