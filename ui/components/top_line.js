// The line on top: search, the selection as a sentence of which each word opens its list, badges.
//
// Mounted three times. `index` brings what does not change with the selection, once; `answers` stands in a
// fragment of the page and asks the server without a run of the rest; `line` is what one sees.
const top_ = { lists: {}, things: [], line: null, counts: new Map(), organisations: [], busyUntil: 0 };

const LOOKS_INTO = 3;
const PAUSE = 250;
// After a choice the page may take so long to say that it runs.
const LONGEST_SILENCE = 3000;

/** Have the page run; what is about to be asked is of the page as it was. */
function tell(event, value) {
  clearTimeout(top_.typing);
  clearTimeout(top_.soon);
  top_.busyUntil = performance.now() + LONGEST_SILENCE;
  top_.send(event, value);
}

/** Ask through the fragment once no run is under way: two at a time would cost half of the first's answer. */
function ask(question) {
  clearTimeout(top_.soon);
  const app = document.querySelector("[data-testid=stApp]");
  if (!top_.asks || app?.dataset.testScriptState === "running" || performance.now() < top_.busyUntil) {
    top_.soon = setTimeout(ask, 80, question);
    return;
  }
  top_.asks("ask", question);
}

/** Under which other words the values of a word are counted. */
const circumstances = (field) =>
  JSON.stringify([field, top_.line.base, top_.line.words.map((word) => word.field !== field && word.chosen)]);

function countsOf(word) {
  const counts = top_.counts.get(circumstances(word.field));
  if (!counts && word.counted) ask({ field: word.field });
  return counts;
}

/** What stands in the panel of a word. */
function contentOf(word) {
  const { says, words } = top_.line;
  const options = word.options ?? (top_.lists[word.field] ?? []).map(([value, label]) => ({ value, label, code: value }));
  return {
    ...word, name: word.field, hint: word.several ? says.several : says.single, placeholder: says.filter,
    nothing: says.nothing, further: says.further, counts: countsOf(word),
    options: word.why ? options.map((option) => ({ ...option, why: " " })) : options,
    choose: (values) => tell("choose", { field: word.field, values }),
    more: word.span && ((panel) => drawSpan(panel, word)),
  };
}

/** The further fields: to choose one opens its list at the same place. */
function furtherContent(word, opener) {
  const { further } = top_.line;
  return {
    ...contentOf({ ...word, counted: false, chosen: [], any: "" }),
    options: further.map((field) => ({ value: field.field, label: field.label, hint: field.text })),
    stays: () => true,
    choose: ([field]) => {
      const wanted = further.find((each) => each.field === field);
      top_.chooser.open(contentOf(wanted), opener);
    },
  };
}

function openWord(word, opener) {
  if (top_.chooser.content?.name === word.field && top_.chooser.opener === opener) { top_.chooser.close(true); return; }
  if (word.runs) { tell("choose", { field: word.field, values: [] }); return; }
  top_.chooser.before = null;
  top_.chooser.open(word.field === "more" ? furtherContent(word, opener) : contentOf(word), opener);
}

/** From and to: days, or months or years of a list. */
function drawSpan(panel, word) {
  const { span } = word;
  const row = element("form", panel);
  row.className = "span";
  const ends = [["from", span.start], ["to", span.end]].map(([end, value]) => {
    const label = element("label", row, span.says[end]);
    const field = element(span.spans ? "select" : "input", label);
    field.dataset.stop = end;
    if (span.spans) {
      for (const each of ["", ...span.spans]) element("option", field, each).value = each;
    } else Object.assign(field, { type: "date", min: span.least, max: span.most });
    field.value = value;
    return field;
  });
  const apply = button(row, span.says.apply, "apply");
  apply.type = "submit";
  row.onsubmit = (event) => {
    event.preventDefault();
    const [first, last] = ends.map((field) => field.value);
    top_.chooser.close(true);
    const values = first || last ? [`${first || span.first}..${last || span.last}`] : [];
    tell("choose", { field: word.field, values });
  };
}

function searchContent() {
  const { says, finds } = top_.line;
  return {
    label: says.search, name: "search", placeholder: says.search_hint, options: [...top_.things, ...top_.organisations],
    chosen: [], nothing: says.nothing, further: says.further, hint: says.search_foot,
    choose: ([value]) => { const [kind, id] = JSON.parse(value); tell("go", { kind, id }); },
    typed: (text) => {
      clearTimeout(top_.typing);
      if (!finds || text.trim().length < LOOKS_INTO) return;
      top_.typing = setTimeout(() => ask({ find: text.trim() }), PAUSE);
    },
  };
}

function openSearch(root, before) {
  top_.chooser.open(searchContent(), root.querySelector("[data-stop=search]"));
  top_.chooser.before = before;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !top_.root?.host.isConnected) return;
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  if (active?.matches("input, textarea, select, [contenteditable=true]") || document.querySelector("[role=dialog] [data-testid]")) return;
  event.preventDefault();
  openSearch(top_.root, active === document.body ? null : active);
});

