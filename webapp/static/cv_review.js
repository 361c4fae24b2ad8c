// «Voir dans le CV» scrolls the text beside the proposals without moving the page, and marks the line.
// Without this script the link jumps to the line. Choosing «Écarter» or correcting ticks nothing by itself.
"use strict";

const text = document.querySelector(".cv-text");

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.read__where");
  const line = link && document.getElementById(link.hash.slice(1));
  if (!line || text.scrollHeight <= text.clientHeight) return;
  const panel = text.getBoundingClientRect();
  if (panel.bottom < 0 || panel.top > window.innerHeight) return; // not on screen: let the link jump
  event.preventDefault();
  text.querySelector(".cv-text__line--here")?.classList.remove("cv-text__line--here");
  line.classList.add("cv-text__line--here");
  text.scrollTop += line.getBoundingClientRect().top - panel.top - text.clientHeight / 3;
});
