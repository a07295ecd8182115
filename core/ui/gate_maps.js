// Heat maps of a recurrent cell under its letters, on one canvas as wide as what is seen of them.
//
// The scrolling element holds a spacer as wide as the whole text; the canvas sticks to its start
// and draws what stands at the place scrolled to. Each track is coloured once, as a picture with a
// pixel a value, and stretched. Mark `unrolled:gates` (detail: steps, tracks) times a painting.

const WIDEST = 48;
const figures = new WeakMap();

export default function (component) {
  const { parentElement } = component;
  let figure = figures.get(parentElement);
  if (!figure) {
    figure = new GateMaps(parentElement);
    figures.set(parentElement, figure);
  }
  figure.receive(component);
  return () => {
    figure.stop();
    figures.delete(parentElement);
  };
}

class GateMaps extends GatePicture {
  constructor(root) {
    super();
    this.scroll = root.querySelector(".scroll");
    this.spacer = root.querySelector(".spacer");
    this.canvas = root.querySelector("canvas");
    this.readout = root.querySelector(".readout");
    this.bar = root.querySelector(".bar");
    this.from = root.querySelector(".from");
    this.range = root.querySelector(".from input");
    this.context = this.canvas.getContext("2d");
    this.tall = 1; // how many times a row is enlarged
    this.top = 0; // first unit's row shown
    this.wide = 0; // px a letter; 0: not chosen yet
    this.hover = null; // { step, row }
    this.version = 0;
    this.listeners = new AbortController();
    const on = (target, name, handler, options = {}) =>
      target.addEventListener(name, handler, { signal: this.listeners.signal, ...options });
    on(this.scroll, "scroll", () => this.soon(), { passive: true });
    on(this.scroll, "keydown", (event) => this.onKey(event));
    on(this.scroll, "wheel", (event) => this.onWheel(event), { passive: false });
    on(this.canvas, "pointermove", (event) => this.onMove(event));
    on(this.canvas, "click", (event) => this.onClick(event));
    on(this.range, "input", () => { this.top = Number(this.range.value); this.redraw(true); });
    on(this.bar, "click", (event) => {
      const action = event.target.closest("button")?.dataset.do;
      if (action) this.act(action);
    });
    this.observer = new ResizeObserver(() => this.layout());
    this.observer.observe(this.scroll);
    document.fonts?.ready.then(() => this.soon());
  }

  stop() {
    this.listeners.abort();
    this.observer.disconnect();
    this.version += 1;
    cancelAnimationFrame(this.frame);
  }

