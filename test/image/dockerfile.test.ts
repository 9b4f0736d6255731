import { globSync } from 'node:fs';
import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';
import { commandOf, contentsOf, copiesOf, isSent, ROOT, read, readStages } from './dockerfile.ts';

const [base, ...built] = readStages();
const last = built.at(-1);
if (!base || !last) throw new Error('there are no stages');
const { version, optionalDependencies } = JSON.parse(read('package.json'));

describe('the Dockerfile', () => {
  it('is one that a linter has nothing to say about', () => {
    expect(validate(read('Dockerfile'))).toEqual([]);
  });

  it('begins with the slim image of the Node that the project is tested with, and with no other', () => {
    expect(base.image).toMatch(/^node:24\.\d+\.\d+-[a-z]+-slim$/);
    expect(base.image).toContain(`:${read('.node-version').trim()}-`);
    for (const own of Object.values(optionalDependencies)) expect(own).toBe(read('.node-version').trim());
    expect(new Set(built.map(({ image }) => image))).toEqual(new Set([base.name]));
  });

  it('runs the bot as a user who is not root, by number, with all of the bot root’s own', () => {
    expect(contentsOf(last, 'USER')).toEqual(['1000:1000']);
    expect(last.instructions.filter((it) => it.getRawArgumentsContent()?.includes('--chown'))).toEqual([]);
    expect(contentsOf(last, 'VOLUME')).toEqual(['["/data"]']);
    expect(contentsOf(last, 'ENV').join()).toContain('DATA_DIR=/data');
  });

  it('installs what the bot runs with, without tools, sandbox, or a second Node', () => {
    const [run = ''] = built.flatMap((stage) => contentsOf(stage, 'RUN')).filter((it) => it.includes('npm'));
    expect(run).toMatch(/^npm ci --omit=dev --workspaces=false /);
    expect(run).toContain('rm -rf node_modules/node-linux-* node_modules/.bin/node');
    // Native parts of packages are optional dependencies of theirs.
    expect(run).not.toContain('--omit=optional');
  });

  it('starts the bot as its own process, and asks it how it is', () => {
    expect(commandOf(last, 'CMD')).toEqual(['node', '--expose-gc', '--max-semi-space-size=2', 'src/start.cjs']);
    expect(commandOf(last, 'HEALTHCHECK')).toEqual(['node', 'src/tools/check-health.ts']);
  });

  it('says what the image is, in the version of the package', () => {
    const labels = contentsOf(last, 'LABEL').join();
    for (const name of ['title', 'description', 'version', 'revision', 'licenses', 'base.name'])
      expect(labels).toContain(`org.opencontainers.image.${name}=`);
    expect(labels).toContain(`org.opencontainers.image.version="${version}"`);
    expect(labels).toContain(`org.opencontainers.image.base.name="docker.io/library/${base.image}"`);
  });

  it('takes no secret: not as an argument, not as a variable, not as a file', () => {
    const said = [base, ...built].flatMap((stage) => [...contentsOf(stage, 'ARG'), ...contentsOf(stage, 'ENV')]);
    expect(said.filter((text) => /TOKEN|KEY|SECRET|PASSWORD|PROXY/i.test(text))).toEqual([]);
    for (const secret of ['.env', 'data/coverband.db', '.git/config', 'node_modules/x', 'src/sandbox/discord/world.ts'])
      expect(isSent(secret), secret).toBe(false);
  });

  it('copies nothing that is not sent to a builder, and each source that the bot loads', () => {
    const copied = built.flatMap(copiesOf).filter(({ from }) => from === null);
    const sources = copied.flatMap((copy) => copy.sources);
    expect(sources.filter((path) => !isSent(path))).toEqual([]);
    const loaded = globSync('{src,commands}/**/*.{ts,cjs}', { cwd: ROOT }).filter(
      (path) => !path.startsWith('src/sandbox/'),
    );
    expect(loaded.filter((path) => !isSent(path) || !sources.includes(path.split('/')[0] ?? ''))).toEqual([]);
  });
});
