// The picture of a recurrent cell's tracks: letters on top, a band a track, time in the direction of
// the text. `GateMaps` (gate_maps.js) extends it by what a visitor does.

const ROW_OF_LETTERS = 26;
const LABEL = 20;
const READABLE = 7; // px a letter below which whole words stand over their first letter

class GatePicture {
  // A picture [units × steps] for each track, mirrored where time runs from right to left.
  coloured(head, planes) {
    const { steps: T, units: H } = head;
    const mirrored = head.direction === "rtl";
    let place = 0;
    return head.tracks.map((track) => {
      const table = planes.subarray(place, place + 768);
      const values = planes.subarray(place + 768, place + 768 + T * H);
      place += 768 + T * H;
      const colour = new Uint32Array(256);
      for (let i = 0; i < 256; i += 1) {
        colour[i] = 0xff000000 | (table[3 * i + 2] << 16) | (table[3 * i + 1] << 8) | table[3 * i];
      }
      const picture = document.createElement("canvas");
      picture.width = Math.max(1, T);
      picture.height = Math.max(1, H);
      const context = picture.getContext("2d");
      const image = context.createImageData(picture.width, picture.height);
      const pixels = new Uint32Array(image.data.buffer);
      for (let row = 0; row < H; row += 1) {
        const start = row * T;
        for (let t = 0; t < T; t += 1) {
          pixels[start + (mirrored ? T - 1 - t : t)] = colour[values[start + t]];
        }
      }
      context.putImageData(image, 0, 0);
      return { ...track, values, picture, scale: this.scaleOf(track, colour) };
    });
  }
  // The colours from the lowest to the highest value, evenly by value.
  scaleOf(track, colour) {
    const scale = document.createElement("canvas");
    scale.width = 255;
    scale.height = 1;
    const context = scale.getContext("2d");
    const image = context.createImageData(255, 1);
    const pixels = new Uint32Array(image.data.buffer);
    for (let i = 0; i < 255; i += 1) {
      const c = i / 127 - 1;
      const place = track.rooted ? Math.sign(c) * Math.sqrt(Math.abs(c)) : c;
      pixels[i] = colour[Math.round((place + 1) * 127)];
    }
    context.putImageData(image, 0, 0);
    return scale;
  }

  get mirrored() { return this.head.direction === "rtl"; }
  get gone() { return Math.abs(this.scroll.scrollLeft); } // px scrolled from where time begins
  get shown() { return Math.max(1, Math.ceil(this.head.units / this.tall)); } // rows in a band

  x(step) { // the left edge of a step's column on the canvas
    const from = step * this.wide - this.gone;
    return this.mirrored ? this.room - from - this.wide : from;
  }

  redraw(rescale) {
    const { head, context: c } = this;
    if (!head || !this.room) return;
    const { palette, steps: T, units: H } = head;
    this.top = Math.min(Math.max(0, this.top), H - this.shown);
    this.range.max = String(H - this.shown);
    this.range.value = String(this.top);
    this.from.hidden = this.shown >= H;
    this.enable();
    c.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    c.fillStyle = palette.background;
    c.fillRect(0, 0, this.room, this.high);
    const first = Math.max(0, Math.floor(this.gone / this.wide));
    const last = Math.min(T, Math.ceil((this.gone + this.room) / this.wide));
    this.first = first;
    this.last = last;
    if (last <= first) return;
    this.tracks.forEach((track, place) => {
      if (rescale) track.strip = this.strip(track);
      const y = this.bandTop(place);
      const left = Math.min(this.x(first), this.x(last - 1));
      c.imageSmoothingEnabled = this.wide < 1;
      c.drawImage(
        track.strip, this.mirrored ? T - last : first, 0, last - first, track.strip.height,
        left, y, (last - first) * this.wide, this.band,
      );
      this.drawLabel(track, y - LABEL);
    });
    this.drawLetters(first, last);
    this.drawCross();
  }

  // The rows shown, brought to the band's height: smoothly where several share a pixel.
  strip(track) {
    const high = Math.max(1, Math.round(this.band * this.scale));
    const strip = document.createElement("canvas");
    strip.width = track.picture.width;
    strip.height = high;
    const c = strip.getContext("2d");
    c.imageSmoothingEnabled = this.shown > high;
    c.imageSmoothingQuality = "high";
    c.drawImage(track.picture, 0, this.top, strip.width, this.shown, 0, 0, strip.width, high);
    return strip;
  }

  bandTop(place) { return ROW_OF_LETTERS + place * (this.band + LABEL) + LABEL; }