  async receive({ data, setTriggerValue }) {
    this.tell = setTriggerValue;
    const version = (this.version += 1);
    const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
    const size = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
    const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size)));
    const stream = new Blob([bytes.subarray(4 + size)]).stream()
      .pipeThrough(new DecompressionStream("deflate"));
    const planes = new Uint8Array(await new Response(stream).arrayBuffer());
    if (version !== this.version) return;
    const other = !this.head || this.head.steps !== head.steps || this.head.units !== head.units
      || this.head.direction !== head.direction;
    this.head = head;
    this.tracks = this.coloured(head, planes);
    this.label();
    if (other) {
      this.wide = 0;
      this.tall = 1;
      this.top = 0;
      this.hover = null;
    }
    this.layout();
    if (other) this.scroll.scrollLeft = 0;
    if (!this.hover) this.tellRest();
    else this.tellPlace();
    performance.mark("unrolled:gates", { detail: { steps: head.steps, tracks: head.tracks.length } });
  }

  label() {
    const { words, alt, direction } = this.head;
    this.scroll.dir = direction;
    this.scroll.setAttribute("aria-label", words.help);
    this.canvas.setAttribute("aria-label", alt);
    this.bar.setAttribute("aria-label", words.letters);
    for (const button of this.bar.querySelectorAll("button")) {
      button.textContent = words[button.dataset.do];
    }
    this.from.querySelector("span").textContent = words.units_from;
  }

  // Sizes from the room there is; the time axis begins readable, or fits if the text is short.
  layout() {
    if (!this.head) return;
    const room = this.scroll.clientWidth;
    if (!room) return;
    const T = Math.max(1, this.head.steps);
    if (!this.wide) this.wide = Math.min(26, Math.max(13, room / T));
    this.room = room;
    this.high = this.head.height;
    this.spacer.style.width = `${Math.max(room, T * this.wide)}px`;
    const scale = window.devicePixelRatio || 1;
    this.scale = scale;
    this.canvas.width = Math.round(room * scale);
    this.canvas.height = Math.round(this.high * scale);
    this.canvas.style.width = `${room}px`;
    this.canvas.style.height = `${this.high}px`;
    const count = Math.max(1, this.tracks.length);
    this.band = Math.floor((this.high - ROW_OF_LETTERS) / count) - LABEL;
    this.redraw(true);
  }

  soon() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.redraw(false));
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    const along = (this.mirrored ? this.room - x : x) + this.gone;
    const step = Math.floor(along / this.wide);
    if (step < 0 || step >= this.head.steps) return null;
    const place = Math.floor((y - ROW_OF_LETTERS) / (this.band + LABEL));
    const inside = y - ROW_OF_LETTERS - place * (this.band + LABEL) - LABEL;
    const share = Math.min(0.999, Math.max(0, inside / this.band));
    const row = y < ROW_OF_LETTERS ? this.hover?.row ?? this.top
      : Math.min(this.head.units - 1, this.top + Math.floor(share * this.shown));
    return { step, row };
  }

  onMove(event) {
    if (!this.head) return;
    const found = this.at(event);
    if (!found) return;
    this.hover = found;
    this.tellPlace();
    this.soon();
  }

  onClick(event) {
    if (!this.head) return;
    const found = this.at(event);
    if (!found) return;
    this.hover = found;
    this.tellPlace();
    this.pick();
  }

  pick() {
    const { step, row } = this.hover;
    this.head.chosen = step;
    this.soon();
    this.tell("pick", { step, unit: this.head.order[row] });
  }

  onKey(event) {
    if (!this.head || event.ctrlKey || event.metaKey || event.altKey) return;
    const place = this.hover ?? { step: this.first ?? 0, row: this.top };
    const forward = this.mirrored ? "ArrowLeft" : "ArrowRight";
    const back = this.mirrored ? "ArrowRight" : "ArrowLeft";
    const moves = {
      [forward]: [1, 0], [back]: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1],
      PageDown: [0, 16], PageUp: [0, -16],
      Home: [-Infinity, 0], End: [Infinity, 0],
    };
    if (event.key === "Enter" && this.hover) this.pick();
    else if (event.key === "+" || event.key === "=") this.act("wider");
    else if (event.key === "-") this.act("narrower");
    else if (moves[event.key]) {
      const [dt, du] = moves[event.key];
      const limit = (value, most) => Math.min(most - 1, Math.max(0, value));
      this.hover = {
        step: limit(place.step + dt, this.head.steps), row: limit(place.row + du, this.head.units),
      };
      this.reveal();
      this.tellPlace();
    } else return;
    event.preventDefault();
  }

  // Scroll so far that the place under the cross is seen.
  reveal() {
    const { step, row } = this.hover;
    const along = step * this.wide;
    if (along < this.gone) this.go(along);
    else if (along + this.wide > this.gone + this.room) this.go(along + this.wide - this.room);
    const before = this.top;
    if (row < this.top) this.top = row;
    if (row >= this.top + this.shown) this.top = row - this.shown + 1;
    if (before !== this.top) this.redraw(true);
    else this.soon();
  }

  go(along) { this.scroll.scrollLeft = this.mirrored ? -along : along; }

  onWheel(event) {
    if (!this.head || !event.ctrlKey) return; // a plain wheel scrolls the page
    event.preventDefault();
    this.widen(event.deltaY < 0 ? 1.25 : 0.8, this.at(event)?.step);
  }

  widen(factor, around = null) {
    const least = Math.min(this.room / Math.max(1, this.head.steps), 13);
    const step = around ?? this.hover?.step ?? Math.floor((this.gone + this.room / 2) / this.wide);
    const offset = step * this.wide - this.gone;
    this.wide = Math.min(WIDEST, Math.max(least, this.wide * factor));
    this.layout();
    this.go(Math.max(0, step * this.wide - offset));
    this.soon();
  }

  act(action) {
    if (!this.head) return;
    if (action === "wider") this.widen(1.5);
    if (action === "narrower") this.widen(1 / 1.5);
    if (action === "whole") {
      this.wide = Math.min(26, this.room / Math.max(1, this.head.steps));
      this.layout();
      this.go(0);
    }
    if (action === "taller" || action === "lower") {
      const middle = this.hover?.row ?? this.top + this.shown / 2;
      this.tall = Math.min(this.tallest(), Math.max(1, this.tall * (action === "taller" ? 2 : 0.5)));
      this.top = Math.round(middle - this.shown / 2);
      this.redraw(true);
    }
    if (action === "png") this.save();
  }

  tallest() { return Math.max(1, 2 ** Math.ceil(Math.log2(this.head.units / 8))); }

  enable() {
    const button = (name) => this.bar.querySelector(`[data-do=${name}]`);
    const least = Math.min(this.room / Math.max(1, this.head.steps), 13);
    button("wider").disabled = this.wide >= WIDEST;
    button("narrower").disabled = this.wide <= least * 1.001;
    button("taller").disabled = this.tall >= this.tallest();
    button("lower").disabled = this.tall <= 1;
  }

  tellRest() {
    const line = document.createElement("p");
    line.className = "rest";
    line.style.margin = "0";
    const { words, units } = this.head;
    const each = units / this.shown > 1 ? 1 : units / Math.max(1, this.band * this.scale);
    line.textContent = words.rest
      + (each > 1.2 ? " " + words.several.replace("{count}", each.toFixed(1)) : "");
    this.readout.replaceChildren(line);
  }

  tellPlace() {
    const { head } = this;
    const { step, row } = this.hover;
    const line = document.createElement("div");
    const parts = head.words.step.split("{letter}");
    const fill = (text) => text.replace("{step}", step + 1).replace("{steps}", head.steps)
      .replace("{unit}", head.order[row]);
    const letter = document.createElement("b");
    letter.dir = "auto";
    letter.textContent = head.text[step];
    line.append(fill(parts[0]), letter, fill(parts[1] ?? ""), " · ", fill(head.words.unit));
    const values = document.createElement("div");
    values.className = "values";
    for (const track of this.tracks) {
      const byte = track.values[row * head.steps + step];
      const item = document.createElement("span");
      item.style.setProperty("--swatch", track.colour);
      item.textContent = `${track.symbol} ${number(track, byte)}`;
      values.append(item);
    }
    this.readout.replaceChildren(line, values);
  }

  save() {
    this.redraw(false);
    this.canvas.toBlob((blob) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = `unrolled-${this.head.file}.png`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    });
  }
}

// What a byte says, with as many decimals as it can tell (core/figures/gate_maps.py).
function number(track, byte) {
  const c = byte / 127 - 1;
  const value = track.rooted ? track.high * c * Math.abs(c)
    : track.low + (byte * (track.high - track.low)) / 254;
  const step = track.rooted ? (track.high * Math.max(2 * Math.abs(c), 1 / 127)) / 127
    : (track.high - track.low) / 254;
  const text = Math.abs(value).toFixed(Math.min(2, Math.max(0, Math.floor(-Math.log10(step / 2)))));
  return (value < 0 && Number(text) !== 0 ? "−" : "") + text;
}
