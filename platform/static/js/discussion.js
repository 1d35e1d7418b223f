// Makes a talk live: without this script everything works by form and reload.

import { Connection } from "./discussion-connection.js";
import { Forms } from "./discussion-forms.js";
import { List } from "./discussion-list.js";

const talk = document.querySelector("[data-talk]");
const words = { ...talk.querySelector("[data-words]").dataset };
const state = talk.querySelector("[data-connection]");
const status = talk.querySelector("[data-status]");

const say = (sentence) => {
  status.textContent = sentence;
};

const list = new List(talk, words, say);
new Forms(talk, list, words, say);
new Connection({
  socket: talk.dataset.socket,
  events: talk.dataset.events,
  after: Number(talk.dataset.after),
  language: talk.dataset.language,
  onFrame: (frame) => list.take(frame),
  onState: (name) => {
    state.hidden = false;
    state.dataset.connection = name;
    if (state.textContent !== words[name]) state.textContent = words[name];
  },
}).start();
