// Proposes communes and trades while typing in an input[data-lookup]. Without this script the same text is
// resolved by the server when the form is sent. Keyboard: arrows, Enter, Escape (ARIA combobox).
"use strict";

for (const input of document.querySelectorAll("input[data-lookup]")) {
  const list = document.createElement("ul");
  list.id = `${input.id}-liste`;
  list.className = "lookup__list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Propositions");
  const box = document.createElement("div");
  box.className = "lookup";
  input.replaceWith(box);
  const said = document.createElement("div");
  said.className = "visually-hidden";
  said.setAttribute("aria-live", "polite");
  box.append(input, list, said);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.autocomplete = "off";

  let active = -1;
  let timer;
  let asked = 0;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (option) => {
    input.value = option.textContent;
    close();
  };
  const move = (step) => {
    const options = [...list.children];
    if (!options.length) return;
    active = (active + step + options.length) % options.length;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    input.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  };
  const propose = async () => {
    const text = input.value.trim();
    const mine = ++asked;
    if (text.length < 2) return close();
    let found = [];
    try {
      const answer = await fetch(`${input.dataset.lookup}?q=${encodeURIComponent(text)}`);
      if (answer.ok) found = await answer.json();
    } catch {
      return close(); // typing goes on without proposals
    }
    if (mine !== asked) return;
    list.replaceChildren(...found.map((label, i) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${i}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.textContent = label;
      option.addEventListener("mousedown", (event) => { event.preventDefault(); choose(option); });
      return option;
    }));
    active = -1;
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    said.textContent = found.length
      ? `${found.length} proposition${found.length > 1 ? "s" : ""}, flèches haut et bas pour choisir.`
      : "Aucune proposition.";
  };

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(propose, 180); });
  input.addEventListener("blur", () => { clearTimeout(timer); ++asked; close(); });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(list.children[active]);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      close();
    }
  });
}
