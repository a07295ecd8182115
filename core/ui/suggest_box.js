// The box of "Guess the next word": an editable combobox with a listbox (WAI-ARIA 1.2), whose
// list stands open beneath the field, so that nothing on the page jumps.
//
// A keystroke asks the JSON route beside the page; where that cannot be reached, it asks the
// script (one rerun). An answer is shown only if it belongs to the text that stands in the field.
// Marks `unrolled:input` and `unrolled:painted` (detail.key) time each keystroke.

const IDLE_MS = 350; // of no typing, before the rest of the page follows
const RETRY_MS = 400;
const REMEMBERED = 200;
const TAIL = 36; // characters of the typed text that a row repeats
const TAIL_ON_PHONE = 12;
const boxes = new WeakMap();

export default function (component) {
  const { parentElement } = component;
  let box = boxes.get(parentElement);
  if (!box) {
    box = new SuggestBox(parentElement);
    boxes.set(parentElement, box);
  }
  box.receive(component);
  return () => {
    box.stop();
    boxes.delete(parentElement);
  };
}

// Streamlit serves its own script from <base>/static/js/…, whatever the proxy in front.
function baseUrl() {
  const script = document.querySelector('script[src*="/static/js/"]');
  return script ? script.src.split("/static/js/")[0] + "/" : new URL(".", location.href).href;
}

