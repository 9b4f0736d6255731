import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { NOT_YET_KNOWN } from '../../src/domain/money/prices.ts';

const complete = { DISCORD_TOKEN: 'discord-secret', RUNWARE_API_KEY: 'runware-secret' };

function problemsOf(environment: Record<string, string>): ConfigError['problems'] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('readConfig', () => {
  it('needs only a token and a provider key', () => {
    const config = readConfig(complete);
    expect(config.discord).toEqual({ token: 'discord-secret', apiBase: undefined });
    expect(config.quota).toEqual({
      operatorMonth: { micros: 50_000_000 },
      guildMonth: { count: 100, micros: 15_000_000 },
      trialMonth: { count: 100, micros: 1_000_000 },
      memberDay: { count: 10 },
      memberDayTotal: { count: 20 },
      allowedGuilds: { ids: [], othersMayTry: true },
      refusalsPerDay: 5,
      lyricsHeardPerDay: 20,
      lyricsWrittenPerDay: 10,
    });
    expect(config.operator).toBeUndefined();
  });

  it('treats an empty variable as not set', () => {
    expect(readConfig({ ...complete, RUNNING_PER_GUILD: '  ', OPERATOR_PORT: '' }).runningPerGuild).toBe(2);
  });

  it('reports every fault at once, with the name, what is expected and what was given', () => {
    const problems = problemsOf({
      RUNNING_PER_GUILD: 'two',
      GUILD_BUDGET_USD_PER_MONTH: '-1',
      OUTPUT_FORMAT: 'aac',
      OPERATOR_PORT: '8080',
      TRUSTED_ORIGINS: 'http://127.0.0.1:80/path',
    });
    expect(problems.map(({ name }) => name).toSorted()).toEqual([
      'DISCORD_TOKEN',
      'GUILD_BUDGET_USD_PER_MONTH',
      'OPERATOR_SECRET',
      'OUTPUT_FORMAT',
      'RUNNING_PER_GUILD',
      'RUNWARE_API_KEY',
      'TRUSTED_ORIGINS',
    ]);
    expect(problems).toContainEqual({
      name: 'RUNNING_PER_GUILD',
      expected: 'a whole number from 1 to 1000',
      given: 'two',
    });
    expect(problems).toContainEqual(expect.objectContaining({ name: 'DISCORD_TOKEN', given: undefined }));
  });

  it('takes models whose price is still to be read', () => {
    const environment = { ...complete, PROVIDERS: 'aimlapi', AIMLAPI_API_KEY: 'aimlapi-secret' };
    const pricesOf = (MODELS: string) =>
      readConfig({ ...environment, MODELS }).models.map(({ id, priceOf }) => [id, priceOf(NOT_YET_KNOWN)]);
    expect(pricesOf('')).toEqual([['minimax/music-cover', null]]);
    expect(pricesOf('aimlapi/minimax/music-cover=0.15,aimlapi/minimax-music')).toEqual([
      ['minimax/music-cover', 150_000],
      ['minimax-music', null],
    ]);
  });

  it('says of MODELS what was given, and what to do about it', () => {
    const complaint = new ConfigError(problemsOf({ ...complete, MODELS: 'runware/new' })).message;
    expect(complaint).toMatch(/~known-model\), got "runware\/new"$/);
  });

  it('refuses a model of a provider that is not used', () => {
    const MODELS = 'minimax/music-cover-free,aimlapi/minimax/music-cover=0.15,minimax/music-2.6';
    expect(new ConfigError(problemsOf({ ...complete, MODELS })).message).toBe(
      'MODELS: expected models of the providers in PROVIDERS only (add minimax and aimlapi there, or leave their models out), ' +
        `got "${MODELS}"`,
    );
  });

  it('complains once about models where they, or their providers, cannot be read', () => {
    const environment = { ...complete, PROVIDERS: 'aimlapi', AIMLAPI_API_KEY: 'aimlapi-secret' };
    expect(problemsOf({ ...environment, MODELS: '=0.15' }).map(({ name }) => name)).toEqual(['MODELS']);
    const PROVIDERS = 'spotify';
    expect(problemsOf({ ...environment, PROVIDERS, MODELS: 'minimax/new' }).map(({ name }) => name)).toEqual([
      'PROVIDERS',
    ]);
  });

  const FILES_URL = 's3://songs/bot/one?endpoint=https://minio.example:9000&region=eu-1';
  const keys = { FILES_ACCESS_KEY_ID: 'AKIA-secret', FILES_SECRET_ACCESS_KEY: 'very-secret' };

  it('keeps files in the folder unless a bucket is named', () => {
    expect(readConfig(complete).bucket).toBeUndefined();
    expect(readConfig({ ...complete, ...keys, FILES_URL }).bucket).toEqual({
      endpoint: 'https://minio.example:9000',
      bucket: 'songs',
      prefix: 'bot/one/',
      region: 'eu-1',
      accessKeyId: 'AKIA-secret',
      secretAccessKey: 'very-secret',
    });
  });

  it.each([
    ['s3://songs?region=eu-central-1', { endpoint: 'https://s3.eu-central-1.amazonaws.com', prefix: '' }],
    ['s3://songs/?endpoint=http://10.0.0.7:9000/', { endpoint: 'http://10.0.0.7:9000', region: 'us-east-1' }],
    ['s3://songs/a/?endpoint=https://x.example/storage/s3', { endpoint: 'https://x.example/storage/s3', prefix: 'a/' }],
  ])('finds the bucket of %s', (url, place) => {
    expect(readConfig({ ...complete, ...keys, FILES_URL: url }).bucket).toMatchObject(place);
  });

  it.each([
    'songs',
    'https://songs.example',
    's3://songs',
    's3://?region=eu-1',
    's3://songs/a b?region=eu-1',
    's3://songs?region=eu-1&key=very-secret',
    's3://AKIA:very-secret@songs?region=eu-1',
    's3://songs?endpoint=ftp://x.example',
  ])('refuses a bucket that is named %s, and quotes none of it', (url) => {
    const problems = problemsOf({ ...complete, ...keys, FILES_URL: url });
    expect(problems.map(({ name }) => name)).toEqual(['FILES_URL']);
    expect(new ConfigError(problems).message).not.toContain('very-secret');
  });

  it('needs the keys of a bucket', () => {
    const problems = problemsOf({ ...complete, FILES_URL });
    expect(problems.map(({ name }) => name)).toEqual(['FILES_ACCESS_KEY_ID', 'FILES_SECRET_ACCESS_KEY']);
  });

  const DATABASE_URL = 'postgres://coverband:very-secret@db.example/coverband';

  it('keeps everything in one process on SQLite unless a database server is named', () => {
    expect(readConfig(complete)).toMatchObject({ postgres: undefined, role: 'all', shards: undefined });
    expect(readConfig({ ...complete, DATABASE_URL }).postgres).toEqual({
      url: DATABASE_URL,
      listenUrl: DATABASE_URL,
      connections: 5,
    });
  });

  it('takes the part of the servers that a gateway answers', () => {
    const gateway = { ...complete, DATABASE_URL, ROLE: 'gateway', SHARD_COUNT: '8' };
    expect(readConfig({ ...gateway, SHARDS: '0-2,5' })).toMatchObject({
      role: 'gateway',
      shards: { ids: [0, 1, 2, 5], count: 8 },
    });
    expect(readConfig(gateway).shards).toEqual({ ids: undefined, count: 8 });
  });

  it.each([
    { given: { ROLE: 'worker' }, names: ['DATABASE_URL'] },
    { given: { SHARDS: '0', SHARD_COUNT: '2' }, names: ['DATABASE_URL'] },
    { given: { DATABASE_URL, SHARDS: '0' }, names: ['SHARD_COUNT'] },
    { given: { DATABASE_URL, SHARDS: '1-2', SHARD_COUNT: '2' }, names: ['SHARDS'] },
    { given: { DATABASE_URL, SHARDS: '2-1', SHARD_COUNT: '3' }, names: ['SHARDS'] },
    { given: { DATABASE_URL: 'mysql://a:very-secret@b/c' }, names: ['DATABASE_URL'] },
  ])('refuses a part of a fleet that lacks the rest: $given', ({ given, names }) => {
    const problems = problemsOf({ ...complete, ...given });
    expect(problems.map(({ name }) => name)).toEqual(names);
    expect(new ConfigError(problems).message).not.toContain('very-secret');
  });

  it('never echoes a secret', () => {
    const error = new ConfigError(problemsOf({ ...complete, OPERATOR_PORT: '1', OPERATOR_SECRET: 'short-secret' }));
    expect(error.message).toContain('OPERATOR_SECRET');
    expect(error.message).not.toContain('short-secret');
  });

  it.each([
    'https://discord.com/api',
    'http://10.0.0.1/api',
    'http://127.0.0.1.example.com/api',
  ])('refuses to bend time beside %s', (base) => {
    const environment = { ...complete, DISCORD_API_BASE: base, CLOCK_OFFSET_SECONDS: '60', CLOCK_SPEED: '2' };
    expect(problemsOf(environment).map(({ name }) => name)).toEqual(['CLOCK_OFFSET_SECONDS', 'CLOCK_SPEED']);
  });

  it('bends time where Discord is on this machine', () => {
    const environment = { ...complete, DISCORD_API_BASE: 'http://127.0.0.1:9/api', CLOCK_SPEED: '20' };
    expect(readConfig(environment).clock).toEqual({ offsetMs: 0, speed: 20 });
  });
});
