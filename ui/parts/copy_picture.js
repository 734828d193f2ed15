// A button that puts a picture into the clipboard: asked for by the click, made by the server, and kept as a
// file where the browser has no clipboard for pictures.
function saved(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

async function copied(picture, words, name) {
  if (!navigator.clipboard?.write || !window.ClipboardItem) {
    saved(await picture, name);
    return words.no_clipboard;
  }
  try {
    // The picture is promised: the browser allows what follows a click at once, not what comes seconds later.
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
    return words.copied;
  } catch {
    saved(await picture, name);
    return words.refused;
  }
}

export default function ({ parentElement, data, setTriggerValue }) {
  const box = parentElement.querySelector(".cxc-copy");
  const [button, status] = box.children;
  button.textContent = data.words.copy;
  button.title = data.words.help;
  if (data.problem && box.failed) {
    box.failed(data.problem);
  } else if (data.png && box.made) {
    const bytes = Uint8Array.from(atob(data.png), (letter) => letter.charCodeAt(0));
    box.made(new Blob([bytes], { type: "image/png" }));
  }
  button.onclick = async () => {
    if (box.made) return;
    status.textContent = data.words.making;
    const picture = new Promise((made, failed) => { box.made = made; box.failed = failed; });
    picture.catch(() => {});
    setTriggerValue("copy", true);
    try {
      status.textContent = await copied(picture, data.words, data.name);
    } catch (problem) {
      status.textContent = String(problem);
    }
    box.made = box.failed = undefined;
  };
}
