import type { Preset } from './guild-settings.ts';

/** What a server offers that has chosen no presets of its own. Each fits every model that takes a style. */
export const defaultPresets: readonly Preset[] = [
  {
    name: 'Late-night jazz',
    style: 'slow smoky jazz, upright bass, brushed drums, muted trumpet, warm low female voice',
  },
  {
    name: 'Bedroom lo-fi',
    style: 'lo-fi hip hop, dusty drums, mellow electric piano, vinyl crackle, soft sleepy voice',
  },
  {
    name: 'Stadium rock',
    style: 'big 80s stadium rock, distorted guitars, pounding drums, choir in the chorus, powerful male voice',
  },
  {
    name: 'Folk campfire',
    style: 'acoustic folk, fingerpicked guitar, fiddle, hand claps, close harmonies, gentle rough male voice',
  },
  {
    name: 'Synthwave',
    style: 'retro 80s synthwave, pulsing bass, gated drums, shimmering synths, cool airy voice, neon night drive',
  },
  {
    name: 'Gospel choir',
    style: 'uplifting gospel, Hammond organ, piano, hand claps, full choir answering a soulful lead voice',
  },
  {
    name: 'Bossa nova',
    style: 'light bossa nova, nylon guitar, soft percussion, flute, whispered intimate voice, seaside afternoon',
  },
  {
    name: 'Orchestral film',
    style: 'cinematic orchestra, swelling strings, French horns, timpani, solo soprano, slow build to a huge finale',
  },
  { name: 'Country road', style: 'classic country, pedal steel, banjo, train beat, twangy storytelling baritone' },
  {
    name: 'Reggae sunshine',
    style: 'roots reggae, offbeat guitar, deep bass, horns, relaxed sunny voice with dub echoes',
  },
  {
    name: 'Heavy metal',
    style: 'fast heavy metal, double bass drums, palm-muted riffs, screaming guitar solo, raw powerful voice',
  },
];
