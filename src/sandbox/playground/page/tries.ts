import type { WireTry } from './wire.ts';

/** What this bot can do, in the order in which one would come upon it. */
export const tries: readonly WireTry[] = [
  {
    id: 'cover',
    label: 'Cover a song',
    about: 'Fills in /cover with a sample song and a style. Change them, and send it.',
    does: {
      kind: 'command',
      name: 'cover',
      options: { song: { sample: 'neon-stairs' }, style: 'stadium rock with two loud guitars' },
    },
  },
  {
    id: 'remix',
    label: 'Remix a cover',
    about: 'Goes to the newest one. Press New style, and say how else it should sound.',
    does: { kind: 'button', label: 'New style' },
  },
  {
    id: 'apps',
    label: 'Cover what was posted',
    about: 'Opens the menu of a message with a song, as a right click does.',
    does: { kind: 'apps' },
  },
  {
    id: 'people',
    label: 'Be somebody else',
    about:
      'The owner, a moderator and two members are here, and whoever runs the bot. A second window can be another one of them.',
    does: { kind: 'people' },
  },
  {
    id: 'panel',
    label: 'Let it crash',
    about: 'Goes behind the scenes. Kill the bot while it works, and see that nothing is lost or paid twice.',
    does: { kind: 'panel' },
  },
];
