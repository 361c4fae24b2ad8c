// Shows, while one types a job profile, the wording that names a forbidden criterion, below its field, with other
// wordings to put in its place. Without this script «Vérifier la formulation» does the same on the server.
"use strict";

const PAUSE_MS = 700;

for (const form of document.querySelectorAll("form[data-wording-url]")) {
  const places = new Map([...form.querySelectorAll("[data-wording]")].map((one) => [one.dataset.wording, one]));
  const sent = (name) => places.has(name) || name === "csrf_token" || name === "contract" || /^licences-.*-code$/.test(name);
  let timer;
  let asked = 0;
  let shown = null;

  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  };
  const follow = (name, mention, change) => {
    const field = form.elements[name];
    const characters = [...field.value]; // the server counts characters, a script UTF-16 units
    if (characters.slice(mention.start, mention.end).join("") === mention.words) { // not typed over meanwhile
      characters.splice(change.start, change.end - change.start, change.text);
      field.value = characters.join("");
      field.focus();
    }
    clearTimeout(timer);
    check();
  };
  const drawn = (name, mention) => {
    const box = element("div", `wording__one wording__one--${mention.severity}`, "");
    const said = element("p", "", "");
    const head = mention.severity === "refused" ? "À corriger avant de publier" : "Conseil";
    const why = mention.why.replaceAll("« ", "«\u00a0").replaceAll(" »", "\u00a0»").replaceAll(" :", "\u202f:");
    said.append(element("strong", "", `${head}\u202f:`), ` «\u00a0${mention.words.trim()}\u00a0» – ${why} (${mention.law}).`);
    const list = element("ul", "wording__proposals", "");
    list.setAttribute("aria-label", `Remplacer «\u00a0${mention.words.trim()}\u00a0»`);
    for (const change of mention.proposals) {
      const words = change.label ? `Écrire «\u00a0${change.label}\u00a0»` : "Retirer ces mots";
      const button = element("button", "btn btn-sm btn-outline-secondary", words);
      button.type = "button";
      button.addEventListener("click", () => follow(name, mention, change));
      const item = document.createElement("li");
      item.append(button);
      list.append(item);
    }
    box.append(said, list);
    return box;
  };
  const show = (found) => {
    for (const [name, place] of places) {
      const mentions = found[name] ?? [];
      const same = shown !== null && JSON.stringify(mentions) === JSON.stringify(shown[name] ?? []);
      if (!same) place.replaceChildren(...mentions.map((mention) => drawn(name, mention))); // only news is read out
    }
    shown = found;
  };
  const check = async () => {
    const mine = ++asked;
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (sent(name)) body.append(name, value);
    try {
      const answer = await fetch(form.dataset.wordingUrl, { method: "POST", body });
      if (answer.ok && mine === asked) show(await answer.json());
    } catch {
      // typing goes on without remarks; the server reads the text again before it is published
    }
  };

  form.addEventListener("input", (event) => {
    if (!sent(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(check, PAUSE_MS);
  });
}
