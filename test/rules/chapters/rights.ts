import type { ChapterRules } from '../rule.ts';

export const rights: ChapterRules = [
  {
    rule: 'No text of a member is a link or an invite where all can read it.',
    broken: 'hosts stay as they are written',
    file: 'src/discord/views/user-text.ts',
    from: 'return cut(unlinked(visible), maximum,',
    to: 'return cut(visible, maximum,',
    test: 'test/discord/views/unlinked.test.ts',
    name: 'brings no link, invite or mention into anything that all can read',
  },
  {
    rule: 'A file’s title and a thread’s name bear no link either.',
    broken: 'they are shown as they are',
    file: 'src/discord/views/user-text.ts',
    from: "unlinked(text.replace(/\\s+/g, ' ').replace(INVISIBLE, '').trim())",
    to: "text.replace(/\\s+/g, ' ').replace(INVISIBLE, '').trim()",
    test: 'test/discord/open-thread.test.ts',
    name: 'bears no link in its name, and is found by it',
  },
  {
    rule: 'Discord shows nothing of what lies behind a link in a public message.',
    broken: 'the message has no flags',
    file: 'src/discord/views/message-body.ts',
    from: 'flags: MessageFlags.SuppressEmbeds,',
    to: 'flags: 0,',
    test: 'test/discord/discord.test.ts',
    name: 'posts files as audio, names the song, pings the requester and nobody else',
  },
  {
    rule: 'A cover in a channel that a member does not see is as good as none, whatever its id comes in by.',
    broken: 'whoever has the id of a cover may use it',
    file: 'src/app.ts',
    from: 'job: async (id, reader) => (await history.find(reader, id))?.job,',
    to: 'job: jobs.get,',
    test: 'test/e2e/hidden-covers.test.ts',
    name: 'is as good as none, whatever entry its id comes in by',
  },
  {
    rule: 'What is looked up by an id is looked up for a reader.',
    broken: 'only the server is compared',
    file: 'src/covers/history.ts',
    from: 'const [entry] = await visible(reader, [{ job, cover: await jobs.cover(jobId) }]);',
    to: 'const [entry] = [{ job, cover: await jobs.cover(jobId) }];',
    test: 'test/e2e/hidden-covers.test.ts',
    name: 'is as good as none, whatever entry its id comes in by',
  },
];
