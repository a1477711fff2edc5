import { encode } from "uqr";

import type { Recent } from "./recent";
import { w } from "./words";

const WIDTH = 720;
const QR = 480;

/** A picture to save: what it is about, number, code, and a QR code that opens the page of the matter. */
export function receipt({ number, code, title }: Recent): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = QR + 400;
  const pen = canvas.getContext("2d")!;
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#1b2733";
  pen.textAlign = "center";
  const line = (text: string, size: number, y: number) => {
    pen.font = `${size}px ${getComputedStyle(document.body).fontFamily}`;
    pen.fillText(text, WIDTH / 2, y, WIDTH - 48);
  };
  line(w.value.name, 40, 72);
  line(title, 32, 128);
  drawQr(pen, address(number, code), (WIDTH - QR) / 2, 160);
  line(w.value.done.number, 26, QR + 212);
  line(number, 36, QR + 256);
  line(w.value.done.code, 26, QR + 312);
  line(code, 40, QR + 360);
  return canvas;
}

/** The code stands behind the `#`, which no server sees. */
function address(number: string, code: string): string {
  return `${location.origin}/portal/matters/${number}#${code}`;
}

function drawQr(pen: CanvasRenderingContext2D, text: string, left: number, top: number) {
  const { data, size } = encode(text, { ecc: "M", border: 2 });
  // Whole pixels, so that no thin line stays between two dark squares.
  const step = Math.floor(QR / size);
  const margin = Math.floor((QR - step * size) / 2);
  data.forEach((row, y) =>
    row.forEach((dark, x) => {
      if (dark) pen.fillRect(left + margin + x * step, top + margin + y * step, step, step);
    }),
  );
}
