import type { Answer, ModalValue, SlashOptions } from '../../src/sandbox/discord/types.ts';
import type { Wish } from './plan.ts';
import type { Server, Stage } from './world.ts';

const LYRICS = '[Verse]\nThe lamps along the harbour wall\n[Chorus]\nAre counting every wave that falls';

/** Asks for a cover as the wish says. Rejects when the bot does not answer in time. */
export async function ask(stage: Stage, wish: Wish, marker: string): Promise<Answer[]> {
  const { channel, member } = placeOf(stage, wish);
  const song = stage.song(wish.song, marker);
  const style = `slow blues ${marker} with a warm organ`;
  const takes: SlashOptions = wish.takes > 1 && offersTakes(stage) ? { takes: wish.takes } : {};
  const isForm = wish.way !== 'slash';
  // Half of those who use the form give the song before it opens.
  const begins: SlashOptions = !isForm ? { song, style, ...takes } : wish.number % 2 === 0 ? { song } : {};
  const answer = await member.slash(channel, 'cover', begins);
  if (answer.kind !== 'modal') return [answer];

  const fields = JSON.stringify(answer.modal);
  const values: Record<string, ModalValue> = {};
  if (fields.includes('"custom_id":"song"')) values.song = song;
  if (fields.includes('"custom_id":"style"')) values.style = style;
  if (wish.hasLyrics && fields.includes('"custom_id":"lyrics"')) values.lyrics = LYRICS;
  const times = wish.way === 'formTwice' ? 2 : 1;
  return answered(Array.from({ length: times }, () => member.submit(answer, values)));
}

export function placeOf({ servers }: Stage, { guild, member }: Wish): Server & { member: Server['members'][number] } {
  const server = servers[guild];
  const found = server?.members[member];
  if (!server || !found) throw new Error(`there is no member ${member} in server ${guild}`);
  return { ...server, member: found };
}

/** Those that were answered; rejects when none was. */
export async function answered(attempts: readonly Promise<Answer>[]): Promise<Answer[]> {
  const settled = await Promise.allSettled(attempts);
  const answers = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const [failed] = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (answers.length === 0) throw failed;
  return answers;
}

function offersTakes({ discord }: Stage): boolean {
  const command = discord.commands().find(({ name }) => name === 'cover');
  return JSON.stringify(command?.options ?? []).includes('"name":"takes"');
}