class SuggestBox {
  constructor(root) {
    this.field = root.querySelector("input");
    this.list = root.querySelector("[role=listbox]");
    this.status = root.querySelector("[role=status]");
    this.note = root.querySelector(".note");
    this.label = root.querySelector("label");
    this.items = [];
    this.active = -1;
    this.key = 0; // counts keystrokes; answers to earlier ones are dropped
    this.typed = false; // since the last accepted suggestion
    this.known = new Map();
    this.listeners = new AbortController();
    const on = (target, name, handler) =>
      target.addEventListener(name, handler, { signal: this.listeners.signal });
    on(this.field, "input", (event) => this.onInput(event));
    on(this.field, "keydown", (event) => this.onKey(event));
    on(this.field, "blur", () => this.commit());
    // The field keeps the focus, and with it a phone its keyboard.
    on(this.list, "pointerdown", (event) => event.preventDefault());
    on(this.list, "mousedown", (event) => event.preventDefault());
    on(this.list, "click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.accept(Number(option.dataset.index));
    });
  }

  stop() {
    this.listeners.abort();
    this.request?.abort();
    clearTimeout(this.idle);
    clearTimeout(this.retry);
    clearTimeout(this.telling);
  }

  receive({ data, setTriggerValue }) {
    this.data = data;
    this.tell = setTriggerValue;
    this.label.textContent = data.label;
    this.field.placeholder = data.placeholder;
    this.list.setAttribute("aria-label", data.list_label);
    if (this.field.dataset.revision !== String(data.revision)) {
      this.field.dataset.revision = String(data.revision);
      this.field.value = data.text;
      this.committed = data.text;
      this.key += 1;
      this.typed = false;
    }
    this.remember(data.answer);
    // What is painted already stays, and with it what the visitor has chosen meanwhile.
    const { text } = data.answer;
    if (text === this.field.value && text !== this.painted) this.show(data.answer, this.key);
  }

  onInput(event) {
    this.key += 1;
    this.typed = true;
    performance.mark("unrolled:input", { startTime: event.timeStamp, detail: { key: this.key } });
    this.ask();
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.commit(), IDLE_MS);
  }

  onKey(event) {
    // An input method is choosing: its keys are not ours.
    if (event.isComposing || event.keyCode === 229) return;
    const open = !this.list.hidden && this.items.length > 0;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) return this.open();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const places = this.items.length + 1; // one of them is the field itself
      this.activate(((this.active + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (open && this.active >= 0) this.accept(this.active);
      else this.commit();
    } else if (event.key === "Tab" && !event.shiftKey && open) {
      // Tab takes what is chosen, or the first while one is typing; else it leaves the field.
      if (this.active < 0 && !this.typed) return;
      event.preventDefault();
      this.accept(Math.max(this.active, 0));
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    }
  }

  accept(index) {
    const item = this.items[index];
    if (!item) return;
    this.field.value += item.added;
    this.field.focus();
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
    this.field.scrollLeft = this.field.scrollWidth;
    this.key += 1;
    this.typed = false;
    this.ask();
    this.commit();
  }

  async ask() {
    const text = this.field.value;
    const key = this.key;
    this.request?.abort();
    clearTimeout(this.retry);
    this.list.hidden = false;
    const known = this.known.get(text);
    if (known) return this.show(known, key, true);
    if (this.unreachable) return this.commit();
    const request = (this.request = new AbortController());
    try {
      const response = await fetch(baseUrl() + this.data.route, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ text: text.slice(-this.data.sent) }),
        signal: request.signal,
      });
      if (response.status === 503) {
        this.retry = setTimeout(() => key === this.key && this.ask(), RETRY_MS);
        return;
      }
      if (!response.ok) throw new Error(String(response.status));
      const answer = await response.json();
      answer.text = text;
      this.remember(answer);
      if (key === this.key) this.show(answer, key);
    } catch (error) {
      if (error.name === "AbortError" || key !== this.key) return;
      this.unreachable = true;
      this.commit();
    }
  }

  remember(answer) {
    this.known.delete(answer.text);
    this.known.set(answer.text, answer);
    if (this.known.size > REMEMBERED) this.known.delete(this.known.keys().next().value);
  }

  show(answer, key, cached = false) {
    this.painted = answer.text;
    this.items = answer.items;
    this.active = -1;
    this.field.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(...this.items.map((item, index) => this.option(item, index)));
    this.note.textContent = answer.clipped || answer.text.length > this.data.sent
      ? this.data.clipped_note
      : this.items.length ? "" : this.data.empty_note;
    this.expanded();
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel(); // its message comes after the frame's paint
      port1.onmessage = () => {
        port1.close();
        performance.mark("unrolled:painted", { detail: { key, cached } });
      };
      port2.postMessage(null);
    });
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      this.status.textContent = this.data.count_label.replace("{count}", this.items.length);
    }, IDLE_MS);
  }

  option(item, index) {
    const option = document.createElement("li");
    option.id = `option-${index}`;
    option.role = "option";
    option.ariaSelected = "false";
    option.dataset.index = index;
    option.dir = "auto";
    const part = (name, text) => {
      const span = document.createElement("span");
      span.className = name;
      span.textContent = text;
      return span;
    };
    const text = document.createElement("span");
    text.className = "text";
    text.append(part("typed", this.tail()), part("added", item.added));
    const chance = part("chance", percent(item.probability));
    chance.style.setProperty("--share", item.probability);
    option.append(text, chance);
    return option;
  }

  // The end of what was typed, from a whole word on, so that a row stays a row on a phone too.
  tail() {
    const typed = this.field.value;
    const room = this.field.clientWidth < 480 ? TAIL_ON_PHONE : TAIL;
    if (typed.length <= room) return typed;
    const end = typed.slice(-room);
    return "… " + end.slice(end.trimEnd().lastIndexOf(" ") > 0 ? end.indexOf(" ") + 1 : 0);
  }

  activate(index) {
    const options = [...this.list.children];
    options[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const option = options[index];
    if (!option) return this.field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    this.field.setAttribute("aria-activedescendant", option.id);
  }

  open() {
    this.list.hidden = false;
    if (this.known.get(this.field.value)) this.expanded();
    else this.ask();
  }

  close() {
    this.activate(-1);
    this.list.hidden = true;
    this.typed = false;
    this.expanded();
  }

  expanded() {
    const shown = !this.list.hidden && this.items.length > 0;
    this.field.setAttribute("aria-expanded", String(shown));
  }

  commit() {
    clearTimeout(this.idle);
    const text = this.field.value;
    if (text === this.committed) return;
    this.committed = text;
    this.tell("text", text);
  }
}

function percent(probability) {
  const value = 100 * probability;
  if (value >= 10) return `${Math.round(value)} %`;
  return value >= 0.1 ? `${value.toFixed(1)} %` : "< 0.1 %";
}
