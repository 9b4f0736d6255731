import { DemoError } from './demo-error.ts';
import type { Scene, Wish } from './play-cover.ts';

/** Real time for the words to be heard, and for them to be written. */
const PATIENCE_MS = { timeoutMs: 30_000 };

/** Lyrics written by the provider, as a member would ask for them: `/cover` with its words first, then the button. */
export async function playLyrics({ stage, channel, member, print }: Scene, wish: Wish, about: string): Promise<void> {
  const before = stage.provider.money.paid.length;
  print(`/cover  song: ${wish.song.name}  lyrics: edit`);
  const answer = await member
    .slash(channel, 'cover', { song: wish.song, style: wish.style, lyrics: 'edit' })
    .catch((error: Error) => {
      throw new DemoError(`Discord's client does not send this: ${error.message}.`);
    });
  const card = await answer.settled((message) => message.buttons().length > 0, PATIENCE_MS);
  const button = card.buttons().find(({ label }) => label.startsWith('Write lyrics for me'));
  if (!button) throw new DemoError(`${stage.provider.name} writes no lyrics. minimax does: add --provider minimax.`);
  print(`${card.text()}\n[ ${button.label} ]  ${about}`);

  const form = await member.click(card, button.customId);
  const [field] = (form.modal?.components ?? []) as { component?: { custom_id?: string } }[];
  const written = await member.submit(form, { [field?.component?.custom_id ?? '']: about });
  const shown = await written.settled((message) => message.text() !== '', PATIENCE_MS);
  print(shown.text());
  const paid = stage.provider.money.paid.length - before;
  if (paid !== 1) throw new DemoError(`No lyrics came of it: there were ${paid} paid requests, not one.`);
  print(
    `paid requests for lyrics: ${paid}, $${(stage.provider.money.spentMicros / 1_000_000).toFixed(3)} of play money`,
  );
}
