// A button that puts a picture into the clipboard: asked for by the click, made by the server, and kept as a
// file where the browser has no clipboard for pictures.
function saved(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

async function copied(picture, { words, file }) {
  if (!navigator.clipboard?.write || !window.ClipboardItem) {
    saved(await picture, file);
    return words.no_clipboard;
  }
  try {
    // The picture is promised: a browser allows what follows a click at once, not what comes seconds later.
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
    return words.copied;
  } catch {
    saved(await picture, file);
    return words.refused;
  }
}

export default function ({ parentElement, data, setTriggerValue }) {
  const box = parentElement.querySelector(".copied-picture");
  const [press, status] = box.children;
  press.textContent = data.words.copy;
  press.title = data.words.help;
  if (data.problem) box.failed?.(data.problem);
  if (data.png) {
    const bytes = Uint8Array.from(atob(data.png), (letter) => letter.charCodeAt(0));
    box.made?.(new Blob([bytes], { type: "image/png" }));
  }
  press.onclick = async () => {
    if (box.made) return;  // it is on its way
    status.textContent = data.words.making;
    const picture = new Promise((made, failed) => { box.made = made; box.failed = failed; });
    picture.catch(() => {});  // told below, where it is waited for
    setTriggerValue("copy", true);
    try {
      status.textContent = await copied(picture, data);
    } catch (problem) {
      status.textContent = String(problem);
    }
    box.made = box.failed = undefined;
  };
}
