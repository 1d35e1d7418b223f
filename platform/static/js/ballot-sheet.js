// The page of an open ballot: its buttons work at once instead of by sending the page. Without this script they post.
import { fillBasket } from "./ballot-basket.js";
import { filter } from "./ballot-filter.js";
import { keep } from "./ballot-keep.js";
import { givePoints } from "./ballot-points.js";
import { rank } from "./ballot-ranking.js";
import { tally } from "./ballot-tally.js";

const LAYOUTS = { ranking: rank, basket: fillBasket, points: givePoints };

const form = document.querySelector("form[data-sheet]");
if (form) {
  LAYOUTS[form.dataset.sheet]?.(form);
  filter(form);
  form.addEventListener("change", () => tally(form));
  keep(form);
}