  drawLabel(track, y) {
    const { context: c, head } = this;
    const start = this.mirrored ? this.room : 0;
    const way = this.mirrored ? -1 : 1;
    const middle = y + LABEL / 2 + 1;
    c.textBaseline = "middle";
    c.direction = "ltr";
    c.textAlign = this.mirrored ? "right" : "left";
    c.fillStyle = track.colour;
    c.fillRect(this.mirrored ? start - 12 : 2, middle - 5, 10, 10);
    c.fillStyle = head.palette.text;
    c.font = `600 13px ${this.fonts()}`;
    const label = `${track.symbol}  `;
    c.fillText(label.trim(), start + way * 18, middle);
    const wide = c.measureText(label).width;
    c.fillStyle = head.palette.muted;
    c.font = `12px ${this.fonts()}`;
    c.fillText(track.title, start + way * (18 + wide + 4), middle);
    // the scale, at the other end
    const bar = 64;
    const numbers = [track.low, track.high].map((value) =>
      `${value < 0 ? "−" : ""}${Math.abs(value) % 1 ? Math.abs(value).toFixed(1) : Math.abs(value)}`);
    c.textAlign = "left";
    const widths = numbers.map((text) => c.measureText(text).width);
    let x = this.mirrored ? 2 : this.room - bar - widths[0] - widths[1] - 10;
    c.fillText(numbers[0], x, middle);
    x += widths[0] + 4;
    c.imageSmoothingEnabled = true;
    c.drawImage(track.scale, x, middle - 4, bar, 8);
    c.fillStyle = head.palette.muted;
    c.fillText(numbers[1], x + bar + 4, middle);
  }

  fonts(mono = false) {
    return mono ? "'JetBrains Mono', 'Vazirmatn', monospace" : "'Inter', 'Vazirmatn', sans-serif";
  }

  drawLetters(first, last) {
    const { context: c, head } = this;
    const y = ROW_OF_LETTERS / 2 + 1;
    c.textBaseline = "middle";
    c.fillStyle = head.palette.text;
    c.direction = head.direction;
    if (this.wide >= READABLE) {
      c.textAlign = "center";
      c.font = `${Math.min(17, Math.max(10, this.wide * 1.05))}px ${this.fonts(true)}`;
      for (let step = first; step < last; step += 1) {
        const space = "·↵⇥⍽".includes(head.text[step]);
        c.fillStyle = space ? head.palette.muted : head.palette.text;
        c.fillText(head.letters[step], this.x(step) + this.wide / 2, y);
      }
      return;
    }
    // Too narrow for letters: words, where there is room for them.
    c.font = `11px ${this.fonts()}`;
    c.textAlign = this.mirrored ? "right" : "left";
    c.fillStyle = head.palette.muted;
    let free = -Infinity;
    let step = first;
    while (step < last) {
      let end = step;
      while (end < head.steps && !"·↵⇥".includes(head.text[end])) end += 1;
      const along = step * this.wide;
      if (end > step && along >= free) {
        const word = head.text.slice(step, end).join("").replaceAll("⍽", "\u200c");
        c.fillText(word, this.mirrored ? this.x(step) + this.wide : this.x(step), y);
        free = along + c.measureText(word).width + 8;
      }
      step = end + 1;
    }
  }

  drawCross() {
    const { context: c, head } = this;
    if (head.chosen !== null && head.chosen >= this.first && head.chosen < this.last) {
      const x = this.x(head.chosen);
      c.strokeStyle = head.palette.prediction;
      c.lineWidth = 2;
      c.strokeRect(x, 1, Math.max(this.wide, 2), this.high - 2);
    }
    if (!this.hover) return;
    const { step, row } = this.hover;
    if (step < this.first || step >= this.last) return;
    const x = this.x(step);
    c.strokeStyle = head.palette.text;
    c.lineWidth = 1;
    c.strokeRect(x + 0.5, 0.5, Math.max(this.wide, 2) - 1, this.high - 1);
    if (row < this.top || row >= this.top + this.shown) return;
    const high = this.band / this.shown;
    this.tracks.forEach((_, place) => {
      const y = this.bandTop(place) + (row - this.top) * high;
      c.beginPath();
      c.moveTo(0, y + high / 2);
      c.lineTo(x, y + high / 2);
      c.moveTo(x + this.wide, y + high / 2);
      c.lineTo(this.room, y + high / 2);
      c.globalAlpha = 0.45;
      c.stroke();
      c.globalAlpha = 1;
    });
  }
}
