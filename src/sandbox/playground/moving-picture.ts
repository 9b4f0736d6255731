import { createCanvas, GifDisposal, GifEncoder, loadImage } from '@napi-rs/canvas';
import type { Page } from 'playwright-core';

export interface MovingPicture {
  /** Takes the page as it is now, to be seen for so long. What looks like the frame before only makes that one longer. */
  show(ms: number): Promise<void>;
  /** The GIF, which begins anew when it is over. */
  finish(): Buffer;
}

/** What changed, in pixels; undefined where nothing did. */
interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

interface Frame {
  pixels: Uint8Array;
  area: Area;
  ms: number;
}

/** The encoder takes from 1, the best, to 30. */
const QUALITY = 5;
const BYTES = 4;

/**
 * A GIF out of single looks at a page. After the first, only what has changed is stored, which makes minutes of a quiet page as
 * small as they are.
 */
export async function filmPage(page: Page): Promise<MovingPicture> {
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  const frames: Frame[] = [];
  let before: Uint8ClampedArray | undefined;

  return {
    async show(ms) {
      const now = await pixelsOf(await page.screenshot({ scale: 'css' }), width, height);
      const area = before ? changedArea(before, now, width) : { left: 0, top: 0, width, height };
      before = now;
      const last = frames.at(-1);
      if (area) frames.push({ pixels: cut(now, width, area), area, ms });
      else if (last) last.ms += ms;
    },
    finish() {
      using encoder = new GifEncoder(width, height, { repeat: 0, quality: QUALITY });
      for (const { pixels, area, ms } of frames) {
        const { left, top } = area;
        encoder.addFrame(pixels, area.width, area.height, { delay: ms, left, top, disposal: GifDisposal.Keep });
      }
      return encoder.finish();
    },
  };
}

async function pixelsOf(png: Buffer, width: number, height: number): Promise<Uint8ClampedArray> {
  const context = createCanvas(width, height).getContext('2d');
  context.drawImage(await loadImage(png), 0, 0, width, height);
  return context.getImageData(0, 0, width, height).data;
}

function changedArea(before: Uint8ClampedArray, now: Uint8ClampedArray, width: number): Area | undefined {
  const columns = { first: width, last: -1 };
  const rows = { first: Number.POSITIVE_INFINITY, last: -1 };
  for (let at = 0; at < now.length; at += BYTES) {
    if (now[at] === before[at] && now[at + 1] === before[at + 1] && now[at + 2] === before[at + 2]) continue;
    const [x, y] = [(at / BYTES) % width, Math.floor(at / BYTES / width)];
    columns.first = Math.min(columns.first, x);
    columns.last = Math.max(columns.last, x);
    rows.first = Math.min(rows.first, y);
    rows.last = y;
  }
  if (rows.last < 0) return undefined;
  return {
    left: columns.first,
    top: rows.first,
    width: columns.last - columns.first + 1,
    height: rows.last - rows.first + 1,
  };
}

function cut(pixels: Uint8ClampedArray, width: number, area: Area): Uint8Array {
  const piece = new Uint8Array(area.width * area.height * BYTES);
  for (let row = 0; row < area.height; row += 1) {
    const from = ((area.top + row) * width + area.left) * BYTES;
    piece.set(pixels.subarray(from, from + area.width * BYTES), row * area.width * BYTES);
  }
  return piece;
}
