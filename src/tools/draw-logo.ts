import { writeFileSync } from 'node:fs';
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';

/**
 * Draws the logo in each of its forms: `npm run logo`. It is a cover in one picture: a message whose sound begins as one song, in
 * white, and goes on as another, in colour.
 */
const FORMS = [
  // The README's, with round corners.
  { file: 'docs/pictures/logo.png', size: 512, corner: 0.22, bars: 9 },
  // The bot's own picture, to be uploaded in Discord's developer portal; Discord cuts a circle out of it.
  { file: 'docs/pictures/bot.png', size: 1_024, corner: 0, bars: 9 },
  // Small enough that fewer bars say the same.
  { file: 'src/sandbox/playground/page/client/favicon.png', size: 64, corner: 0.22, bars: 5 },
] as const;

const GROUND = ['#312e81', '#7c3aed', '#db2777'] as const;
const BUBBLE = 'rgba(255, 255, 255, 0.14)';
const SONG = '#ffffff';
const COVER = ['#fde047', '#fb923c'] as const;

/** How high each bar is, of the bubble's height; the cover has the melody of the song, louder. */
const HEIGHTS = { 9: [0.2, 0.42, 0.3, 0.52, 0.34, 0.68, 0.5, 0.82, 0.4], 5: [0.34, 0.56, 0.38, 0.8, 0.5] } as const;

for (const { file, size, corner, bars } of FORMS) {
  const canvas = createCanvas(size, size);
  const context = canvas.getContext('2d');
  // All that follows is in shares of the size.
  context.scale(size, size);
  paintGround(context, corner);
  paintBubble(context);
  paintBars(context, HEIGHTS[bars]);
  writeFileSync(file, canvas.toBuffer('image/png'));
  process.stdout.write(`${file}\n`);
}

function paintGround(context: SKRSContext2D, corner: number): void {
  const shade = context.createLinearGradient(0, 0, 1, 1);
  GROUND.forEach((colour, index) => {
    shade.addColorStop(index / (GROUND.length - 1), colour);
  });
  context.fillStyle = shade;
  context.beginPath();
  context.roundRect(0, 0, 1, 1, corner);
  context.fill();
}

function paintBubble(context: SKRSContext2D): void {
  context.fillStyle = BUBBLE;
  context.beginPath();
  context.roundRect(0.16, 0.22, 0.68, 0.5, 0.13);
  context.fill();
  context.beginPath();
  context.moveTo(0.3, 0.72);
  context.lineTo(0.46, 0.72);
  context.lineTo(0.29, 0.84);
  context.closePath();
  context.fill();
}

/** The first half, and the one bar more of an odd number, are the song. */
function paintBars(context: SKRSContext2D, heights: readonly number[]): void {
  const [left, width, middle, room] = [0.235, 0.53, 0.47, 0.46];
  const step = width / heights.length;
  const cover = context.createLinearGradient(0, middle - room / 2, 0, middle + room / 2);
  cover.addColorStop(0, COVER[0]);
  cover.addColorStop(1, COVER[1]);
  heights.forEach((share, index) => {
    const height = share * room;
    context.fillStyle = index < heights.length / 2 ? SONG : cover;
    context.beginPath();
    context.roundRect(left + index * step + step * 0.17, middle - height / 2, step * 0.66, height, step * 0.33);
    context.fill();
  });
}
