// A panel at a button: a list to choose one from or to tick several in, type to filter; or a text that explains.

const MOST_ROWS = 60;
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** The options that a text is in: at the beginning before elsewhere in a word, words before within one. */
function matching(options, text) {
  const wanted = folded(text.trim());
  if (!wanted) return options;
  const rank = ({ label, hint = "", code = "" }) => {
    const name = folded(label);
    if (name.startsWith(wanted) || folded(code) === wanted) return 0;
    if (name.includes(` ${wanted}`)) return 1;
    if (name.includes(wanted)) return 2;
    return folded(`${label} ${hint}`).includes(wanted) ? 3 : 4;
  };
  const ranked = options.map((option) => [rank(option), option]).filter(([place]) => place < 4);
  return ranked.sort(([one], [other]) => one - other).map(([, option]) => option);
}

/** The panel of a component, made once; `place` says where its lower edge is. */
function makeChooser(root, bar) {
  const panel = element("div", root);
  panel.className = "panel screen-only";
  panel.role = "dialog";
  panel.popover = "manual";
  panel.tabIndex = -1;
  const self = { panel, content: null, opener: null, active: -1, moved: false, text: "" };

  self.open = (content, opener) => {
    self.close();
    Object.assign(self, { content, opener, active: -1, moved: false, text: "" });
    panel.replaceChildren();
    panel.ariaLabel = content.label;
    if (content.options) drawChoice(self); else drawText(self);
    panel.showPopover();
    opener?.setAttribute("aria-expanded", "true");
    self.place();
    (self.input ?? panel.querySelector("button") ?? panel).focus({ preventScroll: true });
  };
  self.close = (back = false) => {
    if (!self.content) return;
    const name = self.opener?.dataset.stop;
    Object.assign(self, { content: null, input: null });
    panel.hidePopover();
    const opener = name && root.querySelector(`[data-stop="${CSS.escape(name)}"]`);
    opener?.setAttribute("aria-expanded", "false");
    if (!back) return;
    if (self.before?.isConnected) self.before.focus(); else opener?.focus({ preventScroll: true });
    self.before = null;
  };
  self.place = () => {
    if (!self.content) return;
    const edge = bar.getBoundingClientRect().bottom + 4;
    const left = self.opener?.getBoundingClientRect().left ?? 8;
    panel.style.top = `${edge}px`;
    panel.style.left = `${Math.max(8, Math.min(left, innerWidth - panel.offsetWidth - 8))}px`;
    panel.style.maxHeight = `${Math.max(160, innerHeight - edge - 12)}px`;
  };
  self.update = (content) => {
    if (!self.content) return;
    self.content = content;
    if (self.input) drawOptions(self);
  };
  panel.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !panel.contains(relatedTarget)) self.close();
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); self.close(true); }
  });
  addEventListener("resize", self.place);
  document.addEventListener("pointerdown", (event) => {
    const path = event.composedPath();
    if (!path.includes(panel) && !path.includes(bar)) self.close();
  }, true);
  return self;
}

function drawText({ panel, content }) {
  for (const text of content.texts) element("p", panel, text);
  for (const { label, run } of content.actions) button(panel, label, `do ${label}`).onclick = run;
}

function drawChoice(self) {
  const { panel, content } = self;
  const input = self.input = element("input", panel);
  Object.assign(input, { type: "text", role: "combobox", placeholder: content.placeholder, autocomplete: "off",
    spellcheck: false, ariaLabel: content.label, ariaExpanded: "true", ariaAutoComplete: "list" });
  input.dataset.stop = "filter";
  input.setAttribute("aria-controls", "options");
  const list = self.list = element("ul", panel);
  Object.assign(list, { role: "listbox", id: "options", ariaLabel: content.label });
  if (content.several) list.ariaMultiSelectable = "true";
  // The focus stays in the field; a press on the list must not take it away.
  list.onpointerdown = (event) => event.preventDefault();
  list.onclick = ({ target }) => {
    const row = target.closest("li");
    if (row) take(self, Number(row.dataset.place), target.className === "tick");
  };
  input.oninput = () => {
    Object.assign(self, { text: input.value, moved: false, active: input.value.trim() ? 0 : -1 });
    content.typed?.(input.value);
    drawOptions(self);
  };
  input.onkeydown = (event) => pressed(self, event);
  content.more?.(panel, self);
  self.foot = element("p", panel);
  self.foot.className = "foot";
  drawOptions(self);
}

function pressed(self, event) {
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
  const last = self.rows.length - 1;
  if (step) {
    self.active = Math.max(0, Math.min(last, self.active + step));
    self.moved = true;
    mark(self);
  } else if (event.key === "Enter") {
    take(self, self.active, false);
  } else if (event.key === " " && self.moved && self.content.several) {
    take(self, self.active, true);
  } else return;
  event.preventDefault();
}

/** Choose that row alone and be done, or tick it besides what is chosen. */
function take(self, place, besides) {
  const { content } = self;
  const row = self.rows[place];
  if (!row || row.why) return;
  if (row.clears || !besides || !content.several) {
    if (!content.stays?.(row)) self.close(true);
    content.choose(row.clears ? [] : [row.value]);
    return;
  }
  const others = content.chosen.filter((value) => value !== row.value);
  content.chosen = others.length < content.chosen.length ? others : [...others, row.value];
  self.active = place;
  drawOptions(self);
  content.choose(content.chosen);
}

function drawOptions(self) {
  const { content, list } = self;
  const found = matching(content.options, self.text);
  const any = content.any && !self.text.trim() ? [{ clears: true, label: content.any, value: "" }] : [];
  self.rows = [...any, ...found].slice(0, MOST_ROWS);
  const top = list.scrollTop;
  list.replaceChildren();
  self.rows.forEach((row, place) => drawOption(self, row, place));
  if (!self.rows.length) {
    const nothing = element("li", list, content.nothing);
    Object.assign(nothing, { role: "option", ariaDisabled: "true", className: "empty" });
  }
  list.scrollTop = top;
  const more = any.length + found.length - self.rows.length;
  // How to choose is said where something can be.
  const hint = self.rows.some((row) => !row.why) && !content.why ? content.hint : "";
  self.foot.textContent = [content.why, content.note, more ? content.further.replace("{count}", more) : hint]
    .filter(Boolean).map((text) => (/[.!?…:]$/.test(text) ? text : `${text}.`)).join(" ");
  mark(self);
}

function drawOption(self, row, place) {
  const { content } = self;
  const chosen = row.clears ? !content.chosen.length : content.chosen.includes(row.value);
  const item = element("li", self.list);
  Object.assign(item, { role: "option", id: `option-${place}`, ariaSelected: String(chosen) });
  item.dataset.place = place;
  if (row.why) item.ariaDisabled = "true";
  const tick = element("span", item, content.several && !row.clears ? (chosen ? "☑" : "☐") : (chosen ? "✓" : ""));
  tick.className = content.several && !row.clears ? "tick" : "sign";
  tick.ariaHidden = "true";
  element("span", item, row.label).className = "label";
  const beside = [row.why || row.hint, content.counts?.[row.value]];
  if (beside[0]) element("span", item, beside[0]).className = "hint";
  if (beside[1]) element("span", item, beside[1]).className = beside[1] === "0" ? "count none" : "count";
}

function mark(self) {
  self.list.querySelectorAll("li").forEach((item, place) => item.classList.toggle("active", place === self.active));
  const item = self.list.children[self.active];
  if (item) {
    self.input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  } else self.input.removeAttribute("aria-activedescendant");
}
