// The page of a receipt: a button that prints it (without this script the browser's menu does), and the end of what was kept.
import { forget } from "./ballot-keep.js";

for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
  forget(button.dataset.print);
}
