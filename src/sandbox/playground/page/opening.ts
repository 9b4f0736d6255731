import type { DiscordSandbox } from '../../discord/sandbox.ts';
import type { Answer, SandboxChannel, SandboxMember, SandboxMessage, UploadedFile } from '../../discord/types.ts';
import type { Cast } from './cast.ts';
import type { Sample } from './samples.ts';

const SONG = 'slow-harbour';
const SONG_TEXT = 'Wrote this on the ferry. What would you make of it?';
const COVER_STYLE = 'slow smoky jazz, upright bass, brushed drums, muted trumpet';
const REMIX_STYLE = 'retro synthwave, pulsing bass, gated drums, neon night drive';

/** Real time for the bot to make one of them, on a machine that has other things to do as well. */
const PATIENCE = { timeoutMs: 120_000 };

export interface OpeningOptions {
  discord: DiscordSandbox;
  cast: Cast;
  samples: readonly Sample[];
  /** Resolves when the bot is at work. */
  started: Promise<void>;
}

/**
 * What a newcomer finds in the first channel: a song that a member has posted, a cover of it, and a remix of that. The real bot
 * makes them, asked by the others as anybody would ask, so none of it is the newcomer's own. Rejects where the bot offers
 * nothing like it, or somebody has stopped it in between.
 */
export async function playOpening({ discord, cast, samples, started }: OpeningOptions): Promise<void> {
  const channel = cast.firstChannel;
  const [ada, ben, nia] = ['Ada', 'Ben', 'Nia'].map((name) =>
    cast.people.find((person) => person.name === name)?.memberIn(channel.guildId),
  );
  const sample = samples.find(({ id }) => id === SONG);
  if (!ada || !ben || !nia || !sample) throw new Error('somebody is missing, or the song');
  const song = { name: sample.fileName, data: await sample.data() };
  ben.post(channel, { content: SONG_TEXT, files: [song] });
  await started;
  const cover = await askForCover(discord, channel, nia, song);
  ada.react(cover, '🔥');
  ben.react(cover, '🎧');
  await askForRemix(channel, ben, cover);
}

async function askForCover(
  discord: DiscordSandbox,
  channel: SandboxChannel,
  member: SandboxMember,
  song: UploadedFile,
): Promise<SandboxMessage> {
  if (!discord.commands().some(({ name }) => name === 'cover')) throw new Error('this bot makes no covers');
  const cover = nextCover(channel, COVER_STYLE);
  const answer = await member.slash(channel, 'cover', { song, style: COVER_STYLE });
  if (answer.modal) throw new Error('this model asks for more than a style');
  return cover;
}

async function askForRemix(channel: SandboxChannel, member: SandboxMember, cover: SandboxMessage): Promise<void> {
  const remix = nextCover(channel, REMIX_STYLE);
  const form = await member.click(cover, 'New style');
  const answer = await member.submit(form, { style: REMIX_STYLE });
  await agree(member, answer);
  await remix;
}

/** Looks at what it will cost, and says yes. */
async function agree(member: SandboxMember, answer: Answer): Promise<void> {
  const card = await answer.settled((message) => message.buttons().length > 0, PATIENCE);
  const button = card.buttons().find(({ label }) => label.startsWith('Make it'));
  if (button) await member.click(card, button.customId);
}

/** The next message of the bot that has something to listen to, in this style. */
function nextCover(channel: SandboxChannel, style: string): Promise<SandboxMessage> {
  const next = channel.nextMessage(
    (message) => message.author.bot && message.attachments.length > 0 && message.text().includes(style),
    PATIENCE,
  );
  // Who asks for it may fail before anybody waits for it.
  next.catch(() => {});
  return next;
}
