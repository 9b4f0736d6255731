import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { BAR_PX, type LaidOutRow, type Layout, MARGIN, TEXT_PX } from './lay-out-waveform.ts';

/** Left and right end of each take's colours, in order. */
const TAKE_COLOURS = [
  ['#a78bfa', '#f472b6'],
  ['#38bdf8', '#34d399'],
  ['#fbbf24', '#fb7185'],
  ['#a3e635', '#22d3ee'],
] as const;
const REFERENCE_COLOURS = ['#98a2b8', '#717b92'] as const;
const CARD = { top: '#22243a', bottom: '#141522', edge: '#3a3d5c', radius: 36 };
const LABEL = { take: '#ffffff', reference: '#b9c0d0', length: '#9aa3b8' };

/** How much of the swing shows behind the loudness. */
const PEAK_OPACITY = 0.4;
const OVER_OPACITY = 0.25;

/** Draws a layout. Without a font the words are left out. */
export function paintWaveform(canvas: Canvas, { width, height, rows }: Layout, font: string | undefined): void {
  const context = canvas.getContext('2d');
  paintCard(context, width, height);
  let takes = 0;
  for (const row of rows) {
    const colours = row.kind === 'reference' ? REFERENCE_COLOURS : TAKE_COLOURS[takes++ % TAKE_COLOURS.length];
    paintBars(context, row, colours ?? REFERENCE_COLOURS, width);
    if (font) paintWords(context, row, font, width);
  }
}

/** Opaque, so that it is the same in every theme; its corners show what is behind. */
function paintCard(context: SKRSContext2D, width: number, height: number): void {
  const shade = context.createLinearGradient(0, 0, 0, height);
  shade.addColorStop(0, CARD.top);
  shade.addColorStop(1, CARD.bottom);
  context.fillStyle = shade;
  context.strokeStyle = CARD.edge;
  context.lineWidth = 2;
  context.beginPath();
  context.roundRect(1, 1, width - 2, height - 2, CARD.radius);
  context.fill();
  context.stroke();
}

function paintBars(
  context: SKRSContext2D,
  { bars, middle }: LaidOutRow,
  [left, right]: readonly [string, string],
  width: number,
): void {
  const gradient = context.createLinearGradient(MARGIN, 0, width - MARGIN, 0);
  gradient.addColorStop(0, left);
  gradient.addColorStop(1, right);
  context.fillStyle = gradient;
  const draw = (opacity: number, part: 'peak' | 'body', isOver: boolean) => {
    context.globalAlpha = opacity;
    context.beginPath();
    for (const bar of bars.filter((one) => one.isOver === isOver)) {
      context.roundRect(bar.x, middle - bar[part], BAR_PX, 2 * bar[part], BAR_PX / 2);
    }
    context.fill();
  };
  draw(OVER_OPACITY, 'body', true);
  draw(PEAK_OPACITY, 'peak', false);
  draw(1, 'body', false);
  context.globalAlpha = 1;
}

function paintWords(context: SKRSContext2D, row: LaidOutRow, font: string, width: number): void {
  context.font = `600 ${TEXT_PX}px ${font}`;
  context.fillStyle = LABEL[row.kind];
  context.textAlign = 'left';
  context.fillText(row.label, MARGIN, row.baseline);
  context.fillStyle = LABEL.length;
  context.textAlign = 'right';
  context.fillText(row.length, width - MARGIN, row.baseline);
}