const asOption = ([kind, id, label, hint]) =>
  ({ value: JSON.stringify([kind, id]), label, hint, code: kind === "figure" ? id : "" });

function takeIndex(data) {
  top_.lists = data.lists;
  top_.things = data.things.map(asOption);
}

/** Counts of one word's values, or organisations, into what is open. */
function takeAnswers(data, send) {
  top_.asks = send;
  const { chooser } = top_;
  if (data.field && top_.line) {
    top_.counts.set(circumstances(data.field), data.counts);
    if (chooser?.content?.name === data.field) chooser.update({ ...chooser.content, counts: data.counts });
  }
  if (data.find) {
    top_.organisations = data.organisations.map(asOption);
    if (chooser?.content?.name === "search") chooser.update(searchContent());
  }
}

function drawWord(bar, word) {
  const group = element("span", bar);
  group.className = "word";
  if (word.lead) element("span", group, `${word.lead} `).ariaHidden = "true";
  const made = button(group, word.text, word.field);
  made.ariaLabel = [word.lead, word.text].filter(Boolean).join(" ");
  if (!word.runs) { made.ariaHasPopup = "dialog"; made.ariaExpanded = "false"; }
  made.className = [word.kind, word.chosen?.length ? "chosen" : ""].join(" ");
  made.tabIndex = word.field === currentStop() ? 0 : -1;
  made.onfocus = () => { top_.stop = word.field; bar.querySelectorAll("button").forEach((each) => { each.tabIndex = each === made ? 0 : -1; }); };
  made.onclick = () => openWord(word, made);
}

/** The toolbar is one stop of Tab: the word where one was, else its first. */
function currentStop() {
  const fields = top_.line.words.filter(({ kind }) => kind !== "plain").map(({ field }) => field);
  return fields.includes(top_.stop) ? top_.stop : fields[0];
}

function walkBar(bar, event) {
  const words = [...bar.querySelectorAll("button")];
  const here = words.indexOf(event.target);
  const next = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: words.length - 1 }[event.key];
  if (here < 0 || next === undefined) return;
  event.preventDefault();
  words[Math.max(0, Math.min(words.length - 1, next))].focus();
}

function drawBadge(badges, badge) {
  const made = button(badges, badge.text, `badge ${badge.id}`);
  made.className = `badge ${badge.kind}`;
  made.ariaHasPopup = "dialog";
  made.ariaExpanded = "false";
  made.onclick = () => {
    if (top_.chooser.opener === made && top_.chooser.content) { top_.chooser.close(true); return; }
    top_.chooser.before = null;
    top_.chooser.open({
      label: badge.text, name: badge.id, texts: badge.texts,
      actions: badge.actions.map(([kind, id, label]) => ({
        label, run: () => { top_.chooser.close(true); tell("go", { kind, id }); },
      })),
    }, made);
  };
}

function drawLine(root, data, send) {
  top_.root = root;
  top_.send = send;
  redraw(root, data, () => {
    top_.line = data;
    top_.busyUntil = 0;
    if (!root.frame) {
      root.frame = element("div", root);
      root.frame.className = "frame screen-only";
      top_.chooser = root.chooser = makeChooser(root, root.frame);
      root.paper = element("div", root);
      root.paper.className = "paper-only";
    }
    top_.chooser = root.chooser;
    drawFrame(root, data);
    root.paper.replaceChildren();
    for (const text of data.paper) element("p", root.paper, text);
  });
  const { chooser } = top_;
  const word = [...data.words, ...data.further].find((each) => each.field === chooser.content?.name);
  if (word) chooser.update(contentOf(word));
}

function drawFrame({ frame, chooser }, { words, badges, says }) {
  frame.replaceChildren();
  const search = button(frame, "", "search");
  search.className = "search";
  search.ariaLabel = `${says.search} (/)`;
  search.title = says.search_title;
  element("span", search, "⌕").ariaHidden = "true";
  element("span", search, says.search).className = "wide";
  element("kbd", search, "/").className = "wide";
  search.ariaHasPopup = "dialog";
  search.ariaExpanded = "false";
  search.onclick = () => { if (chooser.content?.name === "search") chooser.close(true); else openSearch(frame.getRootNode(), null); };
  if (words.length) {
    const bar = element("div", frame);
    Object.assign(bar, { className: "words", role: "toolbar", ariaLabel: says.selection });
    bar.onkeydown = (event) => walkBar(bar, event);
    words.forEach((word) => {
      if (word.kind === "plain") element("b", bar, word.text); else drawWord(bar, word);
    });
  }
  const group = element("div", frame);
  Object.assign(group, { className: "badges", role: "group", ariaLabel: says.badges });
  for (const badge of badges) drawBadge(group, badge);
}

export default function ({ parentElement, data, setTriggerValue }) {
  if (data.role === "index") takeIndex(data);
  else if (data.role === "answers") takeAnswers(data, setTriggerValue);
  else drawLine(parentElement, data, setTriggerValue);
}
